package casework_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
)

const oneDay = 24 * time.Hour

// 《人民调解法》33: the thirty days to ask for confirmation run from the day on
// which the agreement took effect, not from the day somebody typed that in.
func TestTheTimeToAskForConfirmationRunsFromEffect(t *testing.T) {
	for _, c := range []struct {
		story string
		late  int // days between the seal and its record
		state string
	}{
		{"recorded on the day", 0, casemodel.ClockRunning},
		{"recorded two weeks later", 14, casemodel.ClockRunning},
		{"recorded when it was over: a fact of the past, no alarm", 40, casemodel.ClockPassed},
	} {
		t.Run(c.story, func(t *testing.T) {
			worktest.Each(t, func(t *testing.T, w *worktest.World) {
				root, p := w.Signing(t, "3000", "2026-06-01")
				w.Clock.Advance(time.Duration(c.late) * oneDay)
				w.Must("seal", p, "affix_seal", worktest.F{"seal_on": "2026-03-02"})
				jc := w.Child(root, "judicial_confirmation")
				got := clock(t, w, jc.ID, "JC-01")
				if got.AnchorOn != "2026-03-02" || got.DueOn != "2026-04-01" || got.State != c.state || jc.StateOn != "2026-03-02" {
					t.Errorf("counted from %s, due %s, %s; want 2026-03-02, 2026-04-01, %s", got.AnchorOn, got.DueOn, got.State, c.state)
				}
			})
		})
	}
}

// suspended leads a case to the suspended state on the first day.
func suspended(t *testing.T, w *worktest.World) (root, proceeding casemodel.ID) {
	t.Helper()
	root, proceeding = w.InSession(t)
	w.Must("mediator", proceeding, "suspend", worktest.F{"reason": "away", "expected_on": "2026-03-20"})
	if work, back := clock(t, w, root, "ZZ-04").State, clock(t, w, root, "SU-1").State; work != casemodel.ClockPaused || back != casemodel.ClockRunning {
		t.Fatalf("in suspension the work term is %s and the day of return %s", work, back)
	}
	return root, proceeding
}

// A pause is the suspension's: however the case leaves it, the term runs on or
// is met, and the day on which it was to be over is no longer waited for.
func TestEveryWayOutOfSuspensionEndsItsPause(t *testing.T) {
	for act, c := range map[string]struct {
		by    string
		with  func(w *worktest.World, root casemodel.ID) worktest.F
		state string
	}{
		"transfer": {"director", func(w *worktest.World, _ casemodel.ID) worktest.F {
			return worktest.F{"body": w.Body("VIL"), "parties_agree": true, "reason": "closer", "track": "peoples_mediation"}
		}, casemodel.ClockRunning},
		"escalate": {"director", func(w *worktest.World, _ casemodel.ID) worktest.F {
			return worktest.F{"body": w.Body("CITY"), "reason": "too big"}
		}, casemodel.ClockRunning},
		"divert": {"triage", func(*worktest.World, casemodel.ID) worktest.F {
			return worktest.F{"route": "litigation"}
		}, casemodel.ClockMet},
		"settle_by_parties": {"director", func(w *worktest.World, root casemodel.ID) worktest.F {
			return worktest.F{"agreed_by": []any{string(w.Parties(root)[0])}}
		}, casemodel.ClockMet},
		"withdraw": {"director", func(w *worktest.World, root casemodel.ID) worktest.F {
			return worktest.F{"agreed_by": []any{string(w.Parties(root)[0])}}
		}, casemodel.ClockStopped},
	} {
		t.Run(act, func(t *testing.T) {
			worktest.Each(t, func(t *testing.T, w *worktest.World) {
				root, _ := suspended(t, w)
				before := clock(t, w, root, "ZZ-04").DueOn
				w.Clock.Advance(60 * oneDay) // a suspension is not counted, however long it is
				w.Must(c.by, root, act, c.with(w, root))
				work, back := clock(t, w, root, "ZZ-04"), clock(t, w, root, "SU-1")
				if work.State != c.state || work.DueOn <= before || back.Running() {
					t.Errorf("the work term is %s until %s (was %s), the day of return %s; want %s", work.State, work.DueOn, before, back.State, c.state)
				}
			})
		})
	}
}

