package calendar

import (
	"fmt"
	"sync/atomic"
	"time"
)

// Day is a legal date: a local date of Zone, in days since 1970-01-01. The zero
// Day means "not given" wherever a date may be missing.
type Day int32

const (
	dateForm   = "2006-01-02"
	daySeconds = 24 * 60 * 60
)

// ParseDay reads "2006-01-02" and nothing looser.
func ParseDay(s string) (Day, error) {
	t, err := time.Parse(dateForm, s)
	if err != nil {
		return 0, fmt.Errorf("date %q is not a day written as 2006-01-02", s)
	}
	return Date(t.Date()), nil
}

// DayOf is the local date in Zone at the instant t.
func DayOf(t time.Time) Day {
	return Date(t.In(Zone).Date())
}

// Date builds a Day; a month or day out of range runs over as in time.Date.
func Date(y int, m time.Month, d int) Day {
	return Day(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / daySeconds)
}

// String writes the day as 2006-01-02. A page names the same few days again and
// again: those named lately are remembered.
func (d Day) String() string {
	place := &lately[uint32(d)%uint32(len(lately))]
	if one := place.Load(); one != nil && one.day == d {
		return one.text
	}
	one := &named{d, d.utc().Format(dateForm)}
	place.Store(one)
	return one.text
}

// named is a day and how it is written; lately are some that were, each at the
// place its number gives.
type named struct {
	day  Day
	text string
}

var lately [1024]atomic.Pointer[named]

// Weekday is the day of the week, without regard to holidays.
func (d Day) Weekday() time.Weekday { return d.utc().Weekday() }

// Year is the calendar year the day lies in.
func (d Day) Year() int { return d.utc().Year() }

// Add moves by n calendar days, backwards when n is negative.
func (d Day) Add(n int) Day { return d + Day(n) }

// AddMonths moves by n months to the corresponding day. Where the month has no
// such day it answers the last day of that month and clamped (CT-2, Civil Code
// 202).
func (d Day) AddMonths(n int) (day Day, clamped bool) {
	y, m, dom := d.utc().Date()
	return inMonth(y, m+time.Month(n), dom)
}

// Start is 00:00 of the day in Zone, as a UTC instant.
func (d Day) Start() time.Time { return d.At(0, 0) }

// End is the first instant after the day in Zone: its 24:00 (CT-4, Civil Code
// 203).
func (d Day) End() time.Time { return d.Add(1).Start() }

// At is a wall-clock time of Zone on the day, as a UTC instant.
func (d Day) At(hour, minute int) time.Time {
	y, m, dom := d.utc().Date()
	return time.Date(y, m, dom, hour, minute, 0, 0, Zone).UTC()
}

// MarshalText writes 2006-01-02, so that stored explanations stay readable.
func (d Day) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (d *Day) UnmarshalText(text []byte) error {
	day, err := ParseDay(string(text))
	if err != nil {
		return err
	}
	*d = day
	return nil
}

// utc is the same date at 00:00 UTC, where a day always has 24 hours.
func (d Day) utc() time.Time { return time.Unix(int64(d)*daySeconds, 0).UTC() }

// inMonth is day number dom of a month, or the month's last day and clamped.
func inMonth(y int, m time.Month, dom int) (day Day, clamped bool) {
	last := Date(y, m+1, 1) - 1
	if day = Date(y, m, 1) + Day(dom-1); day > last {
		return last, true
	}
	return day, false
}
