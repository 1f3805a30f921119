package casework

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

// Vault keeps the content of files under their hash, in a folder outside the
// database. A name never becomes a path.
type Vault struct{ root *os.Root }

// OpenVault opens, or creates, the folder.
func OpenVault(dir string) (*Vault, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("file folder: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("file folder: %w", err)
	}
	return &Vault{root: root}, nil
}

// Put reads at most limit bytes and keeps them; it returns hash and size.
// More than limit is TooLarge and leaves nothing behind.
func (v *Vault) Put(r io.Reader, limit int64) (sha string, size int64, err error) {
	tmp, err := os.CreateTemp(v.root.Name(), "incoming-*")
	if err != nil {
		return "", 0, fmt.Errorf("keep file: %w", err)
	}
	defer func() { _ = os.Remove(tmp.Name()) }() // it has been renamed, or it must go
	h := sha256.New()
	size, err = io.Copy(io.MultiWriter(tmp, h), io.LimitReader(r, limit+1))
	if err == nil {
		err = tmp.Sync()
	}
	if closed := tmp.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return "", 0, fmt.Errorf("keep file: %w", err)
	}
	if size > limit {
		return "", 0, &casemodel.Error{Kind: casemodel.TooLarge, Key: "file.too_large", Field: "file", Args: map[string]any{"max": limit >> 20}}
	}
	sha = hex.EncodeToString(h.Sum(nil))
	if err := v.root.Mkdir(sha[:2], 0o700); err != nil && !errors.Is(err, os.ErrExist) {
		return "", 0, fmt.Errorf("keep file: %w", err)
	}
	if err := os.Rename(tmp.Name(), filepath.Join(v.root.Name(), sha[:2], sha)); err != nil {
		return "", 0, fmt.Errorf("keep file: %w", err)
	}
	return sha, size, nil
}

// Open reads a file's content by its hash.
func (v *Vault) Open(sha string) (io.ReadCloser, error) {
	if len(sha) != 64 {
		return nil, &casemodel.Error{Kind: casemodel.NotFound, Key: "file.not_found"}
	}
	f, err := v.root.Open(filepath.Join(sha[:2], sha))
	if errors.Is(err, os.ErrNotExist) {
		return nil, &casemodel.Error{Kind: casemodel.NotFound, Key: "file.not_found"}
	}
	return f, err
}

// Upload keeps a file for an act to come; unused after a day it is removed.
func (d *Desk) Upload(ctx context.Context, who casemodel.Actor, name, kind, sha string, size int64) (casemodel.File, error) {
	f := casemodel.File{Name: filepath.Base(name), SHA256: sha, Size: size, Type: kind, Read: "registration", OwnerID: who.UserID}
	err := d.DB.Do(ctx, func(tx *store.Tx) error {
		f.ID, f.CreatedAt = tx.NewID(), tx.Now()
		return tx.InsertFile(&f)
	})
	return f, err
}

// File finds a file of a matter the actor may read, by the class it belongs
// to: permission goes through the matter each time.
func (d *Desk) File(ctx context.Context, who casemodel.Actor, matter, id casemodel.ID) (*casemodel.File, error) {
	var f *casemodel.File
	err := d.DB.Read(ctx, func(tx *store.Tx) error {
		j, m, err := d.look(tx, who, matter)
		if err != nil {
			return err
		}
		if f, err = tx.File(id); err != nil {
			return err
		}
		if f.MatterID != m.ID || f.Detached == 1 || !j.canRead(who, m, f.Read) {
			return &casemodel.Error{Kind: casemodel.NotFound, Key: "file.not_found"}
		}
		return nil
	})
	return f, err
}
