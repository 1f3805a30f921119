package store

import (
	"encoding/json"
	"fmt"

	"github.com/jiefen/jiefen/casemodel"
)

// revisionRow is the table's form: what the record said is sealed.
type revisionRow struct {
	casemodel.Revision
	Sealed []byte
}

// Revisions loads how the records of a matter read before, in the order in which
// they were written anew.
func (tx *Tx) Revisions(matter casemodel.ID) ([]casemodel.Revision, error) {
	rows, err := find[revisionRow](tx, "revisions of records", tx.db.Where("matter_id = ?", matter).Order("seq, id"))
	if err != nil {
		return nil, err
	}
	of := func(r *revisionRow) (casemodel.Revision, casemodel.ID, []byte) { return r.Revision, r.ID, r.Sealed }
	return unsealed(tx, "record_revision", rows, of, func(r *casemodel.Revision, was string) error {
		if err := json.Unmarshal([]byte(was), &r.Was); err != nil {
			return fmt.Errorf("revision %s: %w", r.ID, err)
		}
		return nil
	})
}

// InsertRevision writes one. It never changes.
func (tx *Tx) InsertRevision(r *casemodel.Revision) error {
	was, err := json.Marshal(r.Was)
	if err != nil {
		return fmt.Errorf("revision %s: %w", r.ID, err)
	}
	sealed, err := tx.seal("record_revision", "sealed", r.ID, string(was))
	if err != nil {
		return err
	}
	return tx.insert("revision of a record", &revisionRow{*r, sealed})
}
