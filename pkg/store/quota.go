package store

import "github.com/jiefen/jiefen/casemodel"

// WaitingFiles lists the uploads of a user that no act has used yet, the
// oldest first.
func (tx *Tx) WaitingFiles(owner casemodel.ID) ([]casemodel.File, error) {
	return find[casemodel.File](tx, "waiting files",
		tx.db.Where("matter_id = '"+noID+"' AND owner_id = ?", owner).Order("created_at, id"))
}
