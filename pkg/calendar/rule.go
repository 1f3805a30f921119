package calendar

import "fmt"

// Unit is what a period is counted in.
type Unit string

// The units of deadline rules.
const (
	Hour        Unit = "hour"
	CalendarDay Unit = "calendar_day"
	WorkingDay  Unit = "working_day"
	Month       Unit = "month"
	Year        Unit = "year"
)

// Start says which day, or moment, is the first that counts.
type Start string

// The ways a period starts.
const (
	NextDay     Start = "next_day"           // CT-1: the start day is not counted
	Immediate   Start = "immediate"          // hours run from the given moment (Civil Code 201)
	SameDay     Start = "same_day"           // the start day is day one
	BeforeEvent Start = "before_event"       // counted backwards; the event's day is not counted
	FixedDay    Start = "fixed_day_of_month" // N is the day of the month, on or after the start day
)

// Roll says what becomes of a last day that does not work.
type Roll string

// The roll policies.
const (
	RollNext   Roll = "next_working_day" // CT-3, Civil Code 203
	RollNone   Roll = "none"
	RollTarget Roll = "target_previous" // CT-7: due rolls on, the target goes back
)

// Rule is the arithmetic of a deadline rule: N units from Start, then Roll.
type Rule struct {
	N     int
	Unit  Unit
	Start Start
	Roll  Roll
}

// longest keeps every due date within the years a calendar file may have.
var longest = map[Unit]int{Hour: 24 * 366, CalendarDay: 36600, WorkingDay: 7300, Month: 1200, Year: 100}

// Check refuses a rule whose parts contradict each other or that no law knows,
// so that loaders can refuse it at start. Due checks again.
func (r Rule) Check() error {
	if err := checkLength(r.N, r.Unit); err != nil {
		return err
	}
	switch r.Roll {
	case RollNext, RollNone, RollTarget:
	default:
		return fmt.Errorf("unknown roll %q", r.Roll)
	}
	if !r.startFits() {
		return fmt.Errorf("a period of %d %s cannot start %q", r.N, r.Unit, r.Start)
	}
	// A moment does not move to a working day; and a notice that has to be given
	// so many days before a sitting would lose days if it rolled towards it.
	if r.Roll != RollNone && (r.Unit == Hour || r.Start == BeforeEvent) {
		return fmt.Errorf("a period of %s with start %q cannot roll", r.Unit, r.Start)
	}
	return nil
}

func (r Rule) startFits() bool {
	switch r.Start {
	case Immediate:
		return r.Unit == Hour
	case NextDay, BeforeEvent:
		return r.Unit != Hour
	case SameDay:
		return r.Unit == CalendarDay || r.Unit == WorkingDay
	case FixedDay:
		return r.Unit == CalendarDay && r.N <= 31
	default:
		return false
	}
}

func checkLength(n int, unit Unit) error {
	limit, known := longest[unit]
	if !known {
		return fmt.Errorf("unknown unit %q", unit)
	}
	if n < 1 || n > limit {
		return fmt.Errorf("%d %s is outside 1 to %d", n, unit, limit)
	}
	return nil
}
