package calendar

import (
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestADayIsALocalDateOfChina(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ at, day string }{
		{"2026-03-04T15:59:59.999999Z", "2026-03-04"},
		{"2026-03-04T16:00:00Z", "2026-03-05"},
		{"2026-03-05T00:00:00+08:00", "2026-03-05"},
		{"2025-12-31T16:00:00Z", "2026-01-01"},
		{"2024-02-28T16:00:00Z", "2024-02-29"},
		{"2026-03-04T23:00:00-10:00", "2026-03-05"},
		{"1969-12-31T16:00:00Z", "1970-01-01"},
		{"1969-12-31T15:59:59Z", "1969-12-31"},
	} {
		if got := DayOf(instant(t, tt.at)); got.String() != tt.day {
			t.Errorf("%s is on %s, want %s", tt.at, got, tt.day)
		}
	}
}

func TestADayBeginsAndEndsAtMidnightInChina(t *testing.T) {
	t.Parallel()
	d := day(t, "2026-03-05")
	for _, tt := range []struct {
		got  time.Time
		want string
	}{
		{d.Start(), "2026-03-04T16:00:00Z"},
		{d.End(), "2026-03-05T16:00:00Z"},
		{d.At(9, 0), "2026-03-05T01:00:00Z"},
		{d.At(17, 30), "2026-03-05T09:30:00Z"},
	} {
		if !tt.got.Equal(instant(t, tt.want)) || tt.got.Location() != time.UTC {
			t.Errorf("got %s, want %s", tt.got, tt.want)
		}
	}
}

func TestMonthsEndOnTheCorrespondingDayOrTheLast(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		from    string
		n       int
		to      string
		clamped bool
	}{
		{"2026-01-31", 1, "2026-02-28", true},
		{"2024-01-31", 1, "2024-02-29", true},
		{"2026-01-28", 1, "2026-02-28", false},
		{"2026-08-31", 1, "2026-09-30", true},
		{"2026-07-31", 1, "2026-08-31", false},
		{"2026-12-15", 1, "2027-01-15", false},
		{"2026-11-30", 3, "2027-02-28", true},
		{"2024-02-29", 12, "2025-02-28", true},
		{"2024-02-29", 48, "2028-02-29", false},
		{"2026-03-31", -1, "2026-02-28", true},
		{"2026-01-15", -1, "2025-12-15", false},
		{"2024-02-29", -12, "2023-02-28", true},
		{"2026-03-31", 0, "2026-03-31", false},
		{"1900-01-31", 1, "1900-02-28", true}, // no leap year
		{"2000-01-31", 1, "2000-02-29", true}, // a leap year
	} {
		if to, clamped := day(t, tt.from).AddMonths(tt.n); to.String() != tt.to || clamped != tt.clamped {
			t.Errorf("%s + %d months = %s %t, want %s %t", tt.from, tt.n, to, clamped, tt.to, tt.clamped)
		}
	}
}

func TestOnlyRealDatesAreParsed(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"", "2026-02-29", "2026-13-01", "2026-00-10", "2026-1-5", "26-01-05", "2026/01/05", "2026-01-05 ", "2026-01-05T00:00:00Z", "2026年1月5日", "２０２６-01-05"} {
		if d, err := ParseDay(s); err == nil {
			t.Errorf("%q parsed as %s", s, d)
		}
	}
}

func TestDaysGoToTextAndBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := Day(rapid.IntRange(-30000, 80000).Draw(t, "day"))
		if back, err := ParseDay(d.String()); err != nil || back != d {
			t.Fatalf("%s came back as %s: %v", d, back, err)
		}
		if y, m, dom := d.At(12, 0).In(Zone).Date(); Date(y, m, dom) != d || d.Year() != y {
			t.Fatalf("%s is %d-%d-%d", d, y, m, dom)
		}
		if w := d.At(12, 0).In(Zone).Weekday(); w != d.Weekday() {
			t.Fatalf("%s is a %s", d, w)
		}
	})
}

// From 1992 on a day in China has 24 hours; before, summer time could make it 23
// or 25, and papers of those years must still fall on their day.
func TestEveryMomentOfADayLiesOnIt(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := Date(1950, 1, 1).Add(rapid.IntRange(0, 50000).Draw(t, "day"))
		if DayOf(d.Start()) != d || DayOf(d.End().Add(-time.Microsecond)) != d || DayOf(d.End()) != d+1 {
			t.Fatalf("%s from %s to %s", d, d.Start(), d.End())
		}
		if long := d.End().Sub(d.Start()); d.Year() >= 1992 && long != 24*time.Hour {
			t.Fatalf("%s has %s", d, long)
		}
	})
}

func TestAStoredExplanationIsReadable(t *testing.T) {
	t.Parallel()
	term := Term{Kind: TermRolled, On: day(t, "2026-04-07"), Days: 3, Reason: "清明节"}
	text, err := json.Marshal(term)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"kind":"rolled","on":"2026-04-07","days":3,"reason":"清明节"}`
	if string(text) != want {
		t.Errorf("got %s, want %s", text, want)
	}
	if text, err = json.Marshal(Term{Kind: TermProvisional, N: 2027}); err != nil || string(text) != `{"kind":"provisional","n":2027}` {
		t.Errorf("got %s, %v", text, err)
	}
	var back Term
	if err := json.Unmarshal([]byte(want), &back); err != nil || back != term {
		t.Errorf("came back as %+v: %v", back, err)
	}
	if err := json.Unmarshal([]byte(`{"on":"7 April"}`), &back); err == nil {
		t.Error("a date in words was read")
	}
}
