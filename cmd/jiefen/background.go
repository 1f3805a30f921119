package main

import (
	"context"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/store"
)

// How often the program looks after things by itself.
const (
	sweepEvery   = 20 * time.Second
	deliverEvery = time.Second
	anchorEvery  = 5 * time.Minute
	tidyEvery    = 10 * time.Minute
	sampleEvery  = time.Hour
	duesEvery    = time.Hour
	// calendarEvery is shorter than what casework waits for servers to know a
	// new calendar year.
	calendarEvery = 20 * time.Second
	keysKept      = 7 * 24 * time.Hour   // how long a repeated request is recognised
	uploadsKept   = 24 * time.Hour       // how long a preview waits for its confirmation
	lettersKept   = 30 * 24 * time.Hour  // how long one sees what was done in other matters
	unreadKept    = 365 * 24 * time.Hour // how long a notice waits for somebody who never reads it
	settingsEvery = 20 * time.Second     // every server works by a new setting within the minute
)

// Start lets the clocks run and the rest be looked after until Close. What
// fell due while the program was away fires at once.
func (a *App) Start(ctx context.Context) {
	ctx, a.stop = context.WithCancel(ctx)
	a.every(ctx, "sweep", sweepEvery, func(ctx context.Context) (int, error) {
		fired, err := a.Sweep(ctx)
		if fired > 0 {
			a.log.InfoContext(ctx, "clocks fired", "n", fired)
		}
		return fired, err
	})
	a.every(ctx, "deliver", deliverEvery, a.Desk.Deliver)
	a.every(ctx, "anchor", anchorEvery, func(ctx context.Context) (int, error) { return a.DB.WriteAnchor(ctx, a.cfg.Data) })
	a.every(ctx, "tidy", tidyEvery, a.tidy)
	a.every(ctx, "sample", sampleEvery, a.Desk.DrawSamples)
	a.every(ctx, "dues", duesEvery, a.Desk.PlanDues)
	a.every(ctx, "settings", settingsEvery, func(ctx context.Context) (int, error) { return 0, a.Desk.LoadSettings(ctx) })
	a.every(ctx, "calendar", calendarEvery, a.followCalendar)
}

// followCalendar takes over what was confirmed on whichever server, and counts
// the clocks anew that it moves.
func (a *App) followCalendar(ctx context.Context) (int, error) {
	if err := a.Desk.LoadCalendar(ctx); err != nil {
		return 0, err
	}
	moved, err := a.Desk.Recount(ctx)
	if moved > 0 {
		a.log.InfoContext(ctx, "dates moved with the calendar", "matters", moved)
	}
	return moved, err
}

// every runs a job at once and then again and again, never twice at a time. A
// job that fails is told about and tried again. It says how much it got done.
func (a *App) every(ctx context.Context, name string, period time.Duration, job func(context.Context) (int, error)) {
	a.background.Go(func() {
		tick := time.NewTicker(period)
		defer tick.Stop()
		for {
			n, err := a.once(ctx, name, job)
			a.noteRun(ctx, name, n, err)
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
func (a *App) once(ctx context.Context, name string, job func(context.Context) (int, error)) (n int, err error) {
	defer func() {
		if caught := recover(); caught != nil {
			a.log.ErrorContext(ctx, "background job panicked", "job", name, "caught", fmt.Sprint(caught), "stack", string(debug.Stack()))
			err = errPanicked
		}
	}()
	n, err = job(ctx)
	if err != nil && ctx.Err() == nil {
		a.log.ErrorContext(ctx, "background job failed", "job", name, "err", err)
	}
	return n, err
}

// tidy removes what nobody comes back to; it counts the files that are gone.
func (a *App) tidy(ctx context.Context) (files int, err error) {
	if err := a.Accounts.Sweep(ctx); err != nil {
		return 0, err
	}
	if files, err = a.Desk.SweepFiles(ctx, a.Vault, time.Now()); err != nil {
		return files, err
	}
	if _, err := a.Desk.ScanWaiting(ctx, a.Vault); err != nil {
		return files, err
	}
	if _, err := a.Desk.TakeUp(ctx); err != nil {
		return files, err
	}
	left, err := a.Vault.Tidy(time.Now().Add(-uploadsKept))
	if files += left; err != nil {
		return files, err
	}
	return files, a.DB.Do(ctx, func(tx *store.Tx) error {
		if _, err := tx.SweepDrafts(tx.Now()); err != nil {
			return err
		}
		if _, err := tx.SweepUploads(before(tx.Now(), uploadsKept)); err != nil {
			return err
		}
		if _, err := tx.SweepOnce(before(tx.Now(), keysKept)); err != nil {
			return err
		}
		if _, err := tx.SweepOutbox(before(tx.Now(), lettersKept)); err != nil {
			return err
		}
		if _, err := tx.SweepUnread(before(tx.Now(), unreadKept)); err != nil {
			return err
		}
		_, err := tx.SweepNotices(before(tx.Now(), time.Duration(a.Desk.SettingNumber(casework.NoticeDays))*24*time.Hour))
		return err
	})
}

func before(now casemodel.Instant, by time.Duration) casemodel.Instant { return now.Add(-by) }
