package casework

import (
	"context"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

// reaches are the ways of reading of which what is made on paper may hold
// something, and the printing itself.
var reaches = []string{"see", "print", "read.registration", "read.agreement", "read.sessions", "read.sealed"}

// Reach is which of some matters somebody may read, by way of reading.
type Reach []map[casemodel.ID]bool

// Less reports whether something that could be read before can be no more.
func (r Reach) Less(before Reach) bool {
	for i, could := range before {
		for id, was := range could {
			if was && !r[i][id] {
				return true
			}
		}
	}
	return false
}

// Reach answers which of these matters the actor may read now, each way a paper
// can tell of, to be compared with a later answer about the same matters.
func (d *Desk) Reach(ctx context.Context, who casemodel.Actor, ids ...casemodel.ID) (Reach, error) {
	reach := make(Reach, len(reaches))
	if len(ids) == 0 {
		return reach, nil
	}
	err := d.DB.Read(ctx, func(tx *store.Tx) error {
		gate := d.Gate.Now()
		for i, act := range reaches {
			visible, err := tx.Visible(gate.Scope(who, act), ids...)
			if err != nil {
				return err
			}
			reach[i] = visible
		}
		return nil
	})
	return reach, err
}
