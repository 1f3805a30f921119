package store

import "github.com/jiefen/jiefen/casemodel"

// SavedView is a filter somebody gave a name: a tab of one list.
type SavedView struct {
	ID        casemodel.ID `gorm:"primaryKey"`
	UserID    casemodel.ID
	BodyID    casemodel.ID // whose members see it too, "" for nobody
	List      string       // the list it is a view of
	Name      string
	Query     string `gorm:"-"` // the filter as an address writes it; sealed in the table
	Opening   int    // 1: the list opens with it
	CreatedAt casemodel.Instant
}

// TableName is the SQL name.
func (SavedView) TableName() string { return "saved_view" }

type savedViewRow struct {
	SavedView
	Sealed []byte
}

// SavedViews lists a user's own views of one list and those colleagues of the
// body share, one's own first, in the order they were made.
func (tx *Tx) SavedViews(user, body casemodel.ID, list string) ([]SavedView, error) {
	all, err := savedViews().load(tx, "list = ? AND (user_id = ? OR body_id = ?) ORDER BY created_at, id", list, user, orNobody(body))
	if err != nil {
		return nil, err
	}
	var mine, shared []savedViewRow
	for _, view := range all {
		switch {
		case view.UserID == user:
			mine = append(mine, view)
		case len(shared) < mostShared:
			shared = append(shared, view)
		}
	}
	return tx.openViews(append(mine, shared...))
}

var savedViews = lazily[savedViewRow]()

// mostShared keeps a body's shared views a row of tabs.
const mostShared = 8

// SavedView loads one view of a user.
func (tx *Tx) SavedView(user, id casemodel.ID) (*SavedView, error) {
	row, err := take[savedViewRow](tx, "view", tx.db.Where("user_id = ? AND id = ?", user, id))
	if err != nil {
		return nil, err
	}
	views, err := tx.openViews([]savedViewRow{*row})
	if err != nil {
		return nil, err
	}
	return &views[0], nil
}

func (tx *Tx) openViews(rows []savedViewRow) (views []SavedView, err error) {
	views = make([]SavedView, len(rows))
	for i := range rows {
		views[i] = rows[i].SavedView
		if views[i].Query, err = tx.unseal("saved_view", "sealed", views[i].ID, rows[i].Sealed); err != nil {
			return nil, err
		}
	}
	return views, nil
}

// InsertView writes a new view.
func (tx *Tx) InsertView(v *SavedView) error {
	sealed, err := tx.seal("saved_view", "sealed", v.ID, v.Query)
	if err != nil {
		return err
	}
	return tx.insert("view", &savedViewRow{SavedView: *v, Sealed: sealed})
}

// UpdateView rewrites what one's own view is called, who shares it and whether
// the list opens with it; what it asks for stays.
func (tx *Tx) UpdateView(v *SavedView) error {
	return tx.change("view", "UPDATE saved_view SET name = ?, body_id = ?, opening = ? WHERE id = ? AND user_id = ?", v.Name, v.BodyID, v.Opening, v.ID, v.UserID)
}

// CloseOpening takes the list's opening view of a user from whichever has it.
func (tx *Tx) CloseOpening(user casemodel.ID, list string) error {
	_, err := tx.exec("close opening view", "UPDATE saved_view SET opening = 0 WHERE user_id = ? AND list = ? AND opening = 1", user, list)
	return err
}

// DeleteView throws one's own view away; none is no error.
func (tx *Tx) DeleteView(user, id casemodel.ID) error {
	_, err := tx.exec("delete view", "DELETE FROM saved_view WHERE id = ? AND user_id = ?", id, user)
	return err
}
