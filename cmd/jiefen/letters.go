package main

import (
	"context"
	"fmt"

	"github.com/urfave/cli/v3"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

func lettersCommand() *cli.Command {
	return &cli.Command{
		Name:   "letters",
		Usage:  "list work between matters that was given up",
		Flags:  commonFlags(),
		Action: looking(listLetters),
		Commands: []*cli.Command{
			{Name: "revive", Usage: "let one of them run again", ArgsUsage: "ID", Flags: commonFlags(), Action: with(reviveLetter)},
		},
	}
}

// listLetters prints what was given up, never what it says.
func listLetters(ctx context.Context, cmd *cli.Command, app *App) error {
	dead, err := app.deadLetters(ctx)
	if err != nil {
		return err
	}
	for _, m := range dead {
		fmt.Fprintf(cmd.Root().Writer, "%s\t%s\tmatter %s\t%d attempts until %s\t%s\n", m.ID, m.Kind, m.MatterID, m.Attempts, m.RunAt, m.LastError)
	}
	fmt.Fprintf(cmd.Root().Writer, "%d given up\n", len(dead))
	return nil
}

func (a *App) deadLetters(ctx context.Context) (dead []store.OutboxMessage, err error) {
	err = a.DB.Read(ctx, func(tx *store.Tx) error {
		dead, err = tx.DeadLetters()
		return err
	})
	return dead, err
}

// reviveLetter sends a letter again; a server that runs picks it up.
func reviveLetter(ctx context.Context, cmd *cli.Command, app *App) error {
	id := casemodel.ID(cmd.Args().First())
	if id == "" {
		return errNoArgument
	}
	if !id.Valid() {
		return fmt.Errorf("%q is no letter's id: jiefen letters lists them", id)
	}
	err := app.DB.Do(ctx, func(tx *store.Tx) error { return tx.ReviveDead(id, tx.Now()) })
	if casemodel.Is(err, casemodel.NotFound) {
		return fmt.Errorf("no letter %s was given up: jiefen letters lists them", id)
	}
	if err == nil {
		fmt.Fprintln(cmd.Root().Writer, id, "runs again")
	}
	return err
}
