package store_test

import (
	"database/sql"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/pkg/store/storetest"
)

// crowdID is the id that crowd gives the i-th thing of a sort.
func crowdID(i int, sort string) casemodel.ID {
	return casemodel.ID(fmt.Sprintf("%08x-0000-7000-8000-%012s", i, sort))
}

func TestEveryWorkListIsReadByAnIndex(t *testing.T) {
	t.Parallel()
	for _, dialect := range storetest.Dialects {
		t.Run(dialect, func(t *testing.T) {
			t.Parallel()
			url := storetest.URL(t, dialect)
			db := open(t, url)
			crowd(t, dialect, url, planRows)
			do(t, db, func(tx *store.Tx) error {
				return tx.InsertAreas([]casemodel.Area{{ID: "15013", Level: 2, A3: "15013"}})
			})
			raw, err := sql.Open(map[string]string{store.SQLite: "sqlite", store.Postgres: "pgx"}[dialect], url)
			must(t, err)
			if dialect == store.Postgres {
				_, err = raw.ExecContext(t.Context(), "ANALYZE")
				must(t, err)
			}
			must(t, raw.Close())
			who := casemodel.Actor{UserID: crowdID(77, "4"), BodyID: crowdID(77, "3"), AreaID: "15013", AreaLevel: 2}
			clerk := who
			clerk.BodyID = crowdID(8, "2")
			deny := []casemodel.ScopeTerm{{Rel: "sealed_unnamed"}, {Rel: "recused"}}
			own := casemodel.Scope{Actor: who, Allow: []casemodel.ScopeTerm{{Rel: "body"}, {Rel: "team"}, {Rel: "registered"}, {Rel: "co_body"}, {Rel: "offered"}, {Rel: "co_handler"}}, Deny: deny}
			centre := casemodel.Scope{Actor: clerk, Allow: []casemodel.ScopeTerm{{Rel: "centre"}, {Rel: "registered"}}, Deny: deny}
			area := casemodel.Scope{Actor: who, Allow: []casemodel.ScopeTerm{{Rel: "area"}}, Deny: deny}
			open := []casemodel.Class{casemodel.Live, casemodel.Closing}
			done := []casemodel.Class{casemodel.Done}
			for _, c := range []struct {
				scope casemodel.Scope
				f     casemodel.Filter
			}{
				{own, casemodel.Filter{View: casemodel.ViewMine}},
				{own, casemodel.Filter{View: casemodel.ViewBody}},
				{own, casemodel.Filter{View: store.ViewOffered}},
				{centre, casemodel.Filter{View: casemodel.ViewCentre}},
				{area, casemodel.Filter{View: casemodel.ViewArea}},
				{own, casemodel.Filter{View: casemodel.ViewPart}},
				{own, casemodel.Filter{View: casemodel.ViewApprove}},
				{own, casemodel.Filter{View: casemodel.ViewOwner}},
				{own, casemodel.Filter{View: casemodel.ViewMine, Sort: "risk", Desc: true}},
				{own, casemodel.Filter{View: casemodel.ViewBody, Crowd: true}},
				{own, casemodel.Filter{View: casemodel.ViewBody, DueFrom: casemodel.Micro(1770000000000000), DueBefore: casemodel.Micro(1790000000000000)}},
				{own, casemodel.Filter{View: casemodel.ViewBody, Kinds: []casemodel.Kind{casemodel.KindBacklog}, ListedBy: "2025-01-01"}},
				{centre, casemodel.Filter{View: casemodel.ViewCentre, Sort: "risk", Desc: true}},
				{centre, casemodel.Filter{View: casemodel.ViewCentre, Kinds: []casemodel.Kind{casemodel.KindCase}, DueBefore: casemodel.Micro(1780000000000000)}},
				{centre, casemodel.Filter{View: casemodel.ViewCentre, Crowd: true}},
				{own, casemodel.Filter{RegisteredByID: who.UserID}},
				{centre, casemodel.Filter{HandlerID: who.UserID}},
				{own, casemodel.Filter{ParentID: crowdID(5, "1")}},
				{own, casemodel.Filter{RootID: crowdID(5, "1")}},
				{centre, casemodel.Filter{BodyID: who.BodyID}},
				{area, casemodel.Filter{AreaID: "15013"}},
				{area, casemodel.Filter{Number: "x"}},
				{centre, casemodel.Filter{Query: "一凨"}},
				{centre, casemodel.Filter{Party: "甲"}},
				{centre, casemodel.Filter{States: []string{"s1"}}},
				{centre, casemodel.Filter{States: []string{"s1", "s2"}, Workflows: []string{"dispute_case"}, Sort: "opened"}},
			} {
				for _, classes := range [][]casemodel.Class{nil, open, done} {
					for _, states := range [][]string{c.f.States, {"s3"}} {
						f := c.f
						f.Classes, f.States = classes, states
						plan := strings.Join(planOf(t, db, c.scope, f), "\n")
						if wholeTable.MatchString(plan) {
							t.Errorf("%+v reads all there is:\n%s", f, plan)
						}
						if strings.Contains(plan, "matter_due") && c.f.View != casemodel.ViewArea && c.f.AreaID == "" { // a county is an eighth of all
							t.Errorf("%+v goes along every due date there is:\n%s", f, plan)
						}
						if dialect == store.SQLite && c.f.States == nil && strings.Contains(plan, "matter_state_due") {
							t.Errorf("%+v reads all in a state:\n%s", f, plan)
						}
					}
				}
			}
			for _, c := range []struct {
				scope casemodel.Scope
				view  casemodel.View
			}{{centre, casemodel.ViewCentre}, {area, casemodel.ViewArea}, {own, casemodel.ViewBody}, {own, casemodel.ViewMine}} {
				f := casemodel.Filter{View: c.view, Kinds: []casemodel.Kind{casemodel.KindCase}, Classes: open}
				read(t, db, func(tx *store.Tx) error {
					plan, err := store.PlanOfCount(tx, c.scope, f)
					if plan := strings.Join(plan, "\n"); wholeTable.MatchString(plan) || !strings.Contains(plan, "_due") {
						t.Errorf("%s is counted by\n%s", c.view, plan)
					}
					return err
				})
			}
			if plan := strings.Join(planOf(t, db, centre, casemodel.Filter{View: casemodel.ViewAll}), "\n"); !strings.Contains(plan, "matter_due") && dialect == store.Postgres {
				t.Errorf("every view at once is read by\n%s", plan)
			}
			read(t, db, func(tx *store.Tx) error {
				plan, err := store.PlanOfReturns(tx, centre, casemodel.Filter{View: casemodel.ViewCentre})
				text := strings.Join(plan, "\n")
				if wholeTable.MatchString(text) || len(recent.FindAllString(text, -1)) != 1 {
					t.Errorf("who has come before is found by\n%s", text)
				}
				return err
			})
			for _, text := range []string{"SELECT 1 FROM file WHERE sha256 = 'x' LIMIT 1", "DELETE FROM outbox WHERE done_at < '2026-01-01'"} {
				read(t, db, func(tx *store.Tx) error {
					plan, err := tx.Explain(text)
					if plan := strings.Join(plan, "\n"); dialect == store.SQLite && strings.Contains(plan, "SCAN") {
						t.Errorf("%s reads all there is:\n%s", text, plan)
					}
					return err
				})
			}
		})
	}
}

// wholeTable is how the two databases write that they go through all matters,
// be it along an index that orders them.
var wholeTable = regexp.MustCompile(`(?m)^\s*SCAN m\b|Seq Scan on matter m`)

// recent is where they take the matters that have come lately: each permission
// is asked there, so it is to be one place.
var recent = regexp.MustCompile(`SEARCH m USING INDEX|Scan (using \w+ )?on matter m\b`)

func planOf(t *testing.T, db *store.DB, scope casemodel.Scope, f casemodel.Filter) (plan []string) {
	t.Helper()
	read(t, db, func(tx *store.Tx) (err error) {
		plan, err = store.Plan(tx, scope, f, grams(f.Query))
		return err
	})
	return plan
}

// planRows are enough for PostgreSQL to think an index worth its while.
const planRows = 20_000
