package main

import (
	"context"
	"fmt"

	"github.com/urfave/cli/v3"

	"github.com/jiefen/jiefen/pkg/store"
)

func verifyCommand() *cli.Command {
	return &cli.Command{
		Name:   "verify",
		Usage:  "hold the journal against itself and against the anchors",
		Flags:  commonFlags(),
		Action: with(verify),
	}
}

// verify prints every finding; anything but erasures fails it.
func verify(ctx context.Context, cmd *cli.Command, app *App) error {
	out := cmd.Root().Writer
	sum, err := app.DB.Verify(ctx, app.cfg.Data, func(f store.Finding) { fmt.Fprintln(out, f) })
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%d matters, %d entries, %d payloads (%d erased), %d anchors with %d heads", sum.Matters, sum.Entries, sum.Payloads,
		sum.Erased, sum.Anchors, sum.Heads)
	if sum.Anchors > 0 {
		fmt.Fprintf(out, ", the last of %s under key %s", sum.AnchorAt, sum.Key)
	}
	fmt.Fprintf(out, ": %d faults\n", sum.Faults)
	if sum.Faults > 0 {
		return errFound
	}
	return nil
}
