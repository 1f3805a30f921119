package casework

import (
	"context"
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

// nobody is how the id of nobody stands in a database.
const nobody = "00000000-0000-0000-0000-000000000000"

// TakeUp takes the time of sittings ahead that take none: those that stood in a
// field of their matter before sittings were arranged. One whose people are taken
// already stays as it is, to be moved by who handles it, and is tried again. It
// answers how many have their time now.
func (d *Desk) TakeUp(ctx context.Context) (taken int, err error) {
	var free []casemodel.Sitting
	err = d.DB.Read(ctx, func(tx *store.Tx) (err error) {
		free, err = tx.Untaken()
		return err
	})
	if err != nil {
		return 0, err
	}
	for i := range free {
		done, err := d.takeUp(ctx, &free[i])
		if done {
			taken++
		}
		if err != nil && !casemodel.Is(err, casemodel.Conflict) {
			return taken, err
		}
	}
	return taken, nil
}

func (d *Desk) takeUp(ctx context.Context, one *casemodel.Sitting) (done bool, err error) {
	err = d.DB.Do(ctx, func(tx *store.Tx) error {
		done = false
		if err := tx.LockRoots(one.RootID); err != nil {
			return err
		}
		fam, err := openFamily(tx, one.RootID)
		if err != nil {
			return err
		}
		if err := fam.loadSittings(); err != nil {
			return err
		}
		s := fam.sitting(one.ID)
		if s == nil || s.State != casemodel.Planned {
			return nil
		}
		still, err := tx.Untaken(s.ID)
		if err != nil || len(still) == 0 {
			return err // another server was first
		}
		s.Mediators = slices.DeleteFunc(s.Mediators, func(id string) bool { return id == nobody })
		j := d.job(tx, fam, casemodel.Actor{}, &Outcome{})
		if err := j.complete(&call{m: fam.matter(s.MatterID)}, s); err != nil {
			return err
		}
		if err := j.seizeAgain(s, asked{"sitting_at", "room"}); err != nil {
			return err
		}
		done = true
		return tx.UpdateSitting(s)
	})
	return done && err == nil, err
}
