package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/policies"
)

// Bench measures the figures of design.md 8 on this machine, side by side in
// one run, and writes them as lines "what: figure (goal)". Nothing is asserted:
// timings are told, never tested.
type Bench struct {
	Out      io.Writer
	Dir      string // scratch folder for the SQLite file
	Postgres string // address of an empty scratch database, "" to leave it out
	Matters  int    // in the city the pages are measured over
	Rounds   int    // steps per measurement
}

// Run measures everything that can be measured here.
func (b *Bench) Run(ctx context.Context) error {
	if err := b.sqlite(ctx); err != nil {
		return fmt.Errorf("bench on SQLite: %w", err)
	}
	if b.Postgres == "" {
		b.say("step on PostgreSQL: not measured, give -pg the address of an empty scratch database")
		return nil
	}
	if err := b.postgres(ctx); err != nil {
		return fmt.Errorf("bench on PostgreSQL: %w", err)
	}
	return nil
}

func (b *Bench) say(format string, args ...any) { fmt.Fprintf(b.Out, format+"\n", args...) }

func (b *Bench) sqlite(ctx context.Context) error {
	keys, err := store.LoadOrCreateKeys(filepath.Join(b.Dir, "keys"))
	if err != nil {
		return err
	}
	db, err := store.Open(ctx, filepath.Join(b.Dir, "bench.db"), store.Options{Now: time.Now, Keys: keys})
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }() // the scratch file goes with its folder
	t, err := newBenchTown(ctx, db)
	if err != nil {
		return err
	}
	n, elapsed, err := t.steps(ctx, b.Rounds)
	if err != nil {
		return err
	}
	b.say("steps on SQLite, synchronous=FULL: %.0f/s (goal 1,000)", float64(n)/elapsed.Seconds())
	b.questions(t)
	return b.pages(ctx, t, "SQLite", nil)
}

func (b *Bench) postgres(ctx context.Context) error {
	keys, err := store.LoadOrCreateKeys(filepath.Join(b.Dir, "keys"))
	if err != nil {
		return err
	}
	base, err := store.OpenBaseline(ctx, b.Postgres, store.Options{Now: time.Now, Keys: keys})
	if err != nil {
		return err
	}
	defer func() { _ = base.Close() }() // the run is over either way
	t, err := newBenchTown(ctx, base.DB)
	if err != nil {
		return err
	}
	if err := b.ratio(ctx, base, t); err != nil {
		return err
	}
	return b.pages(ctx, t, "PostgreSQL", base)
}

// ratio runs each step three times: rehearsed, to record its statements;
// replayed by plain pgx; and for good. The last two are timed in turn, so that
// whatever else the machine does falls on both.
func (b *Bench) ratio(ctx context.Context, base *store.Baseline, t *benchTown) error {
	var ours, theirs time.Duration
	for i := range b.Rounds {
		act := t.next(i)
		if err := base.Record(func() error {
			_, err := t.desk.Rehearse(ctx, t.who, act.matter, act.id, act.in)
			return err
		}); err != nil {
			return err
		}
		// The replay writes what the rehearsal took back, with the same ids:
		// it goes first and is undone by deleting nothing, because the step
		// for good happens on the matter's next version.
		spent, err := base.Replay(ctx)
		if err != nil {
			return err
		}
		theirs += spent
		act = t.next(i)
		start := time.Now()
		if _, err := t.desk.Do(ctx, t.who, act.matter, act.id, act.in); err != nil {
			return err
		}
		ours += time.Since(start)
	}
	b.say("step on PostgreSQL: %.2f of the speed of its %d statements by pgx (goal 0.8); %.0f/s", float64(theirs)/float64(ours),
		base.Statements(), float64(b.Rounds)/ours.Seconds())
	return nil
}

// questions measures a permission question cold, as after a reload, and cached.
func (b *Bench) questions(t *benchTown) {
	gate := t.desk.Gate.Now()
	ask := func(i int) policies.Question {
		return policies.Question{
			Roles: []string{"mediator"}, Body: "pmc_town", Flows: []string{"peoples_mediation", "proceeding", "matter"}, State: "in_session",
			Class: casemodel.Live, Act: "propose_terms", Rels: []string{"any", fmt.Sprintf("r%d", i)},
		}
	}
	const cold = 2000
	start := time.Now()
	for i := range cold {
		gate.Ask(ask(i))
	}
	b.say("permission question cold: %.0f µs (goal 250)", float64(time.Since(start).Microseconds())/cold)
	const warm = 200_000
	q := ask(0)
	start = time.Now()
	for range warm {
		gate.Ask(q)
	}
	b.say("permission question cached: %.2f µs (goal 1)", float64(time.Since(start).Nanoseconds())/1e3/warm)
}

// benchAct is one step to measure.
type benchAct struct {
	matter casemodel.ID
	id     string
	in     casework.Input
}
