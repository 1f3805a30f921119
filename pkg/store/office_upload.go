package store

import "github.com/jiefen/jiefen/casemodel"

// OfficeUpload is a table that waits for its confirmation.
type OfficeUpload struct {
	ID      casemodel.ID `gorm:"primaryKey"`
	Kind    string
	Name    string
	Text    string
	OwnerID casemodel.ID
	At      casemodel.Instant
}

// TableName is the SQL name.
func (OfficeUpload) TableName() string { return "office_upload" }

// InsertUpload keeps a table.
func (tx *Tx) InsertUpload(u *OfficeUpload) error { return tx.insert("upload", u) }

// Upload loads one of somebody's own.
func (tx *Tx) Upload(id, owner casemodel.ID, kind string) (*OfficeUpload, error) {
	return take[OfficeUpload](tx, "upload", tx.db.Where("id = ? AND owner_id = ? AND kind = ?", id, owner, kind))
}

// DeleteUpload forgets one; the second of two that were sent at once is
// NotFound.
func (tx *Tx) DeleteUpload(id casemodel.ID) error {
	return tx.change("upload", "DELETE FROM office_upload WHERE id = ?", id)
}

// SweepUploads forgets what nobody confirmed.
func (tx *Tx) SweepUploads(before casemodel.Instant) (int64, error) {
	return tx.exec("sweep uploads", "DELETE FROM office_upload WHERE at < ?", before)
}
