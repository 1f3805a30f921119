package calendar

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func days(list ...Day) []Day { return list }

func TestASpanNamesTheDaysThatDoNotCount(t *testing.T) {
	t.Parallel()
	b := book(t)
	d := func(s string) Day { return day(t, s) }
	for _, tt := range []struct {
		name string
		rule Rule
		on   string
		want Span
	}{
		{
			"three working days over Qingming",
			Rule{3, WorkingDay, NextDay, RollNone},
			"2026-04-02",
			Span{First: d("2026-04-03"), Last: d("2026-04-08"), Days: 6, Working: 3, Off: days(d("2026-04-04"), d("2026-04-05"), d("2026-04-06"))},
		},
		{
			"thirty days end in Qingming",
			Rule{30, CalendarDay, NextDay, RollNext},
			"2026-03-05",
			Span{First: d("2026-03-06"), Last: d("2026-04-04"), Days: 30, Working: 21, Rolled: days(d("2026-04-04"), d("2026-04-05"), d("2026-04-06"))},
		},
		{
			"a Saturday that is worked",
			Rule{2, WorkingDay, NextDay, RollNone},
			"2026-05-07",
			Span{First: d("2026-05-08"), Last: d("2026-05-09"), Days: 2, Working: 2, MadeUp: days(d("2026-05-09"))},
		},
		{
			"three working days before a sitting on Monday",
			Rule{3, WorkingDay, BeforeEvent, RollNone},
			"2026-03-09",
			Span{First: d("2026-03-04"), Last: d("2026-03-08"), Days: 5, Working: 3, Off: days(d("2026-03-07"), d("2026-03-08"))},
		},
		{"hours", Rule{24, Hour, Immediate, RollNone}, "2026-03-09", Span{}},
	} {
		a := Anchor{On: d(tt.on)}
		due, err := b.Due(tt.rule, a, nil, 0)
		got := b.Span(tt.rule, a, due)
		if err != nil || got.First != tt.want.First || got.Last != tt.want.Last || got.Days != tt.want.Days || got.Working != tt.want.Working ||
			!slices.Equal(got.Off, tt.want.Off) || !slices.Equal(got.MadeUp, tt.want.MadeUp) || !slices.Equal(got.Rolled, tt.want.Rolled) {
			t.Errorf("%s: %+v, want %+v", tt.name, got, tt.want)
		}
	}
}

// What a span counts is what the rule asks for, whatever the rule and the day.
func TestASpanHasTheDaysOfItsRule(t *testing.T) {
	t.Parallel()
	b := book(t)
	rapid.Check(t, func(t *rapid.T) {
		r, a := anyRule(t), Anchor{On: anyDay(t)}
		if rapid.Bool().Draw(t, "backwards") {
			r.Start, r.Roll = BeforeEvent, RollNone
		}
		due, err := b.Due(r, a, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		s := b.Span(r, a, due)
		switch {
		case r.Unit == WorkingDay && (s.Working != r.N || s.Days-len(s.Off) != r.N):
			t.Fatalf("%d working days, %d without those off, want %d", s.Working, s.Days-len(s.Off), r.N)
		case r.Unit == CalendarDay && s.Days != r.N:
			t.Fatalf("%d days, want %d", s.Days, r.N)
		case len(s.Rolled) != int(due.On-due.Raw) || slices.ContainsFunc(s.Rolled, b.Works):
			t.Fatalf("%v between %s and %s", s.Rolled, due.Raw, due.On)
		}
	})
}
