package main

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestOnlyTheStepsAskedForRunInTheOrderOfTheList(t *testing.T) {
	steps := []step{{name: "format", quick: true}, {name: "build", quick: true}, {name: "lint"}}
	for _, row := range []struct {
		name string
		o    options
		want string
	}{
		{"all", options{}, "format,build,lint"},
		{"the inner loop", options{quick: true}, "format,build"},
		{"some", options{only: "lint, format"}, "format,lint"},
		{"the first alone", options{only: "format"}, "format"},
		{"some named beats quick", options{quick: true, only: "lint"}, "lint"},
	} {
		t.Run(row.name, func(t *testing.T) {
			chosen, err := choose(steps, row.o)
			if err != nil || names(chosen) != row.want {
				t.Errorf("chose %s, %v; want %s", names(chosen), err, row.want)
			}
		})
	}
	if _, err := choose(steps, options{only: "lint,lnt"}); err == nil || !strings.Contains(err.Error(), `"lnt"`) {
		t.Error("a misspelt step was not refused:", err)
	}
}

func TestOneRunShowsEverythingAndCountsIt(t *testing.T) {
	ran := ""
	answers := func(name string, err error) step {
		return step{name: name, run: func(context.Context, *workshop) (string, error) {
			ran += name
			return "", err
		}}
	}
	deadly := answers("d", errors.New("does not compile"))
	deadly.fatal = true
	var out strings.Builder
	got := perform(t.Context(), &workshop{out: &out}, []step{
		answers("a", nil), answers("b", errors.New("two lines\nof output")), answers("c", skipped("no network")), deadly, answers("e", nil),
	})
	if got != (tally{passed: 1, failed: 2}) || ran != "abcd" {
		t.Errorf("%+v after %s, want 1 passed, 2 failed after abcd", got, ran)
	}
	for _, said := range []string{"SKIP 0.0s  no network", "| two lines\n         | of output", "not run:  e"} {
		if !strings.Contains(out.String(), said) {
			t.Errorf("%q is not in\n%s", said, &out)
		}
	}
}

func TestAnInterruptedStepHasNotPassed(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	got := perform(ctx, &workshop{out: new(strings.Builder)}, []step{{name: "a", run: func(context.Context, *workshop) (string, error) {
		cancel()
		return "", nil
	}}, {name: "b"}})
	if got != (tally{failed: 1}) {
		t.Errorf("%+v, want 1 failed", got)
	}
}

// Each of the two waits for the other, so that one after the other they would
// never end; what follows a fatal step begins after it.
func TestStepsRunBesideEachOtherAndSayWhatTheyHaveToSayAsAWhole(t *testing.T) {
	built, here, there := false, make(chan bool), make(chan bool)
	meet := func(mine, other chan bool, err error) func(context.Context, *workshop) (string, error) {
		return func(_ context.Context, w *workshop) (string, error) {
			if !built {
				t.Error("began before the build had ended")
			}
			close(mine)
			<-other
			_, _ = w.out.Write([]byte("says more\n"))
			return "", err
		}
	}
	var out strings.Builder
	got := perform(t.Context(), &workshop{out: &out, lanes: 2}, []step{
		{name: "build", fatal: true, run: func(context.Context, *workshop) (string, error) {
			built = true
			return "", nil
		}},
		{name: "a", run: meet(here, there, nil)},
		{name: "b", run: meet(there, here, errors.New("wrong"))},
		{name: "c", run: func(context.Context, *workshop) (string, error) { return "", skipped("no network") }},
	})
	if got != (tally{passed: 2, failed: 1}) {
		t.Errorf("%+v, want 2 passed, 1 failed", got)
	}
	for _, whole := range []string{"a        \nsays more\n         PASS 0.0s\n", "b        \nsays more\n         FAIL 0.0s\n         | wrong\n"} {
		if !strings.Contains(out.String(), whole) {
			t.Errorf("%q is not in\n%s", whole, &out)
		}
	}
}

