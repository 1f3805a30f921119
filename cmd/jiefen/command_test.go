package main

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/urfave/cli/v3"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/identity"
	"github.com/jiefen/jiefen/pkg/store"
)

// command runs the program with arguments and returns what it printed.
func command(t *testing.T, args ...string) (string, error) {
	t.Helper()
	var out bytes.Buffer
	p := program()
	p.Writer, p.ErrWriter = &out, &out
	err := p.Run(t.Context(), append([]string{"jiefen"}, args...))
	return out.String(), err
}

func (c Config) args(more ...string) []string {
	return append(more, "-data", c.Data, "-db", c.DB, "-log", "error")
}

func TestFileYieldsToEnvironmentAndThatToFlags(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "jiefen.yaml")
	if err := os.WriteFile(file, []byte("addr: 127.0.0.1:1\ndata: "+dir+"\nlog: warn\ntrusted_proxies: [10.0.0.1]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("JIEFEN_ADDR", "127.0.0.1:2")
	t.Setenv("JIEFEN_LOG", "error")
	got := Config{}
	p := program()
	for _, c := range p.Commands {
		if c.Name == "serve" {
			c.Action = captured(&got)
		}
	}
	if err := p.Run(t.Context(), []string{"jiefen", "serve", "-config", file, "-addr", "127.0.0.1:3"}); err != nil {
		t.Fatal(err)
	}
	if got.Addr != "127.0.0.1:3" || got.Log != "error" || got.Data != dir || got.DB != filepath.Join(dir, "jiefen.db") || len(got.Proxies) != 1 {
		t.Errorf("settings %+v", got)
	}
}

func TestBadSettingsAreRefused(t *testing.T) {
	file := filepath.Join(t.TempDir(), "jiefen.yaml")
	if err := os.WriteFile(file, []byte("adr: 127.0.0.1:1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"serve", "-config", file},
		{"serve", "-config", file + ".not"},
		{"serve", "-log", "loud"},
		{"serve", "-clock", "yesterday"},
		{"serve", "-clock", "2026-03-01T09:00:00+08:00", "-addr", "0.0.0.0:8080"},
		{"serve", "-clock", "2026-03-01T09:00:00+08:00", "-addr", ":8080"},
		{"serve", "-colour", "red"},
		{"dance"},
		{"workflows", "draw", "dance"},
		{"workflows", "check", "-workflows", file + ".not"},
	} {
		if out, err := command(t, args...); err == nil {
			t.Errorf("%v: %s", args, out)
		}
	}
}

func TestSettingsArePrintedWithoutPasswords(t *testing.T) {
	for _, db := range []string{"postgres://jiefen:geheim@db/x?sslmode=disable", "postgres://db/x?password=geheim&user=u", "postgres://%zz:geheim@db"} {
		var out bytes.Buffer
		slog.New(slog.NewTextHandler(&out, nil)).Info("starting", "settings", Config{DB: db})
		if strings.Contains(out.String(), "geheim") {
			t.Errorf("printed %s", out.String())
		}
	}
}

func TestAccountsAreManagedAtTheConsole(t *testing.T) {
	eachDatabase(t, func(t *testing.T, cfg Config) {
		staffed(t, cfg)
		if out, err := command(t, cfg.args("user", "add", "-body", "NOWHERE", "-role", "mediator", "anna")...); err == nil {
			t.Errorf("no such body: %s", out)
		}
		out, err := command(t, cfg.args("user", "add", "-name", "Anna", "-body", "PLAT", "-role", "sysadmin", "-role", "auditor", "anna")...)
		if err != nil {
			t.Fatal(err)
		}
		_, password, _ := strings.Cut(strings.TrimSpace(out), ": ")
		signs := func(password string) error {
			app, err := OpenApp(t.Context(), cfg, slog.New(slog.DiscardHandler))
			if err != nil {
				t.Fatal(err)
			}
			_, refused := app.Accounts.SignIn(t.Context(), identity.Attempt{Username: "anna", Password: password, Kind: identity.API, Address: "127.0.0.1"})
			if err := app.DB.Close(); err != nil {
				t.Fatal(err)
			}
			return refused
		}
		if err := signs(password); err != nil {
			t.Errorf("with the printed password: %v", err)
		}
		t.Setenv(passwordEnv, "chosen by hand")
		if out, err := command(t, cfg.args("user", "password", "anna")...); err != nil || out != "" {
			t.Errorf("set: %v %q", err, out)
		}
		if err := signs("chosen by hand"); err != nil {
			t.Errorf("with the chosen password: %v", err)
		}
		if _, err := command(t, cfg.args("user", "disable", "anna")...); err != nil {
			t.Error(err)
		}
		if err := signs("chosen by hand"); !casemodel.Is(err, casemodel.NoSession) {
			t.Errorf("disabled: %v", err)
		}
	})
}

func TestVerifyPrintsWhatItFindsAndFails(t *testing.T) {
	eachDatabase(t, func(t *testing.T, cfg Config) {
		staffed(t, cfg)
		app, err := OpenApp(t.Context(), cfg, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		err = app.DB.Do(t.Context(), func(tx *store.Tx) error {
			m := &casemodel.Matter{
				ID: tx.NewID(), Kind: casemodel.KindCase, Workflow: "dispute_case", WorkflowVersion: 1, State: "flying", StateSince: tx.Now(),
				StateOn: "2026-03-02", Class: casemodel.Live, Live: 1, Version: 1, OpenedAt: tx.Now(), ChangedAt: tx.Now(), DueAt: casemodel.Never,
			}
			m.RootID = m.ID
			if err := tx.InsertMatter(m); err != nil {
				return err
			}
			if err := tx.AppendJournal(m, &casemodel.Entry{On: "2026-03-02", Act: "create", ToState: "flying", Version: 1}, []byte(`{}`)); err != nil {
				return err
			}
			return tx.UpdateMatter(m, 0)
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := app.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
		out, err := command(t, cfg.args("verify")...)
		if err != nil || !strings.Contains(out, "1 matters, 1 entries, 1 payloads (0 erased), 1 anchors with 1 heads") || !strings.Contains(out, ": 0 faults") {
			t.Fatalf("%v\n%s", err, out)
		}
		anchors := filepath.Join(cfg.Data, "anchors.log")
		text, err := os.ReadFile(anchors)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(anchors, bytes.Replace(text, []byte(`"time":"20`), []byte(`"time":"19`), 1), 0o600); err != nil {
			t.Fatal(err)
		}
		out, err = command(t, cfg.args("verify")...)
		if !errors.Is(err, errFound) || !strings.Contains(out, "anchor_broken") {
			t.Errorf("tampered: %v\n%s", err, out)
		}
		out, err = command(t, cfg.args("doctor")...)
		if !errors.Is(err, errFound) || !strings.Contains(out, "FAIL states: 1 matters (1 open) stand in flying of dispute_case@1") {
			t.Errorf("doctor: %v\n%s", err, out)
		}
		err = serve(t.Context(), cfg, slog.New(slog.DiscardHandler), nil)
		if err == nil || !strings.Contains(err.Error(), "dispute_case@1 flying: 1 open matters") || !strings.Contains(err.Error(), "-workflows") {
			t.Errorf("serves matters that nobody could move: %v", err)
		}
		if err := os.WriteFile(anchors, text, 0o600); err != nil {
			t.Fatal(err)
		}
		done(t, cfg)
		if err := run(t, cfg).stop(); err != nil {
			t.Errorf("what is done keeps nobody from serving: %v", err)
		}
	})
}

// done ends every matter where it stands.
func done(t *testing.T, cfg Config) {
	t.Helper()
	db, err := sql.Open(map[bool]string{true: "pgx", false: "sqlite"}[strings.Contains(cfg.DB, "://")], cfg.DB)
	if err == nil {
		_, err = db.ExecContext(t.Context(), "UPDATE matter SET class = 'done', live = 0")
	}
	if err = errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
}

func TestLookingAtNothingMakesNothingAndSaysSo(t *testing.T) {
	eachDatabase(t, func(t *testing.T, cfg Config) {
		staffed(t, cfg)
		other, empty := filepath.Join(t.TempDir(), "other.db"), filepath.Join(t.TempDir(), "empty.db")
		foreign := empty
		if err := os.WriteFile(empty, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(cfg.DB, "://") {
			other, foreign = strings.Replace(cfg.DB, "/jiefen_", "/no_", 1), cfg.DB+"&search_path=nowhere"
		}
		for _, verb := range []string{"verify", "doctor", "letters"} {
			for _, c := range []struct {
				data, db string
				want     string
			}{
				{cfg.Data, other, ""},
				{cfg.Data, foreign, "none of this program's tables"},
				{filepath.Join(t.TempDir(), "mistyped"), cfg.DB, "data folder"},
				{t.TempDir(), cfg.DB, "keys"},
			} {
				out, err := command(t, verb, "-data", c.data, "-db", c.db, "-log", "error")
				if err == nil || errors.Is(err, errFound) || !strings.Contains(err.Error(), c.want) {
					t.Errorf("%s -data %s -db %s: %v\n%s", verb, c.data, c.db, err, out)
				}
				for _, path := range []string{other, filepath.Join(c.data, "anchor.key"), filepath.Join(c.data, "lock")} {
					if _, err := os.Stat(path); err == nil && c.data != cfg.Data {
						t.Errorf("%s made %s", verb, path)
					}
				}
			}
		}
		if info, err := os.Stat(empty); err != nil || info.Size() != 0 {
			t.Errorf("the empty file was written to: %v %v", info, err)
		}
		out, err := command(t, cfg.args("verify")...)
		if !errors.Is(err, errFound) || !strings.Contains(out, "there is no matter") || !strings.Contains(out, "there are no anchors") {
			t.Errorf("verify of an empty database: %v\n%s", err, out)
		}
	})
}

// Looking goes on beside a server that writes, and writes nothing itself.
func TestALookWritesNothing(t *testing.T) {
	eachDatabase(t, func(t *testing.T, cfg Config) {
		staffed(t, cfg)
		app, err := LookApp(t.Context(), cfg, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		defer app.DB.Close() //nolint:errcheck // only looked at
		if err := app.DB.Do(t.Context(), func(tx *store.Tx) error { return tx.PutSetting("x", "y", "") }); err == nil {
			t.Error("wrote")
		}
		if out, err := command(t, cfg.args("user", "add", "-body", "PLAT", "-role", "auditor", "anna")...); err != nil {
			t.Errorf("nobody else can write meanwhile: %v %s", err, out)
		}
	})
}

func TestTheDoctorAsksWhetherWorkCanBeLost(t *testing.T) {
	eachDatabase(t, func(t *testing.T, cfg Config) {
		staffed(t, cfg)
		app, err := OpenApp(t.Context(), cfg, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		lossy := app.DB.Durable(t.Context()) != nil // as the databases for tests may be
		if err := app.DB.Close(); err != nil {
			t.Fatal(err)
		}
		want := map[bool]string{false: "ok   durable", true: "FAIL durable"}[lossy]
		if out, _ := command(t, cfg.args("doctor")...); !strings.Contains(out, want) {
			t.Errorf("no line %q\n%s", want, out)
		}
		if strings.Contains(cfg.DB, "://") {
			cfg.DB += "&synchronous_commit=off"
			out, err := command(t, cfg.args("doctor")...)
			if !errors.Is(err, errFound) || !strings.Contains(out, `SHOW synchronous_commit is "off"`) {
				t.Errorf("%v\n%s", err, out)
			}
		}
	})
}

func TestLettersThatWereGivenUpAreListedAndRevived(t *testing.T) {
	eachDatabase(t, func(t *testing.T, cfg Config) {
		staffed(t, cfg)
		app, err := OpenApp(t.Context(), cfg, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		var letter casemodel.ID
		err = app.DB.Do(t.Context(), func(tx *store.Tx) error {
			if err := tx.Outbox("letter", "k", tx.NewID(), []byte("what it says"), tx.Now()); err != nil {
				return err
			}
			claimed, err := tx.ClaimOutbox("letter", tx.Now(), 1, time.Minute)
			if err != nil {
				return err
			}
			letter = claimed[0].ID
			return tx.OutboxFailed(letter, "no such step", tx.Now(), true)
		})
		if err == nil {
			err = app.DB.Close()
		}
		if err != nil {
			t.Fatal(err)
		}
		if out, err := command(t, cfg.args("doctor")...); !errors.Is(err, errFound) || !strings.Contains(out, "FAIL letters: 1 were given up") || !strings.Contains(out, string(letter)) {
			t.Errorf("doctor: %v\n%s", err, out)
		}
		out, err := command(t, cfg.args("letters")...)
		if err != nil || !strings.Contains(out, string(letter)+"\tletter\t") || !strings.Contains(out, "no such step") || strings.Contains(out, "what it says") {
			t.Errorf("letters: %v\n%s", err, out)
		}
		for _, bad := range []string{"", "x", "018f0000-0000-7000-8000-000000000001"} {
			if out, err := command(t, append(cfg.args("letters", "revive"), bad)...); err == nil {
				t.Errorf("revived %q: %s", bad, out)
			}
		}
		if out, err := command(t, append(cfg.args("letters", "revive"), string(letter))...); err != nil {
			t.Errorf("revive: %v\n%s", err, out)
		}
		if out, err := command(t, cfg.args("letters")...); err != nil || out != "0 given up\n" {
			t.Errorf("after it was revived: %v\n%s", err, out)
		}
	})
}

func TestWorkflowsAreDrawnAndChecked(t *testing.T) {
	out, err := command(t, "workflows", "draw", "approval@1")
	if err != nil || !strings.HasPrefix(out, "stateDiagram-v2\n") || !strings.Contains(out, "[*] --> requested") {
		t.Errorf("%v\n%s", err, out)
	}
	out, err = command(t, "workflows", "check")
	if err != nil || !strings.Contains(out, "all hold") {
		t.Errorf("%v\n%s", err, out)
	}
	if out, err := command(t, "workflows", "list"); err != nil || !strings.Contains(out, "dispute_case@1\tcase\t纠纷案件") {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestMigrateMakesWhatIsMissing(t *testing.T) {
	cfg := defaults()
	cfg.Data = filepath.Join(t.TempDir(), "new")
	cfg.DB = filepath.Join(cfg.Data, "jiefen.db")
	out, err := command(t, cfg.args("migrate")...)
	if err != nil || !strings.Contains(out, "has the tables") {
		t.Errorf("%v %s", err, out)
	}
	for _, name := range []string{"jiefen.db", "keys"} {
		info, err := os.Stat(filepath.Join(cfg.Data, name))
		if errors.Is(err, fs.ErrNotExist) || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// captured keeps the settings of a command instead of running it.
func captured(into *Config) cli.ActionFunc {
	return func(_ context.Context, cmd *cli.Command) (err error) {
		*into, err = settings(cmd)
		return err
	}
}
