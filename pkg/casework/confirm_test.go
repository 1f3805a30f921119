package casework_test

import (
	"errors"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
	"github.com/jiefen/jiefen/pkg/store"
)

// agreed leads a case to an agreement in force from today on and returns
// its confirmation.
func agreed(t *testing.T, w *worktest.World) (root, confirmation casemodel.ID) {
	t.Helper()
	root, p := w.Signing(t, "3000", "2026-06-30")
	w.Must("seal", p, "affix_seal", nil)
	return root, w.Child(root, "judicial_confirmation").ID
}

// leftAlone tries an act, and proves that it is refused at a field with a key
// and that nothing at all was written.
func leftAlone(t *testing.T, w *worktest.World, who string, id casemodel.ID, act string, fields worktest.F, field, key string) {
	t.Helper()
	before := prints(t, w)
	_, err := w.Try(who, id, act, fields)
	refused, is := errors.AsType[*casemodel.Error](err)
	if !is || !slices.ContainsFunc(refused.All(), func(f casemodel.FieldError) bool { return f.Field == field && f.Key == key }) {
		t.Errorf("%s with %v: %v, want %s at %q", act, fields, err, key, field)
	}
	if after := prints(t, w); !maps.Equal(before, after) {
		t.Errorf("%s was refused and wrote", act)
	}
}

// 民诉法解释355: what a court does not take is found before the way is gone.
func TestWhatACourtDoesNotConfirmIsRefusedBeforeItIsPrepared(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		_, id := agreed(t, w)
		for _, what := range []string{"personal_status", "title_right", "special_procedure", "not_civil", "outside_scope"} {
			leftAlone(t, w, "mediator", id, "precheck_ok", worktest.F{"contents": what, "court": w.Body("COURT")}, "contents", "guard.confirmable."+what)
		}
		leftAlone(t, w, "mediator", id, "precheck_ok", worktest.F{"court": w.Body("COURT")}, "contents", "field.missing")
		leftAlone(t, w, "mediator", id, "precheck_ok", worktest.F{"contents": "none"}, "court", "court.missing")
		w.Must("mediator", id, "precheck_ok", worktest.F{"contents": "none", "court": w.Body("COURT")})
		if got := values(t, w, id)["basis"]; got != "body_place" {
			t.Errorf("the court is competent by %q", got)
		}
	})
}

// An agreement that was set aside is none, and neither is one whose mediation
// came to nothing afterwards.
func TestAnAgreementThatWasSetAsideIsNotConfirmed(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, id := agreed(t, w)
		w.Must("director", w.Matter(id).ParentID, "declare_void", ruled(t, w, nil))
		before := prints(t, w)
		_, err := w.Try("mediator", id, "precheck_ok", worktest.F{"contents": "none", "court": w.Body("COURT")})
		if !casemodel.Is(err, casemodel.WrongStep) || !maps.Equal(before, prints(t, w)) {
			t.Errorf("%s is prepared for the court: %v", root, err)
		}
	})
}

// 《民事诉讼法》205: thirty days, and not one more; the day of the application
// counts, not that of its entry.
func TestNobodyAppliesAfterTheWindow(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, id := agreed(t, w) // on 2 March: the last day is 1 April
		w.Must("mediator", id, "precheck_ok", worktest.F{"contents": "none", "court": w.Body("COURT")})
		w.Clock.Set(time.Date(2026, 4, 1, 23, 0, 0, 0, calendar.Zone))
		leftAlone(t, w, "mediator", id, "submit_jointly", worktest.F{"consents": w.Consents(root), "submitted_on": "2026-04-02"}, "submitted_on", "guard.window_ahead")
		w.Clock.Set(time.Date(2026, 4, 2, 1, 0, 0, 0, calendar.Zone)) // the sweep has not been yet
		leftAlone(t, w, "mediator", id, "submit_jointly", worktest.F{"consents": w.Consents(root)}, "on", "guard.window_open")
		leftAlone(t, w, "mediator", id, "submit_jointly", worktest.F{"consents": w.Consents(root), "submitted_on": "2026-04-02"}, "submitted_on", "guard.window_open")
		w.Must("mediator", id, "submit_jointly", worktest.F{"consents": w.Consents(root), "submitted_on": "2026-04-01"})
	})
}

