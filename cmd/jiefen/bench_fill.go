package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/search"
	"github.com/jiefen/jiefen/pkg/store"
)

// What the crowd is made of. Names are skewed as names are: one in fifty people
// is called commonName.
const (
	benchTowns = 8
	commonName = "\u738b\u4f1f"
	surnames   = "\u738b\u674e\u5f20\u5218\u9648\u6768\u9ec4\u8d75\u5434\u5468\u5f90\u5b59\u9a6c\u6731\u80e1\u90ed\u4f55\u9ad8\u6797\u7f57"
	givenNames = "\u4f1f\u5f3a\u78ca\u6d0b\u52c7\u519b\u6770\u6d9b\u8d85\u660e\u521a\u5e73\u8f89\u9e4f\u534e\u98de\u6ce2\u9e6a\u6c5f\u6597" +
		"\u82b3\u5a1c\u654f\u9759\u4e3d\u8273\u79c0\u71d5\u73b2\u6842\u82f1\u5a77\u5a1f\u7434\u4e91\u83b2\u771f\u73af\u96ea\u8363"
	benchWords = "\u6f0f\u6c34" // stands in one summary of thirty
)

// crowd fills a database with matters as a city has them: cases of two centres
// and sixteen committees, most of them done, with parties, cards, clocks,
// journals, who takes part and the words they are found by.
type crowd struct {
	town     *benchTown
	dice     *rand.Rand
	centres  []casemodel.Body
	bodies   []casemodel.Body // of each centre benchTowns
	users    []casemodel.ID   // one mediator of each
	clocks   []casemodel.Deadline
	surnames []rune
	given    []rune
	number   string // pattern
	title    string
	serial   int
}

func newCrowd(ctx context.Context, t *benchTown) (*crowd, error) {
	c := &crowd{
		serial: 10 * benchCases,                                                                             // past the real ones
		town:   t, dice: rand.New(rand.NewPCG(1, 2)), surnames: []rune(surnames), given: []rune(givenNames), //nolint:gosec // the same crowd every time
		number: t.desk.Flows.Title("patterns", "number"), title: t.desk.Flows.Title("patterns", "case_title"),
	}
	return c, t.desk.DB.Do(ctx, c.settle)
}

// settle founds the second county and the committees.
func (c *crowd) settle(tx *store.Tx) (err error) {
	if c.clocks, err = tx.Deadlines(c.town.cases[0]); err != nil {
		return err
	}
	c.centres, c.bodies, c.users = []casemodel.Body{c.town.body}, nil, nil
	county := casemodel.Area{ID: "150103000000", Name: "county", LevelKey: "county", Level: 2, A1: c.town.area.A1, A2: c.town.area.A2, A3: "150103000000"}
	areas := []casemodel.Area{county}
	other := casemodel.Body{ID: tx.NewID(), Code: "ZX2", Kind: "centre", Title: "centre 2", NumberName: "ZX2", AreaID: county.ID, Level: 2, Active: 1}
	c.centres = append(c.centres, other)
	if err := tx.InsertBody(&other); err != nil {
		return err
	}
	for i, centre := range c.centres {
		for n := range benchTowns {
			a := casemodel.Area{ID: fmt.Sprintf("%s%03d000", centre.AreaID[:6], n+1), Name: "town", LevelKey: "town", Level: 3, A1: county.A1, A2: county.A2, A3: centre.AreaID, ParentID: centre.AreaID}
			a.A4 = a.ID
			areas = append(areas, a)
			b := casemodel.Body{ID: tx.NewID(), Code: fmt.Sprintf("T%d%d", i, n), Kind: "pmc_town", Title: fmt.Sprintf("committee %d-%d", i, n), NumberName: fmt.Sprintf("T%d%d", i, n), AreaID: a.ID, Level: 3, ParentID: centre.ID, Active: 1}
			c.bodies = append(c.bodies, b)
			if err := tx.InsertBody(&b); err != nil {
				return err
			}
			u, err := c.town.employ(tx, strings.ToLower(b.Code), b.ID, "mediator")
			if err != nil {
				return err
			}
			c.users = append(c.users, u)
		}
	}
	return tx.InsertAreas(areas)
}

