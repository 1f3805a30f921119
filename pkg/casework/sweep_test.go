package casework_test

import (
	"context"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
	"github.com/jiefen/jiefen/pkg/store"
)

// After two days without a server every clock fires once, in order, however
// many servers catch up at the same time.
func TestAnOutageIsCaughtUpOnceByTwoServers(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		var items []casemodel.ID
		for range 6 {
			root, proceeding := w.Signing(t, "3000", "2026-03-04")
			w.Must("seal", proceeding, "affix_seal", nil)
			items = append(items, w.Child(root, "performance_item").ID)
		}
		w.Clock.Set(time.Date(2026, 3, 6, 9, 0, 0, 0, calendar.Zone))
		book, err := calendar.Embedded()
		if err != nil {
			t.Fatal(err)
		}
		second := casework.Open(w.DB, w.Flows, w.Gate, book, w.Log)
		together(4, func(i int) {
			desk := []*casework.Desk{w.Desk, second}[i%2]
			for range 3 {
				if _, err := desk.Sweep(context.Background()); err != nil {
					t.Errorf("sweep: %v", err)
				}
			}
		})
		for _, id := range items {
			if got := w.Matter(id).State; got != "overdue" {
				t.Errorf("item is %s, want overdue", got)
			}
			acts := map[string]int{}
			for _, e := range journal(t, w, id) {
				acts[e.Act]++
				if (e.Act == "remind" || e.Act == "mark_overdue") && e.ActorName != "clock" {
					t.Errorf("%s by %s", e.Act, e.ActorName)
				}
			}
			if acts["remind"] > 1 || acts["mark_overdue"] != 1 {
				t.Errorf("fired %v, want one reminder at most and one expiry", acts)
			}
		}
	})
}

func journal(t *testing.T, w *worktest.World, id casemodel.ID) []casemodel.Entry {
	t.Helper()
	var all []casemodel.Entry
	err := w.DB.Read(context.Background(), func(tx *store.Tx) (err error) {
		all, err = tx.Journal(id, 0, 1000)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// Papers of the past are entered without every clock firing (T3).
func TestPastDatesEnteredLateFireNothing(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root := w.Register(worktest.Quarrel())
		w.Clock.Set(time.Date(2026, 4, 20, 9, 0, 0, 0, calendar.Zone))
		v := w.Matter(root).Version
		_, err := w.Do(context.Background(), w.Who["triage"], root, "accept", casework.Input{Version: &v, On: "2026-03-03", Fields: worktest.F{"risk": "blue"}})
		if !casemodel.Is(err, casemodel.Forbidden) {
			t.Fatalf("a clerk backdates by seven weeks: %v", err)
		}
		_, err = w.Do(context.Background(), w.Who["director"], root, "accept", casework.Input{Version: &v, On: "2026-03-03", Fields: worktest.F{"risk": "blue"}})
		if !casemodel.Is(err, casemodel.Invalid) {
			t.Fatalf("the director backdates without a reason: %v", err)
		}
		in := casework.Input{Version: &v, On: "2026-03-03", Why: "paper file", Fields: worktest.F{"risk": "blue"}}
		if _, err = w.Do(context.Background(), w.Who["director"], root, "accept", in); err != nil {
			t.Fatal(err)
		}
		for _, family := range []string{"ZZ-04", "ZZ-06"} {
			if got := clock(t, w, root, family).State; got != casemodel.ClockPassed {
				t.Errorf("%s is %s, want passed_before_entry", family, got)
			}
		}
		if n, err := w.Sweep(context.Background()); err != nil || n != 0 {
			t.Errorf("the sweep fired %d (%v)", n, err)
		}
	})
}

// A year without a calendar marks dates as provisional (CT-5).
func TestYearsWithoutACalendarAreProvisional(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		w.Clock.Set(time.Date(2017, 6, 1, 9, 0, 0, 0, calendar.Zone))
		root := w.Register(worktest.Quarrel())
		if d := clock(t, w, root, "ZZ-02"); d.Provisional != 1 {
			t.Errorf("due %s in a year without a calendar is not provisional", d.DueOn)
		}
	})
}

// A case graded anew gets the clock of its new grade, counted from then.
func TestANewGradeBringsItsOwnClock(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root := w.Register(worktest.Quarrel())
		w.Must("triage", root, "accept", worktest.F{"risk": "blue"})
		blue := clock(t, w, root, "ZZ-06")
		w.Clock.Advance(24 * time.Hour)
		w.Must("triage", root, "grade_risk", worktest.F{"risk": "orange"})
		orange := clock(t, w, root, "ZZ-06")
		if orange.RuleID == blue.RuleID || orange.State != casemodel.ClockRunning || orange.Unit != "hour" {
			t.Errorf("blue %s, orange %s %s in %ss", blue.RuleID, orange.RuleID, orange.State, orange.Unit)
		}
		w.Must("triage", root, "contact", worktest.F{"with": "party", "way": "call_out"})
		if got := clock(t, w, root, "ZZ-06").State; got != casemodel.ClockMet {
			t.Errorf("after the first contact the clock is %s", got)
		}
	})
}

// Suspension for a listed reason stands the clocks still, and no others.
func TestSuspensionPausesWhatMayPause(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, p := agreedMedical(w)
		before := clock(t, w, p, "YL-03")
		w.Must("medchair", p, "appoint_mediator", worktest.F{"handler": w.User("medical")})
		w.Must("medical", p, "give_rights_notice", nil)
		w.Clock.Set(time.Date(2026, 3, 9, 9, 0, 0, 0, calendar.Zone))
		w.Must("medical", p, "commission_appraisal", worktest.F{"consents": w.Consents(root), "institution": "institute", "matters": "cause"})
		if got := clock(t, w, p, "YL-03").State; got != casemodel.ClockPaused {
			t.Fatalf("during the appraisal the clock is %s", got)
		}
		w.Clock.Set(time.Date(2026, 3, 13, 9, 0, 0, 0, calendar.Zone))
		w.Must("medical", p, "finish_appraisal", nil)
		after := clock(t, w, p, "YL-03")
		// Monday to Friday, both included, are five working days.
		book, err := calendar.Embedded()
		if err != nil {
			t.Fatal(err)
		}
		was, is := parse(t, before.DueOn), parse(t, after.DueOn)
		if n := book.WorkingBetween(was, is); n != 5 {
			t.Errorf("due %s became %s: %d working days later, want 5", before.DueOn, after.DueOn, n)
		}
	})
}

func parse(t *testing.T, d casemodel.Day) calendar.Day {
	t.Helper()
	got, err := calendar.ParseDay(string(d))
	if err != nil {
		t.Fatal(err)
	}
	return got
}
