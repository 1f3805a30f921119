package store

import "github.com/jiefen/jiefen/casemodel"

var (
	deadlines = lazily[casemodel.Deadline]()
	segments  = lazily[casemodel.Segment]()
)

// Due is a deadline that may have to fire: a candidate, read without a lock.
type Due struct {
	ID      casemodel.ID
	RootID  casemodel.ID
	FiresAt casemodel.Instant
}

// Deadlines loads the clocks of a family, in the order they were started.
func (tx *Tx) Deadlines(root casemodel.ID) ([]casemodel.Deadline, error) {
	return deadlines().load(tx, "root_id = ? ORDER BY id", root)
}

// Deadline loads one clock.
func (tx *Tx) Deadline(id casemodel.ID) (*casemodel.Deadline, error) {
	return take[casemodel.Deadline](tx, "deadline", tx.db.Where("id = ?", id))
}

// InsertDeadline starts a clock.
func (tx *Tx) InsertDeadline(d *casemodel.Deadline) error { return deadlines().insert(tx, d) }

// UpdateDeadline rewrites a clock.
func (tx *Tx) UpdateDeadline(d *casemodel.Deadline) error {
	return deadlines().update(tx, d, byID, missing("deadline"))
}

// Segments loads pauses, extensions and restarts of some clocks, in order.
func (tx *Tx) Segments(clocks ...casemodel.ID) (map[casemodel.ID][]casemodel.Segment, error) {
	byDeadline := make(map[casemodel.ID][]casemodel.Segment, len(clocks))
	if len(clocks) == 0 {
		return byDeadline, nil
	}
	q := tx.among("deadline_id", clocks).in("", " ORDER BY deadline_id, seq")
	rows, err := segments().load(tx, q.sql, q.args...)
	for _, s := range rows {
		byDeadline[s.DeadlineID] = append(byDeadline[s.DeadlineID], s)
	}
	return byDeadline, err
}

// InsertSegment adds a pause, an extension or a restart.
func (tx *Tx) InsertSegment(s *casemodel.Segment) error { return segments().insert(tx, s) }

// UpdateSegment rewrites one, as when a pause ends.
func (tx *Tx) UpdateSegment(s *casemodel.Segment) error {
	return segments().update(tx, s, []string{"deadline_id", "seq"}, missing("segment"))
}

// AddFiring records that a warning or expiry happened, and reports whether
// this was the first time: the second wall against firing twice.
func (tx *Tx) AddFiring(f casemodel.Firing) (first bool, err error) {
	n, err := tx.run("add firing", `
INSERT INTO deadline_firing (deadline_id, fires_at, kind, journal_seq) VALUES (?, ?, ?, ?)
ON CONFLICT (deadline_id, kind, fires_at) DO NOTHING`, f.DeadlineID, f.FiresAt, f.Kind, f.JournalSeq)
	return n == 1, err
}

// DueDeadlines lists live clocks whose moment has come, earliest first, after
// the last one of the page before (zero: from the start).
func (tx *Tx) DueDeadlines(now casemodel.Instant, after Due, limit int) ([]Due, error) {
	var due []Due
	err := tx.db.Raw(`SELECT id, root_id, fires_at FROM deadline
WHERE live = 1 AND fires_at <= ? AND (fires_at, id) > (?, ?)
ORDER BY fires_at, id LIMIT ?`, now, orEpoch(after.FiresAt), after.ID, limit).Scan(&due).Error
	return due, tx.wrap("list due deadlines", err)
}

// orEpoch stands in for an absent moment where NULL would match nothing.
func orEpoch(i casemodel.Instant) casemodel.Instant {
	if i.IsZero() {
		return casemodel.Micro(0)
	}
	return i
}
