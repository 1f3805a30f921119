package calendar

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"
)

// SegmentKind says how a segment changes a running period.
type SegmentKind string

// The kinds of segments (CT-8, CT-9).
const (
	Pause     SegmentKind = "pause"
	Extension SegmentKind = "extension"
	Restart   SegmentKind = "restart"
)

// Segment is one change of a running period, in the order it was decided.
//
// A pause has From and To, whole local days, both not counted: the legal dates
// of the pausing and of the resuming event. To is zero while it is open.
//
// An extension has N and Unit; it begins after the last day of what was counted
// so far, wherever its own From lies.
//
// A restart has From, the new start day, and At if hours are counted. It voids
// the restarts and extensions written before it, not the pauses, which go by
// their dates. N and Unit, if given, replace those of the rule.
type Segment struct {
	Kind   SegmentKind
	N      int
	Unit   Unit
	From   Day
	To     Day
	At     time.Time
	Reason string
}

// check refuses a segment that does not say what its kind needs.
func (s Segment) check(asOf Day) error {
	switch s.Kind {
	case Pause:
		if s.From == 0 || s.To != 0 && s.To < s.From {
			return fmt.Errorf("pause from %s to %s", s.From, s.To)
		}
		if s.To == 0 && asOf == 0 {
			return fmt.Errorf("pause from %s is open and no day is given to count it to", s.From)
		}
		return nil
	case Extension:
		return checkLength(s.N, s.Unit)
	case Restart:
		if s.From == 0 {
			return errors.New("restart without a day")
		}
		return nil
	default:
		return fmt.Errorf("unknown segment %q", s.Kind)
	}
}

// pause is a stretch of days that are not counted, cut so that no two overlap.
type pause struct {
	from, to Day // to = from-1 when an open pause has lost no day yet
	open     bool
	reason   string
}

func (p pause) days() int { return int(p.to-p.from) + 1 }

// pausesFrom cuts the pauses to the days from first on. Days that two pauses
// share are lost once, to the pause that began earlier, so the order in which
// they were written does not matter. An open pause lasts until asOf.
func pausesFrom(first Day, segments []Segment, asOf Day) []pause {
	var pauses []pause
	for _, s := range segments {
		switch {
		case s.Kind != Pause || s.To == 0 && s.From > asOf:
		case s.To == 0:
			pauses = append(pauses, pause{s.From, asOf, true, s.Reason})
		default:
			pauses = append(pauses, pause{s.From, s.To, false, s.Reason})
		}
	}
	slices.SortFunc(pauses, byDates)
	kept := pauses[:0]
	for _, p := range pauses {
		p.from = max(p.from, first)
		p.to = max(p.to, p.from-1)
		if first = max(first, p.to+1); p.days() > 0 || p.open {
			kept = append(kept, p)
		}
	}
	return kept
}

// byDates orders pauses so that equal sets of them always read the same: by
// beginning, end and reason, an ended one before an open one.
func byDates(a, b pause) int {
	order := cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to), cmp.Compare(a.reason, b.reason))
	if order == 0 && a.open != b.open {
		order = 1
		if b.open {
			order = -1
		}
	}
	return order
}
