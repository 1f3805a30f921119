package store

import (
	"strconv"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
)

// FirstLook is what is kept of a person's first days: whether the steps were
// put away, and since when they count. Which are done is in the books.
type FirstLook struct {
	UserID casemodel.ID `gorm:"primaryKey"`
	Shut   int
	At     casemodel.Instant // only what was done from here on counts
}

// TableName is the SQL name.
func (FirstLook) TableName() string { return "first_look" }

// FirstLook loads a person's; somebody new begins with the account.
func (tx *Tx) FirstLook(user casemodel.ID) (FirstLook, error) {
	rows, err := find[FirstLook](tx, "first look", tx.db.Where("user_id = ?", user))
	if err != nil || len(rows) > 0 {
		return append(rows, FirstLook{})[0], err
	}
	f := FirstLook{UserID: user}
	err = tx.queryRow("SELECT created_at FROM user_account WHERE id = ?", user).Scan(&f.At)
	return f, tx.wrap("read first look", err)
}

// PutFirstLook saves it.
func (tx *Tx) PutFirstLook(f FirstLook) error {
	_, err := tx.run("save first look", `
INSERT INTO first_look (user_id, shut, at) VALUES (?, ?, ?)
ON CONFLICT (user_id) DO UPDATE SET shut = excluded.shut, at = excluded.at`, f.UserID, f.Shut, f.At)
	return err
}

// Trail is how one sees that somebody has done a step: the acts of which one
// is in the journal, the tables of the office of which one was changed, a case
// that was opened, a check of the journal that was asked for.
type Trail struct {
	Step    string
	Acts    []string
	Office  []string
	Opened  bool
	Checked bool
}

// Trodden answers which of a person's trails are there since a moment: one
// question, and one probe of an index for each.
func (tx *Tx) Trodden(user casemodel.ID, since casemodel.Instant, day casemodel.Day, trails []Trail) ([]string, error) {
	var parts []string
	var args []any
	look := func(i int, where string, with ...any) {
		parts = append(parts, "SELECT "+strconv.Itoa(i)+" WHERE EXISTS (SELECT 1 FROM "+where+")")
		args = append(args, with...)
	}
	for i, t := range trails {
		if len(t.Acts) > 0 {
			look(i, "journal_entry WHERE actor_id = ? AND at >= ? AND act IN "+marks(len(t.Acts)), append([]any{user, since}, anys(t.Acts)...)...)
		}
		if len(t.Office) > 0 {
			look(i, "office_log WHERE actor_id = ? AND at >= ? AND kind IN "+marks(len(t.Office)), append([]any{user, since}, anys(t.Office)...)...)
		}
		if t.Opened {
			look(i, "matter_seen WHERE user_id = ? AND on_day >= ?", user, day)
		}
		if t.Checked {
			look(i, "office_check WHERE asked_by = ? AND started_at >= ?", user, since)
		}
	}
	if len(parts) == 0 {
		return nil, nil
	}
	rows, err := tx.query("read first steps", strings.Join(parts, " UNION "), args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // its error is rows.Err's
	var done []string
	for rows.Next() {
		var i int
		if err := rows.Scan(&i); err != nil {
			return nil, tx.wrap("read first steps", err)
		}
		done = append(done, trails[i].Step)
	}
	return done, tx.wrap("read first steps", rows.Err())
}
