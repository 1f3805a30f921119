package casework

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"path/filepath"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/pkg/vault"
)

// Upload keeps the row of a file whose content is in the vault already, for an
// act to come; unused after a day SweepFiles removes it. With a key a repeated
// upload of the same name and content is one file; KeyReused when it is another.
func (d *Desk) Upload(ctx context.Context, who casemodel.Actor, sent casemodel.File, key string) (casemodel.File, error) {
	f := casemodel.File{}
	err := d.DB.Do(ctx, func(tx *store.Tx) error {
		f = casemodel.File{Name: filepath.Base(sent.Name), SHA256: sent.SHA256, Size: sent.Size, Type: sent.Type, Scan: sent.Scan, Read: "registration", OwnerID: who.UserID}
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
func (d *Desk) SweepFiles(ctx context.Context, content *vault.Vault, wall time.Time) (removed int, err error) {
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
		if _, err := content.Remove(sha, wall.Add(-unusedFor)); err != nil {
			return removed, err
		}
	}
	return removed, nil
}

// File finds a file of a matter the actor may read, by the class it belongs
// to: permission goes through the matter each time. Who took it is written down.
func (d *Desk) File(ctx context.Context, who casemodel.Actor, matter, id casemodel.ID) (*casemodel.File, error) {
	f, root, now, err := d.file(ctx, who, matter, id)
	if err != nil {
		return nil, err
	}
	d.noteSeen(ctx, who, root, f.ID, now)
	return f, nil
}

// Glimpse is File for a small picture among others on a page: that the page was
// opened is written down already.
func (d *Desk) Glimpse(ctx context.Context, who casemodel.Actor, matter, id casemodel.ID) (*casemodel.File, error) {
	f, _, _, err := d.file(ctx, who, matter, id)
	return f, err
}

// WaitingFile finds one's own upload that no act has used yet.
func (d *Desk) WaitingFile(ctx context.Context, who casemodel.Actor, id casemodel.ID) (f *casemodel.File, err error) {
	err = d.DB.Read(ctx, func(tx *store.Tx) error {
		if f, err = tx.File(id); err == nil && (f.MatterID != "" || f.OwnerID != who.UserID) {
			err = &casemodel.Error{Kind: casemodel.NotFound, Key: "file.not_found"}
		}
		if err == nil {
			err = sound(f)
		}
		return err
	})
	return f, err
}

func (d *Desk) file(ctx context.Context, who casemodel.Actor, matter, id casemodel.ID) (f *casemodel.File, root casemodel.ID, now casemodel.Instant, err error) {
	err = d.DB.Read(ctx, func(tx *store.Tx) error {
		j, m, err := d.look(tx, who, matter)
		if err != nil {
			return err
		}
		if f, err = tx.File(id); err != nil {
			return err
		}
		open, err := j.opens(who, m, f)
		if err != nil {
			return err
		}
		if f.MatterID != m.ID || f.Detached == 1 || !open {
			return &casemodel.Error{Kind: casemodel.NotFound, Key: "file.not_found"}
		}
		root, now = m.RootID, tx.Now()
		return sound(f)
	})
	return f, root, now, err
}

// sound refuses a file in which a virus was found after it had come in.
func sound(f *casemodel.File) error {
	if f.Scan == vault.Infected {
		return &casemodel.Error{Kind: casemodel.TypeRefused, Key: "file.infected_later", Args: map[string]any{"name": f.Name}}
	}
	return nil
}

// scannedAtOnce is how many contents one turn of the job looks at.
const scannedAtOnce = 50

// ScanWaiting looks at what came in while nobody could look for viruses; it
// returns how many it settled. It ends at the first that has to wait on.
func (d *Desk) ScanWaiting(ctx context.Context, content *vault.Vault) (settled int, err error) {
	if content.Scanner == nil {
		return 0, nil
	}
	var waiting []casemodel.File
	err = d.DB.Read(ctx, func(tx *store.Tx) error {
		waiting, err = tx.UnscannedFiles(scannedAtOnce)
		return err
	})
	for i := range waiting {
		f := &waiting[i]
		found, scanned := content.Rescan(ctx, f.SHA256)
		if errors.Is(scanned, vault.ErrNotScanned) {
			return settled, nil
		}
		if scanned != nil {
			d.Log.ErrorContext(ctx, "file not scanned", "file", f.ID, "err", scanned)
			continue
		}
		if found == vault.Infected {
			d.Log.ErrorContext(ctx, "virus found in a file", "file", f.ID, "sha256", f.SHA256)
		}
		err = errors.Join(err, d.DB.Do(ctx, func(tx *store.Tx) error { return tx.ScannedFile(f.ID, found) }))
		settled++
	}
	return settled, err
}
