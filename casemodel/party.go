package casemodel

// Party is a person or organisation in a dispute. IDNo, the phones and the
// address are encrypted in the database and found through blind indexes; here
// they are clear, so a Party never goes to a log.
type Party struct {
	ID              ID               `json:"id"`
	RootID          ID               `json:"-"`
	Role            string           `json:"role"` // applicant respondent third petitioner, member of a roster
	Kind            string           `json:"kind"` // natural legal_person unincorporated government
	Name            string           `json:"name"`
	Count           int              `json:"count,omitempty"` // people behind one name, 1 for a person
	Sex             string           `json:"sex,omitempty"`   // male female
	BornOn          Day              `json:"born_on,omitempty"`
	IDType          string           `json:"id_type,omitempty"` // resident_id uscc passport … none
	IDNo            string           `json:"id_no,omitempty"`
	Phone           string           `json:"phone,omitempty"`
	Phone2          string           `json:"phone2,omitempty"`
	Address         string           `json:"address,omitempty"`
	Reach           string           `json:"reach,omitempty"`        // by whom a message gets through
	SafeContact     string           `json:"safe_contact,omitempty"` // yes only never
	HideAddress     bool             `json:"hide_address,omitempty"`
	Needs           []string         `json:"needs,omitempty"` // illiterate deaf dialect immobile minor companion
	Representatives []Representative `json:"representatives,omitempty"`
	EndedOn         Day              `json:"ended_on,omitempty"`
	Code            string           `json:"-"` // query code, known only in the moment it is issued (decision 24)
	PIN             string           `json:"-"` // second factor on paper when there is neither phone nor ID
}

// Representative acts for a party.
type Representative struct {
	Kind      string `json:"kind"` // guardian agent group legal_aid
	Name      string `json:"name"`
	Authority string `json:"authority,omitempty"` // general special
	Phone     string `json:"phone,omitempty"`
	IDNo      string `json:"id_no,omitempty"`
}

// Words of Party.Role and Party.Kind, closed lists.
var (
	PartyRoles = []string{"applicant", "respondent", "third", "petitioner"}
	PartyKinds = []string{"natural", "legal_person", "unincorporated", "government"}
	PartyNeeds = []string{"illiterate", "deaf", "dialect", "immobile", "minor", "companion"}
)

// Present reports whether the party still takes part.
func (p Party) Present() bool { return p.EndedOn == "" }

// Reachable reports whether there is one way to reach the party.
func (p Party) Reachable() bool { return p.Phone != "" || p.Address != "" || p.Reach != "" }

// Asks reports whether the party is on the asking side.
func (p Party) Asks() bool { return p.Role == "applicant" || p.Role == "petitioner" }

// Consent is one party's answer to being mediated (人民调解法 17).
type Consent struct {
	Party   ID     `json:"party"`
	Consent string `json:"consent"` // agreed refused
	Way     string `json:"way"`     // written recorded_call present online
}

// Attendance is how one party came to a sitting.
type Attendance struct {
	Party     ID     `json:"party"`
	Came      string `json:"came"` // self agent absent
	Late      bool   `json:"late,omitempty"`
	Name      string `json:"name,omitempty"`      // who came for the party
	Authority string `json:"authority,omitempty"` // of an agent: general special
	Checked   bool   `json:"checked,omitempty"`   // the agent's letter and identity were looked at
	With      string `json:"with,omitempty"`      // who accompanies the party
	Relation  string `json:"relation,omitempty"`  // to the party
	Capacity  string `json:"capacity,omitempty"`  // in which one accompanies: care advise observe
	Admitted  string `json:"admitted,omitempty"`  // what the other side said to it: agreed refused
}

// Came, Authorities, Capacities and Admissions are closed lists of an attendance.
var (
	Came        = []string{"self", "agent", "absent"}
	Authorities = []string{"general", "special"}
	Capacities  = []string{"care", "advise", "observe"}
	Admissions  = []string{"agreed", "refused"}
)

