package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/identity"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/pkg/store/storetest"
)

// eachDatabase gives a test the settings of a program on a new database of
// each kind.
func eachDatabase(t *testing.T, fn func(t *testing.T, cfg Config)) {
	t.Helper()
	for _, dialect := range storetest.Dialects {
		t.Run(dialect, func(t *testing.T) {
			cfg := defaults()
			cfg.Data, cfg.Addr, cfg.DB = t.TempDir(), "127.0.0.1:0", storetest.URL(t, dialect)
			cfg, err := cfg.complete()
			if err != nil {
				t.Fatal(err)
			}
			fn(t, cfg)
		})
	}
}

// running is a program that serves in the background.
type running struct {
	t    *testing.T
	base string
	stop func() error
}

func run(t *testing.T, cfg Config) *running {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	address, ended := make(chan string, 1), make(chan error, 1)
	go func() { ended <- serve(ctx, cfg, slog.New(slog.DiscardHandler), func(a string) { address <- a }) }()
	select {
	case a := <-address:
		r := &running{t: t, base: "http://" + a}
		r.stop = func() error {
			cancel()
			select {
			case err := <-ended:
				ended <- err
				return err
			case <-time.After(20 * time.Second):
				t.Fatal("does not stop")
				return nil
			}
		}
		t.Cleanup(func() { _ = r.stop() })
		return r
	case err := <-ended:
		cancel()
		t.Fatal(err)
	}
	return nil
}

func (r *running) call(method, path, token string, body any) (int, map[string]any) {
	r.t.Helper()
	var content io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			r.t.Fatal(err)
		}
		content = bytes.NewReader(text)
	}
	req, err := http.NewRequestWithContext(r.t.Context(), method, r.base+path, content)
	if err != nil {
		r.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer res.Body.Close() //nolint:errcheck // only read from
	answer := map[string]any{}
	if strings.Contains(res.Header.Get("Content-Type"), "json") {
		if err := json.NewDecoder(res.Body).Decode(&answer); err != nil {
			r.t.Fatal(err)
		}
	}
	return res.StatusCode, answer
}

// head asks for a page without its body.
func (r *running) head(path string, want int) {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), http.MethodHead, r.base+path, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		r.t.Fatal(err)
	}
	if err := res.Body.Close(); err != nil || res.StatusCode != want {
		r.t.Errorf("HEAD %s: %d, want %d; %v", path, res.StatusCode, want, err)
	}
}

func (r *running) signIn(username, password string) string {
	r.t.Helper()
	status, answer := r.call(http.MethodPost, "/api/v1/session", "", map[string]any{"username": username, "password": password})
	if status != http.StatusOK {
		r.t.Fatalf("sign in: %d %v", status, answer)
	}
	token, _ := answer["token"].(string)
	return token
}

const testPassword = "correct horse 9"

