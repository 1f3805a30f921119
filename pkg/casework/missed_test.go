package casework_test

import (
	"slices"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
)

// What was to be paid on the last day before a long holiday and was not, is
// looked after on the first working day, by real calendars; whoever is urged
// has until the day named, and what comes next is decided on the working day
// after it.
func TestAMissedInstalmentIsADutyOfTheNextWorkingDay(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, proceeding := w.Signing(t, "3000", "2026-04-30")
		w.Must("seal", proceeding, "affix_seal", nil)
		item := w.Child(root, "performance_item").ID
		if _, err := w.Try("mediator", item, "urge", worktest.F{"way": "call_out"}); err == nil {
			t.Error("what is not due yet is urged for")
		}
		w.Must("mediator", item, "perform_partly", worktest.F{"amount": "1000", "evidence": "slip"})
		at := func(on string) {
			t.Helper()
			d, err := time.ParseInLocation("2006-01-02 15:04", on+" 08:00", calendar.Zone)
			if err != nil {
				t.Fatal(err)
			}
			w.Clock.Set(d)
			if _, err := w.Sweep(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		at("2026-05-01")
		if got := w.Matter(item).State; got != "overdue" {
			t.Fatalf("the day after, it is %s", got)
		}
		duty := clock(t, w, item, "PF-1")
		if duty.DueOn != "2026-05-06" || duty.State != casemodel.ClockRunning || w.Matter(item).DueAt != duty.DueAt {
			t.Errorf("missed on 30 April it is to be urged by %s (%s), want 6 May, after the holiday", duty.DueOn, duty.State)
		}
		at("2026-05-06")
		w.Must("mediator", item, "urge", worktest.F{"way": "call_out", "next_on": "2026-05-08", "proof": "told his wife"})
		if got := clock(t, w, item, "PF-1").State; got != casemodel.ClockMet {
			t.Errorf("urged in time, the duty is %s", got)
		}
		answer, decide := clock(t, w, item, "UG-1"), clock(t, w, item, "UG-2")
		if answer.DueOn != "2026-05-08" || answer.Class != casemodel.Information || decide.DueOn != "2026-05-09" {
			t.Errorf("an answer is wanted by %s (%s), what comes next by %s; want Friday and the Saturday that makes up for the holiday", answer.DueOn, answer.Class, decide.DueOn)
		}
		at("2026-05-09")
		w.Must("mediator", item, "urge", worktest.F{"way": "visit"})
		for _, rule := range []string{"UG-1", "UG-2"} {
			if got := clock(t, w, item, rule).Live; got != 0 {
				t.Errorf("urged again without a day, %s runs on", rule)
			}
		}
		w.Must("mediator", item, "perform_partly", worktest.F{"amount": "500", "evidence": "slip"})
		w.Must("mediator", item, "urge", worktest.F{"way": "visit", "next_on": "2026-05-13"}) // a part paid late is still late
		w.Must("mediator", item, "contact", worktest.F{"with": "party", "way": "call_in", "outcome": "told"})
		if got := clock(t, w, item, "UG-2").State; got != casemodel.ClockMet {
			t.Errorf("answered, the duty is %s", got)
		}
		w.Must("mediator", item, "urge", worktest.F{"way": "visit", "next_on": "2026-05-13"})
		at("2026-05-15")
		if m := w.Matter(item); clock(t, w, item, "UG-2").State != casemodel.ClockMissed || m.State != "urged" {
			t.Errorf("nobody answered nor acted: %s, %s", clock(t, w, item, "UG-2").State, m.State)
		}
		if told := noticed(t, w, "mediator", item); !slices.Contains(told, "overdue") || told[len(told)-1] != "missed" {
			t.Errorf("its mediator was told %q", told)
		}
		w.Must("mediator", item, "mark_default", nil)
		w.Must("mediator", item, "perform", worktest.F{"evidence": "slip"})
	})
}
