package main

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/identity"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/policies"
	"github.com/jiefen/jiefen/workflows"
)

// benchTown is the least that works: one place, one centre, one clerk.
type benchTown struct {
	desk  *casework.Desk
	who   casemodel.Actor
	area  casemodel.Area
	body  casemodel.Body
	cases []casemodel.ID
	seen  map[casemodel.ID]int // versions
	hash  string               // of benchPassword
}

// benchCases is over how many cases the measured steps are spread.
const benchCases = 20

func newBenchTown(ctx context.Context, db *store.DB) (*benchTown, error) {
	if err := db.Migrate(ctx); err != nil {
		return nil, err
	}
	flows, err := workflows.Shipped()
	if err != nil {
		return nil, err
	}
	gate, err := policies.Open(casework.PolicyCatalogue(flows))
	if err != nil {
		return nil, err
	}
	book, err := calendar.Embedded()
	if err != nil {
		return nil, err
	}
	t := &benchTown{desk: casework.Open(db, flows, gate, book, slog.New(slog.DiscardHandler)), seen: map[casemodel.ID]int{}}
	if t.hash, err = identity.Open(db, t.desk.Log).Hash(ctx, benchPassword); err != nil {
		return nil, err
	}
	if err := db.Do(ctx, t.found); err != nil {
		return nil, err
	}
	for i := range benchCases {
		r := casework.Registration{
			Category: "02", Area: t.area.ID, Summary: "bench", DuplicatesSeen: true,
			Parties: []casemodel.Party{
				{Role: "applicant", Kind: "natural", Name: fmt.Sprintf("A%d", i), Phone: "13947100001"},
				{Role: "respondent", Kind: "natural", Name: fmt.Sprintf("B%d", i), Phone: "13947100002"},
			},
		}
		out, err := t.desk.Register(ctx, t.who, r, casework.Input{})
		if err != nil {
			return nil, err
		}
		t.cases = append(t.cases, out.MatterID)
		t.seen[out.MatterID] = out.Version
	}
	return t, nil
}

// found puts place, centre and clerk into the database.
func (t *benchTown) found(tx *store.Tx) error {
	const code = "150102000000"
	t.area = casemodel.Area{ID: code, Name: "bench", LevelKey: "county", Level: 2, A1: "150000000000", A2: "150100000000", A3: code}
	if err := tx.InsertAreas([]casemodel.Area{t.area}); err != nil {
		return err
	}
	t.body = casemodel.Body{ID: tx.NewID(), Code: "ZX", Kind: "centre", Title: "bench", NumberName: "\u65b0\u57ce", AreaID: code, Level: 2, Active: 1}
	if err := tx.InsertBody(&t.body); err != nil {
		return err
	}
	if _, err := t.employ(tx, "bench", t.body.ID, "front_desk", "triage_clerk"); err != nil {
		return err
	}
	return nil
}

// employ opens an account with one membership; the one of bench itself is who
// does the steps.
func (t *benchTown) employ(tx *store.Tx, username string, body casemodel.ID, roles ...string) (casemodel.ID, error) {
	u := casemodel.User{ID: tx.NewID(), Username: username, Name: username, PasswordHash: t.hash, Active: 1, Version: 1, CreatedAt: tx.Now()}
	if err := tx.InsertUser(&u); err != nil {
		return "", err
	}
	m := casemodel.Membership{ID: tx.NewID(), UserID: u.ID, BodyID: body, Roles: roles, Active: 1, Since: tx.Now(), Until: casemodel.Never}
	if err := tx.InsertMembership(&m); err != nil || username != "bench" {
		return u.ID, err
	}
	var err error
	t.who, err = casework.ActorOf(tx, m.ID)
	return u.ID, err
}

// next is the i-th step: a grading, which asks all four questions, changes
// headers, works on clocks and writes the journal.
func (t *benchTown) next(i int) benchAct {
	id := t.cases[i%len(t.cases)]
	version := t.seen[id]
	t.seen[id]++
	return benchAct{matter: id, id: "grade_risk", in: casework.Input{Version: &version, Fields: map[string]any{"risk": "yellow"}}}
}

// steps runs n of them one after the other.
func (t *benchTown) steps(ctx context.Context, n int) (int, time.Duration, error) {
	start := time.Now()
	for i := range n {
		act := t.next(i)
		if _, err := t.desk.Do(ctx, t.who, act.matter, act.id, act.in); err != nil {
			return 0, 0, err
		}
	}
	return n, time.Since(start), nil
}
