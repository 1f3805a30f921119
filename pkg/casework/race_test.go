package casework_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
	"github.com/jiefen/jiefen/pkg/store"
)

// together runs n functions at once and waits for all.
func together(n int, do func(i int)) {
	var wg sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		wg.Go(func() {
			<-start
			do(i)
		})
	}
	close(start)
	wg.Wait()
}

func TestOfFiftyClicksOneAcceptsAndTheOthersReadWhoDid(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root := w.Register(worktest.Quarrel())
		version := w.Matter(root).Version
		var won, lost atomic.Int32
		together(50, func(i int) {
			who := w.Who[[]string{"triage", "director"}[i%2]]
			_, err := w.Do(context.Background(), who, root, "accept", casework.Input{Version: &version, Fields: worktest.F{"risk": "blue"}})
			var refused *casemodel.Error
			switch {
			case err == nil:
				won.Add(1)
			case errors.As(err, &refused) && refused.Kind == casemodel.WrongStep:
				lost.Add(1)
				if refused.By == "" || refused.At.IsZero() || refused.Stage != "accepted" {
					t.Errorf("the loser reads by %q at %s in %q", refused.By, refused.At, refused.Stage)
				}
			default:
				t.Errorf("click %d: %v", i, err)
			}
		})
		if won.Load() != 1 || lost.Load() != 49 {
			t.Errorf("%d won and %d lost, want 1 and 49", won.Load(), lost.Load())
		}
	})
}

func TestTwentyRegistrationsAtOnceGetGaplessNumbers(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		numbers := make([]string, 20)
		together(20, func(i int) {
			r := worktest.Quarrel()
			r.DuplicatesSeen = true
			out, err := w.Desk.Register(context.Background(), w.Who["clerk"], r, casework.Input{})
			if err != nil {
				t.Errorf("registration %d: %v", i, err)
				return
			}
			numbers[i] = w.Matter(out.MatterID).Number
		})
		slices.Sort(numbers)
		for i, n := range numbers {
			if want := fmt.Sprintf("（2026）ZX矛调字第%06d号", i+1); n != want {
				t.Errorf("number %d is %s, want %s", i, n, want)
			}
		}
	})
}

func TestOneKeyFiftyTimesIsOneCase(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		before := len(registered(t, w))
		ids := make([]casemodel.ID, 50)
		together(50, func(i int) {
			out, err := w.Desk.Register(context.Background(), w.Who["clerk"], worktest.Quarrel(), casework.Input{Key: "k1", Hash: []byte("same")})
			if err != nil {
				t.Errorf("try %d: %v", i, err)
			}
			ids[i] = out.MatterID
		})
		slices.Sort(ids)
		if ids[0] != ids[49] {
			t.Errorf("one key made cases %s and %s", ids[0], ids[49])
		}
		if got := len(registered(t, w)) - before; got != 1 {
			t.Errorf("one key made %d cases", got)
		}
		_, err := w.Desk.Register(context.Background(), w.Who["clerk"], worktest.Quarrel(), casework.Input{Key: "k1", Hash: []byte("other")})
		if !casemodel.Is(err, casemodel.KeyReused) {
			t.Errorf("the key with another body: %v", err)
		}
	})
}

func registered(t *testing.T, w *worktest.World) []casemodel.Matter {
	t.Helper()
	page, err := w.List(context.Background(), w.Who["director"], casemodel.Filter{View: casemodel.ViewCentre, Limit: 200})
	if err != nil {
		t.Fatal(err)
	}
	return page.Items
}

