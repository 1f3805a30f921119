package calendar

import (
	"reflect"
	"testing"
)

func explain(t *testing.T, r Rule, on string, segments ...string) []Term {
	t.Helper()
	all := make([]Segment, 0, len(segments))
	for _, s := range segments {
		all = append(all, segment(t, s))
	}
	due, err := book(t).Due(r, Anchor{On: day(t, on)}, all, day(t, "2026-12-31"))
	if err != nil {
		t.Fatal(err)
	}
	return due.Terms
}

func TestADueDateExplainsItself(t *testing.T) {
	t.Parallel()
	d := func(s string) Day { return day(t, s) }
	thirty := Rule{30, CalendarDay, NextDay, RollNext}
	for _, tt := range []struct {
		name string
		got  []Term
		want []Term
	}{
		{
			"E1 rolls over Qingming", explain(t, thirty, "2026-03-05"),
			[]Term{{Kind: TermStart, On: d("2026-03-05")}, {Kind: TermPlus, N: 30, Unit: CalendarDay, On: d("2026-04-04")}, {Kind: TermRolled, On: d("2026-04-07"), Days: 3, Reason: "清明节"}},
		},
		{
			"E4 loses 21 days, 15 of them working days", explain(t, Rule{30, WorkingDay, NextDay, RollNone}, "2026-04-01", "pause 2026-04-10..2026-04-30 appraisal"),
			[]Term{
				{Kind: TermStart, On: d("2026-04-01")},
				{Kind: TermPlus, N: 30, Unit: WorkingDay, On: d("2026-05-18")},
				{Kind: TermPaused, On: d("2026-04-10"), To: d("2026-04-30"), Days: 21, N: 15, Reason: "appraisal"},
			},
		},
		{
			"shared days are told once, by the pause that began earlier",
			explain(t, thirty, "2026-03-02", "pause 2026-03-13..2026-03-19 hearing", "pause 2026-03-10..2026-03-15 appraisal"),
			[]Term{
				{Kind: TermStart, On: d("2026-03-02")},
				{Kind: TermPlus, N: 30, Unit: CalendarDay, On: d("2026-04-01")},
				{Kind: TermPaused, On: d("2026-03-10"), To: d("2026-03-15"), Days: 6, Reason: "appraisal"},
				{Kind: TermPaused, On: d("2026-03-16"), To: d("2026-03-19"), Days: 4, Reason: "hearing"},
				{Kind: TermRolled, On: d("2026-04-13"), Days: 2},
			},
		},
		{
			"a plain weekend has no name, a festival behind it has",
			explain(t, Rule{3, CalendarDay, NextDay, RollTarget}, "2024-06-05"),
			[]Term{
				{Kind: TermStart, On: d("2024-06-05")},
				{Kind: TermPlus, N: 3, Unit: CalendarDay, On: d("2024-06-08")},
				{Kind: TermRolled, On: d("2024-06-11"), Days: 3, Reason: "端午节"},
				{Kind: TermTarget, On: d("2024-06-07")},
			},
		},
		{
			"an extension and a year without a notice",
			explain(t, Rule{1, Month, NextDay, RollNext}, "2026-10-31", "extension 1 month"),
			[]Term{
				{Kind: TermStart, On: d("2026-10-31")},
				{Kind: TermPlus, N: 1, Unit: Month, On: d("2026-11-30")},
				{Kind: TermClamped, On: d("2026-11-30")},
				{Kind: TermExtension, N: 1, Unit: Month, On: d("2026-12-30"), Reason: "approved"},
			},
		},
		{
			"hours carry their moments", explain(t, Rule{24, Hour, Immediate, RollNone}, "2026-03-02", "restart 2026-03-03@15:00"),
			[]Term{
				{Kind: TermStart, On: d("2026-03-02")},
				{Kind: TermRestart, On: d("2026-03-03"), At: clock(t, d("2026-03-03"), "15:00")},
				{Kind: TermPlus, N: 24, Unit: Hour, On: d("2026-03-04"), At: clock(t, d("2026-03-04"), "15:00")},
			},
		},
	} {
		if !reflect.DeepEqual(tt.got, tt.want) {
			t.Errorf("%s:\n got %+v\nwant %+v", tt.name, tt.got, tt.want)
		}
	}
}

func TestADueDateKnowsTheYearsItTouched(t *testing.T) {
	t.Parallel()
	b := book(t)
	for _, tt := range []struct {
		name  string
		rule  Rule
		on    string
		years []int
	}{
		{"one year", Rule{30, CalendarDay, NextDay, RollNext}, "2026-03-05", []int{2026}},
		{"the start day is not counted", Rule{3, CalendarDay, NextDay, RollNext}, "2025-12-31", []int{2026}},
		{"into the next year", Rule{3, CalendarDay, NextDay, RollNext}, "2025-12-29", []int{2025, 2026}},
		{"the roll goes there", Rule{30, CalendarDay, NextDay, RollNext}, "2022-12-01", []int{2022, 2023}},
		{"the target goes back", Rule{1, CalendarDay, NextDay, RollTarget}, "2025-12-31", []int{2025, 2026}},
		{"backwards", Rule{3, WorkingDay, BeforeEvent, RollNone}, "2026-01-05", []int{2025, 2026}},
		{"the event's day is not counted", Rule{3, CalendarDay, BeforeEvent, RollNone}, "2026-01-01", []int{2025}},
		{"years", Rule{2, Year, NextDay, RollNext}, "2024-03-05", []int{2024, 2025, 2026}},
		{"hours ask no calendar", Rule{2, Hour, Immediate, RollNone}, "2026-03-05", nil},
	} {
		due, err := b.Due(tt.rule, Anchor{On: day(t, tt.on)}, nil, 0)
		if err != nil || !reflect.DeepEqual(due.Years, tt.years) {
			t.Errorf("%s: %v, %v, want %v", tt.name, due.Years, err, tt.years)
		}
		want := ""
		if tt.years != nil {
			want = b.SHAOf(tt.years...)
		}
		if due.CalendarSHA != want {
			t.Errorf("%s: digest %s", tt.name, due.CalendarSHA)
		}
	}
}

func TestANewNoticeMovesOnlyTheDatesThatTouchIt(t *testing.T) {
	t.Parallel()
	b := book(t)
	more, err := b.With([]byte(notice2027))
	if err != nil {
		t.Fatal(err)
	}
	thirty := Rule{30, CalendarDay, NextDay, RollNext}
	for _, tt := range []struct {
		on, before, after string
		moved             bool
	}{
		{"2026-03-05", "2026-04-07", "2026-04-07", false},
		{"2026-12-02", "2027-01-01", "2027-01-04", true}, // known now: a holiday
		{"2026-12-05", "2027-01-04", "2027-01-04", true}, // the same day, and no longer provisional
	} {
		a := Anchor{On: day(t, tt.on)}
		was, _ := b.Due(thirty, a, nil, 0)
		is, err := more.Due(thirty, a, nil, 0)
		if err != nil || was.On.String() != tt.before || is.On.String() != tt.after {
			t.Errorf("from %s: %s, then %s, %v", tt.on, was.On, is.On, err)
		}
		if was.Provisional != tt.moved || is.Provisional || (was.CalendarSHA != is.CalendarSHA) != tt.moved {
			t.Errorf("from %s: provisional %t, then %t", tt.on, was.Provisional, is.Provisional)
		}
		if was.CalendarSHA != b.SHAOf(was.Years...) || is.CalendarSHA != more.SHAOf(was.Years...) {
			t.Errorf("from %s: digests do not tell", tt.on)
		}
	}
}
