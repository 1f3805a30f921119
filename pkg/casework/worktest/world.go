// Package worktest gives tests a small centre that works: places, bodies,
// people in every role and a desk on a real database with a clock that can be
// set. Only tests import it; no rule lives here.
package worktest

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/pkg/store/storetest"
	"github.com/jiefen/jiefen/policies"
	"github.com/jiefen/jiefen/workflows"
)

// World is one centre with everybody in it.
type World struct {
	*casework.Desk
	Clock  *storetest.Clock
	Who    map[string]casemodel.Actor // by username
	Bodies map[string]casemodel.Body  // by code
	Rooms  map[string]casemodel.ID    // by name
	Cases  []casemodel.ID             // roots that were registered here
	t      testing.TB
}

// Places, bodies and people, one a line, words separated by |.
const (
	places = `150000000000|Inner Mongolia|province|0|
150100000000|Hohhot|city|1|150000000000
150102000000|Xincheng|county|2|150100000000
150102001000|Hailar East|town|3|150102000000
150102001001|Sunshine|village|4|150102001000
150102002000|Bulugu|town|3|150102000000
150103000000|Huimin|county|2|150100000000`
	bodies = `CITY|centre|150100000000|1||
ZX|centre|150102000000|2|CITY|
HM|centre|150103000000|2|CITY|
TOWN|pmc_town|150102001000|3|ZX|
TOWN2|pmc_town|150102002000|3|ZX|
VIL|pmc_village|150102001001|4|TOWN|
IND|pmc_industry|150102000000|2|ZX|16
MED|pmc_industry|150102000000|2|ZX|17
LAB|pmc_industry|150102000000|2|ZX|07
COURT|court_desk|150102000000|2||
POLICE|police_room|150102001000|3||
JUST|judicial_office|150102001000|3||
PET|petition_office|150102000000|2||
DEPT|linked_dept|150102000000|2||
ORGAN|competent_organ|150102000000|2||
GRID|grid|150102001001|5|VIL|
PLC|plc|150102000000|2||
LEAD|leader|150102000000|2||
AUD|auditor|150102000000|2||
PLAT|platform|150000000000|1||`
	people = `clerk|front_desk|ZX
triage|triage_clerk,dispatcher|ZX
director|centre_director|ZX
archivist|archivist|ZX
hmdirector|centre_director|HM
hmtriage|triage_clerk,dispatcher|HM
cityboss|centre_director|CITY
mediator|mediator|TOWN
mediator2|mediator|TOWN
chair|pmc_chair|TOWN
seal|seal_keeper|TOWN
village|mediator,pmc_chair,seal_keeper|VIL
industry|mediator,pmc_chair,seal_keeper|IND
medical|mediator|MED
medchair|pmc_chair,seal_keeper|MED
labour|mediator|LAB
labchair|pmc_chair,seal_keeper|LAB
courtdesk|court_clerk|COURT
judge|judge_guide|COURT
police|police_mediator|POLICE
justice|judicial_assistant|JUST
petition|petition_clerk|PET
petitionlead|petition_supervisor|PET
dept|dept_handler|DEPT
depthead|dept_head|DEPT
organ|dept_handler|ORGAN
gridworker|grid_worker|GRID
gridleader|grid_leader|GRID
gridguide|grid_instructor|GRID
plc|plc_supervisor,assessment_clerk|PLC
leader|leader_owner|LEAD
auditor|auditor|AUD
admin|sysadmin|PLAT`
)

// rules are loaded once: definitions, policy and calendar never change.
var rules = sync.OnceValues(func() (loaded, error) {
	var l loaded
	var err error
	if l.flows, err = workflows.Shipped(); err != nil {
		return l, err
	}
	if l.gate, err = policies.Open(casework.PolicyCatalogue(l.flows)); err != nil {
		return l, err
	}
	l.book, err = calendar.Embedded()
	return l, err
})

