package calendar

import (
	"testing"

	"pgregory.net/rapid"
)

func TestRecurringDutiesFallOnTheirDays(t *testing.T) {
	t.Parallel()
	b := book(t)
	for _, tt := range []struct {
		every       string
		day         int
		after, want string
	}{
		{"day", 0, "2026-02-28", "2026-03-01"},
		{"day", 1, "2026-12-31", "2027-01-01"},
		{"week", 1, "2026-03-05", "2026-03-09"}, // Thursday to Monday
		{"week", 5, "2026-03-05", "2026-03-06"},
		{"week", 4, "2026-03-05", "2026-03-12"}, // strictly after
		{"week", 0, "2026-03-05", "2026-03-08"}, // the week's last day
		{"week", 7, "2026-03-08", "2026-03-15"},
		{"xun", 1, "2026-03-01", "2026-03-11"},
		{"xun", 1, "2026-02-28", "2026-03-01"},
		{"xun", 1, "2026-03-11", "2026-03-21"},
		{"xun", 1, "2026-03-21", "2026-04-01"},
		{"xun", 0, "2026-03-05", "2026-03-10"},
		{"xun", 0, "2026-03-10", "2026-03-20"},
		{"xun", 0, "2026-03-20", "2026-03-31"},
		{"xun", 0, "2026-02-20", "2026-02-28"},
		{"xun", 0, "2024-02-20", "2024-02-29"},
		{"xun", 10, "2026-02-20", "2026-02-28"}, // eight days only
		{"xun", 11, "2026-03-20", "2026-03-31"},
		{"xun", 5, "2026-03-15", "2026-03-25"},
		{"month", 25, "2026-03-01", "2026-03-25"},
		{"month", 25, "2026-03-25", "2026-04-25"}, // a Saturday stays: rolling is not for Recur
		{"month", 25, "2026-12-26", "2027-01-25"},
		{"month", 31, "2026-01-31", "2026-02-28"},
		{"month", 31, "2026-02-28", "2026-03-31"},
		{"month", 0, "2024-02-10", "2024-02-29"},
		{"month", 1, "2026-12-31", "2027-01-01"},
	} {
		if got := b.Recur(tt.every, tt.day, day(t, tt.after)); got.String() != tt.want {
			t.Errorf("day %d of every %s after %s is %s, want %s", tt.day, tt.every, tt.after, got, tt.want)
		}
	}
}

func TestARecurringDayIsRolledByCountingOneDay(t *testing.T) {
	t.Parallel()
	b := book(t)
	on := b.Recur(EveryMonth, 25, day(t, "2026-03-31"))
	due, err := b.Due(Rule{1, CalendarDay, SameDay, RollTarget}, Anchor{On: on}, nil, 0)
	if err != nil || due.On.String() != "2026-04-27" {
		t.Errorf("%s is due on %s, %v", on, due.On, err)
	}
}

func TestRhythmsNobodyKnowsAreRefused(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		every string
		day   int
	}{{"year", 1}, {"", 0}, {"day", 2}, {"week", 8}, {"xun", 12}, {"month", 32}, {"month", -1}} {
		if err := CheckEvery(tt.every, tt.day); err == nil || book(t).Recur(tt.every, tt.day, 20000) != 0 {
			t.Errorf("day %d of every %s was taken", tt.day, tt.every)
		}
	}
}

func TestNoPeriodIsLeftOutOrDoubled(t *testing.T) {
	t.Parallel()
	b := book(t)
	rapid.Check(t, func(t *rapid.T) {
		every := rapid.SampledFrom([]string{EveryDay, EveryWeek, EveryXun, EveryMonth}).Draw(t, "every")
		fixed := rapid.IntRange(0, map[string]int{EveryDay: 1, EveryWeek: 7, EveryXun: 11, EveryMonth: 31}[every]).Draw(t, "day")
		d := b.Recur(every, fixed, anyDay(t))
		_, last := span(every, d)
		next := b.Recur(every, fixed, d)
		if first, nextLast := span(every, next); first != last+1 || next < first || next > nextLast {
			t.Fatalf("after %s comes %s", d, next)
		}
		if between := b.Recur(every, fixed, next-1); between != next {
			t.Fatalf("the day before %s sees %s", next, between)
		}
	})
}