func TestAFridaySignatureRecordedOnMondayIsInTime(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		at := func(day string, hour int) {
			d, err := calendar.ParseDay(day)
			if err != nil {
				t.Fatal(err)
			}
			w.Clock.Set(d.At(hour, 0))
		}
		at("2026-03-12", 10) // Thursday: dispatched, one working day to sign for it
		root := w.Register(worktest.Quarrel())
		w.Must("triage", root, "accept", worktest.F{"risk": "blue"})
		w.Must("triage", root, "dispatch", worktest.F{"body": w.Body("TOWN")})
		due := clock(t, w, root, "ZZ-03")
		if due.DueOn != "2026-03-13" {
			t.Fatalf("due on %s, want Friday 2026-03-13", due.DueOn)
		}
		at("2026-03-16", 10) // Monday
		if _, err := w.Sweep(context.Background()); err != nil {
			t.Fatal(err)
		}
		if got := clock(t, w, root, "ZZ-03").State; got != casemodel.ClockMissed {
			t.Fatalf("on Monday before the entry the clock is %s, want missed: %+v", got, clock(t, w, root, "ZZ-03"))
		}
		proceeding := w.Child(root, "peoples_mediation")
		v := proceeding.Version
		_, err := w.Do(context.Background(), w.Who["mediator"], proceeding.ID, "ask_consent", casework.Input{Version: &v, On: "2026-03-13"})
		if err != nil {
			t.Fatal(err)
		}
		if got := clock(t, w, root, "ZZ-03"); got.State != casemodel.ClockMet || got.MetOn != "2026-03-13" {
			t.Errorf("recorded on Monday for Friday the clock is %s on %s, want met on Friday", got.State, got.MetOn)
		}
	})
}

// clock is the newest clock of a family of rules on a matter.
func clock(t *testing.T, w *worktest.World, matter casemodel.ID, family string) casemodel.Deadline {
	t.Helper()
	all := clocksOn(t, w, matter, family)
	if len(all) == 0 {
		t.Fatalf("no clock %s on %s", family, matter)
	}
	return all[len(all)-1]
}

// clocksOn are the clocks of a family of rules on a matter, in the order they
// began.
func clocksOn(t *testing.T, w *worktest.World, matter casemodel.ID, family string) (found []casemodel.Deadline) {
	t.Helper()
	err := w.DB.Read(t.Context(), func(tx *store.Tx) error {
		root, err := tx.RootOf(matter)
		if err != nil {
			return err
		}
		all, err := tx.Deadlines(root)
		for _, d := range all {
			if d.MatterID == matter && d.Family == family {
				found = append(found, d)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// agreedMedical leads a medical dispute to a mediation both sides agreed to,
// whose term runs.
func agreedMedical(w *worktest.World) (root, proceeding casemodel.ID) {
	r := worktest.Quarrel()
	r.Category = "17"
	root = w.Register(r)
	w.Must("triage", root, "accept", worktest.F{"risk": "blue"})
	w.Must("triage", root, "dispatch", worktest.F{"body": w.Body("MED")})
	proceeding = w.Child(root, "medical").ID
	w.Must("medical", proceeding, "ask_consent", nil)
	w.Must("medical", proceeding, "all_consent", worktest.F{"consents": w.Consents(root)})
	return root, proceeding
}

// Users act on a handful of cases while the sweep fires their clocks; in
// thousands of steps nobody waits for ever and nothing breaks.
func TestTheSweepAndUsersNeverDeadlock(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		steps := size(t, "STEPS", 400, 1500)
		var roots []casemodel.ID
		for range 12 {
			roots = append(roots, w.Register(worktest.Quarrel()))
		}
		ctx, stop := context.WithTimeout(context.Background(), 5*time.Minute)
		defer stop()
		var done atomic.Int64
		var swept sync.WaitGroup
		over := make(chan struct{})
		swept.Go(func() {
			for {
				select {
				case <-over:
					return
				default:
				}
				w.Clock.Advance(time.Minute)
				if _, err := w.Sweep(ctx); err != nil {
					t.Errorf("sweep: %v", err)
					return
				}
			}
		})
		together(8, func(i int) {
			acts := []string{"note", "grade_risk", "begin_triage", "accept", "contact"}
			for n := 0; done.Add(1) <= int64(steps); n++ {
				root, act := roots[(n*7+i)%len(roots)], acts[(n+i)%len(acts)]
				in := casework.Input{Fields: map[string]worktest.F{
					"note": {"text": "seen"}, "grade_risk": {"risk": "yellow"}, "contact": {"with": "party", "way": "call_out"}, "accept": {"risk": "yellow"},
				}[act]}
				v := w.Matter(root).Version
				in.Version = &v
				_, err := w.Do(ctx, w.Who["triage"], root, act, in)
				var refused *casemodel.Error
				if err != nil && !errors.As(err, &refused) {
					t.Errorf("%s: %v", act, err)
					return
				}
			}
		})
		close(over)
		swept.Wait()
	})
}
