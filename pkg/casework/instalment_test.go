package casework_test

import (
	"slices"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
	"github.com/jiefen/jiefen/pkg/store"
)

// sealed leads a case to an agreement with these items in force.
func sealed(t *testing.T, w *worktest.World, item worktest.F) (root casemodel.ID) {
	t.Helper()
	root, p := w.InSession(t)
	parties := w.Parties(root)
	item["debtor"], item["creditor"], item["kind"], item["what"] = string(parties[1]), string(parties[0]), "pay", "rent"
	w.Must("mediator", p, "propose_terms", worktest.F{"items": []any{item}})
	w.Must("mediator", p, "finalise_text", worktest.F{"copies": "3"})
	for _, q := range parties {
		w.Must("mediator", p, "record_signature", worktest.F{"party": string(q), "way": "wet"})
	}
	w.Must("mediator", p, "record_signature", worktest.F{"user": w.User("mediator"), "way": "wet"})
	w.Must("seal", p, "affix_seal", nil)
	return root
}

func values(t *testing.T, w *worktest.World, id casemodel.ID) (found map[string]string) {
	t.Helper()
	err := w.DB.Read(t.Context(), func(tx *store.Tx) error {
		all, err := tx.Fields(id)
		found = all[id]
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// 《民法典》202: a month that lacks the day ends on its last one, and the month
// after it has the day again.
func TestInstalmentsKeepTheDayThatWasAgreed(t *testing.T) {
	for _, c := range []struct {
		every string
		first casemodel.Day
		want  []casemodel.Day
	}{
		{"month", "2026-01-31", []casemodel.Day{"2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"}},
		{"two_months", "2025-12-31", []casemodel.Day{"2025-12-31", "2026-02-28", "2026-04-30", "2026-06-30"}},
		{"half_year", "2025-08-31", []casemodel.Day{"2025-08-31", "2026-02-28", "2026-08-31"}},
		{"quarter", "2026-01-31", []casemodel.Day{"2026-01-31", "2026-04-30", "2026-07-31", "2026-10-31"}},
		{"year", "2028-02-29", []casemodel.Day{"2028-02-29", "2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"}},
		{"week", "2026-02-24", []casemodel.Day{"2026-02-24", "2026-03-03", "2026-03-10"}},
	} {
		t.Run(c.every, func(t *testing.T) {
			worktest.Each(t, func(t *testing.T, w *worktest.World) {
				w.Clock.Set(time.Date(2026, 1, 20, 9, 0, 0, 0, calendar.Zone))
				root := sealed(t, w, worktest.F{"amount": "100", "due": string(c.first), "every": c.every, "until": string(c.want[len(c.want)-1])})
				var got []casemodel.Day
				for range c.want {
					it := w.Child(root, "performance_item").ID
					got = append(got, casemodel.Day(values(t, w, it)["due_on"]))
					w.Must("mediator", it, "perform", worktest.F{"evidence": "receipt"})
				}
				if !slices.Equal(got, c.want) {
					t.Errorf("due on %v, want %v", got, c.want)
				}
				if last := w.Child(root, "performance_item"); last.Open() {
					t.Errorf("after the agreed end comes one more, due %s", values(t, w, last.ID)["due_on"])
				}
			})
		})
	}
}

// Who misses one instalment still owes those that fall due after it, one at a
// time and each once, without an end where none was agreed.
func TestAMissedInstalmentDoesNotEndTheOthers(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root := sealed(t, w, worktest.F{"amount": "100", "due": "2026-03-20", "every": "month"})
		due := func() (days []string) {
			for _, m := range w.Family(root) {
				if m.Workflow == "performance_item" {
					days = append(days, values(t, w, m.ID)["due_on"])
				}
			}
			slices.Sort(days)
			return days
		}
		first := w.Child(root, "performance_item").ID
		w.Clock.Set(time.Date(2026, 4, 2, 9, 0, 0, 0, calendar.Zone))
		if _, err := w.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := due(); w.Matter(first).State != "overdue" || !slices.Equal(got, []string{"2026-03-20", "2026-04-20"}) {
			t.Fatalf("after the first was missed, %s: due %v", w.Matter(first).State, got)
		}
		w.Must("mediator", first, "perform", worktest.F{"evidence": "receipt"})
		if got := due(); len(got) != 2 {
			t.Errorf("paid late it is followed by a second one for the same month: %v", got)
		}
	})
}

// Only the first instalment was handed over when the agreement was made.
func TestTheNextInstalmentIsOwedAlthoughTheFirstWasPaidAtTheTable(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root := sealed(t, w, worktest.F{"amount": "100", "due": "2026-03-02", "every": "month", "until": "2026-12-02", "paid_now": true})
		first := w.Child(root, "performance_item").ID
		w.Must("mediator", first, "perform", worktest.F{"evidence": "receipt"})
		next := w.Child(root, "performance_item").ID
		if next == first || values(t, w, first)["paid_now"] != "true" || values(t, w, next)["paid_now"] != "" {
			t.Errorf("paid at the table: %q, then %q", values(t, w, first)["paid_now"], values(t, w, next)["paid_now"])
		}
		err := w.DB.Read(t.Context(), func(tx *store.Tx) error {
			items, err := tx.Items(root)
			for _, it := range items {
				if (it.AtTable == 1) != (it.ObligationID == first) {
					t.Errorf("the item due %s is kept with paid_now %d", it.DueOn, it.AtTable)
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// Who is paid earlier than planned is visited as planned, not twice.
func TestPayingAtOnceAddsNoSecondPlanOfVisits(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		visits := func(root casemodel.ID) (days []string) {
			for _, m := range w.Family(root) {
				if m.Workflow == "follow_up" && m.Open() {
					days = append(days, values(t, w, m.ID)["due_on"])
				}
			}
			slices.Sort(days)
			return days
		}
		root, p := w.Signing(t, "3000", "2026-03-20")
		w.Must("seal", p, "affix_seal", nil)
		if got := visits(root); !slices.Equal(got, []string{"2026-03-20"}) {
			t.Fatalf("visits on %v", got)
		}
		w.Must("mediator", root, "perform_at_once", worktest.F{"evidence": "receipt"})
		if got := visits(root); !slices.Equal(got, []string{"2026-03-20"}) {
			t.Errorf("after the payment visits on %v, want the one", got)
		}
	})
}
