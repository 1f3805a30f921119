package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// concurrent lists the packages where two people meet: transactions, the step and
// the door that many programs use at once. Not all packages: the race detector
// compiles every dependency a second time and runs several times slower, which
// on two cores would cost more minutes than all other checks together.
var concurrent = []string{"pkg/store", "pkg/casework", "pkg/api"}

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

// testRace runs on PostgreSQL, where transactions really run side by side; SQLite has one writer.
func testRace(ctx context.Context, w *workshop) (string, error) {
	args, absent := []string{"-race", "-short"}, []string(nil)
	for _, dir := range concurrent {
		if _, err := os.Stat(filepath.Join(w.root, dir)); errors.Is(err, fs.ErrNotExist) {
			absent = append(absent, dir)
			continue
		}
		args = append(args, "./"+dir+"/...")
	}
	note, err := w.testOnPostgres(ctx, []string{"CGO_ENABLED=1"}, args...)
	if len(absent) > 0 {
		note += ", not there yet: " + strings.Join(absent, " ")
	}
	return note, err
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
	return w.test(ctx, nil, append([]string{"-tags=browser", "-count=1", "-run=^(" + strings.Join(browserNames(w.root, dirs), "|") + ")$"}, dirs...)...)
}

var testFunction = regexp.MustCompile(`(?m)^func (Test\w+)\(`)

// browserNames are the tests behind the build tag: the others of their packages
// have been run.
func browserNames(root string, dirs []string) []string {
	var names []string
	for _, dir := range dirs {
		files, _ := filepath.Glob(filepath.Join(root, dir, "*_test.go")) // fails on a bad pattern only
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil || !needsBrowser(string(text)) {
				continue
			}
			for _, found := range testFunction.FindAllStringSubmatch(string(text), -1) {
				names = append(names, found[1])
			}
		}
	}
	return names
}

// roomy lets tests collect their garbage less often: it was a fifth of what they
// cost. What they say of memory, they say of what is asked for, not of what is held.
const roomy = "GOGC=200"

func (w *workshop) test(ctx context.Context, env []string, args ...string) (string, error) {
	out, err := w.exec(ctx, append([]string{roomy}, env...), "go", append([]string{"test", timeLimit}, args...)...)
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

// browserTests answers the packages, as patterns for the go command, that have
// tests behind the build tag browser.
func browserTests(root string) []string { return packagesWith(root, needsBrowser) }

// databaseTests answers those whose tests open a database.
func databaseTests(root string) []string {
	return packagesWith(root, func(text string) bool { return strings.Contains(text, "/store/storetest\"") })
}

// packagesWith answers the packages one of whose test files is like that.
func packagesWith(root string, like func(text string) bool) []string {
	var found []string
	tree := os.DirFS(root)
	for _, top := range []string{"cmd", "pkg"} {
		_ = fs.WalkDir(tree, top, func(file string, _ fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(file, "_test.go") {
				return err
			}
			text, err := fs.ReadFile(tree, file)
			if like(string(text)) {
				found = append(found, "./"+path.Dir(file))
			}
			return err
		}) // what cannot be read fails the steps before
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// browserNeeds spares a machine the browser while there is nothing to see in it.
func browserNeeds(root string) []need {
	if len(browserTests(root)) == 0 {
		return nil
	}
	return []need{chromium, chineseFonts, chromiumWords, paperReader}
}

func needsBrowser(text string) bool {
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "package ") {
			return false
		}
		if strings.HasPrefix(line, "//go:build ") && slices.Contains(strings.Fields(line), "browser") {
			return true
		}
	}
	return false
}
