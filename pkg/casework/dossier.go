package casework

import (
	"context"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

// Dossier is everything the page of a matter shows, read in one moment.
type Dossier struct {
	*View
	Lines    []Line    // the latest of the journal, in order
	Moves    []Line    // what led from a state to another, the latest first
	Contacts []Contact // the latest first; none without read.sessions
}

// Contact is one call, message or visit: who spoke with whom and what came of
// it.
type Contact struct {
	Line
	Matter casemodel.ID // of the family, to which it was written down
}

const (
	mostMoves    = 100 // a page shows the phases, no more
	mostContacts = 50
)

// Dossier shows a matter with the latest entries of its journal, at most
// recent. NotFound when the actor may not know of it.
func (d *Desk) Dossier(ctx context.Context, who casemodel.Actor, id casemodel.ID, recent int) (*Dossier, error) {
	dossier := &Dossier{}
	err := d.DB.Read(ctx, func(tx *store.Tx) error {
		j, m, err := d.look(tx, who, id)
		if err != nil {
			return err
		}
		if dossier.View, err = j.view(m); err != nil {
			return err
		}
		return tx.AtOnce(func() error {
			told, err := tx.ToldOf(id, max(m.Seq-recent, 0), recent)
			if err != nil {
				return err
			}
			dossier.Lines, err = j.lines(m, told, dossier.Can)
			return err
		}, func() (err error) {
			dossier.Moves, err = j.moves(m, mostMoves)
			return err
		}, func() (err error) {
			dossier.Contacts, err = j.contacts()
			return err
		})
	})
	return dossier, err
}

// Milestones lists what led a matter from a state to another, the latest
// first, at most limit.
func (d *Desk) Milestones(ctx context.Context, who casemodel.Actor, id casemodel.ID, limit int) ([]Line, error) {
	var lines []Line
	err := d.DB.Read(ctx, func(tx *store.Tx) error {
		j, m, err := d.look(tx, who, id)
		if err != nil {
			return err
		}
		lines, err = j.moves(m, limit)
		return err
	})
	return lines, err
}

func (j *job) moves(m *casemodel.Matter, limit int) ([]Line, error) {
	told, err := j.tx.MovesOf(m.ID, limit)
	if err != nil {
		return nil, err
	}
	return j.lines(m, told, j.rights(m))
}

// contacts are those of the whole family, each by the right to read what was
// said to the body that wrote it down.
func (j *job) contacts() ([]Contact, error) {
	told, err := j.tx.ToldInFamily(j.fam.root.ID, mostContacts, "contact")
	if err != nil {
		return nil, err
	}
	var list []Contact
	rights := map[casemodel.ID]map[string]bool{}
	for i := range told {
		m := j.fam.matter(told[i].MatterID)
		if m == nil {
			continue
		}
		can, asked := rights[m.ID]
		if !asked {
			can = j.rights(m)
			can["see"] = j.may(j.who, m, "see", "read").Allow
			rights[m.ID] = can
		}
		if !can["see"] || !can["read.sessions"] {
			continue
		}
		line, err := j.line(m, told[i].Entry, told[i].Payload, can)
		if err != nil {
			return nil, err
		}
		list = append(list, Contact{Line: line, Matter: m.ID})
	}
	return list, nil
}
