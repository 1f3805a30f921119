package casework_test

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
	"github.com/jiefen/jiefen/pkg/store"
)

// standing is a case as people see it: what each matter of it is, says and
// waits for, what is owed, what is listed, and what may be done. What only says
// that something happened (versions, the falls themselves) is left out.
func standing(t *testing.T, w *worktest.World, root casemodel.ID) map[string]string {
	t.Helper()
	said := map[string]string{}
	family := w.Family(root)
	for i, m := range family {
		at := fmt.Sprintf("%d %s ", i, m.Workflow)
		due := m.DueAt.String()
		if m.IsRoot() {
			due = "" // the case has clocks of its own that begin with the day
		}
		said[at+"is"] = fmt.Sprint(m.State, " ", m.Class, " ", m.Live, " ", m.Result, " ", due)
		for field, value := range values(t, w, m.ID) {
			if !strings.HasPrefix(field, "fallen.") && field != "doc.D16_void_notice" && field != "reason" {
				said[at+field] = value
			}
		}
		for _, who := range []string{"mediator", "director", "clerk"} {
			view, err := w.Case(t.Context(), w.Who[who], m.ID)
			if err != nil {
				continue
			}
			var acts []string
			for _, c := range view.Choices {
				acts = append(acts, c.ID)
			}
			said[at+who] = strings.Join(acts, " ")
			said[at+"left "+who] = fmt.Sprint(len(view.Left), len(view.LeftBefore))
		}
	}
	if err := w.DB.Read(t.Context(), func(tx *store.Tx) error {
		clocks, err := tx.Deadlines(root)
		if err != nil {
			return err
		}
		for _, d := range clocks { // of each family the newest counts
			if i := slices.IndexFunc(family, func(m *casemodel.Matter) bool { return m.ID == d.MatterID }); i > 0 {
				said[fmt.Sprintf("%d clock %s", i, d.Family)] = fmt.Sprint(d.State, " ", d.DueOn, " ", d.AnchorOn)
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	card := cardOf(t, w, root)
	said["card"] = fmt.Sprint(card.Amount, " ", card.NextSittingAt)
	p, err := w.Performance(t.Context(), w.Who["mediator"], root)
	if err != nil {
		t.Fatal(err)
	}
	said["owed"] = fmt.Sprint(p.Total, " ", p.Done, " ", len(p.Rows), " ", len(p.Paid))
	now := casemodel.Day(today(w))
	for name, f := range map[string]casemodel.Filter{
		"unpaid": {UnpaidOn: now}, "coming": {ComingFrom: now, ComingTo: "2099-01-01"}, "answers": {AnswerBy: "2099-01-01"}, "contacts": {ContactBy: "2099-01-01"},
		"overdue": {Overdue: true, Kinds: []casemodel.Kind{casemodel.KindObligation}}, "live": {Classes: []casemodel.Class{casemodel.Live}, Kinds: []casemodel.Kind{casemodel.KindObligation, casemodel.KindConfirmation}},
	} {
		f.View, f.RootID, f.Limit = casemodel.ViewMine, root, 50
		page, err := w.List(t.Context(), w.Who["mediator"], f)
		if err != nil {
			t.Fatal(err)
		}
		said["list "+name] = strconv.Itoa(len(page.Items))
	}
	return said
}

// differs tells where two such pictures are not the same.
func differs(before, after map[string]string) (all []string) {
	keys := maps.Clone(before)
	maps.Copy(keys, after)
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		if before[key] != after[key] {
			all = append(all, fmt.Sprintf("%s: %q, was %q", key, after[key], before[key]))
		}
	}
	return all
}

// pass lets days go by, with the sweep of each.
func pass(t *testing.T, w *worktest.World, days int) {
	t.Helper()
	for range days {
		w.Clock.Advance(24 * time.Hour)
		if _, err := w.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

// Whatever a debt had become, it is that again when the fall is taken back, with
// what waits for it: sued, urged or long overdue it comes back as it was, and no
// list and no sum is another.
func TestAFallTakenBackLeavesNoTrace(t *testing.T) {
	states := map[string]string{
		"pending": "pending", "due soon": "due_soon", "overdue": "overdue", "paid in part, overdue": "partially", "urged": "urged", "urged in vain": "urged",
		"defaulted": "defaulted", "sued": "sued", "enforced": "enforcement_applied", "watched over beside its visits": "pending", "waived": "waived",
	}
	falls := map[string]worktest.F{"all": nil, "clause": {"scope": "clauses", "clauses_void": "2"}}
	cases := map[string]func(w *worktest.World, t *testing.T, root, five casemodel.ID){
		"pending":  func(*worktest.World, *testing.T, casemodel.ID, casemodel.ID) {},
		"due soon": func(w *worktest.World, t *testing.T, _, _ casemodel.ID) { pass(t, w, 10) },
		"overdue":  func(w *worktest.World, t *testing.T, _, _ casemodel.ID) { pass(t, w, 15) },
		"paid in part, overdue": func(w *worktest.World, t *testing.T, _, five casemodel.ID) {
			pass(t, w, 15)
			w.Must("mediator", five, "perform_partly", worktest.F{"amount": "1", "evidence": "receipt"})
		},
		"urged": func(w *worktest.World, t *testing.T, _, five casemodel.ID) {
			pass(t, w, 14)
			w.Must("mediator", five, "urge", urgedOn(w))
		},
		"urged in vain": func(w *worktest.World, t *testing.T, _, five casemodel.ID) {
			pass(t, w, 14)
			w.Must("mediator", five, "urge", urgedOn(w))
			pass(t, w, 6)
		},
		"defaulted": func(w *worktest.World, t *testing.T, _, five casemodel.ID) {
			pass(t, w, 14)
			w.Must("mediator", five, "urge", urgedOn(w))
			w.Must("mediator", five, "mark_default", nil)
		},
		"sued": func(w *worktest.World, t *testing.T, _, five casemodel.ID) {
			pass(t, w, 14)
			w.Must("mediator", five, "urge", urgedOn(w))
			w.Must("mediator", five, "mark_default", nil)
			w.Must("mediator", five, "sue", worktest.F{"court": "the court", "case_no": "12"})
		},
		"enforced": func(w *worktest.World, t *testing.T, _, five casemodel.ID) {
			pass(t, w, 14)
			w.Must("mediator", five, "urge", urgedOn(w))
			w.Must("mediator", five, "mark_default", nil)
			w.Must("mediator", five, "apply_enforcement", worktest.F{"title": "notarised", "court": "the court", "case_no": "12"})
		},
		"watched over beside its visits": func(w *worktest.World, _ *testing.T, root, _ casemodel.ID) {
			w.Must("mediator", root, "monitor_performance", worktest.F{"reason": "by instalments"})
		},
		"waived": func(w *worktest.World, _ *testing.T, _, five casemodel.ID) {
			w.Must("mediator", five, "waive", worktest.F{"evidence": "a letter"})
		},
	}
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		for name, becomes := range cases {
			for what, with := range falls {
				root, id, debts := inForceDue(t, w, 5, 12)
				becomes(w, t, root, debts["5000"])
				if got := w.Matter(debts["5000"]).State; got != states[name] {
					t.Fatalf("%s: the debt is %s", name, got)
				}
				if name == "waived" && what == "clause" {
					continue // nothing of it falls
				}
				before := standing(t, w, root)
				w.Must("director", id, "declare_void", ruled(t, w, with))
				if after := standing(t, w, root); name != "waived" && len(differs(before, after)) == 0 {
					t.Errorf("%s, %s: nothing fell", name, what)
				}
				w.Must("director", id, "restore_agreement", overturned(t, w, 1, nil))
				after := standing(t, w, root)
				for _, d := range differs(before, after) {
					t.Errorf("%s, %s: %s", name, what, d)
				}
			}
		}
	})
}

func urgedOn(w *worktest.World) worktest.F {
	return worktest.F{"way": "call_out", "next_on": w.Clock.Now().AddDate(0, 0, 3).Format("2006-01-02")}
}

// inForceDue is inForceFor with days to pay by, counted from today.
func inForceDue(t *testing.T, w *worktest.World, first, second int) (root, id casemodel.ID, debts map[string]casemodel.ID) {
	t.Helper()
	on := func(days int) string { return w.Clock.Now().AddDate(0, 0, days).Format("2006-01-02") }
	root, id = w.InSession(t)
	w.Must("mediator", id, "propose_terms", worktest.F{"items": append(w.Pay(root, "3000", on(first)), w.Pay(root, "5000", on(second))...)})
	w.Must("mediator", id, "finalise_text", worktest.F{"total": "8000"})
	sealAll(w, id, w.Parties(root))
	return root, id, debtsOf(t, w, root)
}

// debtsOf are the obligations of a case by what they are worth.
func debtsOf(t *testing.T, w *worktest.World, root casemodel.ID) map[string]casemodel.ID {
	t.Helper()
	debts := map[string]casemodel.ID{}
	for _, m := range w.Family(root) {
		if m.Kind == casemodel.KindObligation {
			debts[values(t, w, m.ID)["amount"]] = m.ID
		}
	}
	return debts
}

// replacedWhole is a case whose second agreement took the place of the first one,
// of 3000 and of 5000, and is about 4000.
func replacedWhole(t *testing.T, w *worktest.World, with worktest.F) (root, first, second casemodel.ID) {
	t.Helper()
	root, first, second = agreedTwice(t, w)
	w.Must("mediator", second, "propose_terms", worktest.F{"items": w.Pay(root, "4000", "2026-09-01")})
	in := worktest.F{"total": "4000", "replaces": "all"}
	maps.Copy(in, with)
	w.Must("mediator", second, "finalise_text", in)
	sealAll(w, second, w.Parties(root))
	return root, first, second
}

// What was void from the beginning never took the place of anything (《民法典》155):
// what it had replaced is owed again as it was, and its confirmation may be asked
// for; when the judgment is overturned, all is as it was before.
func TestWhatAVoidAgreementHadReplacedIsOwedAgain(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, first, second := replacedWhole(t, w, nil)
		before := standing(t, w, root)
		w.Must("director", second, "declare_void", ruled(t, w, nil))
		if got := obligationStates(t, w, root); got["3000"] != "pending" || got["5000"] != "pending" || got["4000"] != "annulled" {
			t.Errorf("the obligations are %v", got)
		}
		if got, card := w.Matter(root).State, cardOf(t, w, root); got != "performing" || card.Amount != 800000 {
			t.Errorf("the case is %s and worth %s", got, card.Amount)
		}
		for _, m := range w.Family(root) {
			if want := map[bool]string{true: "eligible", false: "groundless"}[m.ParentID == first]; m.Kind == casemodel.KindConfirmation && m.State != want {
				t.Errorf("a confirmation is %s, want %s", m.State, want)
			}
		}
		view, err := w.Case(t.Context(), w.Who["mediator"], root)
		if err != nil || len(view.Falls) != 1 || view.Falls[0].Back != 2 || view.Falls[0].BackRest != 800000 || view.Falls[0].EarlierOf != first {
			t.Errorf("%v, the falls are %+v", err, view.Falls)
		}
		w.Must("director", second, "restore_agreement", overturned(t, w, 1, nil))
		for _, d := range differs(before, standing(t, w, root)) {
			t.Error(d)
		}
		// once more, and something is paid under what came back: that is to be set off
		w.Must("director", second, "declare_void", ruled(t, w, worktest.F{"doc_no": "(2027) No. 3"}))
		w.Must("mediator", debtsOf(t, w, root)["3000"], "perform_partly", worktest.F{"amount": "700", "evidence": "receipt"})
		w.Must("director", second, "restore_agreement", overturned(t, w, 2, nil))
		view, err = w.Case(t.Context(), w.Who["mediator"], root)
		if err != nil || len(view.Falls) != 2 || view.Falls[1].Undone.Paid != 70000 {
			t.Errorf("%v, the falls are %+v", err, view.Falls)
		}
		if got := obligationStates(t, w, root); got["3000"] != "superseded" || got["4000"] != "pending" {
			t.Errorf("the obligations are %v", got)
		}
	})
}

// The document may say otherwise, or only of some clauses; what is rescinded did
// bind until then, so it has to be said (《民法典》566).
func TestWhetherWhatWasReplacedComesBackMayBeSaid(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, _, second := replacedWhole(t, w, nil)
		p := w.Parties(root)
		rescinded := worktest.F{"decided_by": "parties", "ground": "rescinded", "organ": "", "doc_no": "", "agreed_by": []any{string(p[0]), string(p[1])}}
		leftAlone(t, w, "director", second, "declare_void", ruled(t, w, rescinded), "earlier", "fall.earlier_missing")
		leftAlone(t, w, "director", second, "declare_void", ruled(t, w, worktest.F{"earlier": "some"}), "earlier_clauses", "field.missing")
		leftAlone(t, w, "director", second, "declare_void", ruled(t, w, worktest.F{"earlier": "some", "earlier_clauses": "3"}), "earlier_clauses", "fall.no_earlier_clause")
		leftAlone(t, w, "director", second, "declare_void", ruled(t, w, worktest.F{"earlier": "some", "earlier_clauses": "2-1"}), "earlier_clauses", "fall.numbers")
		before := standing(t, w, root)
		w.Must("director", second, "declare_void", ruled(t, w, worktest.F{"earlier": "some", "earlier_clauses": "2"}))
		if got := obligationStates(t, w, root); got["3000"] != "superseded" || got["5000"] != "pending" || w.Matter(root).State != "performing" {
			t.Errorf("only clause 2 comes back: %v, the case %s", got, w.Matter(root).State)
		}
		w.Must("director", second, "restore_agreement", overturned(t, w, 1, nil))
		for _, d := range differs(before, standing(t, w, root)) {
			t.Error(d)
		}
		rescinded["earlier"] = "none"
		w.Must("director", second, "declare_void", ruled(t, w, rescinded))
		if got := obligationStates(t, w, root); got["3000"] != "superseded" || got["5000"] != "superseded" || w.Matter(root).State != "not_agreed" {
			t.Errorf("nothing comes back: %v, the case %s", got, w.Matter(root).State)
		}

		root, first, _ := agreedTwice(t, w)
		leftAlone(t, w, "director", first, "declare_void", ruled(t, w, worktest.F{"earlier": "all"}), "earlier", "fall.nothing_earlier")
		_ = root
	})
}