// Item is one obligation of an agreement. Exactly one of amount, share or the
// thing itself says how much: sums add up, shares and things do not (G10).
type Item struct {
	ID           ID     `json:"id,omitempty" gorm:"primaryKey"`
	RootID       ID     `json:"-"`
	MatterID     ID     `json:"-"`
	Seq          int    `json:"-"`
	TextVersion  int    `json:"-"`                                  // version of the agreement text that holds it
	Debtor       ID     `json:"debtor" gorm:"column:debtor_id"`     // party
	Creditor     ID     `json:"creditor" gorm:"column:creditor_id"` // party
	Payer        string `json:"payer,omitempty"`                    // who really pays, when it is no party (G03)
	Kind         string `json:"kind"`                               // pay deliver act refrain apologise other
	What         string `json:"what"`
	AmountKind   string `json:"amount_kind,omitempty"` // sum share in_kind
	Amount       Money  `json:"amount,omitempty"`      // fen; of sums only
	Share        string `json:"share,omitempty"`       // 40%, 1/5 of future cost
	DueOn        Day    `json:"due,omitempty" gorm:"column:due_on"`
	UntilOn      Day    `json:"until,omitempty" gorm:"column:until_on"`
	Every        string `json:"every,omitempty"` // of ItemEvery: a template whose rows fall due one by one (G15)
	OfferID      ID     `json:"offer,omitempty"` // the accepted offer it is made of
	TemplateID   ID     `json:"-"`
	ShareOf      ID     `json:"-"` // the clause of which it is one person's share
	ObligationID ID     `json:"-"` // the matter that watches its performance
	PaidNow      bool   `json:"paid_now,omitempty" gorm:"-"`
	AtTable      int    `json:"-" gorm:"column:paid_now"` // 1: handed over when the agreement was made; PaidNow as it is kept
	Active       int    `json:"-"`                        // 0: superseded by a later text
}

// TableName is the SQL name.
func (Item) TableName() string { return "agreement_item" }

// ItemKinds and AmountKinds are closed lists.
var (
	ItemKinds   = []string{"pay", "deliver", "act", "refrain", "apologise", "other"}
	AmountKinds = []string{"sum", "share", "in_kind"}
	ItemEvery   = []string{"week", "month", "two_months", "quarter", "half_year", "year"}
)

// Session is one sitting (调解笔录); its text is secret at read.sessions.
type Session struct {
	ID       ID      `json:"id" gorm:"primaryKey"`
	RootID   ID      `json:"-"`
	MatterID ID      `json:"-"`
	No       int     `json:"no"`             // its own among all records of its matter: what an act and an address name it by
	Nth      int     `json:"nth" gorm:"-"`   // which of the sittings, or of the inquiries, of its matter it is: counted as it is read
	Mode     string  `json:"mode"`           // joint caucus visit online
	Side     ID      `json:"side,omitempty"` // the party of a caucus
	On       Day     `json:"on" gorm:"column:on_day"`
	Place    string  `json:"place"`
	Present  string  `json:"present"`
	Result   string  `json:"result"`                    // agreed partly continue end: a closed list, never free text
	Text     string  `json:"text,omitempty" gorm:"-"`   // sealed column
	Minutes  Minutes `json:"minutes,omitzero" gorm:"-"` // sealed with the text
	AuthorID ID      `json:"author"`
	Released int     `json:"released"` // caucus: 1 when a party agreed to let it out
	Seq      int     `json:"-"`
}

// InquiryFrom is the number after which the records of inquiries begin. Sittings
// that come so far pass over what inquiries have taken, and the other way round:
// which of its kind a record is says its Nth. Those for the mediators' own use
// begin elsewhere: the numbers of the others tell nobody that there are any.
const (
	InquiryFrom = 100
	InsideFrom  = 1000
)