// What lapsed comes back only with proof of a day within the window, and by the
// director.
func TestALapsedApplicationComesBackOnlyWithADayInTime(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, id := agreed(t, w)
		w.Clock.Advance(40 * oneDay)
		if _, err := w.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := w.Matter(id).State; got != "lapsed" {
			t.Fatalf("after forty days it is %s", got)
		}
		file := upload(t, w, "mediator")
		leftAlone(t, w, "mediator", id, "reinstate", worktest.F{"applied_on": "2026-04-02", "reason": "posted", "proof": []any{file}}, "applied_on", "guard.window_open")
		leftAlone(t, w, "mediator", id, "reinstate", worktest.F{"applied_on": "2026-03-31", "reason": "posted"}, "proof", "field.missing")
		w.Must("mediator", id, "reinstate", worktest.F{"applied_on": "2026-03-31", "reason": "posted", "proof": []any{file}})
		w.Must("director", w.Child(root, "approval").ID, "approve", nil)
		if got := w.Matter(id).State; got != "preparing" {
			t.Fatalf("approved, it is %s", got)
		}
		w.Must("mediator", id, "submit_jointly", worktest.F{"consents": w.Consents(root)})
	})
}

// Only both together, and either of them may end it.
func TestOneWhoWithdrawsEndsTheJointApplication(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, id := agreed(t, w)
		parties := w.Parties(root)
		w.Must("mediator", id, "precheck_ok", worktest.F{"contents": "none", "court": w.Body("COURT")})
		w.Must("mediator", id, "sign_one", worktest.F{"party": string(parties[0]), "way": "wet"})
		one := w.Consents(root)[:1]
		leftAlone(t, w, "mediator", id, "submit_jointly", worktest.F{"consents": one}, "consents", "guard.every_party_consents")
		w.Must("mediator", id, "withdraw", worktest.F{"party": string(parties[1]), "reason": "changed his mind"})
		c, err := w.Confirmation(t.Context(), w.Who["mediator"], id)
		if err != nil {
			t.Fatal(err)
		}
		if m := w.Matter(id); m.State != "withdrawn" || c.Joined[0].Signed != "2026-03-02" || !c.Joined[1].Refused {
			t.Errorf("it is %s, joined %+v", m.State, c.Joined)
		}
	})
}

// 《民事诉讼法》205: the court that invited alone; else where the body sits,
// where the subject is, where a party lives.
func TestTheCourtsThatAreCompetentComeFirst(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		var far, high casemodel.Body
		err := w.DB.Do(t.Context(), func(tx *store.Tx) error {
			far = casemodel.Body{ID: tx.NewID(), Code: "FAR", Kind: "court_desk", Title: "Huimin court", AreaID: "150103000000", Level: 2, Active: 1, Version: 1}
			high = casemodel.Body{ID: tx.NewID(), Code: "HIGH", Kind: "court_desk", Title: "Hohhot court", AreaID: "150100000000", Level: 1, Active: 1, Version: 1}
			if err := tx.InsertBody(&far); err != nil {
				return err
			}
			return tx.InsertBody(&high)
		})
		if err != nil {
			t.Fatal(err)
		}
		root, id := agreed(t, w)
		names := func() (all []string) {
			courts, err := w.Courts(t.Context(), w.Who["mediator"], id)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range courts {
				all = append(all, c.Body.Code)
				all = append(all, c.Basis...)
				if c.Against != "" {
					all = append(all, c.Against)
				}
			}
			return all
		}
		if got, want := names(), []string{"COURT", "body_place", "subject_place", "FAR", "HIGH", "court.not_basic"}; !slices.Equal(got, want) {
			t.Errorf("courts: %q, want %q", got, want)
		}
		leftAlone(t, w, "mediator", id, "precheck_ok", worktest.F{"contents": "none", "court": string(far.ID)}, "basis", "court.no_basis")
		leftAlone(t, w, "mediator", id, "precheck_ok", worktest.F{"contents": "none", "court": string(high.ID), "basis": "domicile"}, "court", "court.not_basic")
		w.Must("mediator", root, "amend", worktest.F{"party": string(w.Parties(root)[1]), "field": "address", "value": "Huimin, 3 Lane", "reason": "moved"})
		if got, want := names(), []string{"COURT", "body_place", "subject_place", "FAR", "domicile", "HIGH", "court.not_basic"}; !slices.Equal(got, want) {
			t.Errorf("courts: %q, want %q", got, want)
		}
		w.Must("mediator", id, "precheck_ok", worktest.F{"contents": "none", "court": string(far.ID)})
	})
}

