package casemodel

// Offer is one proposal of a party, L3: the row tells whose it is and how it
// stands, the rest is sealed.
type Offer struct {
	ID       ID     `json:"id" gorm:"primaryKey"`
	RootID   ID     `json:"-"`
	MatterID ID     `json:"-"`
	PartyID  ID     `json:"party"`
	Answers  ID     `json:"answers,omitempty"` // the offer it is a counter-offer to
	On       Day    `json:"on" gorm:"column:on_day"`
	Amount   Money  `json:"amount,omitempty"`
	Text     string `json:"text,omitempty" gorm:"-"`
	Terms    Terms  `json:"terms,omitzero" gorm:"-"`
	State    string `json:"state"` // of OfferStates
	AuthorID ID     `json:"author"`
	Released int    `json:"released"` // 1: the other side may know of it
	Seq      int    `json:"-"`
}

// TableName is the SQL name.
func (Offer) TableName() string { return "offer" }

// Terms are what an offer says besides its words and its sum: enough to make a
// clause of it.
type Terms struct {
	Kind     string `json:"kind,omitempty"`     // of ItemKinds
	Debtor   ID     `json:"debtor,omitempty"`   // party who would owe it
	Creditor ID     `json:"creditor,omitempty"` // party it would be owed to
	Due      Day    `json:"due,omitempty"`
	Every    string `json:"every,omitempty"` // of ItemEvery
	Until    Day    `json:"until,omitempty"`
	To       ID     `json:"to,omitempty"`         // party it was made to, "" all of the other side
	Expires  Day    `json:"expires_on,omitempty"` // last day on which it can be accepted
	Way      string `json:"way,omitempty"`        // joint caucus: whether the other side heard it
}

// IsZero reports whether an offer is its words and its sum alone.
func (t Terms) IsZero() bool { return t == Terms{} }

// States of an offer. One that has expired is stored open: the day tells.
const (
	OfferOpen      = "open"
	OfferAccepted  = "accepted"
	OfferDeclined  = "declined"
	OfferWithdrawn = "withdrawn"
	OfferClosed    = "closed" // another one of its chain was accepted
	OfferExpired   = "expired"
)

// OfferStates is the closed list.
var OfferStates = []string{OfferOpen, OfferAccepted, OfferDeclined, OfferWithdrawn, OfferClosed, OfferExpired}

// StateOn is how the offer stands on a day.
func (o Offer) StateOn(today Day) string {
	if o.State == OfferOpen && o.Terms.Expires != "" && o.Terms.Expires < today {
		return OfferExpired
	}
	return o.State
}

// Clause is the obligation an offer amounts to, bound to it by its id.
func (o Offer) Clause() Item {
	it := Item{
		OfferID: o.ID, Debtor: o.Terms.Debtor, Creditor: o.Terms.Creditor, Kind: o.Terms.Kind, What: o.Text, AmountKind: "in_kind",
		DueOn: o.Terms.Due, Every: o.Terms.Every, UntilOn: o.Terms.Until,
	}
	if o.Amount > 0 {
		it.AmountKind, it.Amount = "sum", o.Amount
	}
	return it
}

// Reply is how a party answered an offer, or took it or its answer back.
type Reply struct {
	ID       ID     `json:"-" gorm:"primaryKey"`
	OfferID  ID     `json:"offer"`
	RootID   ID     `json:"-"`
	MatterID ID     `json:"-"`
	PartyID  ID     `json:"party"`
	On       Day    `json:"on" gorm:"column:on_day"`
	Way      string `json:"way,omitempty"` // of the list consent_ways
	State    string `json:"state"`         // what the offer became
	Text     string `json:"text,omitempty" gorm:"-"`
	AuthorID ID     `json:"author"`
	Seq      int    `json:"-"`
}

// TableName is the SQL name.
func (Reply) TableName() string { return "offer_reply" }

// Confidant is somebody who may read one thing that was said in confidence.
type Confidant struct {
	ThingID  ID `gorm:"primaryKey"` // a session or an offer
	UserID   ID `gorm:"primaryKey"`
	RootID   ID
	MatterID ID
	FromID   ID // who handed it over, "" for who was there when it was written
	Seq      int
}

// TableName is the SQL name.
func (Confidant) TableName() string { return "confidant" }

// Disclosure is a party's consent to let one thing out of confidence.
type Disclosure struct {
	ThingID  ID     `json:"thing" gorm:"primaryKey"`
	RootID   ID     `json:"-"`
	MatterID ID     `json:"-"`
	PartyID  ID     `json:"party"`
	On       Day    `json:"on" gorm:"column:on_day"`
	Way      string `json:"way"` // of the list consent_ways
	AuthorID ID     `json:"author"`
	Seq      int    `json:"-"`
}

// TableName is the SQL name.
func (Disclosure) TableName() string { return "disclosure" }
