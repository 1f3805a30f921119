package calendar

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// LeadUnit is the suffix of a lead as rules write it.
type LeadUnit string

// The lead units.
const (
	LeadDays    LeadUnit = "d"  // calendar days before the target day, at 09:00
	LeadWorking LeadUnit = "wd" // working days before the target day, at 09:00
	LeadHours   LeadUnit = "h"  // hours before the end
	LeadMinutes LeadUnit = "m"  // minutes before the end
	LeadPercent LeadUnit = "%"  // that share of the period is over
)

// Lead says how long before the end of a period to warn.
type Lead struct {
	N    int
	Unit LeadUnit
}

// officeHour is when the day's warnings and irreversible expiries are due, in
// Zone (T2).
const officeHour = 9

// ParseLead reads "3wd", "7d", "2h", "30m" or "50%".
func ParseLead(s string) (Lead, error) {
	digits := strings.TrimRight(s, "dwhm%")
	n, err := strconv.Atoi(digits)
	l := Lead{n, LeadUnit(s[len(digits):])}
	if err != nil || l.String() != s || !l.valid() {
		return Lead{}, fmt.Errorf("lead %q is not like 3wd, 7d, 2h, 30m or 50%%", s)
	}
	return l, nil
}

func (l Lead) valid() bool {
	switch l.Unit {
	case LeadDays, LeadWorking, LeadHours, LeadMinutes:
		return l.N >= 1 && l.N <= 9999
	case LeadPercent:
		return l.N >= 1 && l.N <= 99
	default:
		return false
	}
}

// String writes the lead as ParseLead reads it.
func (l Lead) String() string { return strconv.Itoa(l.N) + string(l.Unit) }

// WarnAt is the UTC instant of a warning. Leads in days look at the target day,
// which is the due day unless CT-7 applies, and fall at 09:00 in Zone; the others
// look at due.At. The instant may lie before the period began; it is for the
// caller to warn at once or not at all. A share is one of the whole time from
// beginning to end, pauses included; the anchor serves a Due read from a row,
// which may have neither Begins nor Target.
func (b *Book) WarnAt(lead Lead, a Anchor, due Due) time.Time {
	aim := cmp.Or(due.Target, due.On)
	switch lead.Unit {
	case LeadDays:
		return aim.Add(-lead.N).At(officeHour, 0)
	case LeadWorking:
		return b.AddWorking(aim, -lead.N).At(officeHour, 0)
	case LeadHours:
		return due.At.Add(-time.Duration(lead.N) * time.Hour)
	case LeadMinutes:
		return due.At.Add(-time.Duration(lead.N) * time.Minute)
	default:
		begins := due.Begins
		if begins.IsZero() {
			begins = a.begins()
		}
		part := due.At.Sub(begins) / 100 * time.Duration(lead.N)
		return begins.Add(part).Truncate(time.Microsecond)
	}
}

// FireAt is the UTC instant at which the expiry acts (T2): at the end of the
// period, or, when that cannot be undone, at 09:00 in Zone of the first working
// day after the last day, so that somebody is there. A paused period has none
// until it is resumed and counted again.
func (b *Book) FireAt(due Due, irreversible bool) time.Time {
	if irreversible {
		return b.NextWorking(due.On+1).At(officeHour, 0)
	}
	return due.At
}
