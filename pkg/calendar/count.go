package calendar

import "time"

// count is one run of Due: the last day reached, what is still to be taken off,
// and the explanation so far.
type count struct {
	book       *Book
	rule       Rule
	anchor     Anchor
	extensions []Segment
	pauses     []pause // not met yet, in order
	first      Day     // first day that counts
	end        Day     // last day reached
	due        Due
}

func (c *count) tell(t Term) { c.due.Terms = append(c.due.Terms, t) }

// firstCounted is the day after the start day (CT-1), or the start day where the
// rule counts it. Hours run on the start day too, but like days they are paused
// from the next one on.
func (c *count) firstCounted() Day {
	if c.rule.Start == SameDay || c.rule.Start == FixedDay {
		return c.anchor.On
	}
	return c.anchor.On + 1
}

// days counts forwards in days, months or years.
func (c *count) days() {
	c.end = c.first - 1
	if c.rule.Start == FixedDay {
		c.fixed()
	} else {
		c.period(TermPlus, c.rule.N, c.rule.Unit, "")
	}
	for _, s := range c.extensions {
		c.period(TermExtension, s.N, s.Unit, s.Reason)
	}
	c.close()
}

// period moves the end by one segment and by the pauses that begin within it.
func (c *count) period(kind TermKind, n int, unit Unit, reason string) {
	end, clamped := c.book.move(c.end, n, unit)
	c.end = end
	c.tell(Term{Kind: kind, N: n, Unit: unit, On: end, Reason: reason})
	if clamped {
		c.tell(Term{Kind: TermClamped, On: end})
	}
	c.skip(unit)
}

// fixed finds the day of the month, the start day itself if it is that one.
func (c *count) fixed() {
	y, m, _ := c.anchor.On.utc().Date()
	end, clamped := inMonth(y, m, c.rule.N)
	if end < c.anchor.On {
		end, clamped = inMonth(y, m+1, c.rule.N)
	}
	c.end = end
	c.tell(Term{Kind: TermFixed, N: c.rule.N, On: end})
	if clamped {
		c.tell(Term{Kind: TermClamped, On: end})
	}
}

// skip takes off the pauses that begin on or before the end reached. Working
// days are lost one by one; days, months and years get the whole pause added.
func (c *count) skip(unit Unit) {
	for len(c.pauses) > 0 && c.pauses[0].from <= c.end {
		p := c.pauses[0]
		c.pauses = c.pauses[1:]
		if unit == WorkingDay {
			lost := c.book.working(p.from, p.to)
			c.end = c.book.AddWorking(c.end, lost)
			c.lose(p, lost)
			continue
		}
		c.end = c.end.Add(p.days())
		c.lose(p, 0)
	}
}

func (c *count) lose(p pause, working int) {
	t := Term{Kind: TermPaused, On: p.from, To: p.to, Days: p.days(), N: working, Reason: p.reason}
	if p.open {
		t.Kind, c.due.Paused = TermOpenPause, true
	}
	c.tell(t)
}

// backwards counts from an event towards the past: the last day on which a
// notice is in time. The event's own day is not counted.
func (c *count) backwards() {
	end, clamped := c.book.move(c.anchor.On, -c.rule.N, c.rule.Unit)
	c.tell(Term{Kind: TermBefore, N: c.rule.N, Unit: c.rule.Unit, On: end})
	if clamped {
		c.tell(Term{Kind: TermClamped, On: end})
	}
	c.due.Raw, c.due.On, c.due.Target = end, end, end
	c.due.At, c.due.Begins = end.End(), end.End()
	c.touch(end, c.anchor.On-1)
}

// hours counts from a moment; it ends at a moment and never rolls. A pause takes
// off 24 hours for each of its days after the start day.
func (c *count) hours() {
	c.due.Begins = c.anchor.begins()
	end := c.due.Begins
	c.due.Terms[len(c.due.Terms)-1].At = end
	add := func(kind TermKind, n int, reason string) {
		end = end.Add(time.Duration(n) * time.Hour)
		c.tell(Term{Kind: kind, N: n, Unit: Hour, On: DayOf(end), At: end, Reason: reason})
		for len(c.pauses) > 0 && c.pauses[0].from.Start().Before(end) {
			p := c.pauses[0]
			c.pauses = c.pauses[1:]
			end = end.Add(time.Duration(p.days()) * 24 * time.Hour)
			c.lose(p, 0)
		}
	}
	add(TermPlus, c.rule.N, "")
	for _, s := range c.extensions {
		add(TermExtension, s.N, s.Reason)
	}
	c.due.At = end
	c.due.Raw, c.due.On, c.due.Target = DayOf(end), DayOf(end), DayOf(end)
}

// move goes n units from a day, backwards when n is negative. Days, months and
// years ignore the notices; clamped is true where a month was too short.
func (b *Book) move(d Day, n int, unit Unit) (end Day, clamped bool) {
	switch unit {
	case WorkingDay:
		return b.AddWorking(d, n), false
	case Month:
		return d.AddMonths(n)
	case Year:
		return d.AddMonths(12 * n)
	default:
		return d.Add(n), false
	}
}
