package casework_test

import (
	"context"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
	"github.com/jiefen/jiefen/pkg/store"
)

// shown are fields a list may show, of every read class.
var shown = []string{"summary", "amount", "what", "paid", "due_on", "level", "claim", "doc.D44_acceptance_notice", "doc.D27_alert", "input", "reason", "consent.x"}

// No cell of a list shows more, or less, than the matter's own page does, for
// anybody (promise P8).
func TestRowsShowWhatTheMattersOwnPageShows(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		ctx, rng := context.Background(), rand.New(rand.NewPCG(11, 3))
		ids := scatter(t, w, rng, size(t, "MATTERS", 100, 300))
		furnish(t, w, ids)
		names := usernames(w)
		read, kept := 0, 0
		for range size(t, "USERS", 6, 30) {
			who := w.Who[names[rng.IntN(len(names))]]
			page, err := w.List(ctx, who, casemodel.Filter{View: casemodel.ViewAll, Limit: 200})
			if err != nil {
				t.Fatal(err)
			}
			rows, err := w.Rows(ctx, who, page.Items, shown...)
			if err != nil {
				t.Fatal(err)
			}
			for i := range page.Items {
				r, k := sameRow(t, w, who, &page.Items[i], rows[page.Items[i].ID])
				read, kept = read+r, kept+k
			}
		}
		if read == 0 || kept == 0 {
			t.Errorf("%d rows showed their registration and %d kept it: the property could not fail", read, kept)
		}
	})
}

// sameRow holds a row against the page of its matter.
func sameRow(t *testing.T, w *worktest.World, who casemodel.Actor, m *casemodel.Matter, row *casework.Row) (read, kept int) {
	t.Helper()
	v, err := w.Case(context.Background(), who, m.ID)
	if err != nil {
		t.Fatalf("%s: the list shows %s, its page does not: %v", who.Name, m.ID, err)
	}
	want := map[string]string{}
	for _, field := range shown {
		if value, may := v.Fields[field]; may {
			want[field] = value
		}
	}
	for _, d := range v.Documents {
		if name := "doc." + d.Name; slices.Contains(shown, name) {
			want[name] = string(d.On)
		}
	}
	if !maps.Equal(row.Fields, want) {
		t.Errorf("%s, %s in %s: the row shows %v, the page %v", who.Name, m.Workflow, m.State, row.Fields, want)
	}
	if row.Registration != v.Can["read.registration"] || len(row.Parties) != len(v.Parties) || row.Card != v.Card {
		t.Errorf("%s, %s: the row shows parties %v and card %+v, the page %v and %+v", who.Name, m.Workflow, row.Parties, row.Card, v.Parties, v.Card)
	}
	if row.Summary != "" {
		if root, err := w.Case(context.Background(), who, m.RootID); err != nil || root.Fields["summary"] != row.Summary {
			t.Errorf("%s: the row tells what %s is about, its page does not (%v)", who.Name, m.RootID, err)
		}
	}
	if row.Owed != nil && !v.Can["read.agreement"] {
		t.Errorf("%s reads what is owed", who.Name)
	}
	if row.Target != v.Target() {
		t.Errorf("%s: %s works by %q in the row and by %q on its page", who.Name, m.Workflow, row.Target, v.Target())
	}
	if row.Head != v.Root.Number {
		t.Errorf("%s: head %q, want %q", who.Name, row.Head, v.Root.Number)
	}
	for _, p := range row.Parties {
		if p.Phone+p.IDNo+p.Address+p.Reach != "" {
			t.Errorf("a number in a list: %+v", p)
		}
	}
	for _, open := range row.Open {
		if _, err := w.Case(context.Background(), who, open.ID); err != nil {
			t.Errorf("%s: the row tells of %s, which is not to be seen: %v", who.Name, open.ID, err)
		}
		if open.Title != open.PublicTitle {
			t.Errorf("%s: the row tells the title of %s", who.Name, open.ID)
		}
	}
	if row.Registration {
		return 1, 0
	}
	return 0, 1
}

// furnish gives matters values of every class, parties and a card.
func furnish(t *testing.T, w *worktest.World, ids []casemodel.ID) {
	t.Helper()
	err := w.DB.Do(context.Background(), func(tx *store.Tx) error {
		for _, id := range ids {
			m, err := tx.Matter(id)
			if err != nil {
				return err
			}
			m.Title = planted
			if err := tx.UpdateMatter(m, m.Seq); err != nil {
				return err
			}
			values := map[string]string{}
			for _, field := range shown {
				values[field] = "1"
			}
			delete(values, "summary")
			delete(values, "doc.D44_acceptance_notice")
			values["doc.D44_acceptance_notice"] = "2026-03-02"
			if err := tx.SetFields(id, values, 1); err != nil {
				return err
			}
			if !m.IsRoot() {
				continue
			}
			if err := tx.PutCard(&casemodel.Card{RootID: id, PartiesText: planted, Amount: 100}); err != nil {
				return err
			}
			p := &casemodel.Party{ID: tx.NewID(), Role: "applicant", Kind: "natural", Name: planted, Phone: "13947106027", Count: 1}
			if err := tx.InsertParty(id, 1, p); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Where no duty runs, row and page tell the term the body works by.
func TestARowTellsTheTermABodyWorksBy(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		_, proceeding := w.InSession(t)
		m := w.Matter(proceeding)
		rows, err := w.Rows(context.Background(), w.Who["mediator"], []casemodel.Matter{*m})
		if err != nil {
			t.Fatal(err)
		}
		want := clock(t, w, proceeding, "PM-14").DueOn
		if got := rows[proceeding].Target; got != want || want == "" {
			t.Errorf("the row says %q, the clock %q", got, want)
		}
		if rows[proceeding].Duty != nil {
			t.Errorf("a work rule is told as the duty %s", rows[proceeding].Duty.ID)
		}
	})
}
