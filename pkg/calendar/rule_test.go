package calendar

import (
	"strings"
	"testing"
	"time"
)

func TestEveryShapeOfRuleInTheLawIsCounted(t *testing.T) {
	t.Parallel()
	for _, r := range []Rule{
		{30, CalendarDay, NextDay, RollNext},
		{15, CalendarDay, NextDay, RollTarget},
		{180, CalendarDay, NextDay, RollNone},
		{30, WorkingDay, NextDay, RollNone},
		{1, Month, NextDay, RollNext},
		{6, Month, NextDay, RollTarget},
		{6, Month, NextDay, RollNone},
		{3, Year, NextDay, RollNext},
		{10, Year, NextDay, RollNone},
		{48, Hour, Immediate, RollNone},
		{1, CalendarDay, SameDay, RollNone},
		{3, CalendarDay, BeforeEvent, RollNone},
		{25, CalendarDay, FixedDay, RollTarget},
		{1, CalendarDay, FixedDay, RollNone},
	} {
		if err := r.Check(); err != nil {
			t.Errorf("%+v: %v", r, err)
		}
	}
}

func TestNonsenseRulesAreRefused(t *testing.T) {
	t.Parallel()
	for _, r := range []Rule{
		{},
		{0, CalendarDay, NextDay, RollNone},
		{-1, CalendarDay, NextDay, RollNone},
		{100000, CalendarDay, NextDay, RollNone},
		{30, "week", NextDay, RollNone},
		{30, "", NextDay, RollNone},
		{30, CalendarDay, "later", RollNone},
		{30, CalendarDay, "", RollNone},
		{30, CalendarDay, NextDay, "back"},
		{30, CalendarDay, NextDay, ""},
		{2, Hour, NextDay, RollNone},
		{2, Hour, Immediate, RollNext},
		{2, Hour, BeforeEvent, RollNone},
		{30, CalendarDay, Immediate, RollNone},
		{1, Month, SameDay, RollNone},
		{3, CalendarDay, BeforeEvent, RollNext},
		{3, CalendarDay, BeforeEvent, RollTarget},
		{32, CalendarDay, FixedDay, RollNone},
		{5, WorkingDay, FixedDay, RollNone},
	} {
		if err := r.Check(); err == nil {
			t.Errorf("%+v was taken", r)
		}
		if due, err := book(t).Due(r, Anchor{On: 20000}, nil, 0); err == nil || due.On != 0 {
			t.Errorf("%+v gave %s, %v", r, due.On, err)
		}
	}
}

func TestWhatARuleCannotHaveIsRefused(t *testing.T) {
	t.Parallel()
	days, hours := Rule{30, CalendarDay, NextDay, RollNext}, Rule{2, Hour, Immediate, RollNone}
	before, fixed := Rule{3, CalendarDay, BeforeEvent, RollNone}, Rule{25, CalendarDay, FixedDay, RollNone}
	pause := Segment{Kind: Pause, From: 20001, To: 20003}
	for _, tt := range []struct {
		name    string
		rule    Rule
		segment Segment
		says    string
	}{
		{"a kind nobody knows", days, Segment{Kind: "hold", From: 20001}, "unknown segment"},
		{"a pause without a beginning", days, Segment{Kind: Pause, To: 20003}, "pause from"},
		{"a pause that ends before it begins", days, Segment{Kind: Pause, From: 20003, To: 20002}, "pause from"},
		{"an open pause and no day to count it to", days, Segment{Kind: Pause, From: 20003}, "is open"},
		{"an extension by nothing", days, Segment{Kind: Extension, Unit: CalendarDay}, "outside"},
		{"an extension in no unit", days, Segment{Kind: Extension, N: 3}, "unknown unit"},
		{"days extended by hours", days, Segment{Kind: Extension, N: 3, Unit: Hour}, "cannot be extended"},
		{"hours extended by days", hours, Segment{Kind: Extension, N: 3, Unit: CalendarDay}, "cannot be extended"},
		{"a restart without a day", days, Segment{Kind: Restart}, "restart"},
		{"a restart with half a length", days, Segment{Kind: Restart, From: 20001, N: 3}, "unknown unit"},
		{"a restart of a fixed day in months", fixed, Segment{Kind: Restart, From: 20001, N: 3, Unit: Month}, "cannot start"},
		{"a pause before an event", before, pause, "cannot pause"},
		{"a pause of a fixed day", fixed, pause, "cannot pause"},
		{"an extension before an event", before, Segment{Kind: Extension, N: 3, Unit: CalendarDay}, "cannot be extended"},
	} {
		due, err := book(t).Due(tt.rule, Anchor{On: 20000}, []Segment{tt.segment}, 0)
		if err == nil || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: %s, %v", tt.name, due.On, err)
		}
	}
}

func TestAPeriodNeedsADayToCountFrom(t *testing.T) {
	t.Parallel()
	b, r := book(t), Rule{30, CalendarDay, NextDay, RollNone}
	if due, err := b.Due(r, Anchor{}, nil, 0); err == nil {
		t.Errorf("got %s", due.On)
	}
	due, err := b.Due(r, Anchor{At: instant(t, "2026-03-01T16:30:00Z")}, nil, 0)
	if err != nil || due.On.String() != "2026-04-01" {
		t.Errorf("from the moment alone: %s, %v", due.On, err)
	}
}

func TestDueDoesNotTouchWhatItIsGiven(t *testing.T) {
	t.Parallel()
	segments := []Segment{{Kind: Pause, From: 20010, To: 20012}, {Kind: Pause, From: 20005, To: 20006}}
	due, err := book(t).Due(Rule{30, CalendarDay, NextDay, RollNone}, Anchor{On: 20000}, segments, 0)
	if err != nil || due.On != 20035 || segments[0].From != 20010 {
		t.Errorf("%s, %v, %+v", due.On, err, segments)
	}
	if !due.Begins.Equal(Day(20001).Start()) || due.At.Location() != time.UTC {
		t.Errorf("begins %s, at %s", due.Begins, due.At)
	}
}
