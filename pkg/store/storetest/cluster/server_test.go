package cluster

import (
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

func TestAServerHasTheLocaleAskedForAndIsGoneAfterStop(t *testing.T) {
	for _, row := range []struct {
		name, ctype, fsync string
		opts               Options
	}{
		{"for tests", "C.UTF-8", "off", Options{}},
		{"for measurements, without case rules", "C", "on", Options{Locale: "C", Bench: true}},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			s := started(t, row.opts)
			ctype, fsync := asked(t, s)
			if ctype != row.ctype || fsync != row.fsync {
				t.Errorf("LC_CTYPE %s, fsync %s; want %s, %s", ctype, fsync, row.ctype, row.fsync)
			}
			if err := s.Stop(); err != nil {
				t.Fatal("stop:", err)
			}
			if _, err := os.Stat(filepath.Join(s.dir, "data", "postmaster.pid")); !errors.Is(err, os.ErrNotExist) {
				t.Error("the server did not shut down in order:", err)
			}
			if err := s.Stop(); err != nil {
				t.Error("second stop:", err)
			}
		})
	}
}

func TestAServerThatCannotStartSaysWhy(t *testing.T) {
	if _, err := BinDir(); err != nil {
		t.Skip(err)
	}
	_, err := Start(t.TempDir(), Options{Locale: "no_such_locale"})
	if err == nil || !strings.Contains(err.Error(), "no_such_locale") {
		t.Fatal("a locale that does not exist:", err)
	}
}

func TestTheNewestVersionIsANumberNotAWord(t *testing.T) {
	root := t.TempDir()
	var dirs []string
	for _, version := range []string{"9.6", "17", "15", "18-empty"} {
		dir := filepath.Join(root, version, "bin")
		dirs = append(dirs, dir)
		install(t, dir, "initdb", "postgres")
	}
	half := filepath.Join(root, "19", "bin") // a client package without the server
	install(t, half, "initdb")
	if got, want := newest(append(dirs, half)), filepath.Join(root, "17", "bin"); got != want {
		t.Errorf("newest = %s, want %s", got, want)
	}
}

func install(t *testing.T, dir string, programs ...string) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, p := range programs {
		if err := os.WriteFile(filepath.Join(dir, p), []byte("#!/bin/sh\n"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
}

func started(t *testing.T, opts Options) *Server {
	t.Helper()
	if _, err := BinDir(); err != nil {
		t.Skip(err)
	}
	s, err := Start(filepath.Join(t.TempDir(), "pg"), opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Stop(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// asked reads two settings through a real connection, to a URL that must also parse as one.
func asked(t *testing.T, s *Server) (ctype, fsync string) {
	t.Helper()
	if u, err := url.Parse(s.URL("postgres")); err != nil || u.Path != "/postgres" {
		t.Fatalf("URL %s: %v", s.URL("postgres"), err)
	}
	conn, err := pgx.Connect(t.Context(), s.URL("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context()) //nolint:errcheck // the server is stopped next
	row := conn.QueryRow(t.Context(), `select datctype, current_setting('fsync') from pg_database where datname = current_database()`)
	if err := row.Scan(&ctype, &fsync); err != nil {
		t.Fatal(err)
	}
	return ctype, fsync
}