func TestAnInterruptReachesEveryLane(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	begun := make(chan bool)
	var out strings.Builder
	got := perform(ctx, &workshop{out: &out, lanes: 2}, []step{
		{name: "a", run: func(ctx context.Context, _ *workshop) (string, error) {
			close(begun)
			<-ctx.Done()
			return "", nil
		}},
		{name: "b", run: func(context.Context, *workshop) (string, error) {
			<-begun
			cancel()
			return "", nil
		}},
		{name: "c"},
		{name: "d"},
	})
	if got != (tally{failed: 2}) || !strings.Contains(out.String(), "not run:  c,d") {
		t.Errorf("%+v, want 2 failed and the rest not run:\n%s", got, &out)
	}
}

func TestAStepWithoutWhatItNeedsFails(t *testing.T) {
	here := need{"here", nil, func() bool { return true }}
	gone := need{"gone", []string{"gone-pkg"}, func() bool { return false }}
	steps := []step{{needs: []need{here, gone}}, {needs: []need{gone}}}
	if lacking := absent(steps); len(lacking) != 1 || lacking[0].name != "gone" {
		t.Errorf("lacking %d things, want gone alone", len(lacking))
	}
	if err := missing(steps[0].needs); err == nil || !strings.Contains(err.Error(), "gone") {
		t.Error("the step did not say what is missing:", err)
	}
}

func TestTheOutputOfTestsIsCutToWhatFailed(t *testing.T) {
	const out = "ok  \texample/a\t0.1s\n?   \texample/b\t[no test files]\n--- FAIL: TestX (0.00s)\n    x_test.go:3: ok  here\nFAIL\texample/c\t0.2s\n"
	const want = "--- FAIL: TestX (0.00s)\n    x_test.go:3: ok  here\nFAIL\texample/c\t0.2s\n"
	if got := withoutPassed(out); got != want {
		t.Errorf("kept %q, want %q", got, want)
	}
	if got := countPackages(out); got != "1 test packages ok, 1 without tests" {
		t.Error(got)
	}
}

func TestBrowserTestsAreFoundByTheirTag(t *testing.T) {
	root := t.TempDir()
	for file, text := range map[string]string{
		"pkg/web/login_test.go":     "//go:build browser && !race\n\npackage web\n\nfunc TestLogin(t *testing.T) {}\n\nfunc helps() {}",
		"pkg/web/home_test.go":      "//go:build browser\n\npackage web",
		"pkg/web/deep/in_test.go":   "// Words first.\n\n//go:build browser\n\npackage deep",
		"pkg/api/plain_test.go":     "package api\n\nconst s = `\n//go:build browser\n`",
		"pkg/store/browser.go":      "//go:build browser\n\npackage store",
		"pkg/jobs/unbrowse_test.go": "//go:build unix\n\npackage jobs",
	} {
		put(t, filepath.Join(root, file), text)
	}
	if got, want := browserTests(root), []string{"./pkg/web", "./pkg/web/deep"}; !slices.Equal(got, want) {
		t.Errorf("found %v, want %v", got, want)
	}
	if got := namesIn(root, browserTests(root), needsBrowser); !slices.Equal(got, []string{"TestLogin"}) {
		t.Errorf("the tests are %v", got)
	}
	if browserNeeds(t.TempDir()) != nil {
		t.Error("a browser is asked for although nothing needs one")
	}
}

func TestDatabaseTestsAreFoundByWhatTheyImport(t *testing.T) {
	root := t.TempDir()
	for file, text := range map[string]string{
		"cmd/jiefen/demo_test.go":  "package main\n\nimport \"example/pkg/store/storetest\"",
		"pkg/store/store_test.go":  "package store_test\n\nimport (\n\t\"example/pkg/store/storetest\"\n)",
		"pkg/search/words_test.go": "package search // no storetest here",
		"pkg/store/storetest/x.go": "package storetest",
	} {
		put(t, filepath.Join(root, file), text)
	}
	if got, want := databaseTests(root), []string{"./cmd/jiefen", "./pkg/store"}; !slices.Equal(got, want) {
		t.Errorf("found %v, want %v", got, want)
	}
}

