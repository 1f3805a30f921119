package store

import "github.com/jiefen/jiefen/casemodel"

// evidenceRow is the table's form: what a piece weighs is sealed.
type evidenceRow struct {
	casemodel.Evidence
	Sealed []byte
}

// Evidence loads all pieces of a case in their order, the withdrawn ones too.
// Who may read which is the caller's question.
func (tx *Tx) Evidence(root casemodel.ID) ([]casemodel.Evidence, error) {
	rows, err := find[evidenceRow](tx, "evidence", tx.db.Where("root_id = ?", root).Order("no"))
	if err != nil {
		return nil, err
	}
	all := make([]casemodel.Evidence, len(rows))
	for i, r := range rows {
		all[i] = r.Evidence
		if all[i].Weight, err = tx.unseal("evidence", "sealed", r.ID, r.Sealed); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// InsertEvidence writes a piece.
func (tx *Tx) InsertEvidence(e *casemodel.Evidence) error {
	sealed, err := tx.seal("evidence", "sealed", e.ID, e.Weight)
	if err != nil {
		return err
	}
	return tx.insert("evidence", &evidenceRow{*e, sealed})
}

// UpdateEvidence writes what became of a piece: that it was given back or
// withdrawn, and what it weighs. What it is does not change.
func (tx *Tx) UpdateEvidence(e *casemodel.Evidence) error {
	sealed, err := tx.seal("evidence", "sealed", e.ID, e.Weight)
	if err != nil {
		return err
	}
	return tx.change("evidence", "UPDATE evidence SET returned_on = ?, returned_to = ?, receipt_id = ?, withdrawn = ?, sealed = ? WHERE id = ?",
		e.ReturnedOn, e.ReturnedTo, e.ReceiptID, e.Withdrawn, sealed, e.ID)
}

// ShowBy says of files which piece of evidence they show. One that shows
// another already keeps it and is not found.
func (tx *Tx) ShowBy(piece casemodel.ID, ids ...casemodel.ID) error {
	if len(ids) == 0 {
		return nil
	}
	n, err := tx.exec("files of evidence", "UPDATE file SET evidence_id = ? WHERE id IN ? AND evidence_id = '"+noID+"'", piece, ids)
	if err == nil && int(n) != len(ids) {
		return missing("file")
	}
	return err
}

// DetachEvidence takes the files of a piece out of their matter's file.
func (tx *Tx) DetachEvidence(piece casemodel.ID) error {
	_, err := tx.exec("detach evidence", "UPDATE file SET detached = 1 WHERE evidence_id = ?", piece)
	return err
}

// FilesOfEvidence loads the files that show some pieces, detached ones too.
func (tx *Tx) FilesOfEvidence(pieces ...casemodel.ID) ([]casemodel.File, error) {
	if len(pieces) == 0 {
		return nil, nil
	}
	return find[casemodel.File](tx, "files of evidence", tx.db.Where("evidence_id IN ?", pieces).Order("id"))
}
