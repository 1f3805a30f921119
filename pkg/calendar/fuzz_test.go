package calendar

import "testing"

func FuzzParseDay(f *testing.F) {
	for _, s := range []string{"2026-03-05", "2024-02-29", "2026-02-29", "0000-01-01", "9999-12-31", "2026-3-5", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if d, err := ParseDay(s); err == nil && d.String() != s {
			t.Fatalf("%q came back as %q", s, d)
		}
	})
}

func FuzzParseLead(f *testing.F) {
	for _, s := range []string{"3wd", "7d", "2h", "30m", "50%", "03d", "d", "99999999999999999999d"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if l, err := ParseLead(s); err == nil && (l.String() != s || !l.valid()) {
			t.Fatalf("%q came back as %+v", s, l)
		}
	})
}

// A notice that is taken says only what a notice can say.
func FuzzNotice(f *testing.F) {
	f.Add([]byte(notice2027))
	f.Add([]byte("year: 2027\nholidays: {2027-01-01: 元旦}\n"))
	f.Add([]byte("? year\n: 2027\n"))
	f.Add([]byte("year: &a 2027\nholidays: *a\n<<: *a\n"))
	f.Add([]byte("---\n...\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		n, err := readNotice("", data)
		if err != nil {
			return
		}
		off := 0
		for _, e := range n.entries {
			if e.Name == "" || !n.covers(e.On) || e.Works && !weekend(e.On) || e.line < 1 {
				t.Fatalf("%+v in the notice for %d", e, n.year)
			}
			if !e.Works {
				off++
			}
		}
		if off < fewestHolidays {
			t.Fatalf("%d days off", off)
		}
	})
}
