package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// full is how long the random tests run when it counts: a thousand walks over
// both databases together, ten thousand steps against the sweep on each.
var full = []string{"JIEFEN_WALKS=500", "JIEFEN_STEPS=10000"}

// timeLimit ends a test that hangs; the slowest package should need a tenth of it.
const timeLimit = "-timeout=30m"

// testSQLite takes remembered results in the inner loop only: the full run is the answer that counts.
func testSQLite(ctx context.Context, w *workshop) (string, error) {
	if w.quick {
		return w.test(ctx, nil, "-short", "./...")
	}
	return w.test(ctx, full, "-count=1", "./...")
}

// testPostgres leaves out the packages without a database: they have been tested.
func testPostgres(ctx context.Context, w *workshop) (string, error) {
	return w.testOnPostgres(ctx, full, databaseTests(w.root)...)
}

// testRace runs on PostgreSQL, where transactions really run side by side; SQLite
// has one writer. Tests that do one thing after the other prove nothing here: they
// run several times slower and have been run.
func testRace(ctx context.Context, w *workshop) (string, error) {
	dirs := packagesWith(w.root, racing)
	return w.testOnPostgres(ctx, []string{"CGO_ENABLED=1"}, append([]string{"-race", "-short", only(namesIn(w.root, dirs, racing))}, dirs...)...)
}

func (w *workshop) testOnPostgres(ctx context.Context, env []string, args ...string) (string, error) {
	settings, err := w.postgres() //nolint:contextcheck // the server outlives the step that starts it
	if err != nil {
		return "", err
	}
	return w.test(ctx, append(env, settings...), append([]string{"-count=1"}, args...)...)
}

func testBrowser(ctx context.Context, w *workshop) (string, error) {
	dirs := browserTests(w.root)
	if len(dirs) == 0 {
		return "", skipped("no package has browser tests yet")
	}
	return w.test(ctx, nil, append([]string{"-tags=browser", "-count=1", only(namesIn(w.root, dirs, needsBrowser))}, dirs...)...)
}

// only runs the tests of these names: the others of their packages have been run.
func only(names []string) string { return "-run=^(" + strings.Join(names, "|") + ")$" }

// roomy lets tests collect their garbage less often: it was a fifth of what they
// cost. What they say of memory, they say of what is asked for, not of what is held.
const roomy = "GOGC=400"

// The step vet has looked at all tests: go test does not do so once more for each
// way of building them.
func (w *workshop) test(ctx context.Context, env []string, args ...string) (string, error) {
	out, err := w.exec(ctx, append([]string{roomy}, env...), "go", append([]string{"test", timeLimit, "-vet=off"}, args...)...)
	if err != nil {
		return "", errors.New(withoutPassed(err.Error()))
	}
	return countPackages(out), nil
}

func countPackages(out string) string {
	tested, untested := 0, 0
	for line := range strings.Lines(out) {
		switch {
		case strings.HasPrefix(line, "ok  \t"):
			tested++
		case strings.HasSuffix(strings.TrimSpace(line), "[no test files]"):
			untested++
		}
	}
	return fmt.Sprintf("%d test packages ok, %d without tests", tested, untested)
}

// withoutPassed leaves only what failed, so that nobody has to search for it.
func withoutPassed(out string) string {
	var kept strings.Builder
	for line := range strings.Lines(out) {
		if !strings.HasPrefix(line, "ok  \t") && !strings.HasPrefix(line, "?   \t") {
			kept.WriteString(line)
		}
	}
	return kept.String()
}
