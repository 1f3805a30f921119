package casework_test

import (
	"context"
	"slices"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
)

func codesOf(list []casework.Candidate) []string {
	codes := make([]string, len(list))
	for i := range list {
		codes[i] = list[i].Body.Code
	}
	return codes
}

// The one set up for the category stands first, then who is nearest; what the
// act would refuse without a reason stands apart with the refusal's own words.
func TestCandidatesAreThoseTheActWouldTake(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		r := worktest.Quarrel()
		r.Category = "16"
		root := w.Register(r)
		w.Must("triage", root, "accept", worktest.F{"risk": "blue"})
		found, err := w.Candidates(context.Background(), w.Who["triage"], root, "dispatch", "", "")
		if err != nil {
			t.Fatal(err)
		}
		fit, unfit := codesOf(found.Fit), codesOf(found.Unfit)
		if !slices.Equal(fit[:3], []string{"IND", "VIL", "TOWN"}) {
			t.Errorf("proposed are %v", fit)
		}
		for _, code := range []string{"TOWN2", "MED", "LAB"} {
			if !slices.Contains(unfit, code) || slices.Contains(fit, code) {
				t.Errorf("%s is among %v", code, fit)
			}
		}
		for _, c := range found.Unfit {
			if len(c.Against) == 0 {
				t.Errorf("nothing is said against %s", c.Body.Code)
			}
			_, err := w.Try("triage", root, "dispatch", worktest.F{"body": string(c.Body.ID)})
			if casemodel.KindOf(err) != casemodel.Invalid {
				t.Errorf("%s is refused with %v", c.Body.Code, err)
			}
		}
		if got := found.Fit[0]; !got.Special || got.Track != "property" || found.Fit[1].Near <= found.Fit[2].Near {
			t.Errorf("first is %+v", got)
		}
		if _, err := w.Candidates(context.Background(), w.Who["clerk"], root, "dispatch", "", ""); casemodel.KindOf(err) != casemodel.Forbidden {
			t.Errorf("a clerk is answered %v", err)
		}
		w.Must("triage", root, "dispatch", worktest.F{"body": string(found.Fit[0].Body.ID)})
	})
}

// Who sent it back is told with the reason, and is no longer the first choice.
func TestAReturnStandsBesideTheNextDispatch(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root := w.Register(worktest.Quarrel())
		w.Must("triage", root, "accept", worktest.F{"risk": "blue"})
		w.Must("triage", root, "dispatch", worktest.F{"body": w.Body("VIL")})
		proceeding := w.Child(root, "peoples_mediation")
		w.Must("village", proceeding.ID, "decline", worktest.F{"reason": "not ours"})
		found, err := w.Candidates(context.Background(), w.Who["triage"], root, "dispatch", "", "")
		if err != nil {
			t.Fatal(err)
		}
		if len(found.Returns) != 1 || found.Returns[0].Body.ID != w.Bodies["VIL"].ID || found.Returns[0].Reason != "not ours" || found.Returns[0].By != w.Who["village"].Name {
			t.Errorf("returns are %+v", found.Returns)
		}
		if codes := codesOf(found.Fit); slices.Contains(codes, "VIL") {
			t.Errorf("who declined is proposed again: %v", codes)
		}
		at := slices.IndexFunc(found.Unfit, func(c casework.Candidate) bool { return c.Body.Code == "VIL" })
		if at < 0 || !found.Unfit[at].Tried || found.Unfit[at].Against[0].Key != "guard.same_body" {
			t.Errorf("who declined stands as %+v", found.Unfit)
		}
	})
}

func TestMediatorsAreToldApartByWorkAndRecusal(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		w.InSession(t) // mediator has one matter now
		root := w.Register(worktest.Quarrel())
		w.Must("triage", root, "accept", worktest.F{"risk": "blue"})
		w.Must("triage", root, "dispatch", worktest.F{"body": w.Body("TOWN")})
		p := w.Child(root, "peoples_mediation").ID
		w.Must("mediator", p, "ask_consent", nil)
		w.Must("mediator", p, "all_consent", worktest.F{"consents": w.Consents(root)})
		named := func() []casework.Mediator {
			t.Helper()
			all, err := w.Mediators(context.Background(), w.Who["chair"], p, "appoint_mediator")
			if err != nil || len(all) != 2 {
				t.Fatalf("%+v, %v", all, err)
			}
			return all
		}
		if all := named(); all[0].User.Username != "mediator2" || all[0].Load != 0 || all[1].Load != 1 {
			t.Errorf("the order is %+v", all)
		}
		w.Must("mediator2", p, "declare_tie", worktest.F{"ground": "kin"})
		all := named()
		if all[0].User.Username != "mediator" || len(all[1].Against) != 1 || all[1].Against[0].Key != "guard.mediator_recused" {
			t.Errorf("after a recusal: %+v", all)
		}
		if all[0].User.PasswordHash != "" || all[0].User.Phone != "" {
			t.Error("an account's secrets leave the desk")
		}
	})
}
