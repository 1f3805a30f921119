package main

import (
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/policies"
	"github.com/jiefen/jiefen/workflows"
)

// The demonstration must stand on any day of the year: a Monday, the last day
// of a long holiday, a new year's night.
func TestTheDemonstrationPlaysOnAnyDay(t *testing.T) {
	for _, now := range []string{
		"2026-03-02T10:30:00+08:00", "2025-10-08T15:00:00+08:00", "2026-01-01T00:10:00+08:00", "2026-02-23T08:05:00+08:00",
	} {
		t.Run(now, func(t *testing.T) {
			at, err := time.Parse(time.RFC3339, now)
			if err != nil {
				t.Fatal(err)
			}
			states := map[string]int{}
			playOn(t, at, func(m *casemodel.Matter) { states[m.Workflow+" "+m.State]++ })
			t.Log(states)
		})
	}
}

// playOn fills a database and plays everything.
func playOn(t *testing.T, now time.Time, each func(*casemodel.Matter)) {
	t.Helper()
	dir := t.TempDir()
	ring, err := store.CreateKeys(filepath.Join(dir, "keys"))
	if err != nil {
		t.Fatal(err)
	}
	clock := &demoClock{now: now.AddDate(0, 0, -60)}
	db, err := store.Open(t.Context(), filepath.Join(dir, "jiefen.db"), store.Options{Now: clock.Now, Keys: ring})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	t0 := time.Now()
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Log("migrated", time.Since(t0))
	flows, err := workflows.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	gate, err := policies.Open(casework.PolicyCatalogue(flows))
	if err != nil {
		t.Fatal(err)
	}
	book, err := calendar.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	t0 = time.Now()
	town, err := fillDemo(t.Context(), db, "x")
	if err != nil {
		t.Fatal(err)
	}
	t.Log("filled", time.Since(t0))
	if err := db.Do(t.Context(), func(tx *store.Tx) error { return tx.InsertAreas(town.elsewhere) }); err != nil {
		t.Fatal(err)
	}
	script, err := readScript()
	if err != nil {
		t.Fatal(err)
	}
	desk := casework.Open(db, flows, gate, book, slog.New(slog.DiscardHandler))
	t0 = time.Now()
	p := &player{desk: desk, clock: clock, town: town, script: script, now: now, roots: map[string]casemodel.ID{}}
	if err := p.play(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Log("played", time.Since(t0))
	err = db.Read(t.Context(), func(tx *store.Tx) error {
		for id, root := range p.roots {
			family, err := tx.Family(root)
			if err != nil {
				return err
			}
			for _, m := range family {
				each(m)
				t.Log(id, m.Workflow, m.State, m.Number, m.Title)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
