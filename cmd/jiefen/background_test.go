package main

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"
)

func TestAJobThatPanicsRunsAgain(t *testing.T) {
	var out bytes.Buffer
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	a := &App{log: slog.New(slog.NewTextHandler(&out, nil))}
	runs := 0
	a.every(ctx, "sweep", time.Millisecond, func(context.Context) (int, error) {
		if runs++; runs == 2 {
			cancel()
			return 0, nil
		}
		panic("no such rule")
	})
	a.background.Wait()
	if runs != 2 || !strings.Contains(out.String(), "no such rule") || !strings.Contains(out.String(), "background_test.go") {
		t.Errorf("%d runs, logged %s", runs, out.String())
	}
}