// How an inquiry is written down: the other one is for the mediators' own use and
// leaves the house in no volume.
const (
	ModeInquiry = "inquiry"
	ModeInside  = "inquiry_inside"
)

// Inquiry reports whether somebody was asked, where no sitting was held.
func (s *Session) Inquiry() bool { return s.Mode == ModeInquiry || s.Mode == ModeInside }

// Series is the number after which the records that a record is counted with begin.
// An inquiry for inside of former days has a number among the others.
func (s *Session) Series() int {
	switch {
	case !s.Inquiry():
		return 0
	case s.Mode == ModeInside && s.No > InsideFrom:
		return InsideFrom
	}
	return InquiryFrom
}

// Minutes are the parts of a sitting's record besides its free text.
type Minutes struct {
	Began       Instant           `json:"began,omitzero"`
	Ended       Instant           `json:"ended,omitzero"`
	Next        Instant           `json:"next,omitzero"` // the next sitting that was agreed on
	Came        []Attendance      `json:"came,omitempty"`
	Said        map[string]string `json:"said,omitempty"` // what stands under each heading, by the declared field
	Interpreter string            `json:"interpreter,omitempty"`
	Pledge      bool              `json:"pledge,omitempty"`  // the interpreter pledged to interpret truly
	Masters     bool              `json:"masters,omitempty"` // no interpreter: the mediator speaks the language, or signs
	ReadBy      string            `json:"read_by,omitempty"` // who read the record out to those who cannot read
	Inquiry     *Inquiry          `json:"inquiry,omitempty"` // of an inquiry, nil of a sitting
}

// Inquiry is who was asked and how it was written down.
type Inquiry struct {
	Party   ID     `json:"party,omitempty"`   // a party of the case
	Person  string `json:"person,omitempty"`  // or somebody else
	About   string `json:"about,omitempty"`   // sex, age, where he works or lives
	With    string `json:"with,omitempty"`    // who asked beside the author
	Writer  string `json:"writer,omitempty"`  // who wrote it down
	Refused string `json:"refused,omitempty"` // why it is not signed
}

// IsZero reports whether the record is its free text alone.
func (m Minutes) IsZero() bool {
	return m.Began.IsZero() && m.Ended.IsZero() && m.Next.IsZero() && len(m.Came) == 0 && len(m.Said) == 0 && m.Interpreter == "" && !m.Pledge && !m.Masters && m.ReadBy == "" && m.Inquiry == nil
}

// TableName is the SQL name.
func (Session) TableName() string { return "session" }

// File is an uploaded document, stored by its content's hash.
type File struct {
	ID           ID      `json:"id" gorm:"primaryKey"`
	RootID       ID      `json:"-"`
	MatterID     ID      `json:"-"` // "" while not yet used by an act
	Name         string  `json:"name"`
	SHA256       string  `json:"sha256" gorm:"column:sha256"`
	Size         int64   `json:"size"`
	Type         string  `json:"type"`
	Read         string  `json:"read"`               // registration agreement sessions sealed
	Document     string  `json:"document,omitempty"` // which paper it is, "" any other
	OwnerID      ID      `json:"-"`
	CreatedAt    Instant `json:"created_at"`
	Detached     int     `json:"-"`
	EvidenceID   ID      `json:"evidence,omitempty"`                         // which piece of evidence it shows
	SessionID    ID      `json:"session,omitempty"`                          // of which sitting's handwritten record it is a page
	Page         int     `json:"page,omitempty"`                             // which one, from 1
	SupplementID ID      `json:"supplement,omitempty"`                       // with which supplement to that record the page came
	ReplacedByID ID      `json:"replaced_by,omitempty"`                      // the better photograph of a page that could not be read; this one stays
	Scan         string  `json:"scan,omitempty" enum:"clean,waits,infected"` // how it was looked at for viruses, "" where nobody looks
}

// TableName is the SQL name.
func (File) TableName() string { return "file" }