type loaded struct {
	flows *workflows.Library
	gate  *policies.Gate
	book  *calendar.Book
}

// Desk opens a desk on a database under the rules the program comes with, for
// tests that fill a town of their own.
func Desk(t testing.TB, db *store.DB) *casework.Desk {
	t.Helper()
	l, err := rules()
	if err != nil {
		t.Fatal(err)
	}
	return casework.Open(db, l.flows, l.gate, l.book, slog.New(slog.DiscardHandler))
}

// New fills an empty migrated database with the centre.
func New(t testing.TB, db *store.DB, clock *storetest.Clock) *World {
	t.Helper()
	w := &World{
		Desk: Desk(t, db), Clock: clock, t: t,
		Who: map[string]casemodel.Actor{}, Bodies: map[string]casemodel.Body{}, Rooms: map[string]casemodel.ID{},
	}
	clock.Set(time.Date(2026, 3, 2, 9, 0, 0, 0, calendar.Zone))
	if err := db.Do(context.Background(), w.fill); err != nil {
		t.Fatal(err)
	}
	return w
}

// Each runs a test in a fresh world on each database.
func Each(t *testing.T, fn func(t *testing.T, w *World)) {
	t.Helper()
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		fn(t, New(t, db, clock))
	})
}

func (w *World) fill(tx *store.Tx) error {
	path := map[string]casemodel.Area{}
	var areas []casemodel.Area
	for line := range strings.SplitSeq(places, "\n") {
		c := strings.Split(line, "|")
		a := path[c[4]]
		a.ID, a.Name, a.LevelKey, a.Level, a.ParentID = c[0], c[1], c[2], int(c[3][0]-'0'), c[4]
		*[]*string{&a.A1, &a.A2, &a.A3, &a.A4, &a.A5}[a.Level] = c[0]
		path[a.ID] = a
		areas = append(areas, a)
	}
	if err := tx.InsertAreas(areas); err != nil {
		return err
	}
	for line := range strings.SplitSeq(bodies, "\n") {
		c := strings.Split(line, "|")
		b := casemodel.Body{
			ID: tx.NewID(), Code: c[0], Kind: c[1], Title: c[0], NumberName: c[0], AreaID: c[2], Level: int(c[3][0] - '0'),
			ParentID: w.Bodies[c[4]].ID, Active: 1, Version: 1,
		}
		if c[5] != "" {
			b.Categories = casemodel.StringList{c[5]}
		}
		if err := tx.InsertBody(&b); err != nil {
			return err
		}
		w.Bodies[b.Code] = b
	}
	for name, body := range map[string]string{"first": "TOWN", "second": "TOWN", "hall": "ZX"} {
		r := casemodel.Room{ID: tx.NewID(), BodyID: w.Bodies[body].ID, Name: name, Seats: 8, Hours: "08:30-12:00 14:30-17:30", Version: 1}
		if err := tx.InsertRoom(&r); err != nil {
			return err
		}
		w.Rooms[name] = r.ID
	}
	for line := range strings.SplitSeq(people, "\n") {
		c := strings.Split(line, "|")
		u := casemodel.User{ID: tx.NewID(), Username: c[0], Name: c[0], Active: 1, Version: 1, CreatedAt: tx.Now()}
		if err := tx.InsertUser(&u); err != nil {
			return err
		}
		m := casemodel.Membership{
			ID: tx.NewID(), UserID: u.ID, BodyID: w.Bodies[c[2]].ID, Roles: strings.Split(c[1], ","), Active: 1,
			Since: tx.Now(), Until: casemodel.Never,
		}
		if w.Bodies[c[2]].Kind == "grid" {
			m.GridID = w.Bodies[c[2]].ID
		}
		if err := tx.InsertMembership(&m); err != nil {
			return err
		}
		who, err := casework.ActorOf(tx, m.ID)
		if err != nil {
			return err
		}
		w.Who[c[0]] = who
	}
	return nil
}
