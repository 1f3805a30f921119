package casework

import (
	"context"
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

// Trail is how one sees that a first step was done.
type Trail = store.Trail

// FirstSteps answers which of an actor's first steps are done, and whether they
// were put away: then nothing is looked for. What is found once is remembered.
func (d *Desk) FirstSteps(ctx context.Context, who casemodel.Actor, trails []Trail) (done []string, shut bool, err error) {
	var found []string
	err = d.DB.Read(ctx, func(tx *store.Tx) error {
		kept, err := tx.FirstLook(who.UserID)
		done, shut, found = kept.Steps, kept.Shut == 1, nil
		if err != nil || shut {
			return err
		}
		found, err = tx.Trodden(who.UserID, kept.At, today(kept.At), without(trails, done))
		return err
	})
	if err != nil || len(found) == 0 {
		return done, shut, err
	}
	err = d.putFirstLook(ctx, who, func(_ *store.Tx, f *store.FirstLook) {
		f.Steps = slices.Compact(slices.Sorted(slices.Values(append(f.Steps, found...))))
		done, shut = f.Steps, f.Shut == 1
	})
	return done, shut, err
}

// without leaves the trails whose steps are not done.
func without(trails []Trail, done []string) []Trail {
	return slices.DeleteFunc(slices.Clone(trails), func(t Trail) bool { return slices.Contains(done, t.Step) })
}

// PutAwayFirstSteps closes an actor's first steps.
func (d *Desk) PutAwayFirstSteps(ctx context.Context, who casemodel.Actor) error {
	return d.putFirstLook(ctx, who, func(_ *store.Tx, f *store.FirstLook) { f.Shut = 1 })
}

// OpenFirstSteps shows an actor's first steps again. Whoever has done all those
// named begins anew, from this moment on.
func (d *Desk) OpenFirstSteps(ctx context.Context, who casemodel.Actor, trails []Trail) error {
	return d.putFirstLook(ctx, who, func(tx *store.Tx, f *store.FirstLook) {
		f.Shut = 0
		if len(without(trails, f.Steps)) == 0 {
			f.Steps, f.At = nil, tx.Now()
		}
	})
}

func (d *Desk) putFirstLook(ctx context.Context, who casemodel.Actor, change func(*store.Tx, *store.FirstLook)) error {
	return d.DB.Do(ctx, func(tx *store.Tx) error {
		f, err := tx.FirstLook(who.UserID)
		if err != nil {
			return err
		}
		change(tx, &f)
		return tx.PutFirstLook(f)
	})
}
