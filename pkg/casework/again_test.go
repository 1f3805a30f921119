package casework_test

import (
	"errors"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
	"github.com/jiefen/jiefen/pkg/store"
)

// owed is a case whose agreement is performed: Liu owes Bao.
func owed(t *testing.T, w *worktest.World) (root casemodel.ID) {
	t.Helper()
	root, proceeding := w.Signing(t, "3000", "2026-04-01")
	w.Must("seal", proceeding, "affix_seal", nil)
	return root
}

// turned is the quarrel with its sides exchanged.
func turned() casework.Registration {
	r := worktest.Quarrel()
	r.Category, r.Summary = "16", "The dog barks all night."
	r.Parties[0].Role, r.Parties[1].Role = "respondent", "applicant"
	return r
}

// faultAt is the field and key of the first fault of a refusal.
func faultAt(err error) string {
	var refused *casemodel.Error
	if !errors.As(err, &refused) {
		return ""
	}
	if all := refused.All(); len(all) > 0 {
		return all[0].Field + " " + all[0].Key
	}
	return refused.Field + " " + refused.Key
}

// The same parties come again while an agreement between them is owed: it is
// asked at every door what it is, both ways round. A new quarrel is a case of
// its own, tied to the old one, which is graded higher and whose people hear of
// it once; a breach makes no second case.
func TestTheSamePartiesAreAskedWhetherItIsABreach(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root := owed(t, w)
		if w.Matter(root).State != "performing" {
			t.Fatalf("the case is %s", w.Matter(root).State)
		}
		w.Must("triage", root, "grade_risk", worktest.F{"risk": "blue"})
		before := prints(t, w)
		try := func(r casework.Registration) (casework.Outcome, error) {
			r.DuplicatesSeen = true
			return w.Desk.Register(t.Context(), w.Who["clerk"], r, casework.Input{})
		}
		for name, r := range map[string]casework.Registration{"as before": worktest.Quarrel(), "the other way round": turned()} {
			if _, err := try(r); faultAt(err) != "earlier_as guard.earlier_asked" {
				t.Errorf("%s: %v", name, err)
			}
		}
		one := turned()
		one.Channel, one.EarlierAs, one.Earlier = "active", casework.AsBreach, root
		spot := casework.Spot{Registration: one, Result: casework.SpotOral}
		if _, _, err := w.OnTheSpot(t.Context(), w.Who["village"], spot, casework.Input{}); faultAt(err) != "earlier_as guard.breach_elsewhere" {
			t.Errorf("on the spot: %v", err)
		}
		stranger := turned()
		stranger.Parties[0] = casemodel.Party{Role: "respondent", Kind: "natural", Name: "Zhao", Phone: "13947100077"}
		stranger.EarlierAs, stranger.Earlier = casework.AsBreach, root
		if _, err := try(stranger); faultAt(err) != "earlier guard.not_bound" {
			t.Errorf("a breach by a stranger: %v", err)
		}
		if !maps.Equal(before, prints(t, w)) {
			t.Error("a refusal wrote something")
		}

		r := turned()
		r.EarlierAs = casework.AsNew
		out, err := try(r)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 { // a letter is delivered once, however often it is looked for
			if _, err := w.Deliver(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		for _, ends := range [][2]casemodel.ID{{root, out.MatterID}, {out.MatterID, root}} {
			view, err := w.Case(t.Context(), w.Who["triage"], ends[0])
			if err != nil {
				t.Fatal(err)
			}
			if !slices.ContainsFunc(view.Links, func(l casework.LinkView) bool { return l.Kind == "same_parties" && l.ID == ends[1] }) {
				t.Errorf("%s is not shown beside the other: %+v", ends[0], view.Links)
			}
		}
		if m := w.Matter(root); m.Risk != casemodel.RiskYellow || m.State != "performing" {
			t.Errorf("the old case is %s, %s", m.Risk, m.State)
		}
		if got := noticed(t, w, "mediator", root); countOf(got, "dispute") != 1 {
			t.Errorf("the mediator is told %v", got)
		}

		cases := len(w.Family(root))
		r = worktest.Quarrel()
		r.Summary, r.EarlierAs, r.Earlier = "He has paid nothing.", casework.AsBreach, root
		out, err = try(r)
		if err != nil || out.MatterID != root || len(out.Created) > 0 {
			t.Fatalf("a breach: %+v, %v", out, err)
		}
		if m := w.Matter(root); m.Risk != casemodel.RiskOrange || len(w.Family(root)) != cases {
			t.Errorf("after the breach the case is %s with %d matters", m.Risk, len(w.Family(root)))
		}
		if last := journal(t, w, root); last[len(last)-1].Act != "report_breach" {
			t.Errorf("the journal ends with %s", last[len(last)-1].Act)
		}
		if got := noticed(t, w, "mediator", root); countOf(got, "breach") != 1 {
			t.Errorf("the mediator is told %v", got)
		}
		if _, err := try(r); err != nil { // he comes again: written down again, graded no higher
			t.Fatal(err)
		}
		if m := w.Matter(root); m.Risk != casemodel.RiskOrange {
			t.Errorf("the second time it is %s", m.Risk)
		}
		if got := worktest.Quarrel(); func() error { got.EarlierAs = casework.AsOther; _, err := try(got); return err }() != nil {
			t.Error("namesakes are refused")
		}
	})
}

func countOf(list []string, one string) (n int) {
	for _, s := range list {
		if s == one {
			n++
		}
	}
	return n
}

