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
		Action: looking(verify),
	}
}

// verify prints every finding; anything but erasures fails it, and so does
// having nothing to go by.
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
	if sum.Elsewhere > 0 {
		fmt.Fprintf(out, "%d more files of anchors belong to other folders: verify with -data of each\n", sum.Elsewhere)
	}
	if sum.Matters == 0 {
		fmt.Fprintln(out, "nothing was verified: there is no matter in", withoutPassword(app.cfg.DB))
	}
	if sum.Anchors == 0 {
		fmt.Fprintln(out, "there are no anchors in", app.cfg.Data+": whoever can write to the database could have written this history")
	}
	if sum.Faults > 0 || sum.Matters == 0 || sum.Anchors == 0 {
		return errFound
	}
	return nil
}