// The new mediation's time counts: the term that ran on is due, and then over.
func TestATermThatRunsOnAfterSuspensionEnds(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, _ := suspended(t, w)
		w.Must("director", root, "transfer", worktest.F{"body": w.Body("VIL"), "parties_agree": true, "reason": "closer", "track": "peoples_mediation"})
		w.Must("village", w.Child(root, "peoples_mediation").ID, "ask_consent", nil)
		if work := clock(t, w, root, "ZZ-04"); w.Matter(root).DueAt != work.DueAt {
			t.Errorf("the case is due at %v, its work term ends at %v", w.Matter(root).DueAt, work.DueAt)
		}
		w.Clock.Advance(60 * oneDay)
		if _, err := w.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := clock(t, w, root, "ZZ-04").State; got != casemodel.ClockMissed {
			t.Errorf("after sixty days of mediation the work term is %s", got)
		}
	})
}

// A case that was not taken over goes back into its suspension, and the term
// stands still again.
func TestACaseSentBackIntoSuspensionStandsStillAgain(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, p := suspended(t, w)
		w.Must("director", root, "escalate", worktest.F{"body": w.Body("CITY"), "reason": "too big"})
		w.Must("cityboss", root, "decline_escalation_to_suspended", worktest.F{"reason": "no need", "guidance": "wait"})
		if work, back := clock(t, w, root, "ZZ-04").State, clock(t, w, root, "SU-1").State; work != casemodel.ClockPaused || back != casemodel.ClockRunning {
			t.Errorf("back in suspension the work term is %s and the day of return %s", work, back)
		}
		w.Must("mediator", p, "resume", nil)
		if work, back := clock(t, w, root, "ZZ-04").State, clock(t, w, root, "SU-1").State; work != casemodel.ClockRunning || back != casemodel.ClockMet {
			t.Errorf("resumed, the work term is %s and the day of return %s", work, back)
		}
	})
}

// A closed case has one clock: until when it must be in the archive. Its work
// term is met by the closing, the first contact by the consents, and nothing
// turns missed afterwards.
func TestAClosedCaseWaitsOnlyForItsArchive(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, p := w.InSession(t)
		w.Must("mediator", p, "terminate", worktest.F{"reason": "no_agreement"})
		w.Must("triage", root, "close_without_agreement", worktest.F{"result_code": "R31", "reason": "no will", "notice_given": true})
		for _, later := range []string{"at once", "after three weeks"} {
			for family, want := range map[string]string{
				"ZZ-04": casemodel.ClockMet, "ZZ-06": casemodel.ClockMet, "RD-1": casemodel.ClockMet, "ZZ-10": casemodel.ClockRunning,
			} {
				if got := clock(t, w, root, family).State; got != want {
					t.Errorf("%s: %s is %s, want %s", later, family, got, want)
				}
			}
			if archive := clock(t, w, root, "ZZ-10").DueAt; w.Matter(root).DueAt != archive {
				t.Errorf("%s: the case is due at %v, its archive at %v", later, w.Matter(root).DueAt, archive)
			}
			w.Clock.Advance(20 * oneDay)
			if _, err := w.Sweep(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// What is still owed under a closed case is still watched.
func TestClosingACaseStopsNoClockOfItsObligations(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, p := w.Signing(t, "3000", "2026-06-01")
		w.Must("seal", p, "affix_seal", nil)
		item := w.Child(root, "performance_item").ID
		w.Must("mediator", root, "monitor_performance", worktest.F{"reason": "long instalments"})
		visit := w.Child(root, "follow_up").ID
		w.Must("mediator", visit, "complete", worktest.F{"way": "message", "performed": "partly", "voluntary": true, "satisfaction": "4", "ability": "late"})
		w.Must("mediator", root, "confirm_follow_up", nil)
		if m := w.Matter(root); m.Class != casemodel.Closing {
			t.Fatalf("the case is %s", m.State)
		}
		if got := clock(t, w, item, "PI-1").State; got != casemodel.ClockRunning {
			t.Errorf("the day of performance is %s under the closed case", got)
		}
	})
}

// The second body took the case on in time. That the first one did not stays
// on the record.
func TestWhatAnEarlierRoundMissedStaysMissed(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root := w.Register(worktest.Quarrel())
		w.Must("triage", root, "accept", worktest.F{"risk": "blue"})
		w.Must("triage", root, "dispatch", worktest.F{"body": w.Body("TOWN")})
		w.Clock.Advance(10 * oneDay)
		if _, err := w.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.Must("director", root, "force_assign", worktest.F{"body": w.Body("VIL"), "reason": "nobody answers"})
		w.Must("village", w.Child(root, "peoples_mediation").ID, "ask_consent", nil)
		if got := rounds(t, w, root, "ZZ-03"); !slices.Equal(got, []string{casemodel.ClockMissed, casemodel.ClockMet}) {
			t.Errorf("the two bodies were %v, want the first late and the second in time", got)
		}
	})
}

