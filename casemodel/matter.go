package casemodel

// Kind is the sort of a matter; each has its own detail, all share the header.
type Kind string

// The kinds of matter. A new procedure is a new definition of one of them.
const (
	KindCase         Kind = "case"
	KindProceeding   Kind = "proceeding"
	KindConfirmation Kind = "confirmation"
	KindHandover     Kind = "handover"
	KindPetition     Kind = "petition"
	KindBacklog      Kind = "backlog"
	KindTask         Kind = "task"
	KindSupervision  Kind = "supervision"
	KindObligation   Kind = "obligation"
	KindFollowUp     Kind = "followup"
	KindApproval     Kind = "approval"
	KindAlert        Kind = "alert"
	KindClaim        Kind = "claim"
	KindFeedback     Kind = "feedback"
)

// Kinds lists every kind, for loaders that refuse unknown ones.
var Kinds = []Kind{
	KindCase, KindProceeding, KindConfirmation, KindHandover, KindPetition, KindBacklog, KindTask,
	KindSupervision, KindObligation, KindFollowUp, KindApproval, KindAlert, KindClaim, KindFeedback,
}

// Class is the only meaning of "open": live and closing matters are open. It
// comes from the definition and is independent of whether a state is final.
type Class string

// The three classes of a state.
const (
	Live    Class = "live"
	Closing Class = "closing"
	Done    Class = "done"
)

// Matter is the header every thing the centre handles shares: a number, a
// place, a body in charge, a handler, a state in a workflow (engine rule T4).
// RootID names the family; the root's row is the family's only lock.
type Matter struct {
	ID              ID `gorm:"primaryKey"`
	RootID          ID
	ParentID        ID // the matter whose step created it
	Kind            Kind
	Workflow        string
	WorkflowVersion int
	State           string
	StateSince      Instant // when it was recorded
	StateOn         Day     // the legal date of that change; no later act may be earlier
	ReturnState     string  // where escalation or suspension leads back to
	Class           Class
	Live            int // 1 when Class is live; a literal in partial indexes
	Version         int // grows when the matter's own state or fields change
	Seq             int // counts journal entries
	LastHash        []byte

	Number      string // the text people quote, （2026）…字第000123号
	Title       string // read.registration
	PublicTitle string // category and number: all that is shown below read.registration

	CentreID         ID // the centre whose case it is, from the root
	BodyID           ID // in charge
	OfferedBodyID    ID // asked, not yet accepted
	ReviewBodyID     ID // the superior that reviews
	HandlerID        ID
	OwnerID          ID // leader who answers for it
	RegisteredByID   ID
	RegisteredBodyID ID

	AreaID string // 12-digit code of the place
	A1     string // province
	A2     string // prefecture
	A3     string // county
	A4     string // town
	A5     string // village
	GridID ID
	Level  int // city 1, county 2, town 3, village 4, grid 5

	Category string
	Channel  string
	Risk     Risk
	Urgency  string
	Sealed   int // 1: only named persons know of it
	Primary  int // 1: the root's one live primary proceeding
	Round    int // 1, 2 after a reopening …
	Result   string

	OpenedAt   Instant
	ChangedAt  Instant
	DueAt      Instant // earliest running duty, Never when none
	ClosedAt   Instant
	ArchivedAt Instant
	ImportID   ID
}

// TableName is the SQL name.
func (Matter) TableName() string { return "matter" }

// IsRoot reports whether the matter is the head of its family.
func (m *Matter) IsRoot() bool { return m.ID == m.RootID }

// Open reports whether the matter still occupies somebody.
func (m *Matter) Open() bool { return m.Class != Done }

// IsLive reports whether the matter is in its working life.
func (m *Matter) IsLive() bool { return m.Class == Live }

// Card is the line a case shows in lists beyond its header, written only by
// acts that change it.
type Card struct {
	RootID        ID `gorm:"primaryKey"`
	PartiesText   string
	NextSittingAt Instant
	Amount        Money
	Satisfaction  int
}

// TableName is the SQL name.
func (Card) TableName() string { return "matter_card" }

// Participant opens a window in which a person or a body takes part in a
// family. Relations are computed from these rows; they are kept by step.
type Participant struct {
	ID       ID `gorm:"primaryKey"`
	RootID   ID
	MatterID ID
	UserID   ID
	BodyID   ID
	Role     string // handler co_mediator body co_body task court tf named …
	Since    Instant
	Until    Instant // Never while open
}

// TableName is the SQL name.
func (Participant) TableName() string { return "matter_participant" }

// Roles of a participant row.
const (
	PartHandler    = "handler"
	PartCoMediator = "co_mediator"
	PartBody       = "body"
	PartCoBody     = "co_body"
	PartTask       = "task"
	PartCourt      = "court"
	PartTaskForce  = "tf"
	PartNamed      = "named"
)

// Link relates two matters of different families; there is no foreign key
// across roots.
type Link struct {
	ID     ID `gorm:"primaryKey"`
	FromID ID
	ToID   ID
	Kind   string // of LinkKinds
	Since  Instant
	Until  Instant
}

// TableName is the SQL name.
func (Link) TableName() string { return "matter_link" }

// LinkKinds is the closed list of relations across families, read from the
// matter that names the other: a case merged into its master, a petition that
// repeats an earlier one, a backlog entry that covers a petition, a petition
// mediated in a case, a petition a case was diverted to, a new quarrel of the same
// parties, a case that is applied for again.
var LinkKinds = []string{"merged", "repeats", "covers", "mediated_in", "diverted", "same_parties", "again"}

// Recusal keeps a person away from a family: declared is a tie somebody
// reported, recused is the decision.
type Recusal struct {
	ID     ID `gorm:"primaryKey"`
	RootID ID
	UserID ID
	BodyID ID
	State  string // declared recused waived
	Reason string
	At     Instant
}

// TableName is the SQL name.
func (Recusal) TableName() string { return "recusal" }

// QualitySample opens a closed proceeding to the person who checks it.
type QualitySample struct {
	ID       ID `gorm:"primaryKey"`
	MatterID ID
	UserID   ID
	Open     int
}

// TableName is the SQL name.
func (QualitySample) TableName() string { return "quality_sample" }

// PartyOutcome is what came out for one party: codes R10…R60 (decision 25).
type PartyOutcome struct {
	ID       ID `gorm:"primaryKey"`
	RootID   ID
	MatterID ID
	PartyID  ID
	Result   string
	ItemID   ID
	On       Day `gorm:"column:on_day"`
	Seq      int // journal entry that wrote it
}

// TableName is the SQL name.
func (PartyOutcome) TableName() string { return "party_outcome" }
