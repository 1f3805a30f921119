package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The doctor keeps a word where files lie: a folder that is none and a store
// that does not answer are found before somebody's photo is lost to them, and
// the trial leaves nothing behind.
func TestTheDoctorTriesTheStoreOfFiles(t *testing.T) {
	eachDatabase(t, func(t *testing.T, cfg Config) {
		staffed(t, cfg)
		dir := filepath.Join(cfg.Data, "files")
		if err := os.RemoveAll(dir); err != nil {
			t.Fatal(err)
		}
		if out, _ := command(t, cfg.args("doctor")...); !strings.Contains(out, "ok   files: "+dir+" is not there yet") {
			t.Errorf("none yet:\n%s", out)
		}
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		if out, _ := command(t, cfg.args("doctor")...); !strings.Contains(out, "ok   files: a trial was kept, read back and removed in "+dir) || !strings.Contains(out, "MiB free") {
			t.Errorf("sound:\n%s", out)
		}
		if left, err := filepath.Glob(filepath.Join(dir, "*", "*")); err != nil || len(left) > 0 {
			t.Errorf("left %v (%v)", left, err)
		}
		if err := errors.Join(os.RemoveAll(dir), os.WriteFile(dir, nil, 0o600)); err != nil {
			t.Fatal(err)
		}
		if out, err := command(t, cfg.args("doctor")...); !errors.Is(err, errFound) || !strings.Contains(out, "FAIL files: "+dir) {
			t.Errorf("no folder: %v\n%s", err, out)
		}
		keys := filepath.Join(t.TempDir(), "keys")
		if err := errors.Join(os.Remove(dir), os.WriteFile(keys, []byte("access\nsecret\n"), 0o600)); err != nil {
			t.Fatal(err)
		}
		far := "s3+http://127.0.0.1:1/files/a" // nobody answers there
		if out, err := command(t, append(cfg.args("doctor"), "-files", far, "-files-key", keys)...); !errors.Is(err, errFound) || !strings.Contains(out, "FAIL files: "+far) || !strings.Contains(out, "refused") {
			t.Errorf("no answer: %v\n%s", err, out)
		}
	})
}
