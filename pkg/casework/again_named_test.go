package casework_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
	"github.com/jiefen/jiefen/pkg/store"
)

// strangers are two people who have nothing to do with the usual two.
func strangers() casework.Registration {
	r := worktest.Quarrel()
	r.Parties[0].Name, r.Parties[0].Phone = "Zhao", "13947100077"
	r.Parties[1].Name, r.Parties[1].Phone = "Qian", "13947100078"
	return r
}

// What is told of a breach is the summary of the page, and so is what is wrong
// with it.
func TestATooLongBreachIsToldAtTheSummary(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		r := worktest.Quarrel()
		r.EarlierAs, r.Earlier, r.Summary = casework.AsBreach, owed(t, w), strings.Repeat("x", 2001)
		if _, err := w.Desk.Register(t.Context(), w.Who["clerk"], r, casework.Input{}); faultAt(err) != "summary field.too_long" {
			t.Errorf("%v at %s", err, faultAt(err))
		}
	})
}

// Who comes to tell of a breach with a knife is not graded one step up: what was
// ticked at the counter is the grade of the case it is about.
func TestWhatIsSeenOfABreachGradesItsCase(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root := owed(t, w)
		r := worktest.Quarrel()
		r.EarlierAs, r.Earlier, r.RiskBoxes = casework.AsBreach, root, []int{1}
		if _, err := w.Desk.Register(t.Context(), w.Who["clerk"], r, casework.Input{}); err != nil {
			t.Fatal(err)
		}
		if got := w.Matter(root).Risk; got != casemodel.RiskRed {
			t.Errorf("it is %s", got)
		}
		r.RiskBoxes = nil
		if _, err := w.Desk.Register(t.Context(), w.Who["clerk"], r, casework.Input{}); err != nil {
			t.Fatal(err)
		}
		if got := w.Matter(root).Risk; got != casemodel.RiskRed {
			t.Errorf("told again it is %s", got)
		}
	})
}

// Who may see a case cannot have it graded higher, and its people told, by
// naming it in a registration of other people.
func TestACaseOfOtherPeopleIsNotTiedToANewQuarrel(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root := owed(t, w)
		r := strangers()
		r.EarlierAs, r.Earlier = casework.AsNew, root
		before := prints(t, w)
		if _, err := w.Desk.Register(t.Context(), w.Who["clerk"], r, casework.Input{}); faultAt(err) != "earlier guard.not_bound" {
			t.Errorf("it is taken: %v", err)
		}
		if !maps.Equal(before, prints(t, w)) {
			t.Error("the refusal wrote something")
		}
	})
}

// That there is a quarrel of a family, or one with violence at home, the people
// of another case between the two are not told: neither by a notice nor in its
// course (users.md F7).
func TestAQuarrelNobodyIsToldOfIsNotToldToTheOldCase(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root := owed(t, w)
		marriage, beaten := turned(), turned()
		marriage.Category = "0103"
		beaten.Violence = casemodel.Screening{Ever: "yes"}
		beaten.Parties[1].SafeContact = "never"
		beaten.Parties[0].SafeContact = "never"
		for name, r := range map[string]casework.Registration{"of a family": marriage, "with violence": beaten} {
			was, lines := *w.Matter(root), len(journal(t, w, root))
			r.EarlierAs, r.DuplicatesSeen = casework.AsNew, true
			out, err := w.Desk.Register(t.Context(), w.Who["clerk"], r, casework.Input{})
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if _, err := w.Deliver(t.Context()); err != nil {
				t.Fatal(err)
			}
			if now := w.Matter(root); now.Risk != was.Risk || len(journal(t, w, root)) != lines || countOf(noticed(t, w, "mediator", root), "dispute") != 0 {
				t.Errorf("%s: the old case hears of it: %v", name, noticed(t, w, "mediator", root))
			}
			view, err := w.Case(t.Context(), w.Who["mediator"], root)
			if err != nil || slices.ContainsFunc(view.Links, func(l casework.LinkView) bool { return l.ID == out.MatterID }) {
				t.Errorf("%s: it is shown beside the old one: %v", name, err)
			}
		}
	})
}

// Whoever is written in the place of a party is not given that party's numbers.
func TestAnotherPersonIsNotGivenTheNumbersOfTheParty(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		first := worktest.Quarrel()
		first.Parties[1].IDNo, first.Parties[1].IDType, first.Parties[1].Address = "150102198001011236", "resident_id", "Sunshine 3-2-101"
		root := w.Register(first)
		w.Must("triage", root, "reject", worktest.F{"reason": "no_respondent", "routes": "court"})
		r := worktest.Quarrel()
		r.DuplicatesSeen, r.EarlierAs, r.Earlier, r.From = true, casework.AsAgain, root, map[int]casemodel.ID{0: w.Parties(root)[0], 1: w.Parties(root)[1]}
		r.Parties[1].Name, r.Parties[1].Phone = "Sun", ""
		out, err := w.Desk.Register(t.Context(), w.Who["clerk"], r, casework.Input{})
		if err != nil {
			t.Fatal(err)
		}
		err = w.DB.Read(t.Context(), func(tx *store.Tx) error {
			all, err := tx.Parties(out.MatterID)
			if err == nil && (all[1].Name != "Sun" || all[1].Phone+all[1].IDNo+all[1].Address != "") {
				t.Errorf("Sun has %q %q %q", all[1].Phone, all[1].IDNo, all[1].Address)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// An application made again says nothing of an agreement between the two that
// is still owed: that case is shown like any other that looks the same.
func TestApplyingAgainDoesNotPassOverWhatIsOwed(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		owed(t, w)
		second := worktest.Quarrel()
		second.Summary = "The dog barks all night."
		root := w.Register(second)
		w.Must("triage", root, "reject", worktest.F{"reason": "no_respondent", "routes": "court"})
		r := worktest.Quarrel()
		r.EarlierAs, r.Earlier = casework.AsAgain, root
		if _, err := w.Desk.Register(t.Context(), w.Who["clerk"], r, casework.Input{}); faultAt(err) != "duplicates_seen guard.duplicate_shown" {
			t.Errorf("it is passed over: %v", err)
		}
	})
}