// A case that was closed while its agreement is watched over is found however
// long ago that was; one in which nothing is owed any more asks nothing.
func TestAMonitoredClosingIsFoundAndAPaidOneIsNot(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root := owed(t, w)
		w.Must("mediator", root, "monitor_performance", worktest.F{"reason": "instalments"})
		w.Must("mediator", root, "confirm_follow_up", worktest.F{"way": "message", "performed": "partly", "satisfaction": "5"})
		if m := w.Matter(root); m.State != "closed" || m.Result != "R11" {
			t.Fatalf("the case is %s with %s", m.State, m.Result)
		}
		w.Must("archivist", root, "archive", worktest.F{"checked": true, "elsewhere": "on paper", "shelf": "1-2-3"})
		item := w.Child(root, "performance_item").ID
		w.Clock.Advance(400 * 24 * time.Hour)
		r := turned()
		r.DuplicatesSeen = true
		if _, err := w.Desk.Register(t.Context(), w.Who["clerk"], r, casework.Input{}); faultAt(err) != "earlier_as guard.earlier_asked" {
			t.Errorf("more than a year after the closing: %v", err)
		}
		w.Must("mediator", item, "perform", worktest.F{"evidence": "receipt", "amount": "3000"})
		if _, err := w.Desk.Register(t.Context(), w.Who["clerk"], r, casework.Input{}); err != nil {
			t.Errorf("when it is paid: %v", err)
		}
	})
}

// What was withdrawn is applied for again: the parties come along whole though
// nobody has seen their numbers, nothing of the old case changes, and both
// show each other. What is going on, was settled or is forbidden is shut, and
// what another organ has must be let go of.
func TestWhatWasWithdrawnIsAppliedForAgain(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		first := worktest.Quarrel()
		first.Parties[0].IDNo, first.Parties[0].IDType, first.Parties[0].Needs = "150102198001011236", "resident_id", []string{"deaf"}
		first.Parties[1].Address, first.Parties[1].HideAddress = "Sunshine 3-2-101", true
		root := w.Register(first)
		again := func() casework.Registration {
			r := worktest.Quarrel()
			r.DuplicatesSeen, r.EarlierAs, r.Earlier, r.From = true, casework.AsAgain, root, map[int]casemodel.ID{}
			for i, p := range w.Parties(root) {
				r.From[i], r.Parties[i].Phone = p, ""
			}
			return r
		}
		try := func(user string, r casework.Registration) (casework.Outcome, error) {
			return w.Desk.Register(t.Context(), w.Who[user], r, casework.Input{})
		}
		refuse := func(when, user string, r casework.Registration, want string) {
			t.Helper()
			before := prints(t, w)
			if _, err := try(user, r); faultAt(err) != want {
				t.Errorf("%s: %v, want %s", when, err, want)
			}
			if !maps.Equal(before, prints(t, w)) {
				t.Errorf("%s: the refusal wrote something", when)
			}
		}
		refuse("while it goes on", "clerk", again(), "earlier guard.again_open")
		w.Must("triage", root, "reject", worktest.F{"reason": "accepted_elsewhere", "routes": "court"})
		refuse("who may not see it", "hmtriage", again(), "earlier field.no_such_matter")
		refuse("before the court has let go", "clerk", again(), "released guard.again_released")

		was, lines := *w.Matter(root), len(journal(t, w, root))
		r := again()
		r.Released = true
		out, err := try("clerk", r)
		if err != nil {
			t.Fatal(err)
		}
		if now := *w.Matter(root); now.Seq != was.Seq || now.Version != was.Version || len(journal(t, w, root)) != lines {
			t.Error("the old case was touched")
		}
		err = w.DB.Read(t.Context(), func(tx *store.Tx) error {
			all, err := tx.Parties(out.MatterID)
			if err != nil {
				return err
			}
			a, b := all[0], all[1]
			if a.Phone != "13947100001" || a.IDNo != "150102198001011236" || !slices.Equal(a.Needs, []string{"deaf"}) || b.Address != "Sunshine 3-2-101" || !b.HideAddress {
				t.Errorf("taken over: %+v and %+v", a, b)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, ends := range [][2]casemodel.ID{{root, out.MatterID}, {out.MatterID, root}} {
			view, err := w.Case(t.Context(), w.Who["triage"], ends[0])
			if err != nil || !slices.ContainsFunc(view.Links, func(l casework.LinkView) bool { return l.Kind == "again" && l.ID == ends[1] }) {
				t.Errorf("%s is not shown beside the other: %v", ends[0], err)
			}
		}
	})
}

// The law's answer to applying again, by how the case ended.
func TestTheLawSaysWhatMayBeAppliedForAgain(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		state, result, ground, shut string
		released                    bool
	}{
		{"withdrawn", "R50", "", "", false},
		{"closed", "R30", "", "", false}, // refused: may be asked again, and has to agree
		{"archived", "R31", "", "", false},
		{"closed", "R33", "", "", false},
		{"closed", "R40", "", "", true},
		{"archived", "R41", "", "", true},
		{"closed", "R44", "", "", true},
		{"rejected", "", "not_civil", "again_forbidden", false},
		{"rejected", "", "forbidden", "again_forbidden", false},
		{"rejected", "", "accepted_elsewhere", "", true},
		{"rejected", "", "no_respondent", "", false},
		{"rejected", "", "settled_before", "", false},
		{"closed", "R10", "", "again_settled", false},
		{"archived", "R11", "", "again_settled", false},
		{"closed", "R20", "", "again_settled", false},
		{"in_mediation", "", "", "again_open", false},
		{"diverted", "", "", "again_diverted", false},
		{"merged", "", "", "again_merged", false},
		{"voided", "", "", "again_voided", false},
	} {
		got := casework.AgainFor(&casemodel.Matter{State: c.state, Result: c.result}, c.ground)
		if got.Shut != c.shut || got.Released != c.released {
			t.Errorf("%s %s %s: %+v", c.state, c.result, c.ground, got)
		}
	}
}
