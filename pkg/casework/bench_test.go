package casework_test

import (
	"context"
	"testing"

	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/pkg/store/storetest"
)

// BenchmarkStep is a whole step: four questions, guards, change, journal,
// clocks, commit. `jiefen bench` sets it against the same statements by pgx.
func BenchmarkStep(b *testing.B) {
	for _, dialect := range []string{"sqlite", "postgres"} {
		b.Run(dialect, func(b *testing.B) {
			clock := storetest.NewClock()
			w := worktest.New(b, storetest.Open(b, dialect, func(o *store.Options) { o.Now = clock.Now }), clock)
			root := w.Register(worktest.Quarrel())
			w.Must("triage", root, "accept", worktest.F{"risk": "blue"})
			version := w.Matter(root).Version
			in := casework.Input{Version: &version, Fields: worktest.F{"risk": "yellow"}}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := w.Do(context.Background(), w.Who["triage"], root, "grade_risk", in); err != nil {
					b.Fatal(err)
				}
				version++
			}
		})
	}
}

// BenchmarkCase is the case page's answer without its HTML.
func BenchmarkCase(b *testing.B) {
	clock := storetest.NewClock()
	w := worktest.New(b, storetest.Open(b, store.SQLite, func(o *store.Options) { o.Now = clock.Now }), clock)
	root, _ := w.Signing(b, "3000", "2026-04-01")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := w.Case(context.Background(), w.Who["mediator"], root); err != nil {
			b.Fatal(err)
		}
	}
}
