package store

import "github.com/jiefen/jiefen/casemodel"

// CalendarYear is one loading of a year's notice of holidays. The latest of a
// year is in force; the older ones say what was.
type CalendarYear struct {
	ID         casemodel.ID `gorm:"primaryKey"`
	No         int          // counts all loadings from 1
	Year       int
	Text       string // the file as it was uploaded
	SHA        string `gorm:"column:sha"` // of the text
	LoadedAt   casemodel.Instant
	LoadedBy   casemodel.ID
	LoadedName string
	Moved      int               // matters whose dates it moved so far
	WalkedAt   casemodel.Instant // zero: clocks may still stand as they were counted before it
}

// TableName is the SQL name.
func (CalendarYear) TableName() string { return "calendar_year" }

// CalendarYears lists every loading, in order.
func (tx *Tx) CalendarYears() ([]CalendarYear, error) {
	return find[CalendarYear](tx, "calendar years", tx.db.Order("no"))
}

// CalendarNo is the number of the last loading, 0 for none. It is what a
// server asks to know whether its own calendar is the latest.
func (tx *Tx) CalendarNo() (int, error) {
	var no int
	err := tx.db.Raw("SELECT coalesce(max(no), 0) FROM calendar_year").Row().Scan(&no)
	return no, tx.wrap("ask for the calendar", err)
}

// InsertCalendarYear writes one; a number that is taken is Duplicate: somebody
// else has loaded a year meanwhile.
func (tx *Tx) InsertCalendarYear(y *CalendarYear) error { return tx.insert("calendar year", y) }

// CountMoved adds to what the last loading moved.
func (tx *Tx) CountMoved(no, n int) error {
	return tx.change("calendar year", "UPDATE calendar_year SET moved = moved + ? WHERE no = ?", n, no)
}

// WalkedCalendar says that every clock has been counted by the loadings up to
// this one.
func (tx *Tx) WalkedCalendar(no int) error {
	_, err := tx.exec("mark calendar", "UPDATE calendar_year SET walked_at = ? WHERE no <= ? AND walked_at IS NULL", tx.Now(), no)
	return err
}

// LiveDeadlines lists clocks that are not over, by id, after the last one of
// the page before.
func (tx *Tx) LiveDeadlines(after casemodel.ID, limit int) ([]casemodel.Deadline, error) {
	return deadlines().load(tx, "live = 1 AND id > ? ORDER BY id LIMIT ?", after, limit)
}
