package casemodel

// RoleMember is the role of a party that stands on the roster of another: one
// of two hundred workers behind the name of the first. It is no side of its
// own: nobody asks for its consent, and it signs for itself.
const RoleMember = "member"

// Member is one person of a roster: a party, what they claim, what an agreement
// gives them, and what became of it. Amounts are in fen.
type Member struct {
	ID        ID     `json:"id" gorm:"primaryKey"` // of the party
	RootID    ID     `json:"-"`
	SideID    ID     `json:"side"` // the party behind whose name they stand
	No        int    `json:"no"`   // on the roster, from 1; never given twice
	Claim     string `json:"claim"`
	Amount    Money  `json:"amount"` // claimed
	Agreed    Money  `json:"agreed"` // what the agreement gives, when that is not what was claimed
	Result    string `json:"result"` // of MemberResults
	Road      string `json:"road,omitempty"`
	Reason    string `json:"reason,omitempty"`
	Speaks    int    `json:"speaks,omitempty"`    // 1: elected to speak for the side
	Authority string `json:"authority,omitempty"` // what they gave the spokesmen: general special
	ElectedOn Day    `json:"elected_on,omitempty"`
	TextID    ID     `json:"-"` // the proceeding whose lying, or binding, text names them
	BoundOn   Day    `json:"bound_on,omitempty"`
	SignedOn  Day    `json:"signed_on,omitempty"` // the text that binds them
	SignedWay string `json:"signed_way,omitempty"`
	Signer    string `json:"signer,omitempty"`        // who signed in their place
	ProofID   ID     `json:"proof,omitempty"`         // the photograph of the sheet they signed on
	Note      string `json:"note,omitempty" gorm:"-"` // sealed column
	Version   int    `json:"version"`
	Seq       int    `json:"-"`
	Party     Party  `json:"party" gorm:"-"`
}

// TableName is the SQL name.
func (Member) TableName() string { return "roster" }

// MemberResults are a closed list: what became of one person's claim. Whoever
// is agreed is bound by an agreement in force; refused, withdrawn and elsewhere
// stand outside the next text, open ones within it.
var MemberResults = []string{MemberOpen, MemberAgreed, "refused", "withdrawn", "elsewhere"}

// MemberOpen and MemberAgreed are results of their own acts.
const (
	MemberOpen   = "open"
	MemberAgreed = "agreed"
)

// Share is the sum the next text gives a person: what was agreed, else claimed.
func (m *Member) Share() Money {
	if m.Agreed > 0 {
		return m.Agreed
	}
	return m.Amount
}

// Stands reports whether the person is there to be named in the next text.
func (m *Member) Stands() bool { return m.Party.Present() && m.BoundOn == "" && m.Result == MemberOpen }

// MemberRow is one line of a roster as it is typed or pasted.
type MemberRow struct {
	Name   string `json:"name"`
	IDNo   string `json:"id_no,omitempty"`
	Phone  string `json:"phone,omitempty"`
	Claim  string `json:"claim,omitempty"`
	Amount string `json:"amount,omitempty"` // yuan, as Money is written
	Agreed string `json:"agreed,omitempty"`
	Agent  string `json:"agent,omitempty"`
	Safe   string `json:"safe_contact,omitempty"` // yes only never
	Note   string `json:"note,omitempty"`
}
