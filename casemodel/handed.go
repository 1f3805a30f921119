package casemodel

// What a line of the register of handing out tells.
const (
	HandedOut    = "out"    // a paper was given to a party
	HandedLent   = "lent"   // the volume left its shelf
	HandedBack   = "back"   // the volume came back
	HandedStruck = "struck" // another line is wrong
)

// Handed is one line of a case's register of what went out of the house. It is
// never rewritten.
type Handed struct {
	ID        ID      `json:"id" gorm:"primaryKey"`
	RootID    ID      `json:"-"`
	MatterID  ID      `json:"matter"`                  // by whose act it was written
	No        int     `json:"no"`                      // through the whole case, from 1
	Kind      string  `json:"kind"`                    // out lent back struck
	OfNo      int     `json:"of,omitempty"`            // back and struck: the line they answer, 0 for the others
	Paper     string  `json:"paper,omitempty"`         // out: the document, "" for one that has no name in the volume
	Title     string  `json:"title,omitempty"`         // out: what that one is called; struck: why
	Copies    int     `json:"copies,omitempty"`        // out: from 1
	PartyID   ID      `json:"party,omitempty"`         // out: for whom
	Taker     string  `json:"taker,omitempty"`         // who took it, "" the party in person; lent: who has the volume
	Authority string  `json:"authority,omitempty"`     // by what right another takes it; lent: the office he comes from
	Way       string  `json:"way,omitempty"`           // of the list handing_ways; lent: of the list lending_purposes
	Proof     string  `json:"proof,omitempty"`         // number of the letter, address, witnesses; lent: what he showed; back: its condition
	FileID    ID      `json:"file,omitempty"`          // picture of the signature or the receipt
	On        Day     `json:"on" gorm:"column:on_day"` //
	DueOn     Day     `json:"due_on"`                  // lent: when it has to be back
	At        Instant `json:"at"`                      // when it was written down
	ByID      ID      `json:"-"`                       //
	ByName    string  `json:"by"`                      //
	Seq       int     `json:"-"`                       // its entry in the matter's journal
}

// TableName is the SQL name.
func (Handed) TableName() string { return "handed" }
