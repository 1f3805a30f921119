package main

import (
	"os"
	"testing"
)

// The bench runs, small: its figures are told, not tested.
func TestTheBenchRuns(t *testing.T) {
	b := &Bench{Out: os.Stdout, Dir: t.TempDir(), Matters: 200, Rounds: 40, Postgres: os.Getenv("JIEFEN_BENCH_PG")}
	if err := b.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
}
