package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/urfave/cli/v3"
)

// Limits of a connection. Reading may take as long as a large scan over a slow
// line; the header may not.
const (
	headerWithin = 10 * time.Second
	readWithin   = 5 * time.Minute
	writeWithin  = 10 * time.Minute
	idleFor      = 2 * time.Minute
	largestHead  = 64 << 10
	// drainWithin and closeWithin together are how long a stop may take.
	drainWithin = 12 * time.Second
	closeWithin = 6 * time.Second
)

func serveCommand() *cli.Command {
	return &cli.Command{
		Name:  "serve",
		Usage: "serve pages and API",
		Flags: commonFlags(
			text("addr", "HOST:PORT to listen on (default 127.0.0.1:8080)"),
			text("clock", "start a test clock at this moment; loopback only"),
			&cli.BoolFlag{Name: "migrate", Usage: "bring an older database to this program's tables first"},
			&cli.BoolFlag{Name: "secure", Usage: "browsers reach this server by https", Sources: cli.EnvVars("JIEFEN_SECURE")},
		),
		Action: func(ctx context.Context, cmd *cli.Command) error {
			cfg, err := settings(cmd)
			if err != nil {
				return err
			}
			log := cfg.logger()
			log.InfoContext(ctx, "starting", "settings", cfg)
			return serve(ctx, cfg, log, nil)
		},
	}
}

// serve runs until the context ends. With told it says where it listens.
func serve(ctx context.Context, cfg Config, log *slog.Logger, told func(address string)) (err error) {
	if !cfg.Secure && !cfg.loopback() {
		log.WarnContext(ctx, "others reach this server without TLS: passwords and cases cross the network in the clear; "+
			"put a TLS proxy before it and say -secure", "addr", cfg.Addr)
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
	return app.Serve(ctx, told)
}

// Serve answers requests until the context ends, then lets those under way
// finish, and closes the program.
func (a *App) Serve(ctx context.Context, told func(address string)) (err error) {
	defer func() {
		closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeWithin)
		defer cancel()
		err = errors.Join(err, a.Close(closing))
	}()
	handler, err := a.Handler()
	if err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", a.cfg.Addr)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	server := &http.Server{
		Handler: handler, ReadHeaderTimeout: headerWithin, ReadTimeout: readWithin, WriteTimeout: writeWithin, IdleTimeout: idleFor,
		MaxHeaderBytes: largestHead, ErrorLog: slog.NewLogLogger(a.log.Handler(), slog.LevelDebug),
	}
	a.Start(context.WithoutCancel(ctx)) // the background ends after the last request
	a.log.InfoContext(ctx, "listening", "address", listener.Addr().String())
	if told != nil {
		told(listener.Addr().String())
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	a.log.InfoContext(ctx, "stopping")
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainWithin)
	defer cancel()
	if err := server.Shutdown(drain); err != nil {
		return errors.Join(fmt.Errorf("requests under way were cut: %w", err), server.Close())
	}
	return nil
}
