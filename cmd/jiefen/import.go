package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/urfave/cli/v3"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/store"
)

func importCommand() *cli.Command {
	return &cli.Command{
		Name:  "import",
		Usage: "take in the tables a new office begins with",
		Commands: []*cli.Command{
			{
				Name: "areas", Usage: "places: code, name, level, parent (province city county town village grid)", ArgsUsage: "FILE.csv",
				Flags: commonFlags(), Action: with(importFile(importAreas)),
			},
			{
				Name: "bodies", Usage: "organisations: code, kind, title, number_name, area, parent, categories, phone, address", ArgsUsage: "FILE.csv",
				Flags: commonFlags(), Action: with(importFile(importBodies)),
			},
		},
	}
}

// tally is what an import did, all of it or nothing.
type tally struct{ added, changed, same int }

// importFile opens the table and says what was taken in.
func importFile(take func(tx *store.Tx, name string, r io.Reader) (tally, error)) func(context.Context, *cli.Command, *App) error {
	return func(ctx context.Context, cmd *cli.Command, app *App) error {
		path := cmd.Args().First()
		if path == "" {
			return errNoFile
		}
		done := tally{}
		err := app.DB.Do(ctx, func(tx *store.Tx) error {
			f, err := os.Open(filepath.Clean(path))
			if err != nil {
				return err
			}
			defer f.Close() //nolint:errcheck // only read from
			done, err = take(tx, filepath.Base(path), f)
			return err
		})
		if err != nil {
			return err
		}
		fmt.Fprintf(cmd.Root().Writer, "%d added, %d changed, %d as they were\n", done.added, done.changed, done.same)
		return nil
	}
}

var errNoFile = errors.New("name the file")

// importAreas adds places and renames known ones; a table with a fault changes
// nothing.
func importAreas(tx *store.Tx, name string, r io.Reader) (tally, error) {
	plan, err := casework.PlanAreas(tx, r)
	if err != nil {
		return tally{}, err
	}
	if len(plan.Faults) > 0 {
		return tally{}, fmt.Errorf("%s %w", name, &plan.Faults[0])
	}
	return tally{len(plan.Added), len(plan.Renamed), plan.Same}, plan.Apply(tx, casework.Console, name)
}

// importBodies adds organisations and brings known ones up to date. Kind and
// area of a known one stay: who may do what hangs on them.
func importBodies(tx *store.Tx, name string, r io.Reader) (tally, error) {
	done, find := tally{}, finder(tx)
	all, err := readBodies(name, r, find.area)
	if err = errors.Join(err, find.err); err != nil {
		return done, err
	}
	for i := range all {
		row := &all[i]
		if err := importBody(tx, row, &done); err != nil {
			return done, fmt.Errorf("%s line %d: %w", name, row.line, err)
		}
	}
	return done, nil
}

func importBody(tx *store.Tx, row *bodyRow, done *tally) error {
	b := row.Body
	if row.parent != "" {
		parent, err := tx.BodyByCode(row.parent)
		if casemodel.Is(err, casemodel.NotFound) {
			return fmt.Errorf("%s stands before %s, to which it belongs", row.Code, row.parent)
		}
		if err != nil {
			return err
		}
		b.ParentID = parent.ID
	}
	old, err := tx.BodyByCode(b.Code)
	if casemodel.Is(err, casemodel.NotFound) {
		b.ID = tx.NewID()
		done.added++
		return nameTaken(&b, tx.InsertBody(&b))
	}
	if err != nil {
		return err
	}
	if old.Kind != b.Kind || old.AreaID != b.AreaID {
		return fmt.Errorf("%s is a %s at %s, the table says a %s at %s", b.Code, old.Kind, old.AreaID, b.Kind, b.AreaID)
	}
	b.ID, b.Active, b.Version, b.Level = old.ID, old.Active, old.Version, old.Level
	if b.Title == old.Title && b.NumberName == old.NumberName && b.ParentID == old.ParentID && b.Phone == old.Phone &&
		b.Address == old.Address && slices.Equal(b.Categories, old.Categories) {
		done.same++
		return nil
	}
	done.changed++
	b.Version++
	return nameTaken(&b, tx.UpdateBody(&b))
}

func nameTaken(b *casemodel.Body, err error) error {
	if store.DuplicateOf(err) != "body_number_name" {
		return err
	}
	return fmt.Errorf("%s: another organisation has the number_name %q, and both would give out the same numbers", b.Code, b.NumberName)
}

// areaFinder looks places up; an error that is not "there is none" is kept
// until somebody asks.
type areaFinder struct {
	tx  *store.Tx
	err error
}

func finder(tx *store.Tx) *areaFinder { return &areaFinder{tx: tx} }

func (f *areaFinder) area(code string) *casemodel.Area {
	a, err := f.tx.Area(code)
	if err != nil {
		if !casemodel.Is(err, casemodel.NotFound) {
			f.err = err
		}
		return nil
	}
	return a
}
