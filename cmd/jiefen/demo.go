package main

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"runtime/debug"
	"strings"
	"time"

	"github.com/urfave/cli/v3"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/store"
)

func demoCommand() *cli.Command {
	return &cli.Command{
		Name:  "demo",
		Usage: "serve a believable centre on an embedded database",
		Description: "Everybody in it shares one password: JIEFEN_DEMO_PASSWORD, or a random one that is printed with the accounts.\n" +
			"Without -data it lives in a temporary folder, which is printed too.",
		Flags: []cli.Flag{
			text("data", "folder to keep it in (default a temporary one)"),
			text("addr", "HOST:PORT to listen on (default 127.0.0.1:8080)"),
			text("log", "debug, info, warn or error (default warn)"),
		},
		Action: func(ctx context.Context, cmd *cli.Command) error {
			cfg, err := demoSettings(cmd.String("data"), cmd.String("addr"), cmd.String("log"))
			if err != nil {
				return err
			}
			return demo(ctx, cfg, os.Getenv("JIEFEN_DEMO_PASSWORD"), os.Stdout)
		},
	}
}

func demoSettings(data, addr, level string) (Config, error) {
	cfg := defaults()
	cfg.Log = "warn"
	for value, into := range map[*string]*string{&data: &cfg.Data, &addr: &cfg.Addr, &level: &cfg.Log} {
		if *value != "" {
			*into = *value
		}
	}
	if data == "" {
		folder, err := os.MkdirTemp("", "jiefen-demo-")
		if err != nil {
			return cfg, fmt.Errorf("demo folder: %w", err)
		}
		cfg.Data = folder
	}
	return cfg.complete()
}

// demo fills a new folder and serves it; one that was filled before is served
// as it stands, under the password of this start. People can sign in as soon
// as the accounts are there; the matters follow within a second or two.
func demo(ctx context.Context, cfg Config, password string, out io.Writer) error {
	log := cfg.logger()
	if password == "" {
		password = randomPassword()
	}
	app, err := OpenApp(ctx, cfg, log)
	if err != nil {
		return err
	}
	town, err := app.settle(ctx, password)
	if err != nil {
		return errors.Join(err, app.Close(ctx))
	}
	if town != nil {
		app.sweeping.Lock() // the clocks wait until the past has been told
	}
	return app.Serve(ctx, func(address string) {
		if town != nil {
			app.background.Go(func() {
				defer app.sweeping.Unlock()
				app.tell(ctx, town, log)
			})
		}
		if err := welcome(out, cfg, address, password); err != nil {
			log.ErrorContext(ctx, "welcome", "err", err)
		}
	})
}

const demoMark = "demo"

// settle makes the accounts, or gives those of an earlier start the password
// of this one and answers nil. A database that was not made by demo is left
// alone: it may be somebody's work.
func (a *App) settle(ctx context.Context, password string) (*demoTown, error) {
	hash, err := a.Accounts.Hash(ctx, password)
	if err != nil {
		return nil, err
	}
	var mark string
	filled := false
	err = a.DB.Read(ctx, func(tx *store.Tx) error {
		bodies, err := tx.Bodies(store.BodyFilter{Limit: 1})
		if filled = len(bodies) > 0; err == nil {
			mark, err = tx.Setting(demoMark)
		}
		return err
	})
	switch {
	case err != nil:
		return nil, err
	case !filled:
		return fillDemo(ctx, a.DB, hash)
	case mark == "":
		return nil, fmt.Errorf("%s holds a database that is no demonstration: name another folder with -data", a.cfg.Data)
	}
	return nil, a.rehash(ctx, hash)
}

func (a *App) rehash(ctx context.Context, hash string) error {
	return a.DB.Do(ctx, func(tx *store.Tx) error {
		users, err := tx.Users(store.UserFilter{})
		for i := range users {
			if err == nil {
				users[i].PasswordHash = hash
				users[i].Version++
				err = tx.UpdateUser(&users[i])
			}
		}
		return err
	})
}

// tell adds the rest of the country and plays the matters into the open
// database.
func (a *App) tell(ctx context.Context, town *demoTown, log *slog.Logger) {
	began := time.Now()
	n, err := 0, a.DB.Do(ctx, func(tx *store.Tx) error { return tx.InsertAreas(town.elsewhere) })
	if town.elsewhere = nil; err == nil {
		n, err = a.playDemo(ctx, town)
	}
	if err != nil && ctx.Err() == nil {
		log.ErrorContext(ctx, "demo matters", "err", err)
		return
	}
	debug.FreeOSMemory() // what the filling took is not needed again
	log.InfoContext(ctx, "demo matters are there", "n", n, "took", time.Since(began).Round(time.Millisecond))
}

// playDemo acts at a second desk on the same database, whose clock shows the
// day of each act.
func (a *App) playDemo(ctx context.Context, town *demoTown) (n int, err error) {
	script, err := readScript()
	if err != nil {
		return 0, err
	}
	keys, err := store.LoadKeys(a.cfg.KeyFile)
	if err != nil {
		return 0, err
	}
	clock := &demoClock{}
	db, err := store.Open(ctx, a.cfg.DB, store.Options{Now: clock.Now, TestClock: true, Keys: keys, Log: a.log})
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	p := &player{
		desk: casework.Open(db, a.Desk.Flows, a.Desk.Gate, a.Desk.Calendar(), a.log), clock: clock, town: town, script: script,
		now: a.clock.Now(), roots: map[string]casemodel.ID{},
	}
	return len(script.Matters), p.play(ctx)
}

// randomPassword has 60 bits and can be read out.
func randomPassword() string {
	b := make([]byte, 15)
	_, _ = rand.Read(b) // never fails: crypto/rand ends the program instead
	text := strings.ToLower(base32.StdEncoding.EncodeToString(b))
	return text[0:4] + "-" + text[4:8] + "-" + text[8:12]
}

// welcome prints where to go and who can sign in; it is the only place where
// the password stands.
func welcome(out io.Writer, cfg Config, address, password string) error {
	text, err := demoFiles.ReadFile("demo/welcome.txt")
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	bodies, list := map[string]string{}, &strings.Builder{}
	if err := readRows("bodies.csv", func(cell func(string) string) error {
		bodies[cell("code")] = cell("title")
		return nil
	}); err != nil {
		return err
	}
	accounts, err := demoAccounts()
	if err != nil {
		return err
	}
	for _, a := range accounts {
		fmt.Fprintf(list, "  %-14s  %s  %s  %s\n", a.username, a.name, strings.Join(a.roles, " "), bodies[a.body])
	}
	_, err = strings.NewReplacer("{url}", "http://"+address, "{data}", cfg.Data, "{password}", password, "{accounts}\n", list.String()).
		WriteString(out, string(text))
	return err
}
