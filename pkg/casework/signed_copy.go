package casework

import (
	"context"
	"maps"
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

// The papers of which a file is the copy of one record, as the catalogue names them.
const (
	recordOfSitting  = "D13_record"
	recordOfInquiry  = "D11_inquiry_record"
	undisputedOfBoth = "D14_undisputed_facts"
)

// Record is one that a file may be the signed copy of, and the mediation it is of.
type Record struct {
	casemodel.Session
	Matter casemodel.Matter
	Signed bool
}

// Copies reports whether a file of a paper may be the copy of the record.
func (r *Record) Copies(document string) bool {
	switch document {
	case recordOfInquiry:
		return r.Inquiry()
	case recordOfSitting, undisputedOfBoth:
		return !r.Inquiry()
	}
	return false
}

// Records are those of a matter, and of the mediations of a case, of which the
// actor may read and a file may be the copy. What one side said alone is never
// among them: nobody signs it, and that it is there is not told. Nor is an inquiry
// for the mediators' own use, which is no paper of the volume.
func (d *Desk) Records(ctx context.Context, who casemodel.Actor, id casemodel.ID) (list []Record, err error) {
	err = d.DB.Read(ctx, func(tx *store.Tx) error {
		j, m, err := d.look(tx, who, id)
		if err != nil {
			return err
		}
		list, err = j.recordsUnder(m)
		list = slices.DeleteFunc(list, func(r Record) bool { return !j.canRead(who, &r.Matter, "sessions") })
		return err
	})
	return list, err
}

// recordsUnder are the records a file of a matter may be the copy of, in their order.
func (j *job) recordsUnder(m *casemodel.Matter) ([]Record, error) {
	var list []Record
	for _, one := range j.fam.matters {
		if one.Kind != casemodel.KindProceeding || one != m && !m.IsRoot() {
			continue
		}
		by, err := j.joint(one)
		if err != nil {
			return nil, err
		}
		signings, err := j.tx.RecordSignings(one.ID)
		if err != nil {
			return nil, err
		}
		for _, no := range slices.Sorted(maps.Keys(by)) {
			if by[no].Mode == casemodel.ModeInside {
				continue // it is no paper of the volume
			}
			list = append(list, Record{*by[no], *one, signed(signings, by[no].ID)})
		}
	}
	return list, nil
}

// attach: the copy of a record that is filed, with its matter or with the case as
// a whole, is of one record: it lies with it and is read as it is, and what was
// signed stays as it is from then on.
func attach(j *job, c *call) error {
	document := c.in.Text("document")
	all, err := j.recordsUnder(c.m)
	if err != nil {
		return err
	}
	all = slices.DeleteFunc(all, func(r Record) bool { return !r.Copies(document) })
	one, err := j.copyOf(c, all)
	if err != nil {
		return err
	}
	delete(c.in, "session")
	if one != nil {
		c.in["session"] = one.ID
		if err := j.tx.UsePages(&one.Session, document, c.in.IDs("files")...); err != nil {
			return missing(err, "files", "field.no_such_file")
		}
		all = []Record{*one}
	}
	if document == undisputedOfBoth || document == recordOfInquiry && one == nil {
		return nil // a sheet of its own
	}
	for i := range all {
		if r := &all[i]; !r.Signed {
			hash, err := recordHash(&r.Session)
			if err == nil {
				err = j.signedRecord(c, &r.Session, r.ID, hash, max(c.on, r.On), true, casemodel.Signed{})
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// readsRecords reports whether who acts reads the records of a mediation that a
// file of the matter may be of.
func (j *job) readsRecords(c *call) bool {
	return slices.ContainsFunc(j.fam.matters, func(one *casemodel.Matter) bool {
		return one.Kind == casemodel.KindProceeding && (one == c.m || c.m.IsRoot()) && j.canRead(c.who, one, "sessions")
	})
}

// copyOf is the record that a file is the copy of: the one that is named, or the
// only one there is. Who reads no records can tell none from another, nor may he
// learn how many there are: his file is of all that nobody has signed, nil here.
func (j *job) copyOf(c *call, all []Record) (*Record, error) {
	reads := func(r Record) bool { return j.canRead(c.who, &r.Matter, "sessions") }
	id := c.in.ID("session")
	i := slices.IndexFunc(all, func(r Record) bool { return r.ID == id && reads(r) })
	must := c.in.Text("document") == recordOfSitting
	switch {
	case i >= 0:
		return &all[i], nil
	case id != "" && (must || j.readsRecords(c)):
		return nil, casemodel.Bad("session", "attach.other_record")
	case !must:
		return nil, nil //nolint:nilnil // no copy of a record, or one written by hand from the first word
	case len(all) == 1:
		return &all[0], nil
	case len(all) > 1 && slices.ContainsFunc(all, reads):
		return nil, casemodel.Bad("session", "attach.which_record")
	}
	return nil, nil //nolint:nilnil // see above
}