// Falls of both agreements: what the earlier one lost itself does not come back
// by the later one's fall, and comes back once nothing keeps it down.
func TestWhatFellItselfDoesNotComeBackForTheOther(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, first, second := replacedWhole(t, w, worktest.F{"replaces": "some", "replaced_items": "2"})
		start := standing(t, w, root)
		w.Must("director", first, "declare_void", ruled(t, w, nil)) // 3000; 5000 is the other agreement's
		w.Must("director", second, "declare_void", ruled(t, w, worktest.F{"doc_no": "(2027) No. 2"}))
		if got := obligationStates(t, w, root); got["3000"] != "annulled" || got["5000"] != "superseded" || got["4000"] != "annulled" || w.Matter(root).State != "not_agreed" {
			t.Errorf("nothing stands: %v, the case %s", got, w.Matter(root).State)
		}
		w.Must("director", first, "restore_agreement", overturned(t, w, 1, nil))
		if got := obligationStates(t, w, root); got["3000"] != "pending" || got["4000"] != "annulled" || w.Matter(root).State != "performing" {
			t.Errorf("the first one stands again: %v, the case %s", got, w.Matter(root).State)
		}
		w.Must("director", second, "restore_agreement", overturned(t, w, 1, nil))
		for _, d := range differs(start, standing(t, w, root)) {
			t.Error(d)
		}
	})
}

