// Package cluster runs a private PostgreSQL server for tests, checks and
// measurements: its own directory, its own port, gone when it is stopped.
//
// Only the standard library belongs here. cmd/check starts the server with this
// package, so it must compile while everything else is broken; no driver, no
// test framework and nothing of ours may be imported.
package cluster

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// startLimit is generous: a shared machine with two cores may be busy compiling.
const startLimit = 60 * time.Second

// Options say how the server differs from the plain one for tests.
type Options struct {
	Locale string // of initdb; empty means C.UTF-8
	Bench  bool   // durable and with room to measure, instead of fast and forgetful
}

// Server is one running PostgreSQL whose only superuser is postgres, without a password, on 127.0.0.1.
type Server struct {
	dir     string
	port    uint16
	process *os.Process
	exited  chan struct{} // closed when the process is gone; exitErr is set before
	exitErr error
}

// Start initialises a cluster in dir, which must be empty or absent, and returns when it accepts connections.
// When we are root the server runs as postgres or nobody, because PostgreSQL refuses root, and dir is given to that user.
func Start(dir string, opts Options) (*Server, error) {
	bin, err := BinDir()
	if err != nil {
		return nil, err
	}
	owner, err := serverAccount()
	if err != nil {
		return nil, err
	}
	dir, err = prepare(dir, owner)
	if err != nil {
		return nil, err
	}
	if err := initialise(bin, dir, owner, opts); err != nil {
		return nil, err
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	s := &Server{dir: dir, port: port, exited: make(chan struct{})}
	if err := s.launch(bin, owner, opts); err != nil {
		return nil, err
	}
	if err := s.awaitReady(); err != nil {
		return nil, err
	}
	return s, nil
}

// URL is the connection string of one database; the database postgres always exists.
func (s *Server) URL(dbname string) string {
	return fmt.Sprintf("postgres://postgres@127.0.0.1:%d/%s?sslmode=disable", s.port, dbname)
}

// Stop ends this server and no other, cutting open connections. A second call does nothing.
func (s *Server) Stop() error {
	select {
	case <-s.exited:
		return nil
	default:
	}
	// SIGINT is PostgreSQL's fast shutdown; SIGTERM would wait for clients to leave.
	if err := s.process.Signal(os.Interrupt); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return errors.Join(fmt.Errorf("stop postgres: %w", err), s.process.Kill())
	}
	select {
	case <-s.exited:
		return s.exitErr
	case <-time.After(startLimit):
		return errors.Join(errors.New("postgres did not stop, killed"), s.process.Kill())
	}
}

// launch starts the server from a goroutine that holds its thread until the
// server ends: the kernel stops the server when that thread dies (tieToParent),
// and a thread that Go lets go of early would stop it at a random moment.
func (s *Server) launch(bin string, owner account, opts Options) error {
	log, err := os.Create(filepath.Join(s.dir, "log"))
	if err != nil {
		return fmt.Errorf("cluster log: %w", err)
	}
	args := append([]string{"-D", filepath.Join(s.dir, "data")}, settings(s.port, opts)...)
	cmd := exec.CommandContext(context.Background(), filepath.Join(bin, "postgres"), args...)
	cmd.Dir, cmd.Env = s.dir, environment(s.dir)
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = tieToParent(runAs(owner))
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		s.process = cmd.Process
		started <- err
		if err == nil {
			s.exitErr = errors.Join(cmd.Wait(), log.Close())
			close(s.exited)
		}
	}()
	if err := <-started; err != nil {
		return errors.Join(fmt.Errorf("start postgres: %w", err), log.Close())
	}
	return nil
}

// awaitReady polls the status line that the postmaster keeps in its pid file, as pg_ctl does.
func (s *Server) awaitReady() error {
	limit := time.After(startLimit)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-s.exited:
			return fmt.Errorf("postgres ended at start: %w\n%s", s.exitErr, s.logTail())
		case <-limit:
			return errors.Join(fmt.Errorf("postgres is not ready after %s\n%s", startLimit, s.logTail()), s.Stop())
		case <-tick.C:
			if s.ready() {
				return nil
			}
		}
	}
}

func (s *Server) ready() bool {
	pid, err := os.ReadFile(filepath.Join(s.dir, "data", "postmaster.pid"))
	lines := strings.Split(string(pid), "\n")
	return err == nil && len(lines) > 7 && strings.TrimSpace(lines[7]) == "ready"
}

func (s *Server) logTail() string {
	text, err := os.ReadFile(filepath.Join(s.dir, "log"))
	if err != nil {
		return err.Error()
	}
	return string(text[max(0, len(text)-2000):])
}
