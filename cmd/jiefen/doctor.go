package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strings"
	"time"

	"github.com/urfave/cli/v3"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/pkg/vault"
)

func doctorCommand() *cli.Command {
	return &cli.Command{
		Name:   "doctor",
		Usage:  "look for what will go wrong",
		Flags:  commonFlags(),
		Action: looking(examine),
	}
}

// Limits beyond which the doctor speaks.
const (
	clockApart = 2 * time.Second
	diskSpare  = 1 << 30 // bytes
)

// diagnosis is one finding; a sick one fails the examination.
type diagnosis struct {
	what, says string
	sick       bool
	soon       bool // not sick yet
}

func examine(ctx context.Context, cmd *cli.Command, app *App) error {
	if err := app.load(); err != nil {
		return err
	}
	if err := app.Desk.LoadCalendar(ctx); err != nil {
		return err
	}
	sick := false
	for _, look := range []func(context.Context) (diagnosis, error){
		app.checkDatabase, app.checkDurable, app.checkClock, app.checkDisk, app.checkCalendar, app.checkStates, app.checkLetters, app.checkFiles, app.checkScanner,
	} {
		found, err := look(ctx)
		if err != nil {
			return err
		}
		found.write(cmd.Root().Writer)
		sick = sick || found.sick
	}
	if sick {
		return errFound
	}
	return nil
}

func (d diagnosis) write(w io.Writer) {
	mark := "ok  "
	switch {
	case d.sick:
		mark = "FAIL"
	case d.soon:
		mark = "WARN"
	}
	fmt.Fprintf(w, "%s %s: %s\n", mark, d.what, d.says)
}

func (a *App) checkDatabase(ctx context.Context) (diagnosis, error) {
	if err := a.DB.Ping(ctx); err != nil {
		return diagnosis{}, err
	}
	return diagnosis{what: "database", says: a.DB.Dialect() + " answers and has the tables of this program"}, nil
}

// checkDurable asks whether the database waits for the disk.
func (a *App) checkDurable(ctx context.Context) (diagnosis, error) {
	if err := a.DB.Durable(ctx); err != nil {
		return diagnosis{what: "durable", says: strings.ReplaceAll(err.Error(), "\n", "; "), sick: true}, nil
	}
	return diagnosis{what: "durable", says: "what was acknowledged survives a power cut"}, nil
}

// lettersNamed is how many letters that were given up the doctor names.
const lettersNamed = 5

// checkLetters finds work between matters that nobody does any more.
func (a *App) checkLetters(ctx context.Context) (diagnosis, error) {
	dead, err := a.deadLetters(ctx)
	d := diagnosis{what: "letters", says: "none was given up", sick: len(dead) > 0}
	if d.sick {
		d.says = fmt.Sprintf("%d were given up (jiefen letters):", len(dead))
		for _, m := range dead[:min(len(dead), lettersNamed)] {
			d.says += fmt.Sprintf(" %s of matter %s", m.ID, m.MatterID)
		}
	}
	return d, err
}

// checkClock compares this machine's clock with the database server's, which
// dates everything on PostgreSQL.
func (a *App) checkClock(ctx context.Context) (diagnosis, error) {
	var now casemodel.Instant
	err := a.DB.Read(ctx, func(tx *store.Tx) error {
		now = tx.Now()
		return nil
	})
	apart := time.Since(now.Time()).Abs()
	d := diagnosis{what: "clock", says: "machine and database agree", sick: apart > clockApart}
	if d.sick {
		d.says = fmt.Sprintf("machine and database are %s apart", apart.Round(time.Second))
	}
	return d, err
}

func (a *App) checkDisk(context.Context) (diagnosis, error) {
	free, err := freeBytes(a.cfg.Data)
	if err != nil {
		return diagnosis{what: "disk", says: "cannot be asked here: " + err.Error()}, nil //nolint:nilerr // no reason to fail
	}
	return diagnosis{what: "disk", says: fmt.Sprintf("%d MiB free in %s", free>>20, a.cfg.Data), sick: free < diskSpare}, nil
}

// checkFiles keeps a word where the contents of files lie, reads it back
// against its hash and takes it away again.
func (a *App) checkFiles(ctx context.Context) (diagnosis, error) {
	where, open := a.cfg.Files, a.cfg.vault
	if where == "" {
		where = filepath.Join(a.cfg.Data, "files")
		open = func() (*vault.Vault, error) { return vault.Look(where) } // the doctor makes none
	}
	kept, err := open()
	if errors.Is(err, fs.ErrNotExist) {
		var some []string
		err := a.DB.Read(ctx, func(tx *store.Tx) (err error) {
			some, err = tx.KeptContents("", 1)
			return err
		})
		if len(some) > 0 {
			return diagnosis{what: "files", says: where + " is not there, and matters have files", sick: true}, err
		}
		return diagnosis{what: "files", says: where + " is not there yet: serve makes it"}, err
	}
	if err == nil {
		err = kept.Try(time.Now())
	}
	if err != nil {
		return diagnosis{what: "files", says: where + ": " + strings.ReplaceAll(err.Error(), "\n", "; "), sick: true}, nil
	}
	says := "a trial was kept, read back and removed in " + where
	if free, err := freeBytes(where); a.cfg.Files == "" && err == nil {
		says += fmt.Sprintf(", %d MiB free", free>>20)
	}
	return diagnosis{what: "files", says: says}, nil
}

// checkCalendar: days of a year without its notice are counted as ordinary
// weeks, and every due date in it is provisional. The next year's notice comes
// in November: from then on its absence is a warning.
func (a *App) checkCalendar(context.Context) (diagnosis, error) {
	now := a.clock.Now()
	year := now.In(calendar.Zone).Year()
	book := a.Desk.Calendar()
	d := diagnosis{what: "calendar", says: fmt.Sprintf("%d is known", year), sick: !book.Known(year)}
	if d.sick {
		d.says = fmt.Sprintf("the notice of %d is missing: its dates are provisional", year)
	} else if !book.Known(year + 1) {
		d.says += fmt.Sprintf(", %d is not published or not loaded yet", year+1)
		d.soon = a.Desk.MissingYear(now) == year+1
	}
	return d, nil
}

// checkStates finds matters whose definition or state is not loaded: nobody
// could move them.
func (a *App) checkStates(ctx context.Context) (diagnosis, error) {
	strays, err := a.strays(ctx)
	d := diagnosis{what: "states", says: "every stored state is known", sick: len(strays) > 0}
	if d.sick {
		d.says = ""
		for _, u := range strays {
			d.says += fmt.Sprintf("%d matters (%d open) stand in %s of %s@%d, which is not loaded; ", u.N, u.Unclosed, u.State, u.Workflow, u.Version)
		}
		d.says = strings.TrimSuffix(d.says, "; ")
	}
	return d, err
}

// checkScanner asks the virus scanner for its word on nothing.
func (a *App) checkScanner(ctx context.Context) (diagnosis, error) {
	if a.cfg.Clamd == "" {
		return diagnosis{what: "viruses", says: "nobody looks for them: no clamd is named"}, nil
	}
	scanner := vault.Scanner{Address: a.cfg.Clamd}
	if _, err := scanner.Find(ctx, strings.NewReader("doctor")); err != nil {
		return diagnosis{what: "viruses", says: err.Error(), sick: true}, nil //nolint:nilerr // that is the finding
	}
	return diagnosis{what: "viruses", says: "clamd at " + a.cfg.Clamd + " answers"}, nil
}