// shut closes a case as its visits would, for a test that is about what comes
// after.
func shut(t *testing.T, w *worktest.World, root casemodel.ID, result string) {
	t.Helper()
	if err := w.DB.Do(t.Context(), func(tx *store.Tx) error {
		m, err := tx.Matter(root)
		if err != nil {
			return err
		}
		m.State, m.Class, m.Result, m.Live = "closed", casemodel.Closing, result, 0
		return tx.UpdateMatter(m, m.Seq)
	}); err != nil {
		t.Fatal(err)
	}
}

// 《民法典》156: what falls in part leaves the rest in force. A case that was closed
// upon it stays closed as long as something of it binds; what the clause was about
// is a claim that is open, until it is settled elsewhere or the clause stands
// again. When all that mattered has fallen the case is open.
func TestAClauseThatFallsLeavesAClosedCaseClosed(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		for _, result := range []string{"R10", "R11"} {
			root, id, debts := inForceDue(t, w, 5, 12)
			if result == "R10" {
				w.Must("mediator", debts["3000"], "perform", worktest.F{"evidence": "receipt"})
				w.Must("mediator", debts["5000"], "perform", worktest.F{"evidence": "receipt"})
			}
			text := agreedText(t, w, root, id)
			shut(t, w, root, result)
			before := standing(t, w, root)
			w.Must("director", id, "declare_void", ruled(t, w, worktest.F{"scope": "clauses", "clauses_void": "2"}))
			m := w.Matter(root)
			if m.State != "closed" || m.Result != result || m.Live != 0 {
				t.Errorf("%s: one clause fell, the case is %s %q", result, m.State, m.Result)
			}
			view, err := w.Case(t.Context(), w.Who["mediator"], root)
			if err != nil || len(view.Left) != 1 || view.Left[0].Fate != "void" || view.Left[0].Clause != 2 || view.Left[0].Amount != 500000 {
				t.Errorf("%s: %v, what is open is %+v", result, err, view.Left)
			}
			if got := agreedText(t, w, root, id); got != text {
				t.Errorf("%s: the text that was signed is another", result)
			}
			if !slices.ContainsFunc(w.Open("director", root), func(c casework.Choice) bool { return c.ID == "reopen" }) {
				t.Errorf("%s: nobody can open the case for what fell", result)
			}
			w.Must("director", id, "restore_agreement", overturned(t, w, 1, nil))
			for _, d := range differs(before, standing(t, w, root)) {
				t.Errorf("%s: %s", result, d)
			}
			w.Must("director", id, "declare_void", ruled(t, w, worktest.F{"scope": "clauses", "clauses_void": "1-2"}))
			if m := w.Matter(root); m.State != "not_agreed" || m.Result != "" || m.Round != 2 {
				t.Errorf("%s: every clause fell, the case is %s %q in round %d", result, m.State, m.Result, m.Round)
			}
		}
	})
}

