package store

import "github.com/jiefen/jiefen/casemodel"

// InsertIssue writes an issued paper; a number of the series that is taken is
// Duplicate.
func (tx *Tx) InsertIssue(p *casemodel.PaperIssue) error { return tx.insert("issued paper", p) }

// Issues lists the papers of a matter that went out under a number, in order.
func (tx *Tx) Issues(matter casemodel.ID) ([]casemodel.PaperIssue, error) {
	return find[casemodel.PaperIssue](tx, "issued papers", tx.db.Where("matter_id = ?", matter).Order("id"))
}
