package store

import (
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/jiefen/jiefen/casemodel"
)

// RootOf names the family a matter belongs to, which never changes.
func (tx *Tx) RootOf(id casemodel.ID) (casemodel.ID, error) {
	var root casemodel.ID
	err := tx.queryRow("SELECT root_id FROM matter WHERE id = ?", id).Scan(&root)
	if errors.Is(err, sql.ErrNoRows) {
		return "", missing("matter")
	}
	tx.root = root
	return root, tx.wrap("find the root of "+string(id), err)
}

// LockRoots takes the families' only locks, in ascending order of id, so that
// two acts over the same two families never wait for each other. The moment of
// the transaction is read after the last lock was granted.
func (tx *Tx) LockRoots(ids ...casemodel.ID) error {
	ids = slices.Clone(ids)
	slices.Sort(ids)
	ids = slices.Compact(ids)
	if len(ids) == 0 {
		return nil
	}
	if !tx.postgres() {
		return tx.knowRoots(ids)
	}
	// The clock stands outside the locking sub-select, which is never pulled
	// up: it is read for each row after its lock was granted, and an act that
	// waited is not dated before the act it waited for.
	rows, err := tx.query("lock", "SELECT clock_timestamp() FROM (SELECT id FROM matter WHERE id IN "+marks(len(ids))+
		" ORDER BY id FOR UPDATE) AS locked", anys(ids)...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // its error is rows.Err's
	locked := 0
	var at casemodel.Instant
	for ; rows.Next(); locked++ {
		if err := rows.Scan(&at); err != nil {
			return tx.wrap("lock", err)
		}
	}
	if err := rows.Err(); err != nil {
		return tx.wrap("lock", err)
	}
	if locked != len(ids) {
		return missing("matter")
	}
	if tx.now.IsZero() && tx.serverClock() {
		tx.now = at
	}
	return nil
}

// knowRoots only checks that the rows exist: on SQLite the transaction holds
// the lock of the whole file since it began.
func (tx *Tx) knowRoots(ids []casemodel.ID) error {
	if len(ids) == 1 && ids[0] == tx.root { // as RootOf found it
		return nil
	}
	var n int
	if err := tx.queryRow("SELECT count(*) FROM matter WHERE id IN "+marks(len(ids)), anys(ids)...).Scan(&n); err != nil {
		return tx.wrap("lock", err)
	}
	if n != len(ids) {
		return missing("matter")
	}
	return nil
}

// TryLockRoot takes the lock if nobody holds it and reports whether it did.
func (tx *Tx) TryLockRoot(id casemodel.ID) (bool, error) {
	skip := ""
	if tx.postgres() {
		skip = " FOR UPDATE SKIP LOCKED"
	}
	var got []casemodel.ID
	if err := tx.db.Raw("SELECT id FROM matter WHERE id = ?"+skip, id).Scan(&got).Error; err != nil {
		return false, tx.wrap(fmt.Sprintf("try to lock %s", id), err)
	}
	return len(got) == 1, nil
}
