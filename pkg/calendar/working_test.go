package calendar

import (
	"slices"
	"strings"
	"testing"
)

// makeup lists every worked weekend day of 2018 to 2026. 2024 to 2026 come from a
// second source (holiday-cn and tyme agree on them); the years before were read
// off the files, so they only guard against a slip in a file or its reading.
var makeup = map[int]string{
	2018: "02-11 02-24 04-08 04-28 09-29 09-30 12-29",
	2019: "02-02 02-03 04-28 05-05 09-29 10-12",
	2020: "01-19 04-26 05-09 06-28 09-27 10-10",
	2021: "02-07 02-20 04-25 05-08 09-18 09-26 10-09",
	2022: "01-29 01-30 04-02 04-24 05-07 10-08 10-09",
	2023: "01-28 01-29 04-23 05-06 06-25 10-07 10-08",
	2024: "02-04 02-18 04-07 04-28 05-11 09-14 09-29 10-12",
	2025: "01-26 02-08 04-27 09-28 10-11",
	2026: "01-04 02-14 02-28 05-09 09-20 10-10",
}

func TestWorkedWeekendsOfAllYears(t *testing.T) {
	t.Parallel()
	b := book(t)
	for year, list := range makeup {
		var worked []string
		for d := Date(year, 1, 1); d.Year() == year; d++ {
			if weekend(d) && b.Works(d) {
				worked = append(worked, d.String()[5:])
			}
		}
		if want := strings.Fields(list); !slices.Equal(worked, want) {
			t.Errorf("%d: worked weekends %v, want %v", year, worked, want)
		}
	}
}

func TestTheYearsHaveTheirWorkingDays(t *testing.T) {
	t.Parallel()
	b := book(t)
	want := map[int]int{2018: 250, 2019: 250, 2020: 249, 2021: 250, 2022: 249, 2023: 249, 2024: 251, 2025: 248, 2026: 248, 2027: 261}
	for year, n := range want {
		if got := b.WorkingBetween(Date(year-1, 12, 31), Date(year, 12, 31)); got != n {
			t.Errorf("%d has %d working days, want %d", year, got, n)
		}
	}
}

func TestWorkingDaysOneByOne(t *testing.T) {
	t.Parallel()
	b := book(t)
	for _, tt := range []struct {
		day, holiday, next, previous string
		works                        bool
	}{
		{"2026-04-03", "", "2026-04-03", "2026-04-03", true},
		{"2026-04-04", "清明节", "2026-04-07", "2026-04-03", false},
		{"2026-05-09", "", "2026-05-09", "2026-05-09", true}, // worked for Labour Day
		{"2026-05-10", "", "2026-05-11", "2026-05-09", false},
		{"2026-02-20", "春节", "2026-02-24", "2026-02-14", false},
		{"2025-10-06", "国庆节、中秋节", "2025-10-09", "2025-09-30", false},
		{"2022-12-31", "元旦", "2023-01-03", "2022-12-30", false},
		{"2018-12-29", "", "2018-12-29", "2018-12-29", true},
		{"2027-01-01", "", "2027-01-01", "2027-01-01", true}, // no notice: a Friday
		{"2027-01-02", "", "2027-01-04", "2027-01-01", false},
	} {
		d := day(t, tt.day)
		if b.Works(d) != tt.works || b.Holiday(d) != tt.holiday || b.NextWorking(d).String() != tt.next || b.PreviousWorking(d).String() != tt.previous {
			t.Errorf("%s works %t, holiday %q, next %s, previous %s", d, b.Works(d), b.Holiday(d), b.NextWorking(d), b.PreviousWorking(d))
		}
	}
}

func TestAddingNoWorkingDaysStays(t *testing.T) {
	t.Parallel()
	b, saturday := book(t), day(t, "2026-03-07")
	if got := b.AddWorking(saturday, 0); got != saturday {
		t.Errorf("got %s", got)
	}
	if got := b.AddWorking(saturday, -1); got.String() != "2026-03-06" {
		t.Errorf("the working day before Saturday is %s", got)
	}
	if got := b.WorkingBetween(day(t, "2026-03-09"), day(t, "2026-03-06")); got != -1 {
		t.Errorf("from Monday back to Friday: %d", got)
	}
}
