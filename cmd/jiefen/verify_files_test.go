package main

import (
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/pkg/vault"
)

// What lies in the files of the matters is held against its hash; a lost and a
// changed content are told apart and fail the check.
func TestVerifyHoldsFilesAgainstTheirHashes(t *testing.T) {
	eachDatabase(t, func(t *testing.T, cfg Config) {
		staffed(t, cfg)
		app, err := OpenApp(t.Context(), cfg, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		f, err := app.Vault.Take(strings.NewReader("%PDF-1.7\n1 0 obj\n"), "收据.pdf", vault.Rules{Largest: 1 << 20})
		if err != nil {
			t.Fatal(err)
		}
		err = app.DB.Do(t.Context(), func(tx *store.Tx) error {
			m := &casemodel.Matter{
				ID: tx.NewID(), Kind: casemodel.KindCase, Workflow: "dispute_case", WorkflowVersion: 1, State: "draft", StateSince: tx.Now(),
				StateOn: "2026-03-02", Class: casemodel.Live, Live: 1, Version: 1, OpenedAt: tx.Now(), ChangedAt: tx.Now(), DueAt: casemodel.Never,
			}
			m.RootID = m.ID
			if err := tx.InsertMatter(m); err != nil {
				return err
			}
			if err := tx.AppendJournal(m, &casemodel.Entry{On: "2026-03-02", Act: "create", ToState: "draft", Version: 1}, []byte(`{}`)); err != nil {
				return err
			}
			waits := f // what no act has used is nobody's loss
			waits.ID, waits.SHA256, waits.CreatedAt = tx.NewID(), strings.Repeat("0", 64), tx.Now()
			f.ID, f.MatterID, f.RootID, f.CreatedAt = tx.NewID(), m.ID, m.ID, tx.Now()
			return errors.Join(tx.InsertFile(&f), tx.InsertFile(&waits), tx.UpdateMatter(m, 0))
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := app.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
		out, err := command(t, cfg.args("verify")...)
		if err != nil || !strings.Contains(out, "1 files: 0 lost or changed") {
			t.Fatalf("%v\n%s", err, out)
		}
		place := filepath.Join(cfg.Data, "files", f.SHA256[:2], f.SHA256)
		for _, row := range []struct {
			spoil func() error
			says  string
		}{
			{func() error { return os.WriteFile(place, []byte("%PDF-1.7\n2 0 obj\n"), 0o600) }, "file_changed"},
			{func() error { return os.Remove(place) }, "file_lost"},
			{func() error { return os.RemoveAll(filepath.Join(cfg.Data, "files")) }, "file_lost"},
		} {
			if err := row.spoil(); err != nil {
				t.Fatal(err)
			}
			out, err := command(t, cfg.args("verify")...)
			if !errors.Is(err, errFound) || !strings.Contains(out, row.says+" "+f.SHA256) || !strings.Contains(out, "1 files: 1 lost or changed") {
				t.Errorf("%s: %v\n%s", row.says, err, out)
			}
		}
	})
}
