package calendar

import (
	"flag"
	"strconv"
	"testing"
	"time"
)

func book(t testing.TB) *Book {
	t.Helper()
	b, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func day(t testing.TB, s string) Day {
	t.Helper()
	d, err := ParseDay(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func instant(t testing.TB, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return at.UTC()
}

// clock is a wall-clock time in China, found without the package's own zone:
// eight hours ahead of UTC, the whole year round.
func clock(t testing.TB, d Day, hhmm string) time.Time {
	t.Helper()
	return instant(t, d.String()+"T"+hhmm+":00+08:00")
}

func scan(t testing.TB, s string, n *int) {
	t.Helper()
	v, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	*n = v
}

// TestMain asks more of the property tests than rapid does by itself; the flag
// on the command line still wins.
func TestMain(m *testing.M) {
	if err := flag.Set("rapid.checks", "2000"); err != nil {
		panic(err)
	}
	m.Run()
}
