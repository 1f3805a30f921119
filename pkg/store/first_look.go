package store

import "github.com/jiefen/jiefen/casemodel"

// FirstLook is what is kept of a person's first days: whether the steps were
// put away, and which are done. A step that was done once stays done, so that
// it is not looked for again.
type FirstLook struct {
	UserID casemodel.ID `gorm:"primaryKey"`
	Shut   int
	Steps  casemodel.StringList
	At     casemodel.Instant
}

// TableName is the SQL name.
func (FirstLook) TableName() string { return "first_look" }

// FirstLook loads a person's; somebody new has the zero one.
func (tx *Tx) FirstLook(user casemodel.ID) (FirstLook, error) {
	rows, err := find[FirstLook](tx, "first look", tx.db.Where("user_id = ?", user))
	if err != nil || len(rows) == 0 {
		return FirstLook{UserID: user}, err
	}
	return rows[0], nil
}

// PutFirstLook saves it.
func (tx *Tx) PutFirstLook(f FirstLook) error {
	_, err := tx.run("save first look", `
INSERT INTO first_look (user_id, shut, steps, at) VALUES (?, ?, ?, ?)
ON CONFLICT (user_id) DO UPDATE SET shut = excluded.shut, steps = excluded.steps, at = excluded.at`, f.UserID, f.Shut, f.Steps, tx.Now())
	return err
}
