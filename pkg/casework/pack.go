package casework

import (
	"context"
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

// Enclosure is one sort of paper that goes to the court with an application: the
// files of it that lie in any part of the case and that the actor may read.
type Enclosure struct {
	Document string // of the catalogue of papers
	Files    []casemodel.File
}

// applied are the papers an application is made of (民诉法解释353, 354), beside
// the application itself.
var applied = []string{"D15_agreement", "D16_oral", "D05_identity", "D06_authority", "D12_evidence_list"}

// Enclosures gathers what lies in a case for the application of a confirmation.
func (d *Desk) Enclosures(ctx context.Context, who casemodel.Actor, id casemodel.ID) ([]Enclosure, error) {
	pieces := make([]Enclosure, len(applied))
	for i, document := range applied {
		pieces[i].Document = document
	}
	err := d.DB.Read(ctx, func(tx *store.Tx) error {
		j, m, err := d.look(tx, who, id)
		if err != nil {
			return err
		}
		for i := range pieces {
			pieces[i].Files = nil
		}
		for _, one := range j.fam.matters {
			// what one proceeding gathered is not another's
			if one.ID != m.ID && one.ID != m.ParentID && !one.IsRoot() || !j.may(who, one, "see", "read").Allow {
				continue
			}
			files, err := tx.Files(one.ID)
			if err != nil {
				return err
			}
			for _, f := range files {
				i := slices.Index(applied, f.Document)
				if i < 0 || f.Detached == 1 {
					continue
				}
				open, err := j.leaves(who, one, &f)
				if err != nil {
					return err
				}
				if open {
					pieces[i].Files = append(pieces[i].Files, f)
				}
			}
		}
		return nil
	})
	return pieces, err
}
