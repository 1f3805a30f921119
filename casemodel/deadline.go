package casemodel

// DeadlineClass says whose clock it is. Only a duty feeds DueAt and the red
// numbers; a right or a cliff is the parties' and is never a breach of the body.
type DeadlineClass string

// The classes of engine rule T2.
const (
	Duty        DeadlineClass = "duty"
	Right       DeadlineClass = "right"
	Cliff       DeadlineClass = "cliff"
	Information DeadlineClass = "information"
	Soft        DeadlineClass = "soft"
)

// States of a deadline.
const (
	ClockRunning  = "running"
	ClockPaused   = "paused"
	ClockMet      = "met"
	ClockMissed   = "missed"
	ClockMetLate  = "met_late" // missed, then done
	ClockStopped  = "cancelled"
	ClockAwaiting = "awaiting_anchor" // the day it counts from is not known yet
	ClockPassed   = "passed_before_entry"
)

// Deadline is one running clock of a matter. Its due day is a pure function of
// the rule's snapshot, the anchor, the segments and the calendar.
type Deadline struct {
	ID           ID `gorm:"primaryKey"`
	MatterID     ID
	RootID       ID
	RuleID       string
	Family       string // ZZ-03 of ZZ-03b
	RuleSHA      string `gorm:"column:rule_sha"`
	Class        DeadlineClass
	OwnerBodyID  ID
	OwnerPartyID ID
	AnchorOn     Day
	AnchorAt     Instant // for rules in hours
	AnchorKind   string  // event field deadline latest_of
	AnchorSeq    int
	N            int
	Unit         string
	Direction    string // after before
	State        string
	DueOn        Day
	TargetOn     Day
	DueAt        Instant
	FiresAt      Instant // next warning or the expiry
	FiresKind    string  // warn expire
	Warned       int     // warnings already given
	MetOn        Day
	MetSeq       int
	Provisional  int
	CalendarSHA  string `gorm:"column:calendar_sha"`
	Explain      string // JSON list of calendar terms
	StartedSeq   int    // journal entry that started it
	Live         int    // 1 while running or paused; a literal in the sweep's index
}

// TableName is the SQL name.
func (Deadline) TableName() string { return "deadline" }

// Running reports whether the clock is still going or standing.
func (d *Deadline) Running() bool {
	return d.State == ClockRunning || d.State == ClockPaused || d.State == ClockAwaiting
}

// Segment is a pause, an extension or a restart of a deadline; two clocks
// never share a row (CT-9).
type Segment struct {
	DeadlineID  ID  `gorm:"primaryKey"`
	Seq         int `gorm:"primaryKey"`
	Kind        string
	N           int
	Unit        string
	FromOn      Day
	ToOn        Day
	Reason      string
	DecidedBy   ID
	ConsentFile ID
	NoticeDoc   string
}

// TableName is the SQL name.
func (Segment) TableName() string { return "deadline_segment" }

// Firing records that a warning or expiry happened once, for good.
type Firing struct {
	DeadlineID ID      `gorm:"primaryKey"`
	FiresAt    Instant `gorm:"primaryKey"`
	Kind       string  `gorm:"primaryKey"`
	JournalSeq int
}

// TableName is the SQL name.
func (Firing) TableName() string { return "deadline_firing" }
