package casework

import (
	"context"
	"errors"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

var errRehearsed = errors.New("rehearsed")

// Rehearse carries out an act as Do does and undoes it before anybody sees it:
// what would happen. The outcome's ids and numbers are never used.
func (d *Desk) Rehearse(ctx context.Context, who casemodel.Actor, id casemodel.ID, act string, in Input) (Outcome, error) {
	var out Outcome
	err := d.DB.Do(ctx, func(tx *store.Tx) error {
		out = Outcome{}
		if err := d.led(tx, who, id, act, in, &out); err != nil {
			return err
		}
		if _, err := tx.RootOf(id); err != nil { // what waits to be written is sent, and its faults show
			return err
		}
		return errRehearsed
	})
	if errors.Is(err, errRehearsed) {
		err = nil
	}
	return out, err
}
