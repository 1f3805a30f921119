package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/store"
)

const demoMark = "demo"

// settle makes the accounts, or gives those of an earlier start the password
// of this one and answers nil. A database that was not made by demo is left
// alone: it may be somebody's work.
func (a *App) settle(ctx context.Context, password string) (*demoTown, error) {
	hash, err := a.Accounts.Hash(ctx, password)
	if err != nil {
		return nil, err
	}
	var mark string
	filled := false
	err = a.DB.Read(ctx, func(tx *store.Tx) error {
		bodies, err := tx.Bodies(store.BodyFilter{Limit: 1})
		if filled = len(bodies) > 0; err == nil {
			mark, err = tx.Setting(demoMark)
		}
		return err
	})
	switch {
	case err != nil:
		return nil, err
	case !filled:
		return fillDemo(ctx, a.DB, hash)
	case mark == "":
		return nil, fmt.Errorf("%s holds a database that is no demonstration: name another folder with -data", a.cfg.Data)
	}
	return nil, a.rehash(ctx, hash)
}

func (a *App) rehash(ctx context.Context, hash string) error {
	return a.DB.Do(ctx, func(tx *store.Tx) error {
		users, err := tx.Users(store.UserFilter{})
		for i := range users {
			if err == nil {
				users[i].PasswordHash = hash
				users[i].Version++
				err = tx.UpdateUser(&users[i])
			}
		}
		return err
	})
}

// tell adds the rest of the country and plays the matters into the open
// database.
func (a *App) tell(ctx context.Context, town *demoTown, log *slog.Logger) {
	began := time.Now()
	n, err := 0, a.widen(ctx, town)
	if err == nil {
		n, err = a.playDemo(ctx, town)
	}
	if err != nil && ctx.Err() == nil {
		log.ErrorContext(ctx, "demo matters", "err", err)
		return
	}
	debug.FreeOSMemory() // what the filling took is not needed again
	log.InfoContext(ctx, "demo matters are there", "n", n, "took", time.Since(began).Round(time.Millisecond))
}

// widen adds places in small transactions: whoever works already waits for
// none of them.
func (a *App) widen(ctx context.Context, town *demoTown) error {
	for some := range slices.Chunk(town.elsewhere, 500) {
		if err := a.DB.Do(ctx, func(tx *store.Tx) error { return tx.InsertAreas(some) }); err != nil {
			return err
		}
	}
	town.elsewhere = nil
	return nil
}

// playDemo acts at a second desk on the same database, whose clock shows the
// day of each act.
func (a *App) playDemo(ctx context.Context, town *demoTown) (n int, err error) {
	script, err := readScript()
	if err != nil {
		return 0, err
	}
	keys, err := store.LoadKeys(a.cfg.KeyFile)
	if err != nil {
		return 0, err
	}
	clock := &demoClock{}
	db, err := store.Open(ctx, a.cfg.DB, store.Options{Now: clock.Now, TestClock: true, Keys: keys, Log: a.log})
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	p := &player{
		desk: casework.Open(db, a.Desk.Flows, a.Desk.Gate, a.Desk.Calendar(), a.log), clock: clock, town: town, script: script,
		now: a.clock.Now(), roots: map[string]casemodel.ID{}, vault: a.Vault,
	}
	return len(script.Matters), p.play(ctx)
}
