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
	Blind  bool // who asks reads no records: its number and its day are all that is here
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

// Records are those of a matter, and of the mediations of a case, of which a
// file may be the copy. Who may not read them is told the number and the day of
// those that nobody has signed, to say which his file is of: a number that is
// not among them may be signed already. What one side said alone is never among
// them: nobody signs it, and that it is there is not told. Nor is an inquiry for
// the mediators' own use, which is no paper of the volume.
func (d *Desk) Records(ctx context.Context, who casemodel.Actor, id casemodel.ID) (list []Record, err error) {
	err = d.DB.Read(ctx, func(tx *store.Tx) error {
		j, m, err := d.look(tx, who, id)
		if err != nil {
			return err
		}
		list, err = j.copiable(who, m)
		for i := range list {
			if r := &list[i]; r.Blind {
				r.Session = blindly(r.Session)
			}
		}
		return err
	})
	return list, err
}

// blindly is as much of a record as who may not read it is told.
func blindly(s casemodel.Session) casemodel.Session {
	told := casemodel.Session{ID: s.ID, No: s.No, Nth: s.Nth, On: s.On}
	if s.Inquiry() {
		told.Mode = s.Mode
	}
	return told
}

// copiable are the records of a matter that somebody may file the copy of.
func (j *job) copiable(who casemodel.Actor, m *casemodel.Matter) ([]Record, error) {
	list, err := j.recordsUnder(m)
	for i := range list {
		list[i].Blind = !j.canRead(who, &list[i].Matter, "sessions")
	}
	return slices.DeleteFunc(list, func(r Record) bool { return r.Blind && (r.Signed || !j.may(who, &r.Matter, "see", "read").Allow) }), err
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
			list = append(list, Record{Session: *by[no], Matter: *one, Signed: signed(signings, by[no].ID)})
		}
	}
	return list, nil
}

// attach: the copy of a record that is filed, with its matter or with the case as
// a whole, is of one record: it lies with it and is read as it is, and what was
// signed stays as it is from then on.
func attach(j *job, c *call) error {
	document := c.in.Text("document")
	one, err := j.copyOf(c, document)
	if err != nil || one == nil {
		delete(c.in, "session")
		return err
	}
	c.in["session"] = one.ID
	if err := j.tx.UsePages(&one.Session, document, c.in.IDs("files")...); err != nil {
		return missing(err, "files", "field.no_such_file")
	}
	if document == undisputedOfBoth || one.Signed {
		return nil // a sheet of its own, or one more copy
	}
	hash, err := recordHash(&one.Session)
	if err != nil {
		return err
	}
	return j.signedRecord(c, &one.Session, one.ID, hash, max(c.on, one.On), true, casemodel.Signed{})
}

// copyOf is the record that a file is the copy of: the one that is named, or the
// only one there is of who reads it. It is nil for what is the copy of none: the
// copy of a record that is not named locks nothing, and where there are records
// is not taken.
func (j *job) copyOf(c *call, document string) (*Record, error) {
	all, err := j.copiable(c.who, c.m)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(r Record) bool { return !r.Copies(document) })
	id := c.in.ID("session")
	switch i := slices.IndexFunc(all, func(r Record) bool { return r.ID == id }); {
	case i >= 0:
		return &all[i], nil
	case id != "":
		return nil, casemodel.Bad("session", "attach.other_record")
	case document != recordOfSitting || len(all) == 0:
		return nil, nil //nolint:nilnil // no copy of a record, or one written by hand from the first word
	case len(all) == 1 && !all[0].Blind:
		return &all[0], nil
	}
	return nil, casemodel.Bad("session", "attach.which_record")
}
