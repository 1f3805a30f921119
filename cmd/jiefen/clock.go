package main

import (
	"context"
	"sync"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

// Clock is the program's: the machine's, or a test clock that goes on from a
// chosen moment and can be moved (engine rule T3).
type Clock struct {
	mu     sync.Mutex
	test   bool
	ahead  time.Duration // of the machine's clock
	chosen time.Time     // the moment the test clock was last put to
}

// newClock is the machine's clock when at is zero.
func newClock(at time.Time) *Clock {
	c := &Clock{}
	if !at.IsZero() {
		c.test, c.chosen, c.ahead = true, at, time.Until(at)
	}
	return c
}

// Now is what the clock shows.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.ahead)
}

// advance moves the clock on.
func (c *Clock) advance(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ahead += by
	c.chosen = time.Now().Add(c.ahead)
}

// set puts the clock to a moment. Putting it to a moment it has just passed by
// itself leaves it: the same date may be set for several steps. Further back
// it goes only when back says that nothing has happened yet.
func (c *Clock) set(at time.Time, back bool) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch ahead := time.Until(at); {
	case ahead > c.ahead, at.Before(c.chosen) && back:
		c.ahead, c.chosen = ahead, at
	case at.Before(c.chosen):
		return false
	}
	return true
}

// moveClock and setClock are the doors' way to the test clock: what fell due
// has fired when they answer.
func (a *App) moveClock(ctx context.Context, by time.Duration) (casemodel.Instant, int, error) {
	a.clock.advance(by)
	return a.caughtUp(ctx)
}

func (a *App) setClock(ctx context.Context, at casemodel.Instant) (casemodel.Instant, int, error) {
	empty, err := a.empty(ctx)
	if err != nil {
		return casemodel.Instant{}, 0, err
	}
	if !a.clock.set(at.Time(), empty) {
		return casemodel.Instant{}, 0, casemodel.Bad("set", "clock.back")
	}
	return a.caughtUp(ctx)
}

func (a *App) caughtUp(ctx context.Context) (casemodel.Instant, int, error) {
	fired, err := a.Sweep(ctx)
	return casemodel.At(a.clock.Now()), fired, err
}

// empty reports whether nothing has happened in the database yet.
func (a *App) empty(ctx context.Context) (bool, error) {
	var used []store.UsedState
	err := a.DB.Read(ctx, func(tx *store.Tx) (err error) {
		used, err = tx.UsedStates()
		return err
	})
	return len(used) == 0, err
}
