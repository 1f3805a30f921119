package casework_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
)

// said is a family quarrel whose applicant was asked alone.
func said(ever, lately, fear string) casework.Registration {
	r := worktest.Quarrel()
	r.Category = "0101"
	r.Violence = casemodel.Screening{Ever: ever, Lately: lately, Fear: fear}
	r.Parties[0].SafeContact = "only"
	return r
}

func TestTheThreeQuestionsGradeAndNobodyIsToldTheAnswers(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		for _, c := range []struct {
			answers [3]string
			want    casemodel.Risk
		}{
			{[3]string{"no", "no", "no"}, casemodel.RiskNone},
			{[3]string{"", "", ""}, casemodel.RiskNone},
			{[3]string{"yes", "no", "no"}, casemodel.RiskOrange},
			{[3]string{"no", "no", "silent"}, casemodel.RiskOrange},
			{[3]string{"yes", "yes", "yes"}, casemodel.RiskRed},
		} {
			r := said(c.answers[0], c.answers[1], c.answers[2])
			r.DuplicatesSeen = true
			root := w.Register(r)
			if got := w.Matter(root).Risk; got != c.want {
				t.Errorf("%v: %s, want %s", c.answers, got, c.want)
			}
			for username := range w.Who {
				if text := told(t, w, username, root); strings.Contains(text, "violence_") {
					t.Errorf("%s reads %s", username, text)
				}
			}
		}
	})
}

// Asked at the sorting desk, where the category was found out only there.
func TestTheThreeQuestionsRaiseWhatTheDeskGrades(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		r := worktest.Quarrel()
		r.Category = ""
		root := w.Register(r)
		w.Must("triage", root, "accept", worktest.F{
			"category": "0101", "risk": "blue", "violence_ever": "yes", "violence_lately": "no", "violence_fear": "silent",
		})
		if got := w.Matter(root).Risk; got != casemodel.RiskOrange {
			t.Errorf("graded %s", got)
		}
		if text := told(t, w, "triage", root); strings.Contains(text, "violence_") {
			t.Errorf("the desk reads the answers again: %s", text)
		}
		view, err := w.Case(context.Background(), w.Who["triage"], root)
		if err != nil || !view.Screened {
			t.Errorf("nobody knows that it was asked: %v", err)
		}
	})
}

func TestWhoMayBeInDangerIsAskedHowToBeCalled(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		r := said("no", "no", "yes")
		r.Parties[0].SafeContact = ""
		_, err := w.Desk.Register(t.Context(), w.Who["clerk"], r, casework.Input{})
		var fault *casemodel.Error
		if !errors.As(err, &fault) || fault.Field != "parties.0.safe_contact" {
			t.Errorf("taken down: %v", err)
		}
		r.Violence.Fear = "maybe"
		if _, err = w.Desk.Register(t.Context(), w.Who["clerk"], r, casework.Input{}); !errors.As(err, &fault) || fault.Field != "violence_fear" {
			t.Errorf("an answer that is none: %v", err)
		}
	})
}

