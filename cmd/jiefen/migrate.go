package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/urfave/cli/v3"
)

func migrateCommand() *cli.Command {
	return &cli.Command{
		Name:  "migrate",
		Usage: "bring the database to this program's tables",
		Flags: commonFlags(),
		Action: func(ctx context.Context, cmd *cli.Command) error {
			cfg, err := settings(cmd)
			if err != nil {
				return err
			}
			if err := migrate(ctx, cfg, cfg.logger()); err != nil {
				return err
			}
			fmt.Fprintln(cmd.Root().Writer, "the database has the tables of this program:", withoutPassword(cfg.DB))
			return nil
		},
	}
}

// migrate brings the tables up to date while nobody serves from the folder.
func migrate(ctx context.Context, cfg Config, log *slog.Logger) (err error) {
	release, err := cfg.hold()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, release()) }()
	cfg.Migrate = true
	app := newApp(cfg, log)
	if err := app.openDB(ctx); err != nil {
		return err
	}
	return app.DB.Close()
}

// with opens the program for a command that does one thing and ends.
func with(do func(ctx context.Context, cmd *cli.Command, app *App) error) cli.ActionFunc {
	return opened(OpenApp, do)
}

func opened(open func(context.Context, Config, *slog.Logger) (*App, error), do func(context.Context, *cli.Command, *App) error) cli.ActionFunc {
	return func(ctx context.Context, cmd *cli.Command) error {
		cfg, err := settings(cmd)
		if err != nil {
			return err
		}
		app, err := open(ctx, cfg, cfg.logger())
		if err != nil {
			return err
		}
		err = do(ctx, cmd, app)
		if closed := app.DB.Close(); err == nil {
			err = closed
		}
		return err
	}
}