// What a clause was about that fell alone is settled in a further mediation, like
// any claim that an agreement left open.
func TestWhatAFallenClauseWasAboutMayBeSettledElsewhere(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, first, second := agreedTwice(t, w)
		w.Must("director", first, "declare_void", ruled(t, w, worktest.F{"scope": "clauses", "clauses_void": "2"}))
		view, err := w.Case(t.Context(), w.Who["mediator"], second)
		if err != nil || len(view.LeftBefore) != 1 || view.LeftBefore[0].Clause != 2 {
			t.Fatalf("%v, left before is %+v", err, view.LeftBefore)
		}
		w.Must("mediator", second, "propose_terms", worktest.F{"items": w.Pay(root, "4500", "2026-09-01")})
		w.Must("mediator", second, "settle_claim", worktest.F{"claim": view.LeftBefore[0].No, "fate": "settled", "agreed_by": []any{string(w.Parties(root)[0])}})
		w.Must("mediator", second, "finalise_text", worktest.F{"total": "4500"})
		sealAll(w, second, w.Parties(root))
		view, err = w.Case(t.Context(), w.Who["mediator"], root)
		if err != nil || len(view.Left) != 1 || view.Left[0].Now != "settled" || view.Left[0].In != second {
			t.Errorf("%v, what is open is %+v", err, view.Left)
		}
		leftAlone(t, w, "director", first, "restore_agreement", overturned(t, w, 1, nil), "fall", "fall.agreed_anew")
	})
}

