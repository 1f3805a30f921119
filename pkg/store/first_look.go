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
	f := FirstLook{UserID: user}
	var begun, kept casemodel.Instant
	q := clause{"SELECT a.created_at, CASE WHEN f.shut = 1 THEN 1 ELSE 0 END, f.at FROM user_account a LEFT JOIN first_look f ON f.user_id = a.id WHERE a.id = ?", []any{user}}
	err := tx.each("read first look", q, func(scan func(...any) error) error { return scan(&begun, &f.Shut, &kept) })
	f.At = kept
	if kept.IsZero() {
		f.At = begun
	}
	return f, err
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
	var done []string
	err := tx.each("read first steps", clause{strings.Join(parts, " UNION "), args}, func(scan func(...any) error) error {
		var i int
		if err := scan(&i); err != nil {
			return err
		}
		done = append(done, trails[i].Step)
		return nil
	})
	return done, err
}