func TestARacingTestLetsSeveralAtOneThing(t *testing.T) {
	for text, want := range map[string]bool{
		"func TestX(t *testing.T) {\n\tvar all sync.WaitGroup\n\tall.Go(func() {\n": true,
		"func TestX(t *testing.T) {\n\tgo func() {\n":                               true,
		"func TestX(t *testing.T) {\n\t\tgo answer(conn, limit)\n":                  true,
		"// races: looks are written behind the reader's back.\npackage x\n":        true,
		"// Then they go on.\nfunc TestX(t *testing.T) {\n\tx.Going()\n":            false,
	} {
		if racing(text) != want {
			t.Errorf("%q races: %t", text, !want)
		}
	}
}

// Who starts a goroutine has a test in that package that runs under the race
// detector: where none lets several at the same thing, one says what is started.
func TestWhatStartsGoroutinesIsRunUnderTheRaceDetector(t *testing.T) {
	root := filepath.Join("..", "..")
	raced := packagesWith(root, racing)
	found := 0
	for _, top := range tops {
		files, err := filepath.Glob(filepath.Join(root, top, "*", "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		more, err := filepath.Glob(filepath.Join(root, top, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range append(files, more...) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasSuffix(file, "_test.go") || !startsGoroutine.Match(text) {
				continue
			}
			found++
			dir, err := filepath.Rel(root, filepath.Dir(file))
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Contains(raced, "./"+filepath.ToSlash(dir)) {
				t.Errorf("%s starts a goroutine, and no test of %s races", file, dir)
			}
		}
	}
	if found < 6 {
		t.Errorf("only %d files were seen to start goroutines", found)
	}
}

func TestAProgramOverTheBudgetFails(t *testing.T) {
	program := filepath.Join(t.TempDir(), "jiefen")
	for size, fits := range map[int64]bool{sizeLimit: true, sizeLimit + 1: false} {
		put(t, program, "")
		if err := os.Truncate(program, size); err != nil {
			t.Fatal(err)
		}
		if note, err := withinSize(program); (err == nil) != fits {
			t.Errorf("%d bytes: %s, %v", size, note, err)
		}
	}
}

func TestSettingsOfTheMachineDoNotReachTheTests(t *testing.T) {
	t.Setenv("JIEFEN_DB", "postgres://production/")
	env := environment([]string{"CGO_ENABLED=1"})
	if slices.ContainsFunc(env, func(s string) bool { return strings.HasPrefix(s, "JIEFEN_") }) {
		t.Error("JIEFEN_DB went through")
	}
	if env[len(env)-1] != "CGO_ENABLED=1" {
		t.Error("a step cannot overrule the default")
	}
}

func TestACompilerIsOneThatGoWouldUseAndThatCompiles(t *testing.T) {
	t.Setenv("CC", "gcc")
	if !compiles() {
		t.Skip("no C compiler here")
	}
	t.Setenv("CC", "gcc -nostdinc") // as without the headers of the C library
	if compiles() {
		t.Error("a compiler without headers was taken for one")
	}
	program, err := exec.LookPath("go")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir() // Go takes gcc unless CC says otherwise
	if err := errors.Join(os.Symlink(program, filepath.Join(dir, "go")), os.WriteFile(filepath.Join(dir, "clang"), []byte("#!/bin/sh\n"), 0o755)); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir)
	t.Setenv("CC", "")
	if compiles() {
		t.Error("clang was taken although Go would call gcc")
	}
	t.Setenv("CC", "clang")
	if !compiles() {
		t.Error("clang was refused although CC names it")
	}
}

func TestTheServerRunsWhereTheTemporaryFolderIsClosedToIt(t *testing.T) {
	closed := filepath.Join(t.TempDir(), "0")
	put(t, filepath.Join(closed, "in", "file"), "")
	if err := os.Chmod(closed, 0o700); err != nil {
		t.Fatal(err)
	}
	if got := passable(filepath.Join(closed, "in"), "/"); got != "/" {
		t.Errorf("%q is no way for everybody", got)
	}
	if os.Geteuid() != 0 || !hasPostgres() {
		t.Skip("the server runs under our own account, or there is none")
	}
	t.Setenv("TMPDIR", closed)
	w, err := openWorkshop(".", options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.postgres(); err != nil {
		t.Error(err)
	}
	if err := w.close(); err != nil {
		t.Error(err)
	}
}

func put(t *testing.T, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