// staffed puts a platform with an administrator into a database.
func staffed(t *testing.T, cfg Config) {
	t.Helper()
	app, err := OpenApp(t.Context(), cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	err = app.DB.Do(t.Context(), func(tx *store.Tx) error {
		return tx.InsertBody(&casemodel.Body{ID: tx.NewID(), Code: "PLAT", Kind: "platform", Title: "platform", Active: 1, Version: 1})
	})
	if err == nil {
		_, err = app.Accounts.AddUser(t.Context(), identity.NewUser{Username: "admin", Password: testPassword, Body: "PLAT", Roles: []string{"sysadmin"}})
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := app.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestTheProgramServesAndStops(t *testing.T) {
	eachDatabase(t, func(t *testing.T, cfg Config) {
		staffed(t, cfg)
		r := run(t, cfg)
		for path, want := range map[string]int{
			"/healthz": 200, "/readyz": 200, "/api/v1/openapi.json": 200, "/api/v1/matters": 401, "/api/v1/nothing": 404,
			"/api/v1/test/clock": 404,
		} {
			if status, _ := r.call(http.MethodGet, path, "", nil); status != want {
				t.Errorf("%s: %d, want %d", path, status, want)
			}
		}
		for path, want := range map[string]int{"/healthz": 200, "/readyz": 200, "/login": 200, "/home": 303} {
			r.head(path, want)
		}
		token := r.signIn("admin", testPassword)
		if status, _ := r.call(http.MethodPost, "/api/v1/test/clock", token, map[string]any{"advance": "1h"}); status != http.StatusNotFound {
			t.Errorf("the clock of a real server can be moved: %d", status)
		}
		if err := r.stop(); err != nil {
			t.Errorf("stopped with %v", err)
		}
	})
}

func TestAFolderAndAFileAreServedOnce(t *testing.T) {
	eachDatabase(t, func(t *testing.T, cfg Config) {
		staffed(t, cfg)
		r := run(t, cfg)
		elsewhere := cfg
		elsewhere.Data = t.TempDir() // with the keys of the first
		refused := map[string]func() error{
			"serve":   func() error { return serve(t.Context(), cfg, slog.New(slog.DiscardHandler), nil) },
			"migrate": func() error { _, err := command(t, cfg.args("migrate")...); return err },
		}
		if !strings.Contains(cfg.DB, "://") {
			refused["serve from another folder"] = func() error { return serve(t.Context(), elsewhere, slog.New(slog.DiscardHandler), nil) }
		} else if err := run(t, elsewhere).stop(); err != nil {
			t.Errorf("a second server with a folder of its own: %v", err)
		}
		for what, try := range refused {
			if err := try(); err == nil || !strings.Contains(err.Error(), "stop it first") {
				t.Errorf("%s beside a server: %v", what, err)
			}
		}
		if err := r.stop(); err != nil {
			t.Fatal(err)
		}
		if out, err := command(t, cfg.args("migrate")...); err != nil {
			t.Errorf("migrate after the server: %v %s", err, out)
		}
		if err := run(t, cfg).stop(); err != nil {
			t.Errorf("serve again: %v", err)
		}
	})
}

func TestATestClockMovesForwardAndBackOnlyWhileNothingHappened(t *testing.T) {
	eachDatabase(t, func(t *testing.T, cfg Config) {
		cfg.Clock = time.Date(2026, 3, 1, 1, 0, 0, 0, time.UTC)
		staffed(t, cfg)
		r := run(t, cfg)
		move := func(body map[string]any) (int, string) {
			t.Helper()
			status, answer := r.call(http.MethodPost, "/api/v1/test/clock", r.signIn("admin", testPassword), body)
			now, _ := answer["now"].(string)
			return status, now
		}
		if status, now := move(map[string]any{"advance": "48h"}); status != http.StatusOK || now[:10] != "2026-03-03" {
			t.Fatalf("%d %s", status, now)
		}
		if status, now := move(map[string]any{"set": "2015-05-10T09:00:00+08:00"}); status != http.StatusOK || now[:16] != "2015-05-10T01:00" {
			t.Fatalf("back on an empty database: %d %s", status, now)
		}
		if status, now := move(map[string]any{"set": "2015-05-10T09:00:00+08:00"}); status != http.StatusOK || now[:10] != "2015-05-10" {
			t.Fatalf("the same date again: %d %s", status, now)
		}
	})
}

func TestTheClockGoesBackOnlyWhenToldThatItMay(t *testing.T) {
	at := time.Date(2026, 3, 1, 1, 0, 0, 0, time.UTC)
	c := newClock(at)
	if c.set(at.Add(-time.Hour), false) {
		t.Error("went back")
	}
	if !c.set(at, false) {
		t.Error("the moment it was put to is refused")
	}
	c.advance(time.Hour)
	if c.set(at, false) {
		t.Error("went back behind an advance")
	}
	if !c.set(at.Add(-24*time.Hour), true) || c.Now().After(at) {
		t.Errorf("did not go back: %v", c.Now())
	}
	if plain := newClock(time.Time{}); plain.test || time.Since(plain.Now()).Abs() > time.Second {
		t.Error("the machine's clock is not the machine's")
	}
}

func TestOldDataWithoutItsKeysIsRefused(t *testing.T) {
	eachDatabase(t, func(t *testing.T, cfg Config) {
		staffed(t, cfg)
		if err := os.Remove(cfg.KeyFile); err != nil {
			t.Fatal(err)
		}
		if _, err := OpenApp(t.Context(), cfg, slog.New(slog.DiscardHandler)); err == nil || !strings.Contains(err.Error(), "key file") {
			t.Errorf("opened: %v", err)
		}
		if _, err := os.Stat(cfg.KeyFile); err == nil {
			t.Error("made new keys for old data")
		}
	})
}

func TestSomebodyElsesKeysAreRefused(t *testing.T) {
	eachDatabase(t, func(t *testing.T, cfg Config) {
		staffed(t, cfg)
		own := cfg.KeyFile
		refused := func(path string) {
			t.Helper()
			cfg.KeyFile = path
			app, err := OpenApp(t.Context(), cfg, slog.New(slog.DiscardHandler))
			if err == nil {
				t.Fatal("opened", app.DB.Close())
			}
			if !strings.Contains(err.Error(), "-key-file") || !strings.Contains(err.Error(), path) {
				t.Errorf("refused as %v", err)
			}
		}
		other := filepath.Join(t.TempDir(), "keys")
		if _, err := store.CreateKeys(other); err != nil {
			t.Fatal(err)
		}
		refused(other)
		refused(mixed(t, own, other))
		cfg.KeyFile = own
		ring, err := store.LoadKeys(own)
		if err != nil {
			t.Fatal(err)
		}
		if err := ring.Rotate(own); err != nil {
			t.Fatal(err)
		}
		opensAgain(t, cfg) // the check is noted under the new key
	})
}

// A second server's empty folder gets no keys of its own, even before there is
// anything to seal.
func TestASecondFolderGetsNoKeysOfItsOwn(t *testing.T) {
	eachDatabase(t, func(t *testing.T, cfg Config) {
		opensAgain(t, cfg)
		cfg.KeyFile = filepath.Join(t.TempDir(), "keys")
		if _, err := OpenApp(t.Context(), cfg, slog.New(slog.DiscardHandler)); err == nil || !strings.Contains(err.Error(), "-key-file") {
			t.Errorf("opened: %v", err)
		}
		if _, err := os.Stat(cfg.KeyFile); err == nil {
			t.Error("made other keys")
		}
	})
}

// mixed is the first file with the index key of the second.
func mixed(t *testing.T, first, second string) string {
	t.Helper()
	all := []map[string]any{{}, {}}
	for i, path := range []string{first, second} {
		text, err := os.ReadFile(path)
		if err == nil {
			err = json.Unmarshal(text, &all[i])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	all[0]["index"] = all[1]["index"]
	text, err := json.Marshal(all[0])
	path := filepath.Join(t.TempDir(), "keys")
	if err == nil {
		err = os.WriteFile(path, text, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func opensAgain(t *testing.T, cfg Config) {
	t.Helper()
	for range 2 {
		app, err := OpenApp(t.Context(), cfg, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		if err := app.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAChangedDefinitionIsRefused(t *testing.T) {
	eachDatabase(t, func(t *testing.T, cfg Config) {
		staffed(t, cfg)
		cfg.Workflows = t.TempDir()
		write := func(title string) {
			text := "id: errand\nversion: 1\ntitle: " + title + "\nkind: alert\nstart: open\nstates:\n  open: {title: a, phase: b}\n" +
				"  shut: {title: c, phase: d, class: done, final: true}\nevents:\n  - {id: finish, title: e, from: [open], to: shut}\n"
			if err := os.WriteFile(filepath.Join(cfg.Workflows, "errand@1.yaml"), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		write("one")
		_, err := OpenApp(t.Context(), cfg, slog.New(slog.DiscardHandler))
		// the policy has no line for it: a definition nobody may use is refused too
		if err == nil || !strings.Contains(err.Error(), "policies") {
			t.Errorf("opened: %v", err)
		}
	})
}

func TestADatabaseOfALaterProgramIsRefused(t *testing.T) {
	cfg := defaults()
	cfg.Data = t.TempDir()
	cfg.DB = filepath.Join(cfg.Data, "nowhere", "x.db")
	cfg, err := cfg.complete()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := OpenApp(t.Context(), cfg, slog.New(slog.DiscardHandler)); err == nil {
		t.Error("opened a database in a folder that is not there")
	}
}

func TestAFileMayBeAsLargeAtEitherDoor(t *testing.T) {
	a := &App{clock: newClock(time.Time{})}
	if pages, door := a.webConfig(nil).MaxFile, a.apiConfig().MaxFile; pages != door || pages != 200<<20 {
		t.Errorf("%d bytes by a page, %d by the API", pages, door)
	}
}

func TestAServerThatOthersReachInTheClearSaysSo(t *testing.T) {
	for name, row := range map[string]struct {
		addr   string
		secure bool
		warns  bool
	}{
		"this machine only": {"127.0.0.1:0", false, false}, "behind TLS": {"0.0.0.0:0", true, false}, "in the clear": {"0.0.0.0:0", false, true},
		"by any address": {":0", false, true},
	} {
		var log bytes.Buffer
		cfg := defaults()
		cfg.Addr, cfg.Secure, cfg.Data = row.addr, row.secure, t.TempDir()
		cfg, err := cfg.complete()
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		if err := serve(ctx, cfg, slog.New(slog.NewTextHandler(&log, nil)), func(string) { cancel() }); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		cancel()
		if warned := strings.Contains(log.String(), "level=WARN"); warned != row.warns {
			t.Errorf("%s: warned %t\n%s", name, warned, &log)
		}
	}
}
