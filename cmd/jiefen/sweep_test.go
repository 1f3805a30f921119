package main

import (
	"database/sql"
	"log/slog"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

// What acts have left to be done elsewhere does not wait for clocks that
// cannot even be read.
func TestLettersAreDeliveredThoughTheSweepFails(t *testing.T) {
	eachDatabase(t, func(t *testing.T, cfg Config) {
		app, err := OpenApp(t.Context(), cfg, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		defer app.Close(t.Context()) //nolint:errcheck // its tables are broken
		err = app.DB.Do(t.Context(), func(tx *store.Tx) error {
			return tx.Outbox("act", "letter", tx.NewID(), []byte(`{"target":"`+string(tx.NewID())+`"}`), tx.Now())
		})
		if err != nil {
			t.Fatal(err)
		}
		hide(t, cfg.DB, "deadline")
		if _, err := app.Sweep(t.Context()); err == nil {
			t.Error("a sweep without clocks succeeds")
		}
		waits := true
		err = app.DB.Read(t.Context(), func(tx *store.Tx) (err error) {
			waits, err = tx.OutboxWaits("act", casemodel.At(app.clock.Now()))
			return err
		})
		if err != nil || waits {
			t.Errorf("the letter has not been tried (%v)", err)
		}
	})
}

// hide takes a table from the program, as a restore that went wrong does.
func hide(t *testing.T, url, table string) {
	t.Helper()
	driver := "pgx"
	if !strings.HasPrefix(url, "postgres") {
		driver = "sqlite"
	}
	raw, err := sql.Open(driver, url)
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close() //nolint:errcheck // nothing is kept open
	if _, err := raw.ExecContext(t.Context(), "ALTER TABLE "+table+" RENAME TO hidden"); err != nil {
		t.Fatal(err)
	}
}
