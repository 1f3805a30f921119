package casework_test

import (
	"sync"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
)

// slipped is a quarrel that was taken down on a sheet of the pad.
func slipped(no string, at time.Time) casework.Registration {
	r := worktest.Quarrel()
	r.Slip, r.SlipWhy, r.AppliedAt, r.DuplicatesSeen = no, "no network", casemodel.At(at), true
	return r
}

// users.md F6: seven sheets that are entered afterwards carry the hour of the
// visit, from which limitation runs anew; what is entered within a working day
// has its clocks from the entry, what comes later from the visit itself.
func TestSevenSlipsCarryTheHourOfTheVisit(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		clerk := w.Who["clerk"]
		local := func(day, hour int) time.Time { return time.Date(2026, 3, day, hour, 20, 0, 0, calendar.Zone) }
		w.Clock.Set(local(5, 8)) // a Thursday
		sheets, err := w.PrintSlips(t.Context(), clerk, 8, casework.Input{})
		if err != nil || len(sheets) != 8 || sheets[0].Number() != "Y-001" || sheets[7].Number() != "Y-008" {
			t.Fatalf("%+v, %v", sheets, err)
		}
		w.Clock.Set(local(9, 9)) // the network is back on Monday
		for i, one := range []struct {
			at       time.Time
			on, till casemodel.Day // the day of the case, and until when it is to be sorted
		}{
			{local(5, 9), "2026-03-05", "2026-03-06"},
			{local(5, 16), "2026-03-05", "2026-03-06"},
			{local(6, 9), "2026-03-09", "2026-03-10"},
			{local(6, 11), "2026-03-09", "2026-03-10"},
			{local(6, 17), "2026-03-09", "2026-03-10"},
			{local(7, 10), "2026-03-09", "2026-03-10"},
			{local(9, 8), "2026-03-09", "2026-03-10"},
		} {
			root := entered(t, w, slipped(sheets[i].Number(), one.at))
			got := values(t, w, root)
			if got["applied_at"] != casemodel.At(one.at).String() || got["slip"] != sheets[i].Number() || got["slip_why"] != "no network" {
				t.Errorf("slip %d: %v", i, got)
			}
			if m := w.Matter(root); m.StateOn != one.on {
				t.Errorf("slip %d of %s is of %s, want %s", i, one.at, m.StateOn, one.on)
			}
			if d := clock(t, w, root, "ZZ-02"); d.DueOn != one.till {
				t.Errorf("slip %d of %s is to be sorted by %s, want %s", i, one.at, d.DueOn, one.till)
			}
		}

		left := func(key, field string, r casework.Registration, who casemodel.Actor) {
			t.Helper()
			before := prints(t, w)
			_, err := w.Desk.Register(t.Context(), who, r, casework.Input{})
			refused, is := err.(*casemodel.Error) //nolint:errorlint // the desk gives it bare
			if !is || len(refused.All()) != 1 || refused.All()[0].Key != key || refused.All()[0].Field != field {
				t.Errorf("%v, want %s at %s", err, key, field)
			}
			if after := prints(t, w); len(after) != len(before) || after["matter"] != before["matter"] || after["slip"] != before["slip"] {
				t.Errorf("%s was refused and wrote", key)
			}
		}
		at := local(6, 9)
		left("pad.used", "slip", slipped("Y-003", at), clerk)
		left("pad.none", "slip", slipped("Y-009", at), clerk)
		left("pad.bad_no", "slip", slipped("seven", at), clerk)
		left("pad.none", "slip", slipped("Y-008", at), w.Who["mediator"]) // the pad is another body's
		left("pad.before_printed", "applied_at", slipped("Y-008", local(4, 9)), clerk)
		left("date.future", "applied_at", slipped("Y-008", local(9, 10)), clerk)
		left("pad.no_hour", "applied_at", slipped("Y-008", time.Time{}), clerk)
		silent := slipped("Y-008", at)
		silent.SlipWhy = " "
		left("field.missing", "slip_why", silent, clerk)
		without := slipped("", at)
		left("pad.no_number", "slip", without, clerk)

		if err := w.SpoilSlip(t.Context(), clerk, "Y-003", "torn"); !casemodel.Is(err, casemodel.Invalid) {
			t.Errorf("an entered sheet is spoilt: %v", err)
		}
		if err := w.SpoilSlip(t.Context(), clerk, "8", "torn"); err != nil {
			t.Error(err)
		}
		left("pad.used", "slip", slipped("Y-008", at), clerk)
	})
}

func entered(t *testing.T, w *worktest.World, r casework.Registration) casemodel.ID {
	t.Helper()
	out, err := w.Desk.Register(t.Context(), w.Who["clerk"], r, casework.Input{})
	if err != nil {
		t.Fatal(err)
	}
	return out.MatterID
}

// Two windows that enter one sheet at once make one case of it.
func TestOneSlipIsOneCase(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		if _, err := w.PrintSlips(t.Context(), w.Who["clerk"], 1, casework.Input{}); err != nil {
			t.Fatal(err)
		}
		at := w.Clock.Now().Add(time.Minute)
		w.Clock.Set(at.Add(time.Hour))
		made := make(chan error, 8)
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				_, err := w.Desk.Register(t.Context(), w.Who["clerk"], slipped("Y-001", at), casework.Input{})
				made <- err
			})
		}
		all.Wait()
		close(made)
		n := 0
		for err := range made {
			if err == nil {
				n++
			} else if !casemodel.Is(err, casemodel.Invalid) {
				t.Error(err)
			}
		}
		if n != 1 {
			t.Errorf("one sheet made %d cases", n)
		}
	})
}

// A visit is written down to the minute: one in the minute in which the pad was
// printed was after it. The blank sheets of a pad are counted all.
func TestAVisitInTheMinuteOfThePrintIsTaken(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		clerk := w.Who["clerk"]
		at := time.Date(2026, 3, 5, 8, 20, 45, 0, calendar.Zone)
		w.Clock.Set(at)
		for _, n := range []int{100, 100, 10} {
			if _, err := w.PrintSlips(t.Context(), clerk, n, casework.Input{}); err != nil {
				t.Fatal(err)
			}
		}
		w.Clock.Set(at.Add(time.Hour))
		entered(t, w, slipped("Y-001", at.Truncate(time.Minute)))
		if _, err := w.Desk.Register(t.Context(), clerk, slipped("Y-002", at.Truncate(time.Minute).Add(-time.Minute)), casework.Input{}); !casemodel.Is(err, casemodel.Invalid) {
			t.Errorf("a visit before the pad was printed: %v", err)
		}
		blank, err := w.BlankSlips(t.Context(), clerk, 0, 0)
		if err != nil || len(blank) != 209 || blank[0].Number() != "Y-002" {
			t.Errorf("%d blank sheets, %v", len(blank), err)
		}
		if some, err := w.BlankSlips(t.Context(), clerk, 1, 9); err != nil || len(some) != 8 {
			t.Errorf("%d of the first nine, %v", len(some), err)
		}
	})
}
