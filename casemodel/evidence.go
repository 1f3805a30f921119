package casemodel

// Evidence is one piece of what a party hands in, or a body gathers, for a
// claim or a fact. Its files are rows of their own that name it.
type Evidence struct {
	ID         ID     `json:"id" gorm:"primaryKey"`
	RootID     ID     `json:"-"`
	MatterID   ID     `json:"-"`                 // by whose act it came
	No         int    `json:"no"`                // through the whole case
	PartyID    ID     `json:"party,omitempty"`   // who gave it, "" gathered by who handles the case
	Kind       string `json:"kind"`              // of the list evidence_kinds
	Title      string `json:"title"`             // what it is called in the list of evidence
	Proves     string `json:"proves"`            // the claim or fact it is for
	Form       string `json:"form"`              // original checked copy: of the list evidence_forms
	Pages      int    `json:"pages"`             // 0 for what has none
	GivenOn    Day    `json:"given_on"`          //
	Read       string `json:"read"`              // registration agreement sessions
	ReturnedOn Day    `json:"returned_on"`       // "" while it is here
	ReturnedTo string `json:"returned_to"`       // the name on the receipt
	ReceiptID  ID     `json:"receipt,omitempty"` // file with the receipt
	Withdrawn  string `json:"withdrawn"`         // why it is no longer relied on, "" while it is
	Weight     string `json:"weight" gorm:"-"`   // sealed column: what it is worth, for who may read sessions
	AuthorID   ID     `json:"-"`                 //
	Seq        int    `json:"-"`                 // journal entry that brought it
}

// TableName is the SQL name.
func (Evidence) TableName() string { return "evidence" }
