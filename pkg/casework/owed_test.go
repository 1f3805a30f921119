package casework_test

import (
	"slices"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
)

// The volume of a closed case has its own thirty days: one that is not filed
// by then is late, and stays so until it is.
func TestAVolumeThatIsNotFiledInTimeIsOwed(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, p := w.InSession(t)
		w.Must("mediator", p, "terminate", worktest.F{"reason": "no_agreement"})
		w.Must("triage", root, "close_without_agreement", worktest.F{"result_code": "R31", "reason": "no will", "notice_given": true})
		due := clock(t, w, root, "ZZ-10").DueAt
		w.Clock.Advance(60 * oneDay)
		if _, err := w.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		page, err := w.List(t.Context(), w.Who["archivist"], casemodel.Filter{View: casemodel.ViewCentre, Overdue: true, Limit: 10})
		if err != nil {
			t.Fatal(err)
		}
		late := slices.ContainsFunc(page.Items, func(m casemodel.Matter) bool { return m.ID == root })
		if d, m := clock(t, w, root, "ZZ-10"), w.Matter(root); d.State != casemodel.ClockMissed || m.DueAt != due || !late {
			t.Errorf("the clock is %s, the %s case is due at %v and not %v; among what is late: %v", d.State, m.Class, m.DueAt, due, late)
		}
	})
}

// A duty that was missed while the case lived is no longer owed when it is
// over, even where nothing else runs that the end would have stopped.
func TestWhatWasMissedIsNotOwedByACaseThatIsOver(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root := w.Register(worktest.Quarrel())
		w.Clock.Advance(60 * oneDay)
		if _, err := w.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		missed := clock(t, w, root, "ZZ-02").DueAt
		if m := w.Matter(root); m.DueAt != missed {
			t.Fatalf("due at %v, want %v", m.DueAt, missed)
		}
		w.Must("triage", root, "void", worktest.F{"reason": "typed twice"})
		w.Must("director", w.Child(root, "approval").ID, "approve", nil)
		if m := w.Matter(root); m.Class != casemodel.Done || m.DueAt != casemodel.Never {
			t.Errorf("the case is %s and due at %v", m.Class, m.DueAt)
		}
	})
}

// What a matter owes by its clocks, the oldest first: the migration owed has
// the same rows.
func TestOwed(t *testing.T) {
	now := casemodel.Micro(1_000_000_000)
	early, late := now.Add(-time.Hour), now.Add(time.Hour)
	clock := func(class casemodel.DeadlineClass, family, state string, due casemodel.Instant) *casemodel.Deadline {
		return &casemodel.Deadline{Class: class, Family: family, State: state, DueAt: due}
	}
	missed := clock(casemodel.Duty, "A", casemodel.ClockMissed, early)
	for name, row := range map[string]struct {
		class  casemodel.Class
		closed casemodel.Instant
		clocks []*casemodel.Deadline
		want   casemodel.Instant
	}{
		"missed":                    {casemodel.Live, casemodel.Instant{}, []*casemodel.Deadline{missed}, early},
		"missed, another runs":      {casemodel.Live, casemodel.Instant{}, []*casemodel.Deadline{missed, clock(casemodel.Duty, "B", casemodel.ClockRunning, late)}, early},
		"begun anew":                {casemodel.Live, casemodel.Instant{}, []*casemodel.Deadline{missed, clock(casemodel.Duty, "A", casemodel.ClockRunning, late)}, late},
		"only a target":             {casemodel.Live, casemodel.Instant{}, []*casemodel.Deadline{clock(casemodel.Soft, "A", casemodel.ClockMissed, early)}, casemodel.Never},
		"met, though late":          {casemodel.Live, casemodel.Instant{}, []*casemodel.Deadline{clock(casemodel.Duty, "A", casemodel.ClockMetLate, early)}, casemodel.Never},
		"it stands still":           {casemodel.Live, casemodel.Instant{}, []*casemodel.Deadline{clock(casemodel.Duty, "A", casemodel.ClockPaused, late)}, casemodel.Never},
		"missed before it closed":   {casemodel.Closing, now, []*casemodel.Deadline{missed}, casemodel.Never},
		"missed since it is over":   {casemodel.Closing, early.Add(-time.Hour), []*casemodel.Deadline{missed}, early},
		"missed, and long put away": {casemodel.Done, early.Add(-time.Hour), []*casemodel.Deadline{missed}, casemodel.Never},
	} {
		if got := casework.Owed(&casemodel.Matter{Class: row.class, ClosedAt: row.closed}, row.clocks...); got != row.want {
			t.Errorf("%s: due at %v, want %v", name, got, row.want)
		}
	}
}
