package casemodel

// Scope is what of the matters one actor may read in one way, derived from the
// policy rows: any allow term matches and no deny term does. The store writes
// it as SQL; the policies answer the same question for a single matter, and a
// property test holds the two together (engine rule T6).
type Scope struct {
	Actor Actor
	Allow []ScopeTerm
	Deny  []ScopeTerm
}

// ScopeTerm is one policy row seen from a list: matters of these workflows
// (nil: all) in these states or classes (nil: all) to which the actor stands
// in the relation.
type ScopeTerm struct {
	Workflows []string
	States    []string
	Classes   []Class
	Rel       string // name of a relation; its SQL predicate carries the same name
}

// View is the index a list is driven by; the scope is only a filter on it.
type View string

// The driving views. All exists for search and exact ids.
const (
	ViewMine    View = "mine"
	ViewBody    View = "body"
	ViewCentre  View = "centre"
	ViewArea    View = "area"
	ViewPart    View = "part"
	ViewApprove View = "approve"
	ViewOwner   View = "owner"
	ViewAll     View = "all"
)

// Filter is a question to the work list.
type Filter struct {
	View           View
	Kinds          []Kind
	Workflows      []string
	Classes        []Class
	States         []string
	Categories     []string
	Channels       []string
	Risks          []Risk
	BodyID         ID
	HandlerID      ID
	RegisteredByID ID
	AreaID         string
	RootID         ID
	ParentID       ID
	Number         string
	Query          string // words; asks the classes the actor may read
	Party          string // a party's name
	Tail           string // last four of a phone or ID number, whole numbers too
	Overdue        bool
	UnpaidOn       Day  // an obligation that is open on this day and was to be performed before it; asks readers of the registration
	ComingFrom     Day  // an obligation that is open and is to be performed on this day or after it, until
	ComingTo       Day  // this one, both included; asks readers of the registration
	Unheld         bool // nobody has it yet, and it is late: by its own clock, where it has none by its case's
	Crowd          bool // many people stand behind it; asks readers of the registration
	OnTheSpot      bool // taken down where it was settled, by its mediator
	ListedBy       Day  // a backlog entry that stood on the list by then; asks readers of the registration
	DueFrom        Instant
	DueBefore      Instant
	Can            string  // an act the actor may do; the desk answers it by Within
	Within         []Scope // and in each of these scopes too; set by the desk alone
	ContactBy      Day     // the next contact, written down by the actor or the actor's to keep, is due by this day
	AnswerBy       Day     // an answer to an urging by the actor, or in the actor's matter, was wanted by this day
	Unrecorded     bool    // a sitting was held, and there is no record of it yet
	Unarranged     bool    // no sitting is arranged for an hour to come
	Stuck          bool    // nobody is there who would act, or it is overdue by more than ten days
	Signed         string  // all: both sides and a mediator have signed; open: somebody has not
	Did            string  // an act of this name was done
	Silent         string  // no act of this name…
	SilentSince    Instant // …since then, ever when absent
	OpenedFrom     Instant
	OpenedTo       Instant
	Sort           string // due changed opened number risk title
	Desc           bool
	After          string // opaque: the page behind this place
	Before         string // opaque: the page ahead of it, when After is not given
	Limit          int    // ≤ 200
}

// Rated is what came of asking how satisfied people are: a rate is told with how
// many answered or not at all (users.md F23).
type Rated struct{ Visited, Asked, Answered, Pleased int }

// Crowd is how many people make a case one of a crowd (群体).
const Crowd = 5

// Page is one page of a list. Total counts to 1,000 and then More is true.
// Next and Prev are "" where no page is.
type Page struct {
	Items []Matter
	Next  string
	Prev  string
	Total int
	More  bool
}
