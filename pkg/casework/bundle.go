package casework

import (
	"context"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/workflows"
)

// Bundled is one part of a case as its bundle holds it: the files this actor
// may read, and of the others only how many there are.
type Bundled struct {
	Matter casemodel.Matter
	Flow   *workflows.Flow
	Files  []casemodel.File
	Secret int
}

// Bundle goes through the files of a case, part by part in the order of their
// making. A part that may not be known of is not told.
func (d *Desk) Bundle(ctx context.Context, who casemodel.Actor, id casemodel.ID) ([]Bundled, error) {
	var parts []Bundled
	err := d.DB.Read(ctx, func(tx *store.Tx) error {
		parts = nil
		j, _, err := d.look(tx, who, id)
		if err != nil {
			return err
		}
		if err := j.fam.all(); err != nil {
			return err
		}
		for _, m := range j.fam.matters {
			flow := j.flow(m)
			if flow == nil || !j.may(who, m, "see", "read").Allow {
				continue
			}
			files, err := tx.Files(m.ID)
			if err != nil {
				return err
			}
			part := Bundled{Matter: *m, Flow: flow}
			own, err := tx.InsideSessions(m.ID)
			if err != nil {
				return err
			}
			for _, f := range files {
				open, err := j.leaves(who, m, &f)
				switch {
				case err != nil:
					return err
				case f.Detached == 1 || own[f.SessionID]: // for inside: no part of the volume
				case open:
					part.Files = append(part.Files, f)
				default:
					part.Secret++
				}
			}
			parts = append(parts, part)
		}
		return nil
	})
	return parts, err
}

// NoteBundle writes down that somebody took the whole volume, and why.
func (d *Desk) NoteBundle(ctx context.Context, who casemodel.Actor, id casemodel.ID, document, purpose string) error {
	_, err := d.print(ctx, who, id, "print", map[string]any{"document": document, "purpose": purpose}, false, "", &Outcome{})
	return err
}
