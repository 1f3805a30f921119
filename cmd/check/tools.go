package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// Versions are pinned here and not as tools in go.mod: golangci-lint alone would
// bring hundreds of modules into ours.
var (
	gofumpt      = tool{"mvdan.cc/gofumpt", "v0.12.0"}
	golangciLint = tool{"github.com/golangci/golangci-lint/v2/cmd/golangci-lint", "v2.15.0"}
	govulncheck  = tool{"golang.org/x/vuln/cmd/govulncheck", "v1.8.0"}
)

// vulnerabilityIndex is the smallest file of the database that govulncheck reads.
const vulnerabilityIndex = "https://vuln.go.dev/index/db.json"

type tool struct{ module, version string }

// install answers the path of the tool's program and builds it the first time.
// The version of Go is part of the place: golangci-lint refuses a tree that is newer than the Go it was built with.
func (t tool) install(ctx context.Context, w *workshop) (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("place for %s: %w", t.module, err)
	}
	name := path.Base(t.module)
	dir := filepath.Join(cache, "jiefen-check", name+"@"+t.version+"-"+runtime.Version())
	program := filepath.Join(dir, executable(name))
	if _, err := os.Stat(program); err == nil {
		return program, nil
	}
	// GOFLAGS may say -mod=vendor or the like, which concerns our module only.
	_, err = w.exec(ctx, []string{"GOBIN=" + dir, "GOFLAGS="}, "go", "install", t.module+"@"+t.version)
	return program, err
}

// executable is the file name of a program on this system.
func executable(name string) string {
	if runtime.GOOS == "windows" {
		return name + ".exe"
	}
	return name
}

func (t tool) run(ctx context.Context, w *workshop, args ...string) (string, error) {
	program, err := t.install(ctx, w)
	if err != nil {
		return "", err
	}
	return w.exec(ctx, nil, program, args...)
}

func format(ctx context.Context, w *workshop) (string, error) {
	out, err := gofumpt.run(ctx, w, "-l", ".")
	if err != nil {
		return "", err
	}
	if files := strings.TrimSpace(out); files != "" {
		return "", errors.New("gofumpt -w would change:\n" + files)
	}
	return "", nil
}

func lint(ctx context.Context, w *workshop) (string, error) {
	if _, err := golangciLint.run(ctx, w, "config", "verify"); err != nil {
		return "", err
	}
	// Two checks on one machine must not fail each other.
	_, err := golangciLint.run(ctx, w, "run", "--allow-parallel-runners", "./...")
	return "", err
}

func vulnerabilities(ctx context.Context, w *workshop) (string, error) {
	if err := reachable(ctx, vulnerabilityIndex); err != nil {
		return "", skipped("the vulnerability database cannot be reached: " + err.Error())
	}
	_, err := govulncheck.run(ctx, w, "./...")
	return "", err
}

func reachable(ctx context.Context, url string) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return err
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	if answer.StatusCode != http.StatusOK {
		err = errors.New(answer.Status)
	}
	return errors.Join(err, answer.Body.Close())
}
