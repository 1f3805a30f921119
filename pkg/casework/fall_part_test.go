package casework_test

import (
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
)

// visits counts the follow-up visits of a case that are still to be made.
func visits(w *worktest.World, root casemodel.ID) (n int) {
	for _, m := range w.Family(root) {
		if m.Kind == casemodel.KindFollowUp && m.IsLive() {
			n++
		}
	}
	return n
}

// fallsRead are the falls of a case as its mediator reads them.
func fallsRead(t *testing.T, w *worktest.World, root casemodel.ID) []string {
	t.Helper()
	view, err := w.Case(t.Context(), w.Who["mediator"], root)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, f := range view.Falls {
		all = append(all, f.Scope+" ended "+f.Rest.String()+" paid "+f.Paid.String())
	}
	return all
}

// When the last thing that is owed falls, nobody waits for it any more: the case
// goes on to its visits if something was performed that stands, and is in dispute
// if nothing of the agreement has force.
func TestTheLastPartThatIsOwedFalls(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, id, debts := inForceFor(t, w)
		w.Must("mediator", debts["3000"], "perform", worktest.F{"evidence": "receipt"})
		w.Must("director", id, "declare_void", ruled(t, w, worktest.F{"scope": "clauses", "clauses_void": "2"}))
		if got := w.Matter(root).State; got != "follow_up" {
			t.Errorf("one clause was performed, the other fell, the case is %s", got)
		}
		planned := visits(w, root)
		w.Must("director", id, "restore_agreement", overturned(t, w, 1, nil))
		if got := w.Matter(root).State; got != "performing" || visits(w, root) != planned || planned == 0 {
			t.Errorf("the clause stands again: the case is %s, with %d visits instead of %d", got, visits(w, root), planned)
		}

		other, id, debts := inForceFor(t, w)
		w.Must("director", id, "declare_void", ruled(t, w, worktest.F{"scope": "clauses", "clauses_void": "1-2"}))
		if a, b := w.Matter(other).State, w.Matter(debts["5000"]).State; a != "not_agreed" || b != "annulled" || visits(w, other) != 0 {
			t.Errorf("every clause fell: the case is %s, the debt %s, %d visits", a, b, visits(w, other))
		}
		w.Must("director", id, "restore_agreement", overturned(t, w, 1, nil))
		if a, b := w.Matter(other).State, w.Matter(debts["3000"]).State; a != "performing" || b != "partially" || visits(w, other) != planned {
			t.Errorf("they stand again: the case is %s, what was paid in part is %s, %d visits", a, b, visits(w, other))
		}
	})
}

// What was paid under a clause is to be given back once, however often somebody
// says that it has no force.
func TestWhatWasPaidIsGivenBackOnce(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, id, debts := inForceFor(t, w)
		w.Must("mediator", debts["3000"], "perform", worktest.F{"evidence": "receipt"})
		w.Must("director", id, "declare_void", ruled(t, w, worktest.F{"scope": "clauses", "clauses_void": "1"}))
		if got := w.Matter(root).State; got != "performing" || w.Matter(debts["3000"]).State != "performed" {
			t.Errorf("the other clause is owed still, and the case is %s", got)
		}
		leftAlone(t, w, "director", id, "declare_void", ruled(t, w, worktest.F{"scope": "clauses", "clauses_void": "1-2"}), "clauses_void", "fall.clause_twice")
		w.Must("director", id, "declare_void", ruled(t, w, nil))
		if got := fallsRead(t, w, root); len(got) != 2 || got[0] != "clauses ended 0 paid 3000" || got[1] != "all ended 5000 paid 0" {
			t.Errorf("the falls are %v", got)
		}
	})
}