// rounds are the states of a family's clocks on a matter, in the order they began.
func rounds(t *testing.T, w *worktest.World, matter casemodel.ID, family string) (states []string) {
	t.Helper()
	for _, d := range clocksOn(t, w, matter, family) {
		states = append(states, d.State)
	}
	return states
}

// What was missed is owed until it is done: after the sweep has marked it the
// case still heads the list of what is late, with the clock it is late by.
func TestAMissedDutyIsOwedUntilItIsDone(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		ctx := context.Background()
		root := w.Register(worktest.Quarrel())
		overdue := func() bool {
			t.Helper()
			page, err := w.List(ctx, w.Who["triage"], casemodel.Filter{View: casemodel.ViewCentre, Overdue: true, Limit: 10})
			if err != nil {
				t.Fatal(err)
			}
			return slices.ContainsFunc(page.Items, func(m casemodel.Matter) bool { return m.ID == root })
		}
		due := clock(t, w, root, "ZZ-02").DueAt
		w.Clock.Advance(30 * oneDay)
		if _, err := w.Sweep(ctx); err != nil {
			t.Fatal(err)
		}
		if d, m := clock(t, w, root, "ZZ-02"), w.Matter(root); d.State != casemodel.ClockMissed || m.DueAt != due || !overdue() {
			t.Errorf("the clock is %s, the case is due at %v and not %v; among what is late: %v", d.State, m.DueAt, due, overdue())
		}
		rows, err := w.Rows(ctx, w.Who["triage"], []casemodel.Matter{*w.Matter(root)})
		if err != nil || rows[root].Duty == nil || rows[root].Duty.ID != "ZZ-02" {
			t.Errorf("the row does not say what it is late with: %+v, %v", rows[root].Duty, err)
		}
		w.Must("triage", root, "accept", worktest.F{"risk": "blue"})
		if d, m := clock(t, w, root, "ZZ-02"), w.Matter(root); d.State != casemodel.ClockMetLate || m.DueAt == due || overdue() {
			t.Errorf("done late, the clock is %s and the case due at %v; among what is late: %v", d.State, m.DueAt, overdue())
		}
	})
}

// What an earlier round missed is no longer to be done once a newer round of
// the same duty has begun; and what is over owes nothing.
func TestAnOldRoundIsNotOwed(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		ctx := context.Background()
		root := w.Register(worktest.Quarrel())
		w.Must("triage", root, "accept", worktest.F{"risk": "blue"})
		for range 2 {
			w.Must("triage", root, "dispatch", worktest.F{"body": w.Body("TOWN"), "parties_asked": true})
			w.Clock.Advance(20 * oneDay)
			if _, err := w.Sweep(ctx); err != nil {
				t.Fatal(err)
			}
			w.Must("chair", root, "return_dispatch", worktest.F{"reason": "not ours", "no_body": true})
		}
		w.Must("triage", root, "dispatch", worktest.F{"body": w.Body("TOWN"), "parties_asked": true})
		m := w.Matter(root)
		rounds := clocksOn(t, w, root, "ZZ-03")
		if len(rounds) != 3 {
			t.Fatalf("%d rounds, want 3", len(rounds))
		}
		for _, d := range rounds[:2] {
			if m.DueAt == d.DueAt {
				t.Errorf("the case is due by the round that ended %v as %s", d.DueAt, d.State)
			}
		}
		w.Must("triage", root, "withdraw", worktest.F{"agreed_by": []any{string(w.Parties(root)[0])}})
		if m := w.Matter(root); m.DueAt.Before(casemodel.At(w.Clock.Now())) {
			t.Errorf("a case that is over is late since %v", m.DueAt)
		}
	})
}

// Who has agreed to mediation, or refused it, has been spoken to: the duty of a
// first contact needs no record of its own (users.md F2).
func TestConsentIsAFirstContact(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root := w.Register(worktest.Quarrel())
		w.Must("triage", root, "accept", worktest.F{"risk": "blue"})
		w.Must("triage", root, "dispatch", worktest.F{"body": w.Body("TOWN")})
		p := w.Child(root, "peoples_mediation").ID
		w.Must("mediator", p, "ask_consent", nil)
		if d := clock(t, w, root, "ZZ-06"); d.State != casemodel.ClockRunning {
			t.Errorf("before anybody answered the first contact is %s", d.State)
		}
		w.Must("mediator", p, "all_consent", worktest.F{"consents": w.Consents(root)})
		if d := clock(t, w, root, "ZZ-06"); d.State != casemodel.ClockMet {
			t.Errorf("after all have agreed the first contact is %s", d.State)
		}
	})
}
