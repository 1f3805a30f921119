package store

import "github.com/jiefen/jiefen/casemodel"

// Draft is a form somebody has begun: one per user, form and matter.
type Draft struct {
	ID        casemodel.ID `gorm:"primaryKey"`
	UserID    casemodel.ID
	Form      string
	MatterID  casemodel.ID
	Title     string
	Content   string `gorm:"-"` // what was typed so far; sealed in the table
	SavedAt   casemodel.Instant
	ExpiresAt casemodel.Instant
}

// TableName is the SQL name.
func (Draft) TableName() string { return "draft" }

var drafts = lazily[Draft]()

type draftRow struct {
	Draft
	Sealed []byte
}

// PutDraft saves a draft over the one of the same user, form and matter, whose
// id it then has: two that are saved at once do not refuse each other.
func (tx *Tx) PutDraft(d *Draft) error {
	if d.ID == "" {
		d.ID = tx.NewID()
	}
	if d.SavedAt.IsZero() {
		d.SavedAt = tx.Now()
	}
	sealed, err := tx.seal("draft", "sealed", d.ID, d.Content)
	if err != nil {
		return err
	}
	var id casemodel.ID
	err = tx.queryRow(`
INSERT INTO draft (id, user_id, form, matter_id, title, sealed, saved_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (user_id, form, matter_id) DO UPDATE
SET title = excluded.title, sealed = excluded.sealed, saved_at = excluded.saved_at, expires_at = excluded.expires_at
RETURNING id`, d.ID, d.UserID, d.Form, d.MatterID, d.Title, sealed, d.SavedAt, d.ExpiresAt).Scan(&id)
	if err != nil || id == d.ID {
		return tx.wrap("save draft", err)
	}
	d.ID = id // part of the seal
	if sealed, err = tx.seal("draft", "sealed", d.ID, d.Content); err != nil {
		return err
	}
	return tx.change("draft", "UPDATE draft SET sealed = ? WHERE id = ?", blob(sealed), d.ID)
}

// Draft loads the draft of one form for one matter ("" for a new one).
func (tx *Tx) Draft(user casemodel.ID, form string, matter casemodel.ID) (*Draft, error) {
	row, err := take[draftRow](tx, "draft", tx.db.Where("user_id = ? AND form = ? AND matter_id = ?", user, form, matter))
	if err != nil {
		return nil, err
	}
	row.Content, err = tx.unseal("draft", "sealed", row.ID, row.Sealed)
	return &row.Draft, err
}

// Drafts lists what a user has begun, the latest first, without the content.
func (tx *Tx) Drafts(user casemodel.ID) ([]Draft, error) {
	return drafts().load(tx, "user_id = ? ORDER BY saved_at DESC, id", user)
}

// DeleteDraft throws a draft away; none is no error.
func (tx *Tx) DeleteDraft(user casemodel.ID, form string, matter casemodel.ID) error {
	_, err := tx.exec("delete draft", "DELETE FROM draft WHERE user_id = ? AND form = ? AND matter_id = ?", user, form, matter)
	return err
}

// SweepDrafts removes drafts whose time is over.
func (tx *Tx) SweepDrafts(now casemodel.Instant) (int64, error) {
	return tx.exec("sweep drafts", "DELETE FROM draft WHERE expires_at <= ?", now)
}
