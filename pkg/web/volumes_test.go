package web

import (
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
)

// A quarter has all its days, whatever the hour in London: a case that is closed
// on the 31st of December is in the fourth.
func TestAQuarterHasAllItsDays(t *testing.T) {
	for _, c := range []struct {
		year        int
		month       time.Month
		day, back   int
		from, until casemodel.Day
	}{
		{2026, 1, 1, 0, "2026-01-01", "2026-03-31"},
		{2026, 5, 31, 0, "2026-04-01", "2026-06-30"},
		{2026, 9, 30, 0, "2026-07-01", "2026-09-30"},
		{2026, 12, 31, 0, "2026-10-01", "2026-12-31"},
		{2026, 1, 1, 1, "2025-10-01", "2025-12-31"},
		{2026, 5, 31, 3, "2025-07-01", "2025-09-30"},
		{2024, 2, 29, 4, "2023-01-01", "2023-03-31"},
	} {
		for _, hour := range []int{0, 23} {
			at := time.Date(c.year, c.month, c.day, hour, 30, 0, 0, calendar.Zone).UTC()
			if from, until := quarter(at, c.back); from != c.from || until != c.until {
				t.Errorf("%s, %d back: %s to %s, want %s to %s", at, c.back, from, until, c.from, c.until)
			}
		}
	}
}
