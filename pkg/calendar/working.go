package calendar

import "time"

// Works says whether the day is a working day: Monday to Friday, less the days
// off, plus the make-up days of the notices (CT-5). A year without a notice has
// only its weekends.
func (b *Book) Works(d Day) bool {
	if m, ok := b.marks[d]; ok {
		return m.Works
	}
	return !weekend(d)
}

// NextWorking is the day itself if it works, else the first one after it that
// does (CT-3).
func (b *Book) NextWorking(d Day) Day {
	for !b.Works(d) {
		d++
	}
	return d
}

// PreviousWorking is the day itself if it works, else the last one before it
// that does (CT-7).
func (b *Book) PreviousWorking(d Day) Day {
	for !b.Works(d) {
		d--
	}
	return d
}

// AddWorking is the n-th working day after d, or before it when n is negative.
// The day d is not counted, whether it works or not (CT-1); n = 0 is d itself.
func (b *Book) AddWorking(d Day, n int) Day {
	step := Day(1)
	if n < 0 {
		step, n = -1, -n
	}
	for n > 0 {
		if d += step; b.Works(d) {
			n--
		}
	}
	return d
}

// WorkingBetween counts the working days after from up to and including to, and
// is negative when to comes first: WorkingBetween(d, AddWorking(d, n)) is n.
func (b *Book) WorkingBetween(from, to Day) int {
	if to < from {
		return -b.working(to, from-1)
	}
	return b.working(from+1, to)
}

// working counts the working days from first to last, both included.
func (b *Book) working(first, last Day) int {
	n := 0
	for d := first; d <= last; d++ {
		if b.Works(d) {
			n++
		}
	}
	return n
}

func weekend(d Day) bool {
	w := d.Weekday()
	return w == time.Saturday || w == time.Sunday
}
