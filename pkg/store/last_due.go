package store

import "github.com/jiefen/jiefen/casemodel"

// LastDue is the last row that is written down of a recurring duty.
type LastDue struct {
	ID           casemodel.ID // of the row
	RootID       casemodel.ID
	ObligationID casemodel.ID // the matter that watches over it
	DueOn        casemodel.Day
	Every        string // of casemodel.ItemEvery
}

// LastDues lists, after a row, the last rows of recurring duties that may go on:
// the obligation is open, the row falls due before a day, and the agreed end is
// after it.
func (tx *Tx) LastDues(before casemodel.Day, after casemodel.ID, limit int) ([]LastDue, error) {
	var duties []LastDue
	err := tx.db.Raw(`SELECT i.id, i.root_id, i.obligation_id, i.due_on, i.every FROM agreement_item i
JOIN matter m ON m.id = i.obligation_id
WHERE i.every <> '' AND i.id > ? AND i.active = 1 AND m.live = 1 AND i.due_on < ? AND (i.until_on IS NULL OR i.until_on > i.due_on)
AND NOT EXISTS (SELECT 1 FROM agreement_item l WHERE l.root_id = i.root_id AND l.due_on > i.due_on
  AND (l.template_id = i.id OR l.template_id = i.template_id AND i.template_id <> ?))
ORDER BY i.id LIMIT ?`, after, before, casemodel.ID(""), limit).Scan(&duties).Error
	return duties, tx.wrap("list last dues", err)
}
