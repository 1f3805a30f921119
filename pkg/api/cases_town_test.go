package api_test

import (
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

// The cases of 24 counties are run in one: with every kind of body, each for
// all categories, and one person for each role in it, named role@body.
const (
	townPlaces = `150000000000|province|0|
150100000000|city|1|150000000000
150102000000|county|2|150100000000
150102001000|town|3|150102000000
150102001001|village|4|150102001000`
	townBodies = `city|centre|150100000000|1||centre_director triage_clerk
centre|centre|150102000000|2|city|front_desk triage_clerk dispatcher centre_director archivist
town|pmc_town|150102001000|3|centre|mediator pmc_chair seal_keeper
village|pmc_village|150102001001|4|town|mediator pmc_chair seal_keeper
industry|pmc_industry|150102000000|2|centre|mediator pmc_chair seal_keeper
chamber|chamber_pmc|150102000000|2|centre|mediator pmc_chair seal_keeper
commercial|commercial_org|150102000000|2||commercial_mediator
court|court_desk|150102000000|2||court_clerk judge_guide
police|police_room|150102001000|3||police_mediator
judicial|judicial_office|150102001000|3||judicial_assistant
petition|petition_office|150102000000|2||petition_clerk petition_supervisor
organ|competent_organ|150102000000|2||dept_handler dept_head
dept|linked_dept|150102000000|2||dept_handler dept_head
dept2|linked_dept|150102000000|2||dept_handler dept_head
grid|grid|150102001001|5|village|grid_worker grid_leader grid_instructor
plc|plc|150102000000|2||plc_supervisor assessment_clerk
leader|leader|150102000000|2||leader_owner
platform|platform|150000000000|1||sysadmin`
	scene = "150102001001" // where every dispute takes place

	// Everybody's password, and its hash at the lowest price: the clock ends
	// every session when it moves, and the tracks move it a thousand times.
	townPassword = "everybody has this one"
	townHash     = "$argon2id$v=19$m=8,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$0jQG6LlDgpiNwNYPaSGmuKepAzm3qpwo/Z6ofYijiHQ"
)

// account is somebody of the town who can sign in.
type account struct {
	username   string
	role       string
	user       casemodel.ID
	membership casemodel.ID
	body       casemodel.Body
}

// town is everybody there.
type town struct {
	bodies   []casemodel.Body
	accounts []*account
}

// fillTown writes places, bodies and people into an empty database.
func fillTown(tx *store.Tx) (*town, error) {
	w := &town{}
	if err := tx.InsertAreas(townAreas()); err != nil {
		return nil, err
	}
	byCode := map[string]casemodel.Body{}
	for line := range strings.Lines(townBodies) {
		c := strings.Split(strings.TrimSpace(line), "|")
		b := casemodel.Body{
			ID: tx.NewID(), Code: c[0], Kind: c[1], Title: c[0], NumberName: c[0], AreaID: c[2], Level: int(c[3][0] - '0'),
			ParentID: byCode[c[4]].ID, Active: 1, Version: 1,
		}
		if err := tx.InsertBody(&b); err != nil {
			return nil, err
		}
		byCode[b.Code], w.bodies = b, append(w.bodies, b)
		for role := range strings.FieldsSeq(c[5]) {
			if err := w.employ(tx, b, role); err != nil {
				return nil, err
			}
		}
	}
	return w, nil
}

func (w *town) employ(tx *store.Tx, b casemodel.Body, role string) error {
	name := role + "@" + b.Code
	u := casemodel.User{ID: tx.NewID(), Username: name, Name: name, PasswordHash: townHash, Active: 1, Version: 1, CreatedAt: tx.Now()}
	if err := tx.InsertUser(&u); err != nil {
		return err
	}
	m := casemodel.Membership{ID: tx.NewID(), UserID: u.ID, BodyID: b.ID, Roles: casemodel.StringList{role}, Active: 1, Since: tx.Now()}
	if b.Kind == "grid" {
		m.GridID = b.ID
	}
	w.accounts = append(w.accounts, &account{username: name, role: role, user: u.ID, membership: m.ID, body: b})
	return tx.InsertMembership(&m)
}

func townAreas() []casemodel.Area {
	byID := map[string]casemodel.Area{}
	var all []casemodel.Area
	for line := range strings.Lines(townPlaces) {
		c := strings.Split(strings.TrimSpace(line), "|")
		a := byID[c[3]]
		a.ID, a.Name, a.LevelKey, a.Level, a.ParentID = c[0], c[1], c[1], int(c[2][0]-'0'), c[3]
		*[]*string{&a.A1, &a.A2, &a.A3, &a.A4, &a.A5}[a.Level] = a.ID
		byID[a.ID], all = a, append(all, a)
	}
	return all
}

// who finds the holders of a role, those of a body first.
func (w *town) who(role string, body casemodel.ID) []*account {
	var found []*account
	for _, a := range w.accounts {
		if a.role == role {
			found = append(found, a)
		}
	}
	slices.SortStableFunc(found, func(a, b *account) int { return rank(a, body) - rank(b, body) })
	return found
}

func rank(a *account, body casemodel.ID) int {
	if a.body.ID == body {
		return 0
	}
	return 1
}

func (w *town) body(code string) casemodel.Body {
	i := slices.IndexFunc(w.bodies, func(b casemodel.Body) bool { return b.Code == code })
	return w.bodies[i]
}

func (w *town) account(username string) *account {
	i := slices.IndexFunc(w.accounts, func(a *account) bool { return a.username == username })
	return w.accounts[i]
}
