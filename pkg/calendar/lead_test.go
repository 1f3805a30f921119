package calendar

import (
	"testing"
	"time"
)

func TestLeadsAreReadAsRulesWriteThem(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]Lead{
		"3wd": {3, LeadWorking}, "7d": {7, LeadDays}, "2h": {2, LeadHours}, "30m": {30, LeadMinutes}, "50%": {50, LeadPercent}, "180d": {180, LeadDays},
	} {
		if got, err := ParseLead(s); err != nil || got != want || got.String() != s {
			t.Errorf("%q is %+v, %v", s, got, err)
		}
	}
	for _, s := range []string{"", "d", "3", "0d", "-1d", "+1d", "03d", "3 d", "3D", "3wdd", "dw3", "3w", "100%", "0%", "99999d", "1.5h", "3天", "99999999999999999999d"} {
		if got, err := ParseLead(s); err == nil {
			t.Errorf("%q was read as %+v", s, got)
		}
	}
}

func TestWarningsComeBeforeTheTarget(t *testing.T) {
	t.Parallel()
	b := book(t)
	thirty := Rule{30, CalendarDay, NextDay, RollNext}
	for _, tt := range []struct {
		name, lead string
		rule       Rule
		on, at     string
		want       string
	}{
		{"days before Tuesday April 7", "7d", thirty, "2026-03-05", "", "2026-03-31T09:00:00+08:00"},
		{"days may fall on a holiday", "1d", thirty, "2026-03-05", "", "2026-04-06T09:00:00+08:00"},
		{"working days jump over Qingming", "1wd", thirty, "2026-03-05", "", "2026-04-03T09:00:00+08:00"},
		{"three working days", "3wd", Rule{30, WorkingDay, NextDay, RollNone}, "2026-04-01", "", "2026-05-13T09:00:00+08:00"},
		{"the target, not the due day", "1d", Rule{15, CalendarDay, NextDay, RollTarget}, "2026-03-06", "", "2026-03-19T09:00:00+08:00"},
		{"working days before the target", "1wd", Rule{60, CalendarDay, NextDay, RollTarget}, "2026-03-06", "", "2026-04-29T09:00:00+08:00"},
		{"hours before midnight", "2h", Rule{1, CalendarDay, SameDay, RollNone}, "2026-03-05", "", "2026-03-05T22:00:00+08:00"},
		{"minutes before the hour", "30m", Rule{2, Hour, Immediate, RollNone}, "2026-03-05", "23:00", "2026-03-06T00:30:00+08:00"},
		{"half of 24 hours", "50%", Rule{24, Hour, Immediate, RollNone}, "2026-03-05", "10:00", "2026-03-05T22:00:00+08:00"},
		{"half of four days from the next midnight", "50%", Rule{4, CalendarDay, NextDay, RollNone}, "2026-03-05", "", "2026-03-08T00:00:00+08:00"},
		{"a tenth of 48 hours", "10%", Rule{48, Hour, Immediate, RollNone}, "2026-03-05", "00:00", "2026-03-05T04:48:00+08:00"},
		{"longer than the period: before it began", "1wd", Rule{1, WorkingDay, NextDay, RollNone}, "2026-03-09", "", "2026-03-09T09:00:00+08:00"},
	} {
		a := Anchor{On: day(t, tt.on)}
		if tt.at != "" {
			a.At = clock(t, a.On, tt.at)
		}
		due, err := b.Due(tt.rule, a, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		lead, err := ParseLead(tt.lead)
		if got := b.WarnAt(lead, a, due); err != nil || !got.Equal(instant(t, tt.want)) || got.Location() != time.UTC {
			t.Errorf("%s: %s, %v, want %s", tt.name, got, err, tt.want)
		}
	}
}

func TestADueReadFromARowCanWarn(t *testing.T) {
	t.Parallel()
	b, a := book(t), Anchor{On: day(t, "2026-03-05"), At: instant(t, "2026-03-05T02:00:00Z")}
	row := Due{On: day(t, "2026-03-06"), At: instant(t, "2026-03-06T02:00:00Z")}
	if got := b.WarnAt(Lead{50, LeadPercent}, a, row); !got.Equal(instant(t, "2026-03-05T14:00:00Z")) {
		t.Errorf("half way at %s", got)
	}
	if got := b.WarnAt(Lead{1, LeadDays}, a, row); !got.Equal(instant(t, "2026-03-05T01:00:00Z")) {
		t.Errorf("a day before at %s", got)
	}
}

func TestWhatCannotBeUndoneWaitsForTheMorning(t *testing.T) {
	t.Parallel()
	b := book(t)
	for _, tt := range []struct{ on, reversible, irreversible string }{
		{"2026-03-12", "2026-03-13T00:00:00+08:00", "2026-03-13T09:00:00+08:00"},
		{"2026-03-13", "2026-03-14T00:00:00+08:00", "2026-03-16T09:00:00+08:00"}, // a Friday
		{"2026-05-08", "2026-05-09T00:00:00+08:00", "2026-05-09T09:00:00+08:00"}, // Saturday is worked
		{"2026-02-14", "2026-02-15T00:00:00+08:00", "2026-02-24T09:00:00+08:00"}, // Spring Festival
		{"2025-12-31", "2026-01-01T00:00:00+08:00", "2026-01-04T09:00:00+08:00"}, // Sunday is worked
	} {
		due := Due{On: day(t, tt.on), At: day(t, tt.on).End()}
		if got := b.FireAt(due, false); !got.Equal(instant(t, tt.reversible)) {
			t.Errorf("%s reversible: %s", tt.on, got)
		}
		if got := b.FireAt(due, true); !got.Equal(instant(t, tt.irreversible)) {
			t.Errorf("%s irreversible: %s", tt.on, got)
		}
	}
	hour := Due{On: day(t, "2026-03-13"), At: instant(t, "2026-03-13T03:00:00Z")}
	if got := b.FireAt(hour, false); !got.Equal(hour.At) {
		t.Errorf("hours fire at %s", got)
	}
}
