package calendar

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// oracle counts like a person with a wall calendar: it goes from one day to the
// next and asks of each whether it counts. It shares no code with the package,
// reads the holiday files with a line scanner, and keeps dates as UTC midnights.
type oracle struct {
	listed map[string]bool // date → does it work
	asOf   time.Time
	pauses [][2]time.Time
}

func (o *oracle) works(d time.Time) bool {
	if works, ok := o.listed[d.Format(time.DateOnly)]; ok {
		return works
	}
	return d.Weekday() != time.Saturday && d.Weekday() != time.Sunday
}

func (o *oracle) paused(d time.Time) bool {
	for _, p := range o.pauses {
		if !d.Before(p[0]) && !d.After(p[1]) {
			return true
		}
	}
	return false
}

// walk ticks off n days after d that are not paused and, if asked, work.
func (o *oracle) walk(d time.Time, n int, working bool) time.Time {
	for n > 0 {
		d = d.AddDate(0, 0, 1)
		if !o.paused(d) && (!working || o.works(d)) {
			n--
		}
	}
	return d
}

// months turns n calendar pages and looks for the day of that number; then it
// pays back every paused day it passed.
func (o *oracle) months(from time.Time, n int) time.Time {
	d := from
	for ; n > 0; n-- {
		d = d.AddDate(0, 0, 1)
		for d.Day() != 1 {
			d = d.AddDate(0, 0, 1)
		}
	}
	for d.Day() != from.Day() && d.AddDate(0, 0, 1).Day() != 1 {
		d = d.AddDate(0, 0, 1)
	}
	lost := 0
	for p := from.AddDate(0, 0, 1); !p.After(d); p = p.AddDate(0, 0, 1) {
		if o.paused(p) {
			lost++
		}
	}
	return o.walk(d, lost, false)
}

func (o *oracle) period(from time.Time, n int, unit Unit) time.Time {
	switch unit {
	case Month:
		return o.months(from, n)
	case Year:
		return o.months(from, 12*n)
	default:
		return o.walk(from, n, unit == WorkingDay)
	}
}

// due answers the last day before and after rolling.
func (o *oracle) due(r Rule, start time.Time, segments []Segment) (raw, on time.Time) {
	var extensions []Segment
	for _, s := range segments {
		switch {
		case s.Kind == Restart:
			start, extensions = noon(s.From), extensions[:0]
			if s.N > 0 {
				r.N, r.Unit = s.N, s.Unit
			}
		case s.Kind == Extension:
			extensions = append(extensions, s)
		case s.To == 0 && !noon(s.From).After(o.asOf):
			o.pauses = append(o.pauses, [2]time.Time{noon(s.From), o.asOf})
		case s.To != 0:
			o.pauses = append(o.pauses, [2]time.Time{noon(s.From), noon(s.To)})
		}
	}
	if r.Start == SameDay {
		start = start.AddDate(0, 0, -1)
	}
	raw = o.period(start, r.N, r.Unit)
	for _, s := range extensions {
		raw = o.period(raw, s.N, s.Unit)
	}
	if r.Roll == RollNone || o.works(raw) {
		return raw, raw
	}
	return raw, o.walk(raw, 1, true)
}

func noon(d Day) time.Time {
	return time.Date(1970, 1, 1+int(d), 0, 0, 0, 0, time.UTC)
}

func listedDays(t testing.TB) map[string]bool {
	t.Helper()
	files, _ := filepath.Glob("holidays/*.yaml")
	listed := map[string]bool{}
	for _, file := range files {
		f, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		works := false
		for lines := bufio.NewScanner(f); lines.Scan(); {
			switch line := lines.Text(); {
			case line == "holidays:" || line == "workdays:":
				works = line == "workdays:"
			case strings.HasPrefix(line, `  "`):
				listed[line[3:13]] = works
			}
		}
		_ = f.Close() // only read
	}
	return listed
}

func TestDueAgreesWithAnOracleThatGoesDayByDay(t *testing.T) {
	t.Parallel()
	b, listed := book(t), listedDays(t)
	rapid.Check(t, func(t *rapid.T) {
		rule, start := anyRule(t), anyDay(t)
		segments := anySegments(t, start)
		asOf := start.Add(rapid.IntRange(0, 120).Draw(t, "asOf"))
		due, err := b.Due(rule, Anchor{On: start}, segments, asOf)
		if err != nil {
			t.Fatal(err)
		}
		o := &oracle{listed: listed, asOf: noon(asOf)}
		raw, on := o.due(rule, noon(start), segments)
		if !noon(due.On).Equal(on) || !noon(due.Raw).Equal(raw) {
			t.Fatalf("got raw %s on %s, the oracle says %s and %s", due.Raw, due.On, raw.Format(time.DateOnly), on.Format(time.DateOnly))
		}
		if !due.At.Equal(on.Add(16 * time.Hour)) { // 24:00 in China
			t.Fatalf("due at %s", due.At)
		}
	})
}

func TestEveryDayWorksOrNotAsTheFilesSay(t *testing.T) {
	t.Parallel()
	b, o := book(t), &oracle{listed: listedDays(t)}
	for d := Date(2017, 1, 1); d < Date(2028, 1, 1); d++ {
		if b.Works(d) != o.works(noon(d)) {
			t.Errorf("%s works: %t", d, b.Works(d))
		}
	}
}
