package documents

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/jiefen/jiefen/templates"
)

// Papers become PDF two at a time, each by a profile of its own, and nothing of
// them stays behind.
func TestPapersBecomePDF(t *testing.T) {
	o := FindOffice(t.TempDir())
	if o == nil {
		t.Skip("there is no LibreOffice")
	}
	made, err := Shipped(templates.Papers()[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	var word bytes.Buffer
	if err := made.Fill(&word, Sample()); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 3 {
		all.Go(func() {
			pdf, err := o.PDF(t.Context(), word.Bytes())
			if err != nil || len(pdf) < 1000 {
				t.Errorf("%d bytes: %v", len(pdf), err)
			}
		})
	}
	all.Wait()
	if left, err := filepath.Glob(filepath.Join(o.dir, "work-*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

// A program that hangs is ended with all it started, and one that makes
// something else has made nothing.
func TestAnOfficeThatHangsOrFailsIsEnded(t *testing.T) {
	dir := t.TempDir()
	for name, script := range map[string]string{"hangs": "#!/bin/sh\nsleep 600 & sleep 600\n", "silent": "#!/bin/sh\nexit 0\n", "fails": "#!/bin/sh\nexit 1\n"} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(script), 0o700); err != nil {
			t.Fatal(err)
		}
		o := &Office{Path: path, dir: dir, workers: make(chan int, 1)}
		o.workers <- 0
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		begun := time.Now()
		if pdf, err := o.PDF(ctx, []byte("x")); !errors.Is(err, errNoPDF) || pdf != nil {
			t.Errorf("%s: %v", name, err)
		}
		cancel()
		if took := time.Since(begun); took > 20*time.Second {
			t.Errorf("%s took %s", name, took)
		}
		if len(o.workers) != 1 {
			t.Errorf("%s keeps its worker", name)
		}
	}
}
