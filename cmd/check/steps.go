package main

import "context"

// allSteps is the order of a full run: what is cheap and says most comes first,
// then what is long. The race detector has everything compiled for itself and
// goes beside the tests on SQLite, so that those on PostgreSQL and in the browser
// find compiled what both take.
func allSteps(root string) []step {
	return []step{
		{name: "format", title: "gofumpt has nothing to change", quick: true, run: format},
		{name: "vet", title: "go vet", quick: true, run: vet},
		{name: "build", title: "build without cgo, size of the program", quick: true, fatal: true, run: build},
		{name: "test", title: "tests on SQLite", quick: true, run: testSQLite},
		{name: "lint", title: "golangci-lint", run: lint},
		{name: "race", title: "race detector where concurrency lives, on PostgreSQL", needs: []need{postgres, compiler}, run: testRace},
		{name: "pg", title: "tests on a private PostgreSQL server", needs: []need{postgres}, run: testPostgres},
		{name: "browser", title: "browser tests in headless Chromium", needs: browserNeeds(root), run: testBrowser},
		{name: "windows", title: "cross-compile for windows/amd64", run: crossCompile("windows", "amd64")},
		{name: "loong64", title: "cross-compile for linux/loong64", run: crossCompile("linux", "loong64")},
		{name: "tidy", title: "go.mod lists what is used", run: goCommand("mod", "tidy", "-diff")},
		{name: "verify", title: "modules are what go.sum says", run: goCommand("mod", "verify")},
		{name: "vuln", title: "known vulnerabilities", run: vulnerabilities},
	}
}

func goCommand(args ...string) func(context.Context, *workshop) (string, error) {
	return func(ctx context.Context, w *workshop) (string, error) {
		_, err := w.exec(ctx, nil, "go", args...)
		return "", err
	}
}
