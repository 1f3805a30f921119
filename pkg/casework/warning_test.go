package casework_test

import (
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
)

func sweep(t *testing.T, w *worktest.World) {
	t.Helper()
	if _, err := w.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// A term that is lengthened warns again before its new end: of all that is
// still to come, not of what already lies behind.
func TestALengthenedTermWarnsAnew(t *testing.T) {
	for _, c := range []struct {
		after  int // days since acceptance
		until  string
		warned int
		next   string
	}{
		{30, "2026-04-30", 0, "2026-04-23"}, // seven days before
		{30, "2026-04-07", 1, "2026-04-04"}, // for that it is too late: three days before
		{34, "2026-04-30", 0, "2026-04-23"}, // it was over; soft, so it may still be lengthened
	} {
		worktest.Each(t, func(t *testing.T, w *worktest.World) {
			root, p := w.InSession(t)
			for range c.after {
				w.Clock.Advance(oneDay)
				sweep(t, w)
			}
			if d := clock(t, w, p, "PM-14"); d.Warned != 3 {
				t.Fatalf("after %d days the term until %s has warned %d times", c.after, d.DueOn, d.Warned)
			}
			w.Must("mediator", p, "extend_term", worktest.F{"until": c.until, "consents": w.Consents(root)})
			d := clock(t, w, p, "PM-14")
			if d.Warned != c.warned || d.FiresKind != "warn" || calendar.DayOf(d.FiresAt.Time()).String() != c.next {
				t.Errorf("until %s: warned %d, next %s at %v; want %d and a warning on %s", d.DueOn, d.Warned, d.FiresKind, d.FiresAt, c.warned, c.next)
			}
		})
	}
}

// The reminder that nothing happens begins again whenever something does, also
// after it has once run out.
func TestTheReminderOfIdlenessComesBack(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		_, p := w.InSession(t)
		log := worktest.F{"mode": "joint", "result": "continue", "text": "x"}
		for _, idle := range []struct {
			days  int
			state string
			due   casemodel.Day
		}{
			{6, casemodel.ClockRunning, "2026-03-15"}, // warned twice, then a sitting on the 8th
			{20, casemodel.ClockMissed, "2026-04-04"}, // over, then a sitting on the 28th
			{6, casemodel.ClockRunning, "2026-04-10"},
		} {
			for range idle.days {
				w.Clock.Advance(oneDay)
				sweep(t, w)
			}
			if d := clock(t, w, p, "ZZ-08"); d.State != idle.state || d.Warned != 2 {
				t.Errorf("after %d idle days the clock is %s and has warned %d times", idle.days, d.State, d.Warned)
			}
			w.Must("mediator", p, "log_session", log)
			if d := clock(t, w, p, "ZZ-08"); d.State != casemodel.ClockRunning || d.Live != 1 || d.Warned != 0 || d.FiresKind != "warn" || d.DueOn != idle.due {
				t.Errorf("after the sitting it is %s, due %s, warned %d, next %s", d.State, d.DueOn, d.Warned, d.FiresKind)
			}
		}
		if got := rounds(t, w, p, "ZZ-08"); len(got) != 1 {
			t.Errorf("%d clocks, want the one", len(got))
		}
	})
}

// A term lengthened while it stands still goes on standing still.
func TestALengthenedTermStandsStillAsLongAsItsCause(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, p := agreedMedical(w)
		w.Must("medchair", p, "appoint_mediator", worktest.F{"handler": w.User("medical")})
		w.Must("medical", p, "suspend", worktest.F{"reason": "appraisal"})
		w.Clock.Advance(10 * oneDay)
		w.Must("medical", p, "extend_term", worktest.F{"until": "2026-06-30", "consents": w.Consents(root)})
		if d := clock(t, w, p, "YL-03"); d.State != casemodel.ClockPaused || d.DueOn != "2026-06-30" {
			t.Errorf("lengthened in suspension the term is %s until %s", d.State, d.DueOn)
		}
		w.Clock.Advance(10 * oneDay)
		w.Must("medical", p, "resume_preparation", nil)
		resumed := clock(t, w, p, "YL-03")
		w.Clock.Advance(10 * oneDay)
		w.Must("medical", p, "extend_term", worktest.F{"until": "2026-09-30", "consents": w.Consents(root)})
		if d := clock(t, w, p, "YL-03"); resumed.State != casemodel.ClockRunning || resumed.DueOn <= "2026-06-30" || d.DueOn != "2026-09-30" {
			t.Errorf("resumed it is %s until %s, then until %s", resumed.State, resumed.DueOn, d.DueOn)
		}
	})
}
