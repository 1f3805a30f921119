package casework

import (
	"context"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

// Lacks tells what the guards of an act would still miss if it were done with
// nothing typed, and the cases that look like this one as far as the actor may
// know of them: one of which only the existence may be told has no title.
func (d *Desk) Lacks(ctx context.Context, who casemodel.Actor, id casemodel.ID, act string) (missing []casemodel.FieldError, similar []casemodel.Matter, err error) {
	err = d.DB.Read(ctx, func(tx *store.Tx) error {
		j, m, err := d.look(tx, who, id)
		if err != nil {
			return err
		}
		if !j.canRead(who, m, "registration") {
			return nil
		}
		flow := j.flow(m)
		if flow == nil || flow.Act(act) == nil {
			return &casemodel.Error{Kind: casemodel.NotFound, Key: "act.unknown", Args: map[string]any{"act": act}}
		}
		c := &call{m: m, flow: flow, act: act, on: j.today.Later(m.StateOn), who: who, in: casemodel.Fields{}}
		if missing, err = j.missing(c); err != nil {
			return err
		}
		if err := j.fam.loadParties(); err != nil {
			return err
		}
		found, _, err := tx.SimilarCases(j.fam.root.ID, j.fam.parties, j.fam.root.Category)
		if err != nil {
			return err
		}
		similar, err = j.knownOf(found)
		return err
	})
	return missing, similar, err
}
