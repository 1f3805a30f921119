package casework

import (
	"context"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/workflows"
)

// Part is one matter of a case as the volume holds it: the papers its acts made
// due and how many files lie with it. A file does not say which paper it is, so
// nobody but the archivist can say that a paper is there.
type Part struct {
	Matter casemodel.Matter
	Flow   *workflows.Flow
	Papers []Document
	Files  int
}

// Volume goes through a case, or a part of it, for whoever closes its volume:
// every matter the actor may see and for which papers fell due or files lie.
func (d *Desk) Volume(ctx context.Context, who casemodel.Actor, id casemodel.ID) ([]Part, error) {
	var volume []Part
	err := d.DB.Read(ctx, func(tx *store.Tx) error {
		volume = nil
		j, m, err := d.look(tx, who, id)
		if err != nil {
			return err
		}
		if err := j.fam.all(); err != nil {
			return err
		}
		for _, one := range j.fam.matters {
			if one.ID != m.ID && !m.IsRoot() && one.ParentID != m.ID {
				continue
			}
			part, err := j.part(one)
			if err != nil {
				return err
			}
			if part != nil {
				volume = append(volume, *part)
			}
		}
		return nil
	})
	return volume, err
}

// part is nil for a matter that may not be seen or has nothing to file.
func (j *job) part(m *casemodel.Matter) (*Part, error) {
	flow := j.flow(m)
	if flow == nil || !j.may(j.who, m, "see", "read").Allow {
		return nil, nil //nolint:nilnil // nothing of it belongs on the list
	}
	v := &View{Matter: *m, Flow: flow, Can: j.rights(m)}
	if err := j.parts(v, m); err != nil {
		return nil, err
	}
	if len(v.Documents) == 0 && len(v.Files) == 0 {
		return nil, nil //nolint:nilnil // nothing of it belongs on the list
	}
	return &Part{Matter: *m, Flow: flow, Papers: v.Documents, Files: len(v.Files)}, nil
}
