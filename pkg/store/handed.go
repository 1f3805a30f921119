package store

import (
	"fmt"

	"github.com/jiefen/jiefen/casemodel"
)

// Handed loads the register of handing out of some cases, by case and in order.
// Lines that were struck are among them.
func (tx *Tx) Handed(roots ...casemodel.ID) ([]casemodel.Handed, error) {
	if len(roots) == 0 {
		return nil, nil
	}
	return find[casemodel.Handed](tx, "register of handing out", tx.db.Where("root_id IN ?", roots).Order("root_id, no"))
}

// InsertHanded writes a line; a number of the case that is taken is Duplicate.
func (tx *Tx) InsertHanded(h *casemodel.Handed) error {
	return tx.insert("register of handing out", h)
}

// stands is a condition: the line of the alias was not struck.
func stands(alias string) string {
	return "NOT EXISTS (SELECT 1 FROM handed s WHERE s.root_id = " + alias + ".root_id AND s.of_no = " + alias + ".no AND s.kind = 'struck')"
}

// lentOut is the condition of a volume that is out: a standing line that lent
// it and none that took it back.
var lentOut = "NOT EXISTS (SELECT 1 FROM handed b WHERE b.root_id = h.root_id AND b.of_no = h.no AND b.kind = 'back' AND " + stands("b") + ")"

// LentVolumes lists lendings that stand, as far as the scope holds their cases:
// those that are out by the day they are due, or all of them, the latest first;
// only what comes after the one named, "" for the beginning. At most limit.
func (tx *Tx) LentVolumes(scope casemodel.Scope, out bool, before casemodel.ID, limit int) ([]casemodel.Handed, error) {
	within, err := scoped(scope, tx.Now())
	if err != nil {
		return nil, err
	}
	q, order := clause{"h.kind = 'lent' AND " + stands("h"), nil}, "h.id DESC"
	if out {
		q, order = q.and(clause{lentOut, nil}), "h.due_on, h.id"
	}
	switch {
	case before == "":
	case out:
		q = q.and(clause{"(h.due_on, h.id) > (SELECT l.due_on, l.id FROM handed l WHERE l.id = ?)", []any{before}})
	default:
		q = q.and(clause{"h.id < ?", []any{before}})
	}
	q = q.and(within).in("SELECT "+handedRows().list("h")+" FROM handed h JOIN matter m ON m.id = h.root_id WHERE ", " ORDER BY "+order+" LIMIT ?")
	return handedRows().scan(tx, q.sql, append(q.args, limit)...)
}

// CountLent counts the volumes that are out, as far as the scope holds their
// cases, and of these what was due before a day.
func (tx *Tx) CountLent(scope casemodel.Scope, before casemodel.Day) (out, late int, err error) {
	within, err := scoped(scope, tx.Now())
	if err != nil {
		return 0, 0, err
	}
	q := clause{"h.kind = 'lent' AND " + stands("h"), nil}.and(clause{lentOut, nil}).and(within).
		in("SELECT count(*), count(CASE WHEN h.due_on < ? THEN 1 END) FROM handed h JOIN matter m ON m.id = h.root_id WHERE ", "")
	if err := tx.queryRow(q.sql, append([]any{before}, q.args...)...).Scan(&out, &late); err != nil {
		return 0, 0, fmt.Errorf("count lent volumes: %w", err)
	}
	return out, late, nil
}

var handedRows = lazily[casemodel.Handed]()
