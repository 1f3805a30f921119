package casemodel

import (
	"slices"
	"strings"
	"time"
)

// Room is one in which sittings are held. Hours are the spans of a day in
// which it is open, as "08:30-12:00 14:30-17:30" in Asia/Shanghai.
type Room struct {
	ID      ID     `json:"id" gorm:"primaryKey"`
	BodyID  ID     `json:"body"`
	Name    string `json:"name"`
	Seats   int    `json:"seats"`
	Hours   string `json:"hours"`
	Closed  int    `json:"closed"`
	Remark  string `json:"remark"`
	Version int    `json:"-"`
}

// TableName is the SQL name.
func (Room) TableName() string { return "room" }

// Sitting is one that is arranged, or that took place as it was arranged. Its
// record is a Session.
type Sitting struct {
	ID          ID         `json:"id" gorm:"primaryKey"`
	RootID      ID         `json:"-"`
	MatterID    ID         `json:"matter"`
	BodyID      ID         `json:"body"` // of the matter
	RoomID      ID         `json:"room,omitempty"`
	OtherRoomID ID         `json:"other_room,omitempty"` // the second one, when the sides sit apart
	Place       string     `json:"place,omitempty"`      // when it is in no room of the house; of a video its link
	From        Instant    `json:"from" gorm:"column:from_at"`
	Until       Instant    `json:"until" gorm:"column:until_at"`
	Mode        string     `json:"mode"`  // how it is held: a word of the list sitting_modes
	State       string     `json:"state"` // planned started finished cancelled, and what is no sitting
	Mediators   StringList `json:"mediators"`
	Expected    StringList `json:"expected"` // parties
	Interpreter string     `json:"interpreter,omitempty"`
	NoticeWay   string     `json:"notice_way,omitempty"`
	Letter      string     `json:"-"` // by which one is let into a detention house
	StartedAt   Instant    `json:"started_at,omitzero"`
	Begun       Begun      `json:"-" gorm:"-"`        // sealed
	SessionID   ID         `json:"session,omitempty"` // its record
	ByID        ID         `json:"-"`                 // who arranged it; of a leave who is away
	ExpiresAt   Instant    `json:"-"`                 // of a held slot
	Seq         int        `json:"-"`                 // journal entry of the last act on it
}

// Begun is what was found when a sitting began.
type Begun struct {
	Came    []Attendance `json:"came,omitempty"`
	Pledge  bool         `json:"pledge,omitempty"`
	Masters bool         `json:"masters,omitempty"`
}

// IsZero reports whether nothing was written down.
func (b Begun) IsZero() bool { return len(b.Came) == 0 && !b.Pledge && !b.Masters }

// TableName is the SQL name.
func (Sitting) TableName() string { return "sitting" }

// States of a sitting. Leave is no sitting: it takes the time of who is away.
const (
	Held      = "held"
	Planned   = "planned"
	Started   = "started"
	Finished  = "finished"
	Cancelled = "cancelled"
	Leave     = "leave"
)

// Ahead reports whether the sitting is still to be held or is being held.
func (s *Sitting) Ahead() bool { return s.State == Planned || s.State == Started }

// Of reports whether somebody conducts the sitting.
func (s *Sitting) Of(user ID) bool { return user != "" && slices.Contains(s.Mediators, string(user)) }

// Alone reports whether one side is talked to without the other, which nobody
// else is told.
func (s *Sitting) Alone() bool { return s.Mode == "first" || s.Mode == "caucus" }

// In reports whether the sitting takes a room.
func (s *Sitting) In(room ID) bool { return s.RoomID == room || s.OtherRoomID == room }

// SittingNotice is one time a party was told of a sitting.
type SittingNotice struct {
	ID        ID      `json:"id" gorm:"primaryKey"`
	RootID    ID      `json:"-"`
	MatterID  ID      `json:"-"`
	SittingID ID      `json:"sitting"`
	PartyID   ID      `json:"party"`
	Way       string  `json:"way"`
	At        Instant `json:"at"`
	Reached   int     `json:"reached"`
	Outcome   string  `json:"outcome,omitempty"` // told passed_on not_reached; "" of one from before it was kept
	Proof     string  `json:"proof,omitempty"`
	FileID    ID      `json:"file,omitempty"`
	ByID      ID      `json:"-"`
	Seq       int     `json:"-"`
}

// TableName is the SQL name.
func (SittingNotice) TableName() string { return "sitting_notice" }

// How far a party was told of a sitting, the best first.
const (
	ToldServed = "served" // told himself, and there is something to show for it
	ToldBare   = "told"   // told himself, with nothing to show
	ToldPassed = "passed" // somebody passed it on: he may not know
	ToldMissed = "missed" // every try failed
	ToldNot    = "not"    // nobody has tried
)

// TellWays are the ways of telling in the order in which they are tried.
var TellWays = []string{"call_out", "message", "visit", "letter"}

// Told says how far one party was told by the tries there were.
func Told(tries []SittingNotice) string {
	states := []string{ToldServed, ToldBare, ToldPassed, ToldMissed, ToldNot}
	best := len(states) - 1
	for _, n := range tries {
		is := 1
		switch {
		case n.Reached == 0:
			is = 3
		case n.Outcome == "passed_on":
			is = 2
		case n.Proof != "" || n.FileID != "":
			is = 0
		}
		best = min(best, is)
	}
	return states[best]
}

// NextWay is the first way that was not tried, "" when all were.
func NextWay(tries []SittingNotice) string {
	for _, way := range TellWays {
		if !slices.ContainsFunc(tries, func(n SittingNotice) bool { return n.Way == way || way == "call_out" && n.Way == "no_answer" }) {
			return way
		}
	}
	return ""
}

// SlotTime is the grain in which time is taken.
const SlotTime = 5 * time.Minute

// Slot is the number of the five minutes in which a moment lies.
func Slot(at Instant) int { return int(at.Time().Unix() / int64(SlotTime/time.Second)) }

// SlotAt is the moment at which a slot begins.
func SlotAt(slot int) Instant { return At(time.Unix(int64(slot)*int64(SlotTime/time.Second), 0)) }

// Slots are the first slot of a span and the one after its last.
func Slots(from, until Instant) (first, end int) {
	first, end = Slot(from), Slot(until)
	if SlotAt(end).Before(until) {
		end++
	}
	return first, end
}

// Stretch is a piece of time.
type Stretch struct {
	From  Instant `json:"from"`
	Until Instant `json:"until"`
}

// Span is a piece of a day in minutes after midnight, the end not included.
type Span struct{ From, Until int }

// ParseHours reads the hours of a room: spans that follow one another, each
// with a beginning before its end.
func ParseHours(text string) ([]Span, bool) {
	var spans []Span
	for word := range strings.FieldsSeq(text) {
		begin, end, _ := strings.Cut(word, "-")
		from, ok := minuteOf(begin)
		until, fine := minuteOf(end)
		if !ok || !fine || from >= until || len(spans) > 0 && spans[len(spans)-1].Until > from {
			return nil, false
		}
		spans = append(spans, Span{from, until})
	}
	return spans, len(spans) > 0
}

func minuteOf(text string) (int, bool) {
	at, err := time.Parse("15:04", text)
	if err != nil {
		return 24 * 60, text == "24:00"
	}
	return at.Hour()*60 + at.Minute(), true
}
