package calendar

import "testing"

// A page of 50 rows counts 50 periods, a sweep some thousands; each should cost
// a few microseconds.
func BenchmarkDue(b *testing.B) {
	days := book(b)
	for _, v := range vectors(b) {
		switch v.ID {
		case "E1", "E4", "wd 45 in the old order", "extension after a pause", "48 hours":
			rule, anchor, segments, asOf := v.given(b)
			b.Run(v.ID, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if _, err := days.Due(rule, anchor, segments, asOf); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
