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

// Ruling is what an enforcement rests on; it is no paper of the house.
const Ruling = "ruling"

// enforced are the papers that go with an application for enforcement, beside
// the application itself.
var enforced = []string{Ruling, "D15_agreement", "D16_oral", "D05_identity", "D06_authority", "D20_urging", "D20_default", "D19_receipt"}

// Enclosures gathers what lies in a case for the application of a confirmation,
// or, of an obligation, for that of its enforcement.
func (d *Desk) Enclosures(ctx context.Context, who casemodel.Actor, id casemodel.ID) ([]Enclosure, error) {
	var pieces []Enclosure
	err := d.DB.Read(ctx, func(tx *store.Tx) error {
		j, m, err := d.look(tx, who, id)
		if err != nil {
			return err
		}
		if err := j.fam.loadValues(); err != nil {
			return err
		}
		wanted := applied
		if m.Kind == casemodel.KindObligation {
			wanted = enforced
		}
		pieces = make([]Enclosure, len(wanted))
		for i, document := range wanted {
			pieces[i].Document = document
		}
		for _, one := range j.fam.matters {
			ruled := m.Kind == casemodel.KindObligation && one.Kind == casemodel.KindConfirmation && one.ParentID == m.ParentID && one.State == "confirmed"
			// what one proceeding gathered is not another's
			if one.ID != m.ID && one.ID != m.ParentID && !one.IsRoot() && !ruled || !j.may(who, one, "see", "read").Allow {
				continue
			}
			files, err := tx.Files(one.ID)
			if err != nil {
				return err
			}
			for _, f := range files {
				i := slices.Index(wanted, f.Document)
				if ruled && string(f.ID) == j.fam.value(one.ID, "file") {
					i = slices.Index(wanted, Ruling)
				}
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
