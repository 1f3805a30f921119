package casemodel

// PaperIssue is a paper that went out under a number of its own. The number
// stays, however often the paper is printed again.
type PaperIssue struct {
	ID       ID      `json:"id" gorm:"primaryKey"`
	RootID   ID      `json:"-"`
	MatterID ID      `json:"-"`
	Seq      int     `json:"-"`     // its entry in the matter's journal
	Paper    string  `json:"paper"` // D17_termination
	BodyID   ID      `json:"-"`     // whose series it is
	Year     int     `json:"-"`
	No       int     `json:"-"` // in the series, from 1
	Number   string  `json:"number"`
	On       Day     `json:"on" gorm:"column:on_day"`
	At       Instant `json:"at"`
	ByID     ID      `json:"-"`
	ByName   string  `json:"by"`
}

// TableName is the SQL name.
func (PaperIssue) TableName() string { return "paper_issue" }