// The flag keeps the other body's hint away, and nobody is made to sit with
// the other side without a written wish.
func TestAFlaggedFamilyIsTalkedToApart(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root := w.Register(said("yes", "no", "yes"))
		w.Must("triage", root, "accept", worktest.F{"risk": "orange"})
		w.Must("triage", root, "dispatch", worktest.F{"body": w.Body("TOWN")})
		proceeding := w.Child(root, "family").ID
		w.Must("mediator", proceeding, "ask_consent", nil)
		w.Must("mediator", proceeding, "all_consent", worktest.F{"consents": w.Consents(root)})
		w.Must("chair", proceeding, "appoint_mediator", worktest.F{"handler": w.User("mediator")})
		w.Must("mediator", proceeding, "give_rights_notice", worktest.F{"way": "signed"})
		one, both := string(w.Parties(root)[0]), []any{}
		for _, p := range w.Parties(root) {
			both = append(both, string(p))
		}
		for _, refused := range []struct {
			act    string
			fields worktest.F
			field  string
		}{
			{"open_session", worktest.F{"present": both, "way": "joint"}, "way"},
			{"log_session", worktest.F{"mode": "joint", "result": "continue", "text": "both"}, "mode"},
		} {
			_, err := w.Try("mediator", proceeding, refused.act, refused.fields)
			var fault *casemodel.Error
			if !errors.As(err, &fault) || fault.Key != "guard.apart" || fault.Field != refused.field {
				t.Errorf("%s with both in one room: %v", refused.act, err)
			}
		}
		w.Must("mediator", proceeding, "log_session", worktest.F{"mode": "caucus", "side": one, "result": "continue", "text": "alone"})
		w.Must("mediator", proceeding, "screen_violence", worktest.F{"party": one, "violence": "past", "joint_wish": true})
		w.Must("mediator", proceeding, "open_session", worktest.F{"present": both, "way": "joint"})
	})
}

// A court's delegate, and an organ, may not make them sit together either: no
// door to a room for both is open before the written wish, and afterwards it is.
func TestAFlaggedFamilyIsKeptApartByCourtAndOrgan(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		for _, road := range []struct {
			workflow, body, who string
			lead                func(root, proceeding casemodel.ID)
		}{
			{"court_delegated", "TOWN", "mediator", func(root, p casemodel.ID) {
				w.Must("mediator", p, "accept_delegation", worktest.F{"delegation": "pre_filing"})
				w.Must("mediator", p, "sign_receipt", worktest.F{"handler": w.User("mediator")})
				w.Must("mediator", p, "consent_ok", worktest.F{"consents": w.Consents(root)})
			}},
			{"administrative_mediation", "TOWN", "mediator", func(_, p casemodel.ID) {
				w.Must("mediator", p, "start_decision", nil)
				w.Must("mediator", p, "accept", worktest.F{"handler": w.User("mediator")})
			}},
		} {
			r := said("yes", "no", "yes")
			r.DuplicatesSeen = true
			root := w.Register(r)
			w.Must("triage", root, "accept", worktest.F{"risk": "orange"})
			w.Must("triage", root, "dispatch", worktest.F{"body": w.Body(road.body), "track": road.workflow})
			proceeding := w.Child(root, road.workflow).ID
			road.lead(root, proceeding)
			one, both := string(w.Parties(root)[0]), []any{}
			for _, p := range w.Parties(root) {
				both = append(both, string(p))
			}
			refused := func(act string, fields worktest.F, field string) {
				t.Helper()
				before := w.Matter(proceeding).Version
				_, err := w.Try(road.who, proceeding, act, fields)
				var fault *casemodel.Error
				if !errors.As(err, &fault) || fault.Key != "guard.apart" || fault.Field != field || w.Matter(proceeding).Version != before {
					t.Errorf("%s: %s with both in one room: %v", road.workflow, act, err)
				}
			}
			refused("schedule", worktest.F{"sitting_at": "2026-03-05T09:00:00+08:00", "way": "joint"}, "way")
			refused("open_session", worktest.F{"present": both, "way": "joint"}, "way")
			w.Must(road.who, proceeding, "open_session", worktest.F{"present": both, "way": "apart"})
			refused("hold_again", worktest.F{"present": both, "way": "joint"}, "way")
			refused("log_session", worktest.F{"mode": "joint", "result": "continue", "text": "both"}, "mode")
			w.Must(road.who, proceeding, "screen_violence", worktest.F{"party": one, "violence": "past", "joint_wish": true})
			for _, reader := range []string{"clerk", "triage"} {
				if text := told(t, w, reader, proceeding); strings.Contains(text, "joint_wish") {
					t.Errorf("%s reads what was answered alone", reader)
				}
			}
			w.Must(road.who, proceeding, "hold_again", worktest.F{"present": both, "way": "joint"})
		}
	})
}
