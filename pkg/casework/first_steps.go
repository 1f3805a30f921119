package casework

import (
	"context"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

// Trail is how one sees that a first step was done.
type Trail = store.Trail

// FirstSteps answers which of an actor's first steps are done, and whether they
// were put away: then nothing is looked for. It is read from what was done each
// time, one probe a step, so that whoever looks at his page writes nothing.
func (d *Desk) FirstSteps(ctx context.Context, who casemodel.Actor, trails []Trail) (done []string, shut bool, err error) {
	err = d.DB.Read(ctx, func(tx *store.Tx) error {
		kept, err := tx.FirstLook(who.UserID)
		done, shut = nil, kept.Shut == 1
		if err != nil || shut {
			return err
		}
		done, err = trodden(tx, kept, trails)
		return err
	})
	return done, shut, err
}

// trodden are the steps done since the first look began.
func trodden(tx *store.Tx, since store.FirstLook, trails []Trail) ([]string, error) {
	return tx.Trodden(since.UserID, since.At, today(since.At), trails)
}

// PutAwayFirstSteps closes an actor's first steps.
func (d *Desk) PutAwayFirstSteps(ctx context.Context, who casemodel.Actor) error {
	return d.putFirstLook(ctx, who, func(_ *store.Tx, f *store.FirstLook) error {
		f.Shut = 1
		return nil
	})
}

// OpenFirstSteps shows an actor's first steps again. Whoever has done all those
// named begins anew, from this moment on.
func (d *Desk) OpenFirstSteps(ctx context.Context, who casemodel.Actor, trails []Trail) error {
	return d.putFirstLook(ctx, who, func(tx *store.Tx, f *store.FirstLook) error {
		done, err := trodden(tx, *f, trails)
		if len(done) == len(trails) {
			f.At = tx.Now()
		}
		f.Shut = 0
		return err
	})
}

func (d *Desk) putFirstLook(ctx context.Context, who casemodel.Actor, change func(*store.Tx, *store.FirstLook) error) error {
	return d.DB.Do(ctx, func(tx *store.Tx) error {
		f, err := tx.FirstLook(who.UserID)
		if err != nil {
			return err
		}
		if err := change(tx, &f); err != nil {
			return err
		}
		return tx.PutFirstLook(f)
	})
}
