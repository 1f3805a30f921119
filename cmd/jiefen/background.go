package main

import (
	"context"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

// How often the program looks after things by itself.
const (
	sweepEvery   = 20 * time.Second
	deliverEvery = time.Second
	anchorEvery  = 5 * time.Minute
	tidyEvery    = 10 * time.Minute
	keysKept     = 7 * 24 * time.Hour  // how long a repeated request is recognised
	lettersKept  = 30 * 24 * time.Hour // how long one sees what was done in other matters
	noticesKept  = 90 * 24 * time.Hour // after they were read
)

// Start lets the clocks run and the rest be looked after until Close. What
// fell due while the program was away fires at once.
func (a *App) Start(ctx context.Context) {
	ctx, a.stop = context.WithCancel(ctx)
	a.every(ctx, "sweep", sweepEvery, func(ctx context.Context) error {
		fired, err := a.Sweep(ctx)
		if fired > 0 {
			a.log.InfoContext(ctx, "clocks fired", "n", fired)
		}
		return err
	})
	a.every(ctx, "deliver", deliverEvery, func(ctx context.Context) error {
		_, err := a.Desk.Deliver(ctx)
		return err
	})
	a.every(ctx, "anchor", anchorEvery, func(ctx context.Context) error {
		_, err := a.DB.WriteAnchor(ctx, a.cfg.Data)
		return err
	})
	a.every(ctx, "tidy", tidyEvery, a.tidy)
}

// every runs a job at once and then again and again, never twice at a time. A
// job that fails is told about and tried again.
func (a *App) every(ctx context.Context, name string, period time.Duration, job func(context.Context) error) {
	a.background.Go(func() {
		tick := time.NewTicker(period)
		defer tick.Stop()
		for {
			a.once(ctx, name, job)
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
		}
	})
}

// once runs a job. One that panics must not end the server, nor the job's own
// next turn.
func (a *App) once(ctx context.Context, name string, job func(context.Context) error) {
	defer func() {
		if caught := recover(); caught != nil {
			a.log.ErrorContext(ctx, "background job panicked", "job", name, "caught", fmt.Sprint(caught), "stack", string(debug.Stack()))
		}
	}()
	if err := job(ctx); err != nil && ctx.Err() == nil {
		a.log.ErrorContext(ctx, "background job failed", "job", name, "err", err)
	}
}

// tidy removes what nobody comes back to.
func (a *App) tidy(ctx context.Context) error {
	if err := a.Accounts.Sweep(ctx); err != nil {
		return err
	}
	if _, err := a.Desk.SweepFiles(ctx, a.Vault, time.Now()); err != nil {
		return err
	}
	return a.DB.Do(ctx, func(tx *store.Tx) error {
		if _, err := tx.SweepDrafts(tx.Now()); err != nil {
			return err
		}
		if _, err := tx.SweepOnce(before(tx.Now(), keysKept)); err != nil {
			return err
		}
		if _, err := tx.SweepOutbox(before(tx.Now(), lettersKept)); err != nil {
			return err
		}
		_, err := tx.SweepNotices(before(tx.Now(), noticesKept))
		return err
	})
}

func before(now casemodel.Instant, by time.Duration) casemodel.Instant { return now.Add(-by) }
