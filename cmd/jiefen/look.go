package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"

	"github.com/urfave/cli/v3"

	"github.com/jiefen/jiefen/pkg/store"
)

// LookApp opens a database that is there, and only to look: it makes no
// folder, key or table, and writes nothing. A mistyped name is an error.
func LookApp(ctx context.Context, cfg Config, log *slog.Logger) (*App, error) {
	a := newApp(cfg, log)
	if _, err := os.Stat(cfg.Data); err != nil {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	keys, err := store.LoadKeys(cfg.KeyFile)
	if err != nil {
		return nil, err
	}
	options := a.options(keys)
	options.Look = true
	if a.DB, err = store.Open(ctx, cfg.DB, options); err != nil {
		return nil, err
	}
	if err := a.recognise(ctx); err != nil {
		return nil, errors.Join(err, a.DB.Close())
	}
	return a, nil
}

// recognise refuses a database that is none of ours, or not of this program's
// version, or sealed with other keys.
func (a *App) recognise(ctx context.Context) error {
	has, err := a.DB.HasSchema(ctx)
	if err != nil {
		return err
	}
	if !has {
		return fmt.Errorf("%s holds none of this program's tables: is -db right?", withoutPassword(a.cfg.DB))
	}
	migrated, err := a.DB.Migrated(ctx)
	if err != nil {
		return err
	}
	if !migrated {
		return errOlder
	}
	return a.cfg.aboutKeys(a.DB.Read(ctx, func(tx *store.Tx) error {
		_, err := tx.CheckKeys()
		return err
	}))
}

// looking opens the program for a command that only looks.
func looking(do func(ctx context.Context, cmd *cli.Command, app *App) error) cli.ActionFunc {
	return opened(LookApp, do)
}
