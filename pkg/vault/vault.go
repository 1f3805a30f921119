// Package vault keeps the content of files under their SHA-256, outside the
// database, and knows what a file may be: it tells a file's type by its
// content, refuses what has no place in a case before it is kept, and holds the
// content against its hash before it is handed out. It knows no case and no
// reader; who may take a file is asked elsewhere.
package vault

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/jiefen/jiefen/casemodel"
)

// Vault is a folder of contents, or a bucket of them elsewhere (OpenFar). A name that somebody typed never becomes a
// path in it. It is safe for many at once.
type Vault struct {
	Scanner *Scanner // nil: nobody looks for viruses
	Heif    string   // the program of FindHeif, "" for none

	root  *os.Root
	far   *bucket // nil: contents lie in the folder
	easel easel
}

// Open opens, or creates, the folder.
func Open(dir string) (*Vault, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("file folder: %w", err)
	}
	return Look(dir)
}

// Look opens a folder that is there, to read; ErrNotExist when it is not.
func Look(dir string) (*Vault, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("file folder: %w", err)
	}
	return &Vault{root: root, easel: easel{slots: make(chan struct{}, 2)}}, nil
}

// Rules are what a site lets in.
type Rules struct {
	Largest int64    // bytes of one file
	Extras  []string // endings besides the usual ones, of Extras
	Unseen  bool     // what the scanner could not look at comes in, and waits for it
}

// incoming is how a content is called until it is known.
const incoming = "incoming-*"

// Take reads a file, looks at what it is and keeps it. It returns its hash,
// size, type and the name it is kept under, which ends as its type says. What
// has no place here is TypeRefused, what is too large TooLarge, an empty one
// Invalid, and Unavailable is said where nothing can be kept now; then, and
// when the reading breaks off, nothing stays behind.
func (v *Vault) Take(r io.Reader, name string, rules Rules) (casemodel.File, error) {
	f := casemodel.File{}
	tmp, err := v.temp()
	if err != nil {
		return f, lost("keep file", err)
	}
	defer func() { _ = os.Remove(tmp.Name()) }() // it has been renamed, or it must go
	defer func() { _ = tmp.Close() }()           // synced before it is renamed
	h, from := sha256.New(), &sender{r: r}
	f.Size, err = io.Copy(io.MultiWriter(tmp, h), io.LimitReader(from, rules.Largest+1))
	switch {
	case from.err != nil:
		return f, fmt.Errorf("keep file: %w", from.err)
	case err != nil:
		return f, lost("keep file", err)
	}
	switch {
	case f.Size == 0:
		return f, casemodel.Bad("file", "file.empty")
	case f.Size > rules.Largest:
		return f, &casemodel.Error{Kind: casemodel.TooLarge, Key: "file.too_large", Field: "file", Args: map[string]any{"max": rules.Largest >> 20}}
	}
	if f.Type, f.Name, err = recognise(tmp, f.Size, name, rules.Extras); err != nil {
		return f, err
	}
	if f.Scan, err = v.scan(tmp, f.Name, rules.Unseen); err != nil {
		return f, err
	}
	f.SHA256 = hex.EncodeToString(h.Sum(nil))
	if v.far != nil {
		return f, v.far.put(tmp, f.SHA256, f.Size)
	}
	return f, v.settle(tmp, f.SHA256)
}

// How a content was looked at for viruses, as its row says.
const (
	Clean    = "clean"
	Waits    = "waits"
	Infected = "infected"
)

// scan refuses what carries a virus, and what nobody could look at unless that
// may wait.
func (v *Vault) scan(c content, name string, unseen bool) (string, error) {
	if v.Scanner == nil {
		return "", nil
	}
	if _, err := c.Seek(0, io.SeekStart); err != nil {
		return "", err
	}
	virus, err := v.Scanner.Find(context.Background(), c)
	switch {
	case err == nil && virus == "":
		return Clean, nil
	case err == nil:
		return "", refused("file.infected", name, "virus", virus)
	case unseen:
		return Waits, nil
	}
	return "", &casemodel.Error{Kind: casemodel.Busy, Key: "file.not_scanned", Field: "file", Args: map[string]any{"name": name}}
}

// Rescan looks again at a content that waits for it; ErrNotScanned when it has
// to wait on.
func (v *Vault) Rescan(ctx context.Context, sha string) (string, error) {
	if v.Scanner == nil {
		return "", ErrNotScanned
	}
	c, err := v.Open(sha)
	if err != nil {
		return "", err
	}
	defer c.Close() //nolint:errcheck // it was only read
	virus, err := v.Scanner.Find(ctx, c)
	switch {
	case err != nil:
		return "", err
	case virus != "":
		return Infected, nil
	}
	return Clean, nil
}

