package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/jiefen/jiefen/pkg/store/storetest/cluster"
)

// workshop is what the steps share: the tree under test, a temporary folder, and
// one PostgreSQL server. Steps that run beside each other have copies of it with
// an out of their own.
type workshop struct {
	options
	root   string // of the module
	temp   string
	out    io.Writer
	lanes  int // of steps beside each other
	server *server
}

// server is started when the first step asks for it.
type server struct {
	sync.Mutex

	running *cluster.Server
}

// lanes are as many as two cores bear: a test machine of four gigabytes has room
// for two of the large packages and a browser.
const lanes = 2

func moduleRoot(ctx context.Context) (string, error) {
	mod, err := exec.CommandContext(ctx, "go", "env", "GOMOD").Output()
	if err != nil {
		return "", fmt.Errorf("find the module: %w", err)
	}
	return filepath.Dir(strings.TrimSpace(string(mod))), nil
}

func openWorkshop(root string, o options) (*workshop, error) {
	if dir := passable(os.TempDir(), "/tmp", "/var/tmp"); os.Geteuid() == 0 && dir != "" {
		if err := os.Setenv("TMPDIR", dir); err != nil { // for the tests we start too
			return nil, fmt.Errorf("temporary folder: %w", err)
		}
	}
	temp, err := os.MkdirTemp("", "jiefen-check-")
	if err != nil {
		return nil, fmt.Errorf("temporary folder: %w", err)
	}
	return &workshop{options: o, root: root, temp: temp, out: os.Stdout, lanes: lanes, server: new(server)}, nil
}

func (w *workshop) close() error {
	var err error
	if w.server.running != nil {
		err = w.server.running.Stop()
	}
	if w.keep {
		fmt.Fprintln(w.out, "kept:", w.temp)
		return err
	}
	return errors.Join(err, os.RemoveAll(w.temp))
}

// postgres answers the settings that send tests to our server and to no file
// beside it: SQLite has a step of its own.
func (w *workshop) postgres() ([]string, error) {
	w.server.Lock()
	defer w.server.Unlock()
	if w.server.running == nil {
		s, err := cluster.Start(filepath.Join(w.temp, "pg"), cluster.Options{})
		if err != nil {
			return nil, err
		}
		w.server.running = s
	}
	return []string{"JIEFEN_TEST_PG=" + w.server.running.URL("postgres"), "JIEFEN_TEST_ONLY=postgres"}, nil
}

// exec runs a program in the tree and answers its output; the error repeats it.
func (w *workshop) exec(ctx context.Context, extraEnv []string, program string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir, cmd.Env = w.root, environment(extraEnv)
	stopAsGroup(cmd)
	cmd.WaitDelay = 10 * time.Second
	out, err := cmd.CombinedOutput()
	if err != nil {
		return string(out), fmt.Errorf("%s: %w\n%s", strings.Join(cmd.Args, " "), err, out)
	}
	if w.verbose && len(out) > 0 {
		fmt.Fprintln(w.out, indent(string(out)))
	}
	return string(out), nil
}

// environment is ours without settings of the program under test: a developer's
// own database must not reach a test. Everything is built as it ships, without cgo,
// which also means that nothing is compiled twice.
func environment(extra []string) []string {
	var env []string
	for _, setting := range os.Environ() {
		if !strings.HasPrefix(setting, "JIEFEN_") {
			env = append(env, setting)
		}
	}
	return append(append(env, "CGO_ENABLED=0"), extra...)
}
