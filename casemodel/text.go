package casemodel

// AgreementText is one text of an agreement as it was saved. It never changes;
// ForceOn is the day on which it came into force, "" while it has not.
type AgreementText struct {
	ID         ID `gorm:"primaryKey"`
	RootID     ID
	MatterID   ID
	No         int    // counts the texts of the matter from 1
	Act        string // that saved it
	SHA256     string `gorm:"column:sha256"`
	AuthorID   ID
	AuthorName string
	At         Instant
	Seq        int
	ForceOn    Day
	Text       string `gorm:"-"` // in the form the hash is taken of
}

// TableName is the SQL name.
func (AgreementText) TableName() string { return "agreement_text" }
