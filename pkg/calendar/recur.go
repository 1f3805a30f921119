package calendar

import (
	"fmt"
	"time"
)

// The rhythms of recurring duties. A xun is a third of a month: days 1 to 10,
// 11 to 20, and 21 to the end.
const (
	EveryDay   = "day"
	EveryWeek  = "week"
	EveryXun   = "xun"
	EveryMonth = "month"
)

// CheckEvery refuses a rhythm that Recur does not know, or a day it cannot have.
func CheckEvery(every string, fixedDay int) error {
	longest, known := map[string]int{EveryDay: 1, EveryWeek: 7, EveryXun: 11, EveryMonth: 31}[every]
	if !known {
		return fmt.Errorf("unknown rhythm %q", every)
	}
	if fixedDay < 0 || fixedDay > longest {
		return fmt.Errorf("day %d of a %s", fixedDay, every)
	}
	return nil
}

// Recur is the first day after the given one on which a recurring duty falls.
// fixedDay is the day within the day, week (1 = Monday), xun or month; one that
// is too long for a period falls on its last day, and so does 0. The day is not
// rolled, or occurrences could fall together: to roll it, count one calendar day
// from it with SameDay. An unknown rhythm answers the zero Day.
func (*Book) Recur(every string, fixedDay int, after Day) Day {
	if CheckEvery(every, fixedDay) != nil {
		return 0
	}
	for within := after; ; {
		first, last := span(every, within)
		day := last
		if fixedDay > 0 {
			day = min(first.Add(fixedDay-1), last)
		}
		if day > after {
			return day
		}
		within = last + 1
	}
}

// span is the period of the rhythm that the day lies in.
func span(every string, d Day) (first, last Day) {
	y, m, dom := d.utc().Date()
	switch every {
	case EveryWeek:
		first = d - Day((d.Weekday()-time.Monday+7)%7)
		return first, first + 6
	case EveryMonth:
		return Date(y, m, 1), Date(y, m+1, 1) - 1
	case EveryXun:
		if dom > 20 {
			return Date(y, m, 21), Date(y, m+1, 1) - 1
		}
		first = Date(y, m, (dom-1)/10*10+1)
		return first, first + 9
	default:
		return d, d
	}
}
