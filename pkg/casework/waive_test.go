package casework_test

import (
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
)

// 《民法典》575: who lets go of one instalment lets go of that one; of all that
// come after it only who says so. What was let go of and what stays owed add up.
func TestAWaiverIsOfNoMoreThanWasSaid(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root := sealed(t, w, worktest.F{"amount": "333.33", "due": "2026-03-20", "every": "month", "until": "2026-08-20"})
		plan(t, w)
		owed := instalments(t, w, root)
		party := string(w.Parties(root)[0])
		alive := func() (n int) {
			for _, m := range instalments(t, w, root) {
				if m.IsLive() {
					n++
				}
			}
			return n
		}
		if len(owed) != 6 {
			t.Fatalf("%d instalments, want 6", len(owed))
		}
		w.Must("mediator", owed["2026-05-20"].ID, "perform_partly", worktest.F{"amount": "33.33", "evidence": "receipt"})
		for on, c := range map[casemodel.Day]struct {
			later, n, sum, left string
			alive               int
		}{
			"2026-04-20": {"", "1", "333.33", "1299.99", 5}, // 300 of May, 333.33 of each of the three after it
		} {
			view, err := w.Case(t.Context(), w.Who["mediator"], owed[on].ID)
			if err != nil || view.Waiving == nil || view.Waiving.This.String() != c.sum || view.Waiving.Later.String() != c.left || view.Waiving.More {
				t.Errorf("%v: letting go of %s is foreseen as %+v", err, on, view.Waiving)
			}
			w.Must("mediator", owed[on].ID, "waive", worktest.F{"party": party, "evidence": "letter"})
			kept := values(t, w, owed[on].ID)
			if kept["waived_n"] != c.n || kept["waived_sum"] != c.sum || kept["waived_left"] != c.left || alive() != c.alive {
				t.Errorf("of %s: %s for %s, left %s, %d alive", on, kept["waived_n"], kept["waived_sum"], kept["waived_left"], alive())
			}
		}
		w.Must("mediator", owed["2026-05-20"].ID, "waive", worktest.F{"party": party, "evidence": "letter", "later": "later"})
		kept := values(t, w, owed["2026-05-20"].ID)
		if kept["waived_n"] != "4" || kept["waived_sum"] != "1299.99" || kept["waived_left"] != "0.00" && kept["waived_left"] != "0" || alive() != 1 {
			t.Errorf("all later ones: %s for %s, left %s, %d alive", kept["waived_n"], kept["waived_sum"], kept["waived_left"], alive())
		}
		if made := plan(t, w); made != 0 {
			t.Errorf("%d more come", made)
		}

		// the only one that is written down so far: the duty goes on with the next
		other := sealed(t, w, worktest.F{"amount": "100", "due": "2026-03-20", "every": "month", "until": "2026-05-20"})
		w.Must("mediator", w.Child(other, "performance_item").ID, "waive", worktest.F{"party": string(w.Parties(other)[0]), "evidence": "letter", "later": "this"})
		if m := instalments(t, w, other)["2026-04-20"]; m == nil || !m.IsLive() {
			t.Error("with one instalment the whole duty was let go of")
		}
	})
}
