package documents

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"
)

// Office turns Word files that this program made into PDF by a LibreOffice of
// the machine. Nothing anybody uploaded is ever given to it. It is safe for
// many at once; each of its workers has a profile of its own, because two on
// one profile fail without a word.
type Office struct {
	Path    string // of the program that was found
	dir     string
	workers chan int
}

const (
	officeWorkers = 2
	officeTime    = 60 * time.Second // for one paper, the first start of a profile included
)

// FindOffice looks for LibreOffice; nil where there is none. Its profiles and
// what it works on lie in the folder.
func FindOffice(dir string) *Office {
	for _, name := range []string{"soffice", "libreoffice"} {
		path, err := exec.LookPath(name)
		if err != nil {
			continue
		}
		o := &Office{Path: path, dir: dir, workers: make(chan int, officeWorkers)}
		for i := range officeWorkers {
			o.workers <- i
		}
		return o
	}
	return nil
}

var errNoPDF = errors.New("LibreOffice made no PDF")

// PDF converts one Word file.
func (o *Office) PDF(ctx context.Context, word []byte) (pdf []byte, err error) {
	var worker int
	select {
	case worker = <-o.workers:
		defer func() { o.workers <- worker }()
	case <-ctx.Done():
		return nil, fmt.Errorf("wait for LibreOffice: %w", ctx.Err())
	}
	ctx, cancel := context.WithTimeout(ctx, officeTime) // of its own work, not of the waiting
	defer cancel()
	if err := os.MkdirAll(o.dir, 0o700); err != nil {
		return nil, fmt.Errorf("folder for PDF: %w", err)
	}
	work, err := os.MkdirTemp(o.dir, "work-*")
	if err != nil {
		return nil, fmt.Errorf("folder for PDF: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	if err := os.WriteFile(filepath.Join(work, "paper.docx"), word, 0o600); err != nil {
		return nil, fmt.Errorf("write for PDF: %w", err)
	}
	profile, err := filepath.Abs(filepath.Join(o.dir, "profile-"+strconv.Itoa(worker)))
	if err != nil {
		return nil, fmt.Errorf("profile for PDF: %w", err)
	}
	cmd := exec.CommandContext(ctx, o.Path, "-env:UserInstallation=file://"+filepath.ToSlash(profile), "--headless", "--norestore", "--nologo", "--convert-to", "pdf", "--outdir", work, filepath.Join(work, "paper.docx")) //nolint:gosec // the program was found at start, every other word is ours
	cmd.WaitDelay = 5 * time.Second
	together(cmd)
	if out, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%w: %w: %s", errNoPDF, err, out)
	}
	pdf, err = os.ReadFile(filepath.Join(work, "paper.pdf"))
	if err != nil || !bytes.HasPrefix(pdf, []byte("%PDF-")) {
		return nil, fmt.Errorf("%w: %w", errNoPDF, errors.Join(err))
	}
	return pdf, nil
}
