package main

import (
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"github.com/jiefen/jiefen/pkg/store/storetest"
	"github.com/jiefen/jiefen/pkg/vault"
)

// Where nobody wants a program of others to touch photos, the one that is
// installed is left alone: HEIC is downloaded only.
func TestHeicIsLeftAloneWhereItIsOff(t *testing.T) {
	bin := t.TempDir()
	if err := os.WriteFile(filepath.Join(bin, "heif-convert"), []byte("#!/bin/sh\nexit 1\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin)
	if vault.FindHeif() == "" {
		t.Skip("no such programs on this system")
	}
	for word, draws := range map[string]bool{"": true, "off": false} {
		cfg := defaults()
		cfg.Data, cfg.DB, cfg.Heif = t.TempDir(), storetest.URL(t, "sqlite"), word
		cfg, err := cfg.complete()
		if err != nil {
			t.Fatal(err)
		}
		staffed(t, cfg)
		app, err := OpenApp(t.Context(), cfg, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		if app.Vault.Draws("image/heic") != draws {
			t.Errorf("%q: HEIC drawn: %v", word, !draws)
		}
		if err := app.DB.Close(); err != nil {
			t.Error(err)
		}
	}
	cfg := defaults()
	cfg.Heif = "of"
	if _, err := cfg.complete(); err == nil {
		t.Error("a misspelt word passes")
	}
}
