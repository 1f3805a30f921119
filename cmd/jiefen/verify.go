package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"

	"github.com/urfave/cli/v3"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/pkg/vault"
)

func verifyCommand() *cli.Command {
	return &cli.Command{
		Name:   "verify",
		Usage:  "hold the journal against itself and against the anchors, and every file against its hash",
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
	files, bad, err := app.verifyFiles(ctx, out)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%d files: %d lost or changed\n", files, bad)
	if sum.Elsewhere > 0 {
		fmt.Fprintf(out, "%d more files of anchors belong to other folders: verify with -data of each\n", sum.Elsewhere)
	}
	if sum.Matters == 0 {
		fmt.Fprintln(out, "nothing was verified: there is no matter in", withoutPassword(app.cfg.DB))
	}
	if sum.Anchors == 0 {
		fmt.Fprintln(out, "there are no anchors in", app.cfg.Data+": whoever can write to the database could have written this history")
	}
	if sum.Faults > 0 || bad > 0 || sum.Matters == 0 || sum.Anchors == 0 {
		return errFound
	}
	return nil
}

// contentsAtOnce is how many hashes are asked for in one question.
const contentsAtOnce = 1000

// verifyFiles reads every content that a matter's files need and holds it
// against its hash; it prints and counts those that are lost or changed.
func (a *App) verifyFiles(ctx context.Context, out io.Writer) (files, bad int, err error) {
	kept, err := vault.Look(filepath.Join(a.cfg.Data, "files"))
	if a.cfg.Files != "" {
		kept, err = a.cfg.vault()
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return 0, 0, err
	}
	for after := ""; ; {
		var list []string
		err := a.DB.Read(ctx, func(tx *store.Tx) (err error) {
			list, err = tx.KeptContents(after, contentsAtOnce)
			return err
		})
		if err != nil || len(list) == 0 {
			return files, bad, err
		}
		for _, sha := range list {
			files++
			switch found := held(kept, sha); {
			case found == nil:
			case errors.Is(found, vault.ErrChanged):
				fmt.Fprintln(out, "file_changed", sha)
				bad++
			case casemodel.Is(found, casemodel.NotFound):
				fmt.Fprintln(out, "file_lost", sha)
				bad++
			default:
				return files, bad, found
			}
		}
		after = list[len(list)-1]
	}
}

// held reads one content to its end; no folder holds none.
func held(kept *vault.Vault, sha string) error {
	if kept == nil {
		return &casemodel.Error{Kind: casemodel.NotFound, Key: "file.lost"}
	}
	c, err := kept.Open(sha)
	if err != nil {
		return err
	}
	return c.Close()
}
