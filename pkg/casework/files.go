package casework

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

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
	if errors.Is(err, os.ErrNotExist) { // Remove was cut off, or is at it
		f, err = v.root.Open(filepath.Join(sha[:2], sha) + leaving)
	}
	if errors.Is(err, os.ErrNotExist) {
		return nil, &casemodel.Error{Kind: casemodel.NotFound, Key: "file.not_found"}
	}
	return f, err
}

// leaving is the end of a name that steps aside.
const leaving = ".leaving"

// Remove takes a content away that nothing names any more and nobody has sent
// again since the moment; it reports whether it did. The content first steps
// aside, so that the same bytes arriving just then are not lost.
func (v *Vault) Remove(sha string, since time.Time) (bool, error) {
	place := filepath.Join(sha[:2], sha)
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
		err = v.root.Remove(aside)
	}
	if err != nil {
		return false, fmt.Errorf("remove file: %w", err)
	}
	return true, nil
}

// Upload keeps the row of a file whose content is in the vault already, for an
// act to come; unused after a day SweepFiles removes it. With a key a repeated
// upload of the same name and content is one file; KeyReused when it is another.
func (d *Desk) Upload(ctx context.Context, who casemodel.Actor, sent casemodel.File, key string) (casemodel.File, error) {
	f := casemodel.File{}
	err := d.DB.Do(ctx, func(tx *store.Tx) error {
		f = casemodel.File{Name: filepath.Base(sent.Name), SHA256: sent.SHA256, Size: sent.Size, Type: sent.Type, Read: "registration", OwnerID: who.UserID}
		if key != "" {
			hash := sha256.Sum256([]byte(f.SHA256 + f.Name))
			replay, err := tx.Once(string(who.UserID), key, hash[:])
			if err != nil {
				return err
			}
			if replay != nil {
				return json.Unmarshal(replay.Answer, &f)
			}
		}
		f.ID, f.CreatedAt = tx.NewID(), tx.Now()
		if err := tx.InsertFile(&f); err != nil || key == "" {
			return err
		}
		answer, err := json.Marshal(f)
		if err != nil {
			return err
		}
		return tx.SaveOnce(string(who.UserID), key, 201, "", 0, answer)
	})
	return f, err
}

// unusedFor is how long an upload may wait for its act (engine rule T13).
const unusedFor = 24 * time.Hour

// SweepFiles removes uploads that no act used within a day, and their content
// when no other file has the same. It returns how many uploads it removed.
func (d *Desk) SweepFiles(ctx context.Context, vault *Vault, wall time.Time) (removed int, err error) {
	gone := map[string]bool{}
	err = d.DB.Do(ctx, func(tx *store.Tx) error {
		removed = 0
		clear(gone)
		unused, err := tx.UnusedFiles(tx.Now().Add(-unusedFor))
		if err != nil {
			return err
		}
		for i := range unused {
			err := tx.DeleteFile(unused[i].ID)
			if casemodel.Is(err, casemodel.NotFound) {
				continue // an act has used it meanwhile
			}
			if err != nil {
				return err
			}
			gone[unused[i].SHA256] = true
			removed++
		}
		for sha := range gone {
			used, err := tx.FileContentUsed(sha)
			if err != nil {
				return err
			}
			if used {
				delete(gone, sha)
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	for sha := range gone {
		if _, err := vault.Remove(sha, wall.Add(-unusedFor)); err != nil {
			return removed, err
		}
	}
	return removed, nil
}

// File finds a file of a matter the actor may read, by the class it belongs
// to: permission goes through the matter each time. Who took it is written down.
func (d *Desk) File(ctx context.Context, who casemodel.Actor, matter, id casemodel.ID) (*casemodel.File, error) {
	var f *casemodel.File
	var root casemodel.ID
	var now casemodel.Instant
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
		root, now = m.RootID, tx.Now()
		return nil
	})
	if err != nil {
		return nil, err
	}
	d.noteSeen(ctx, who, root, f.ID, now)
	return f, nil
}
