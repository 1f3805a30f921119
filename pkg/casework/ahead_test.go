package casework_test

import (
	"slices"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
)

// instalments are the obligations of a case by their day; a day that is there
// twice is told.
func instalments(t *testing.T, w *worktest.World, root casemodel.ID) map[casemodel.Day]*casemodel.Matter {
	t.Helper()
	found := map[casemodel.Day]*casemodel.Matter{}
	for _, m := range w.Family(root) {
		if m.Workflow != "performance_item" {
			continue
		}
		on := casemodel.Day(values(t, w, m.ID)["due_on"])
		if found[on] != nil {
			t.Fatalf("two obligations fall due on %s", on)
		}
		found[on] = m
	}
	return found
}

// plan lets the program look ahead, twice: the second time there is nothing.
func plan(t *testing.T, w *worktest.World) int {
	t.Helper()
	made, err := w.PlanDues(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if again, err := w.PlanDues(t.Context()); err != nil || again != 0 {
		t.Fatalf("looked ahead again, %d more come (%v)", again, err)
	}
	return made
}

// A son pays his mother every month as long as she lives. Over three years each
// month is there once, a year ahead; the month he misses is a default of its
// own and those after it stand; in the end she lets go of what has not come.
func TestWhatRecursIsPlannedAYearAhead(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root := sealed(t, w, worktest.F{"amount": "500", "due": "2026-03-31", "every": "month"})
		missed := casemodel.Day("2026-07-31")
		start := time.Date(2026, 3, 10, 9, 0, 0, 0, calendar.Zone)
		for month := range 36 {
			first := time.Date(start.Year(), start.Month()+time.Month(month), 10, 9, 0, 0, 0, calendar.Zone)
			for _, look := range []time.Time{first, first.AddDate(0, 0, 12)} {
				w.Clock.Set(look)
				if _, err := w.Sweep(t.Context()); err != nil {
					t.Fatal(err)
				}
				plan(t, w)
			}
			now := casemodel.Day(first.AddDate(0, 0, 12).Format("2006-01-02"))
			last := casemodel.Day(first.AddDate(1, 0, 12).Format("2006-01-02"))
			owed, ahead := instalments(t, w, root), 0
			for on, m := range owed {
				if on > now && on <= last && m.State == "pending" {
					ahead++
				}
			}
			if len(owed) != month+12 || ahead < 11 {
				t.Fatalf("on %s there are %d instalments, %d of them ahead; want %d, 11 or 12 ahead", now, len(owed), ahead, month+12)
			}
			for on, m := range owed {
				if on <= last && on[:7] == now[:7] && on != missed {
					w.Must("mediator", m.ID, "perform", worktest.F{"amount": "500", "evidence": "银行回单"})
				}
			}
		}
		owed := instalments(t, w, root)
		if got := owed[missed].State; got != "overdue" {
			t.Errorf("the month that was missed is %s", got)
		}
		if owed["2027-02-28"] == nil || owed["2028-02-29"] == nil || owed["2028-03-31"] == nil {
			t.Error("the end of a month is lost")
		}
		days := make([]casemodel.Day, 0, len(owed))
		for on, m := range owed {
			if m.IsLive() && on != missed {
				days = append(days, on)
			}
		}
		slices.Sort(days)
		w.Must("mediator", owed[missed].ID, "waive", worktest.F{"party": string(w.Parties(root)[0]), "evidence": "她写明七月的不要了"})
		if got := w.Matter(owed[days[0]].ID).State; got != "pending" {
			t.Fatalf("the month that was missed is waived, and with it the next one: %s", got)
		}
		w.Must("mediator", owed[days[0]].ID, "cancel", worktest.F{"reason": "权利人去世"})
		w.Clock.Advance(40 * 24 * time.Hour)
		if made := plan(t, w); made != 0 {
			t.Errorf("after the duty ended %d more come", made)
		}
		for on, m := range instalments(t, w, root) {
			if m.IsLive() {
				t.Errorf("after the duty ended, what falls due on %s is %s", on, m.State)
			}
		}
	})
}

// What is planned ahead ends with the agreed end, and before a further
// agreement takes its place; a weekly duty does not fill a year.
func TestPlanningAheadKnowsItsEnds(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		until := sealed(t, w, worktest.F{"amount": "500", "due": "2026-03-20", "every": "month", "until": "2026-06-20"})
		weekly := sealed(t, w, worktest.F{"amount": "50", "due": "2026-03-09", "every": "week"})
		once := sealed(t, w, worktest.F{"amount": "500", "due": "2026-03-20"})
		plan(t, w)
		if got := instalments(t, w, until); len(got) != 4 || got["2026-06-20"] == nil {
			t.Errorf("until 20 June there are %d instalments, want 4", len(got))
		}
		if got := len(instalments(t, w, weekly)); got < 11 || got > 13 {
			t.Errorf("every week: %d, want those of twelve weeks", got)
		}
		if got := len(instalments(t, w, once)); got != 1 {
			t.Errorf("what is owed once is there %d times", got)
		}
		p := w.Child(weekly, "performance_item")
		w.Must("mediator", p.ID, "perform", worktest.F{"amount": "50", "evidence": "收条"}) // one of those ahead, before its day
		instalments(t, w, weekly)
	})
}
