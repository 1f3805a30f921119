package store

import "github.com/jiefen/jiefen/casemodel"

var issues = lazily[casemodel.PaperIssue]()

// InsertIssue writes an issued paper; a number of the series that is taken is
// Duplicate.
func (tx *Tx) InsertIssue(p *casemodel.PaperIssue) error { return tx.insert("issued paper", p) }

// Issues lists the papers of a matter that went out under a number, in order.
func (tx *Tx) Issues(matter casemodel.ID) ([]casemodel.PaperIssue, error) {
	return issues().load(tx, "matter_id = ? ORDER BY id", matter)
}