// Falls that lie over each other are taken back in any order but one, and what
// another that stands took away does not come back.
func TestWhatStillFellDoesNotComeBack(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, id, debts := inForceFor(t, w)
		w.Must("director", id, "declare_void", ruled(t, w, worktest.F{"scope": "clauses", "clauses_void": "2"}))
		w.Must("director", id, "declare_void", ruled(t, w, worktest.F{"doc_no": "(2027) No. 2"}))
		leftAlone(t, w, "director", id, "restore_agreement", overturned(t, w, 1, nil), "fall", "fall.whole_first")
		w.Must("director", id, "restore_agreement", overturned(t, w, 2, nil))
		if a, b := w.Matter(debts["3000"]).State, w.Matter(debts["5000"]).State; a != "partially" || b != "annulled" {
			t.Errorf("the whole stands again but for clause 2: %s and %s", a, b)
		}
		w.Must("director", id, "restore_agreement", overturned(t, w, 1, nil))
		if got := w.Matter(debts["5000"]).State; got != "pending" || w.Matter(root).State != "performing" {
			t.Errorf("clause 2 stands again: %s, the case %s", got, w.Matter(root).State)
		}

		// two of a roster were deceived, then its first clause falls for everybody
		root, id = bound13(t, w)
		alive := func() (n int) {
			for _, m := range w.Family(root) {
				if m.Kind == casemodel.KindObligation && m.IsLive() {
					n++
				}
			}
			return n
		}
		w.Must("director", id, "declare_void", ruled(t, w, worktest.F{"scope": "people", "members_void": "2、5", "ground": "fraud"}))
		w.Must("director", id, "declare_void", ruled(t, w, worktest.F{"scope": "clauses", "clauses_void": "1"}))
		w.Must("director", id, "restore_agreement", overturned(t, w, 1, nil))
		if n := alive(); n != 0 {
			t.Errorf("%d are owed by a clause that fell", n)
		}
		if two := roster(t, w, root)[1]; two.BoundOn == "" {
			t.Error("number 2 is not bound")
		}
		w.Must("director", id, "restore_agreement", overturned(t, w, 2, nil))
		if n := alive(); n != 13 {
			t.Errorf("%d are owed, want 13", n)
		}
	})
}

// bound13 is a case with thirteen of sixteen bound, each of them owed a sum.
func bound13(t *testing.T, w *worktest.World) (root, id casemodel.ID) {
	t.Helper()
	root, id, side, firm, sum := crowd(t, w, 16)
	if err := lay(w, id, side, firm, sum); err != nil {
		t.Fatal(err)
	}
	w.Must("mediator", id, "record_signature", worktest.F{"party": firm, "way": "seal"})
	w.Must("mediator", id, "record_signature", worktest.F{"parties": idsOf(roster(t, w, root)[:13]), "way": "fingerprint"})
	w.Must("mediator", id, "record_signature", worktest.F{"user": w.User("mediator"), "way": "wet"})
	w.Must("seal", id, "affix_seal_partial", worktest.F{"remaining": "three"})
	return root, id
}

// Somebody agreed anew about a clause that fell is not owed both; what was agreed
// beside it before the fall is nothing new.
func TestAClauseDoesNotStandBesideWhatTookItsPlace(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, first, second := agreedTwice(t, w)
		p := w.Parties(root)
		add := func(id casemodel.ID, amount string) {
			w.Must("mediator", id, "propose_terms", worktest.F{"items": w.Pay(root, amount, "2026-09-01")})
			w.Must("mediator", id, "finalise_text", worktest.F{"total": amount})
			sealAll(w, id, p)
		}
		fell := ruled(t, w, worktest.F{"scope": "clauses", "clauses_void": "2"})
		w.Must("director", first, "declare_void", fell)
		add(second, "4000")
		leftAlone(t, w, "director", first, "restore_agreement", overturned(t, w, 1, nil), "fall", "fall.agreed_anew")

		root, first, second = agreedTwice(t, w)
		p = w.Parties(root)
		add(second, "700")
		w.Must("director", first, "declare_void", ruled(t, w, nil))
		w.Must("director", first, "restore_agreement", overturned(t, w, 1, nil))
		if got := w.Matter(root).State; got != "performing" {
			t.Errorf("the case is %s", got)
		}
	})
}
