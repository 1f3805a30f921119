package store

import (
	"encoding/json"
	"fmt"

	"github.com/jiefen/jiefen/casemodel"
)

// supplementRow is the table's form: the text is sealed.
type supplementRow struct {
	casemodel.Supplement
	Sealed []byte
}

// signingRow is the table's form: who signed is sealed.
type signingRow struct {
	casemodel.RecordSigning
	Sealed []byte
}

// ReviseSession rewrites what is written of a sitting. One whose record was
// signed, or whose signed copy is filed, is NotFound here: no door gets past it.
func (tx *Tx) ReviseSession(s *casemodel.Session) error {
	said, err := writeMinutes(s)
	if err != nil {
		return err
	}
	sealed, err := tx.seal("session", "sealed", s.ID, said)
	if err != nil {
		return err
	}
	return tx.change("session", "UPDATE session SET on_day = ?, present = ?, place = ?, result = ?, sealed = ? WHERE id = ? AND NOT EXISTS "+
		"(SELECT 1 FROM record_signing WHERE thing_id = session.id)", s.On, s.Present, s.Place, s.Result, blob(sealed), s.ID)
}

// Supplements loads what puts the signed records of a matter right.
func (tx *Tx) Supplements(matter casemodel.ID) ([]casemodel.Supplement, error) {
	rows, err := find[supplementRow](tx, "supplements", tx.db.Where("matter_id = ?", matter).Order("session_id, no"))
	if err != nil {
		return nil, err
	}
	of := func(r *supplementRow) (casemodel.Supplement, casemodel.ID, []byte) {
		return r.Supplement, r.ID, r.Sealed
	}
	return unsealed(tx, "record_supplement", rows, of, func(s *casemodel.Supplement, text string) error { s.Text = text; return nil })
}

// InsertSupplement writes one. It never changes.
func (tx *Tx) InsertSupplement(s *casemodel.Supplement) error {
	sealed, err := tx.seal("record_supplement", "sealed", s.ID, s.Text)
	if err != nil {
		return err
	}
	return tx.insert("supplement", &supplementRow{*s, sealed})
}

// RecordSignings loads when the records of a matter, and what supplements
// them, were signed, in the order in which it was written down.
func (tx *Tx) RecordSignings(matter casemodel.ID) ([]casemodel.RecordSigning, error) {
	rows, err := find[signingRow](tx, "signings of records", tx.db.Where("matter_id = ?", matter).Order("seq, id"))
	if err != nil {
		return nil, err
	}
	of := func(r *signingRow) (casemodel.RecordSigning, casemodel.ID, []byte) {
		return r.RecordSigning, r.ID, r.Sealed
	}
	return unsealed(tx, "record_signing", rows, of, func(s *casemodel.RecordSigning, how string) error {
		if err := json.Unmarshal([]byte(how), &s.How); err != nil {
			return fmt.Errorf("signing %s: %w", s.ID, err)
		}
		return nil
	})
}

// InsertRecordSigning writes one. It never changes.
func (tx *Tx) InsertRecordSigning(s *casemodel.RecordSigning) error {
	how, err := json.Marshal(s.How)
	if err != nil {
		return fmt.Errorf("signing %s: %w", s.ID, err)
	}
	sealed, err := tx.seal("record_signing", "sealed", s.ID, string(how))
	if err != nil {
		return err
	}
	return tx.insert("signing of a record", &signingRow{*s, sealed})
}