// 民诉法解释357: the court's day for what is missing is watched.
func TestWhatTheCourtWantsHasItsDay(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, id := agreed(t, w)
		w.Must("mediator", id, "precheck_ok", worktest.F{"contents": "none", "court": w.Body("COURT")})
		w.Must("mediator", id, "submit_jointly", worktest.F{"consents": w.Consents(root)})
		w.Must("courtdesk", id, "ask_supplement", worktest.F{"what": "identity", "supplement_by": "2026-03-12"})
		if d := clock(t, w, id, "JC-S"); d.DueOn != "2026-03-12" || d.State != casemodel.ClockRunning {
			t.Errorf("the clock is %s, due %s", d.State, d.DueOn)
		}
		w.Must("mediator", id, "supplement", nil)
		if d := clock(t, w, id, "JC-S"); d.State != casemodel.ClockMet {
			t.Errorf("handed in, the clock is %s", d.State)
		}
		w.Must("courtdesk", id, "ask_supplement", worktest.F{"what": "identity", "supplement_by": "2026-03-20"})
		w.Must("courtdesk", id, "deem_withdrawn", worktest.F{"reason": "nothing came"})
		if m := w.Matter(id); m.State != "withdrawn" || m.Class != casemodel.Done {
			t.Errorf("it is %s", m.State)
		}
	})
}

// 《民事诉讼法》250: two years from the last day of performance, told of with the
// ruling; an agreement alone cannot be enforced.
func TestOnlyATitleIsEnforced(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, id := agreed(t, w)
		item := w.Child(root, "performance_item").ID
		w.Clock.Set(time.Date(2026, 7, 1, 9, 0, 0, 0, calendar.Zone))
		if _, err := w.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := w.Matter(id).State; got != "lapsed" {
			t.Fatalf("the confirmation is %s", got)
		}
		w.Must("mediator", item, "urge", worktest.F{"way": "call_out"})
		w.Must("mediator", item, "mark_default", nil)
		leftAlone(t, w, "mediator", item, "apply_enforcement", worktest.F{"court": "Xincheng"}, "title", "guard.enforceable")
		w.Must("mediator", item, "apply_enforcement", worktest.F{"court": "Xincheng", "title": "notarised"})
	})
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, id := agreed(t, w)
		w.Must("mediator", id, "precheck_ok", worktest.F{"contents": "none", "court": w.Body("COURT")})
		w.Must("mediator", id, "submit_jointly", worktest.F{"consents": w.Consents(root)})
		w.Must("courtdesk", id, "accept_by_court", worktest.F{"court_case_no": "12"})
		w.Must("courtdesk", id, "confirm", worktest.F{"ruling_no": "12", "ruled_on": "2026-03-02", "ruling_received_on": "2026-03-02"})
		for rule, want := range map[string]casemodel.Day{"JC-13": "2028-06-30", "JC-12b": "2026-03-17"} {
			if d := clock(t, w, id, rule); d.DueOn != want || d.State != casemodel.ClockRunning {
				t.Errorf("%s is %s, due %s, want %s", rule, d.State, d.DueOn, want)
			}
		}
		item := w.Child(root, "performance_item").ID
		w.Clock.Set(time.Date(2026, 7, 1, 9, 0, 0, 0, calendar.Zone))
		if _, err := w.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.Must("mediator", item, "urge", worktest.F{"way": "call_out"})
		w.Must("mediator", item, "mark_default", nil)
		w.Must("mediator", item, "apply_enforcement", worktest.F{"court": "Xincheng"})
	})
}