// settle gives a content its place and waits for the disk.
func (v *Vault) settle(tmp *os.File, sha string) error {
	if err := tmp.Sync(); err != nil {
		return lost("keep file", err)
	}
	if err := v.root.Mkdir(sha[:2], 0o700); err != nil && !errors.Is(err, os.ErrExist) {
		return lost("keep file", err)
	}
	if err := os.Rename(tmp.Name(), filepath.Join(v.root.Name(), sha[:2], sha)); err != nil {
		return lost("keep file", err)
	}
	for _, dir := range []string{".", sha[:2]} {
		if err := v.syncDir(dir); err != nil {
			return lost("keep file", err)
		}
	}
	return nil
}

// Content is one file that was held against its hash, from its beginning.
type Content interface {
	io.Reader
	io.Seeker
	io.Closer
}

// Open hands out a content after the whole of it was read and found to be what
// was kept: nothing of a changed one leaves. NotFound when there is none;
// ErrChanged when it is another; Unavailable when the whole store is gone or
// cannot be read.
func (v *Vault) Open(sha string) (Content, error) {
	if v.far != nil && len(sha) == 64 {
		return v.far.get(v, sha)
	}
	f, err := v.find(sha)
	if err != nil {
		return nil, err
	}
	if err := hold(f, sha); err != nil {
		if !errors.Is(err, ErrChanged) {
			err = lost("read file", err)
		}
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

func (v *Vault) find(sha string) (*os.File, error) {
	if len(sha) != 64 {
		return nil, &casemodel.Error{Kind: casemodel.NotFound, Key: "file.not_found"}
	}
	f, err := v.root.Open(filepath.Join(sha[:2], sha))
	if errors.Is(err, os.ErrNotExist) { // Remove was cut off, or is at it
		f, err = v.root.Open(filepath.Join(sha[:2], sha) + leaving)
	}
	switch {
	case errors.Is(err, os.ErrNotExist):
		if gone := v.same(); gone != nil {
			return nil, lost("read file", gone) // not one content is missing: all are
		}
		return nil, &casemodel.Error{Kind: casemodel.NotFound, Key: "file.lost"}
	case err != nil:
		return nil, lost("read file", err)
	}
	return f, nil
}

// ErrChanged says that a content is no longer what was kept under its hash: a
// disk failed, or somebody was at it.
var ErrChanged = errors.New("the content of a file is not what was kept")

// hold reads a content to its end and goes back to its beginning.
func hold(f io.ReadSeeker, sha string) error {
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return fmt.Errorf("read file: %w", err)
	}
	if is := hex.EncodeToString(h.Sum(nil)); is != sha {
		return fmt.Errorf("%w: %s is now %s", ErrChanged, sha, is)
	}
	_, err := f.Seek(0, io.SeekStart)
	return err
}

// leaving is the end of a name that steps aside.
const leaving = ".leaving"

// Remove takes a content away that nothing names any more and nobody has sent
// again since the moment; it reports whether it did. The content first steps
// aside, so that the same bytes arriving just then are not lost.
func (v *Vault) Remove(sha string, since time.Time) (bool, error) {
	place := filepath.Join(sha[:2], sha)
	if v.far != nil {
		removed, err := v.far.remove(sha, since)
		if err == nil && removed {
			err = v.dropDrawings(place)
		}
		return removed, err
	}
	aside := place + leaving
	err := v.root.Rename(place, aside)
	if errors.Is(err, os.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("remove file: %w", err)
	}
	info, err := v.root.Stat(aside)
	if err == nil && info.ModTime().After(since) {
		return false, v.root.Rename(aside, place)
	}
	if err == nil {
		err = v.dropDrawings(place)
	}
	if err == nil {
		err = v.root.Remove(aside)
	}
	if err != nil {
		return false, fmt.Errorf("remove file: %w", err)
	}
	return true, nil
}

func (v *Vault) dropDrawings(place string) error {
	for _, side := range []int{Small, Large} {
		if err := v.root.Remove(place + drawn(side)); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("remove file: %w", err)
		}
	}
	return nil
}

// Tidy removes what was still being read when a server stopped and is older
// than the moment; it reports how many.
func (v *Vault) Tidy(before time.Time) (int, error) {
	left, err := fs.Glob(v.root.FS(), incoming)
	if err != nil {
		return 0, fmt.Errorf("tidy files: %w", err)
	}
	gone := 0
	for _, path := range left {
		info, err := v.root.Stat(path)
		if err != nil || info.ModTime().After(before) {
			continue // it has its place by now, or is just being read
		}
		if err := v.root.Remove(path); err != nil {
			return gone, fmt.Errorf("tidy files: %w", err)
		}
		gone++
	}
	if v.far == nil {
		return gone, nil
	}
	far, err := v.far.tidy(before)
	return gone + far, err
}