// A court that has an agreement before it is told what fell of it: whoever applied
// has a task for the next working day, and hears of it; so is the court that works
// here. Taken back before anybody told it, there is nothing to tell.
func TestACourtIsToldWhatFell(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		told := worktest.F{"told_on": today(w), "told_how": "post", "told_what": "clause 2 has no force"}
		root, id, _ := inForceDue(t, w, 5, 12)
		confirmation := w.Child(root, "judicial_confirmation").ID
		w.Must("mediator", confirmation, "precheck_ok", worktest.F{"contents": "none", "court": w.Body("COURT")})
		w.Must("mediator", confirmation, "submit_jointly", worktest.F{"consents": w.Consents(root)})
		leftAlone(t, w, "mediator", confirmation, "tell_court", told, "", "guard.court_to_tell")
		fell := ruled(t, w, worktest.F{"scope": "clauses", "clauses_void": "2"})
		w.Must("director", id, "declare_void", fell)
		if n := running(t, w, root, "JC-T"); n != 1 || w.Matter(confirmation).State != "submitted" {
			t.Errorf("%d clocks tell to tell the court, the application is %s", n, w.Matter(confirmation).State)
		}
		heard := map[string]int{}
		for _, who := range []string{"mediator", "courtdesk"} {
			notices, _, err := w.Notices(t.Context(), w.Who[who], "")
			if err != nil {
				t.Fatal(err)
			}
			for _, n := range notices {
				if n.Kind == "part_fell" {
					heard[who]++
				}
			}
		}
		if heard["mediator"] != 1 || heard["courtdesk"] != 1 {
			t.Errorf("heard of it: %v", heard)
		}
		w.Must("director", id, "restore_agreement", overturned(t, w, 1, nil))
		if n := running(t, w, root, "JC-T"); n != 0 {
			t.Errorf("%d clocks wait for what is not so", n)
		}
		leftAlone(t, w, "mediator", confirmation, "tell_court", told, "", "guard.court_to_tell")
		fell = ruled(t, w, worktest.F{"scope": "clauses", "clauses_void": "2", "doc_no": "(2027) No. 5"})
		w.Must("director", id, "declare_void", fell)
		w.Must("mediator", confirmation, "tell_court", told)
		view, err := w.Case(t.Context(), w.Who["mediator"], id)
		if err != nil || running(t, w, root, "JC-T") != 0 || view.Falls[1].AtCourt {
			t.Errorf("%v, it was told and is still to be: %+v", err, view.Falls)
		}
		w.Must("director", id, "restore_agreement", overturned(t, w, 2, nil))
		if n := running(t, w, root, "JC-T"); n != 1 {
			t.Errorf("it was told what is not so any more, and %d clocks run", n)
		}
		w.Must("director", id, "declare_void", ruled(t, w, worktest.F{"doc_no": "(2027) No. 6"}))
		if got := w.Matter(confirmation).State; got != "groundless" || running(t, w, root, "JC-T") != 0 {
			t.Errorf("all of it fell, the application is %s", got)
		}
	})
}
