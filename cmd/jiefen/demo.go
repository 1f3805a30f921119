package main

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/urfave/cli/v3"
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
func demo(ctx context.Context, cfg Config, password string, out io.Writer) (err error) {
	log := cfg.logger()
	if password == "" {
		password = randomPassword()
	}
	release, err := cfg.hold()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, release()) }()
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
	if err := demoRows("bodies.csv", func(cell func(string) string) error {
		bodies[cell("code")] = cell("title")
		return nil
	}, "code", "title"); err != nil {
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
