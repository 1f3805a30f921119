package store

import "github.com/jiefen/jiefen/casemodel"

// OfficeCheck is one check of the journal that somebody asked for.
type OfficeCheck struct {
	ID        casemodel.ID `gorm:"primaryKey"`
	AskedBy   casemodel.ID
	AskedName string
	State     string // running done cancelled failed lost
	StartedAt casemodel.Instant
	SeenAt    casemodel.Instant // the runner's last sign of life
	EndedAt   casemodel.Instant
	Done      int // matters looked at
	Total     int
	Result    string // JSON
}

// TableName is the SQL name.
func (OfficeCheck) TableName() string { return "office_check" }

// InsertCheck writes a check that begins; while another runs it is Duplicate
// office_check_one.
func (tx *Tx) InsertCheck(c *OfficeCheck) error { return tx.insert("check", c) }

// Checks lists the latest checks.
func (tx *Tx) Checks(limit int) ([]OfficeCheck, error) {
	return find[OfficeCheck](tx, "checks", tx.db.Order("id DESC").Limit(bounded(limit)))
}

// Check loads one.
func (tx *Tx) Check(id casemodel.ID) (*OfficeCheck, error) {
	return take[OfficeCheck](tx, "check", tx.db.Where("id = ?", id))
}

// CheckGoesOn notes how far a check is, and reports whether it still runs:
// somebody may have cancelled it.
func (tx *Tx) CheckGoesOn(id casemodel.ID, done int) (bool, error) {
	n, err := tx.exec("note a check", "UPDATE office_check SET done = ?, seen_at = ? WHERE id = ? AND state = 'running'", done, tx.Now(), id)
	return n == 1, err
}

// EndCheck ends one that runs and reports whether it did.
func (tx *Tx) EndCheck(id casemodel.ID, state string, done int, result string) (bool, error) {
	n, err := tx.exec("end a check", "UPDATE office_check SET state = ?, done = ?, result = ?, ended_at = ? WHERE id = ? AND state = 'running'",
		state, done, result, tx.Now(), id)
	return n == 1, err
}

// LoseChecks gives up what runs without a sign of life since the moment: its
// server is gone.
func (tx *Tx) LoseChecks(before casemodel.Instant) error {
	_, err := tx.exec("give up checks", "UPDATE office_check SET state = 'lost', ended_at = ? WHERE state = 'running' AND seen_at < ?", tx.Now(), before)
	return err
}

// CountMatters is how many matters there are.
func (tx *Tx) CountMatters() (int, error) {
	var n int
	err := tx.db.Raw("SELECT count(*) FROM matter").Row().Scan(&n)
	return n, tx.wrap("count matters", err)
}