// fill writes n matters, past the desk.
func (c *crowd) fill(ctx context.Context, n int) error {
	const perTransaction = 500
	for done := 0; done < n; {
		err := c.town.desk.DB.Do(ctx, func(tx *store.Tx) error {
			written := 0
			for written < min(perTransaction, n-done) {
				k, err := c.family(tx)
				if err != nil {
					return err
				}
				written += k
			}
			done += written
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// family writes a case and what hangs on it, and says how many matters that is.
func (c *crowd) family(tx *store.Tx) (int, error) {
	c.serial++
	at := c.dice.IntN(len(c.bodies))
	body, centre := c.bodies[at], c.centres[at/benchTowns]
	asks, answers := c.person(), c.person()
	opened := tx.Now().Add(-time.Duration(c.dice.IntN(3*365*24)) * time.Hour)
	m := &casemodel.Matter{
		ID: tx.NewID(), Kind: casemodel.KindCase, Workflow: "dispute_case", WorkflowVersion: 1, State: "in_mediation", Class: casemodel.Live, Live: 1, Version: 3,
		CentreID: centre.ID, BodyID: body.ID, RegisteredByID: c.town.who.UserID, RegisteredBodyID: centre.ID, AreaID: body.AreaID,
		A1: c.town.area.A1, A2: c.town.area.A2, A3: centre.AreaID, A4: body.AreaID, Level: 3, Category: "02", Channel: "window", Round: 1,
		OpenedAt: opened, ChangedAt: opened, StateSince: opened, StateOn: "2026-03-02", DueAt: tx.Now().Add(time.Duration(c.dice.IntN(60*24)-5*24) * time.Hour),
	}
	m.RootID = m.ID
	m.Number = c.numbered(centre.NumberName, "case", opened.Time().Year())
	m.Title = strings.NewReplacer("{applicant}", asks, "{respondent}", answers, "{category}", "").Replace(c.title)
	m.PublicTitle = m.Number
	if c.dice.IntN(10) < 7 {
		m.State, m.Class, m.Live, m.DueAt, m.ClosedAt = "archived", casemodel.Done, 0, casemodel.Never, opened.Add(30*24*time.Hour)
	}
	if err := c.write(tx, m, []string{"submit", "accept", "dispatch"}); err != nil {
		return 0, err
	}
	for i, p := range []casemodel.Party{{Role: "applicant", Name: asks}, {Role: "respondent", Name: answers}} {
		p.ID, p.Kind, p.Phone, p.Count = tx.NewID(), "natural", fmt.Sprintf("139%08d", c.dice.IntN(100_000_000)), 1
		if err := tx.InsertParty(m.ID, i+1, &p); err != nil {
			return 0, err
		}
	}
	if err := tx.PutCard(&casemodel.Card{RootID: m.ID, PartiesText: asks + " " + answers}); err != nil {
		return 0, err
	}
	until := casemodel.Never
	for _, p := range []casemodel.Participant{{UserID: c.users[at], Role: "handler"}, {BodyID: body.ID, Role: "body"}} {
		p.RootID, p.MatterID, p.Since, p.Until = m.ID, m.ID, opened, until
		if err := tx.AddParticipant(p); err != nil {
			return 0, err
		}
	}
	summary := c.summary()
	if err := tx.SetFields(m.ID, map[string]string{"summary": summary, "occurred_place": c.summary()[:12]}, 1); err != nil {
		return 0, err
	}
	text := strings.Join(append([]string{m.Title, m.Number, summary, asks, answers}, search.Initials(asks+" "+answers)...), "\n")
	if err := tx.PutSearch(m.ID, "registration", text, search.Grams(text)); err != nil {
		return 0, err
	}
	if c.dice.IntN(2) == 0 {
		return 1, nil
	}
	return 2, c.proceeding(tx, m, at)
}

// proceeding hangs a mediation under a case.
func (c *crowd) proceeding(tx *store.Tx, root *casemodel.Matter, at int) error {
	m := *root
	m.ID, m.ParentID, m.Kind, m.Workflow = tx.NewID(), root.ID, casemodel.KindProceeding, "peoples_mediation"
	m.State, m.HandlerID, m.Seq, m.LastHash, m.Primary = "in_session", c.users[at], 0, nil, root.Live
	if root.Class == casemodel.Done {
		m.State = "effective"
	}
	m.Number = c.numbered(c.bodies[at].NumberName, "mediation", root.OpenedAt.Time().Year())
	if err := c.write(tx, &m, []string{"ask_consent", "all_consent", "open_session"}); err != nil {
		return err
	}
	text := m.Title + "\n" + m.Number
	return tx.PutSearch(m.ID, "registration", text, search.Grams(text))
}

// write is a header with its journal and clocks.
func (c *crowd) write(tx *store.Tx, m *casemodel.Matter, acts []string) error {
	if err := tx.InsertMatter(m); err != nil {
		return err
	}
	was := m.Seq
	for _, act := range acts {
		e := &casemodel.Entry{On: m.StateOn, At: m.OpenedAt, ActorID: c.town.who.UserID, ActorName: "bench", BodyID: m.BodyID, Act: act, FromState: "x", ToState: m.State, Version: m.Version}
		if err := tx.AppendJournal(m, e, nil); err != nil {
			return err
		}
	}
	if err := tx.UpdateMatter(m, was); err != nil {
		return err
	}
	for i := range c.clocks {
		d := c.clocks[i]
		d.ID, d.MatterID, d.RootID = tx.NewID(), m.ID, m.RootID
		if m.Class == casemodel.Done {
			d.Live, d.State = 0, "met"
		}
		if err := tx.InsertDeadline(&d); err != nil {
			return err
		}
	}
	return nil
}

func (c *crowd) numbered(name, word string, year int) string {
	return strings.NewReplacer("{year}", strconv.Itoa(year), "{name}", name, "{word}", c.town.desk.Flows.Title("number_words", word), "{n}", fmt.Sprintf("%06d", c.serial)).Replace(c.number)
}

// person is a name: a few surnames and characters make up most of them.
func (c *crowd) person() string {
	if c.dice.IntN(50) == 0 {
		return commonName
	}
	name := []rune{c.often(c.surnames), c.often(c.given)}
	if c.dice.IntN(3) > 0 {
		name = append(name, c.often(c.given))
	}
	return string(name)
}

func (c *crowd) often(from []rune) rune {
	x := c.dice.Float64()
	return from[int(x*x*float64(len(from)))]
}

// summary is a text of thirty characters or so.
func (c *crowd) summary() string {
	text := make([]rune, 20+c.dice.IntN(30))
	for i := range text {
		text[i] = 0x5000 + rune(c.dice.IntN(600))
	}
	if c.dice.IntN(30) == 0 {
		text = slices.Concat(text[:10], []rune(benchWords), text[10:])
	}
	return string(text)
}
