package casework_test

import (
	"sync"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
	"github.com/jiefen/jiefen/pkg/store"
)

// Sittings that came from the field they stood in before take their time once,
// however many servers look after it; one that clashes takes nothing at all until
// it can.
func TestSittingsOfOldTakeTheirTimeOnce(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		at := casemodel.At(time.Date(2026, 3, 4, 9, 0, 0, 0, calendar.Zone))
		var old []*casemodel.Sitting
		for i, mediator := range []string{"mediator", "mediator", "mediator2"} {
			root, p := quarrelOf(t, w, 40+i, mediator)
			err := w.DB.Do(t.Context(), func(tx *store.Tx) error {
				s := &casemodel.Sitting{
					ID: tx.NewID(), RootID: root, MatterID: p, BodyID: w.Matter(p).BodyID, Place: "hall", From: at, Until: at.Add(90 * time.Minute), Mode: "joint",
					State: casemodel.Planned, Mediators: casemodel.StringList{w.User(mediator)},
				}
				old = append(old, s)
				return tx.InsertSitting(s)
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		run := func() (taken int) {
			t.Helper()
			var mu sync.Mutex
			var wait sync.WaitGroup
			for range 8 {
				wait.Go(func() {
					n, err := w.TakeUp(t.Context())
					mu.Lock()
					defer mu.Unlock()
					if taken += n; err != nil {
						t.Error(err)
					}
				})
			}
			wait.Wait()
			return taken
		}
		if n := run(); n != 2 {
			t.Errorf("%d have their time, want one of each mediator", n)
		}
		if n := taken(t, w, "user:"+w.User("mediator"), "user:"+w.User("mediator2")); n != 2 {
			t.Errorf("the mediators are taken %d times", n)
		}
		if n := run(); n != 0 {
			t.Errorf("%d were taken again", n)
		}
		var left casemodel.Sitting
		err := w.DB.Do(t.Context(), func(tx *store.Tx) error {
			all, err := tx.Untaken()
			if err != nil || len(all) != 1 {
				t.Fatalf("%d take nothing: %v", len(all), err)
			}
			left = all[0]
			for _, s := range old { // the other one of the two is called off
				if s.ID != left.ID && s.Mediators[0] == w.User("mediator") {
					return tx.Vacate(s.ID, casemodel.Instant{})
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if n := run(); n != 1 {
			t.Errorf("%d have the hour that is free now", n)
		}
	})
}
