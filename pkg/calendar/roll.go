package calendar

// close rolls the end and fills in the answer.
func (c *count) close() {
	on := c.rolled()
	c.due.Raw, c.due.On, c.due.Target = c.end, on, on
	c.due.At, c.due.Begins = on.End(), c.first.Start()
	if on != c.end {
		c.explainRoll(on)
		c.target()
	}
	c.touch(min(c.first, c.end), on)
}

// rolled is the last day by the rule's roll policy (CT-3). The day rolled to is
// the last day by law, so a pause that covers it still counts: the roll goes on
// to the first working day after it.
func (c *count) rolled() Day {
	if c.rule.Roll == RollNone {
		return c.end
	}
	on := c.book.NextWorking(c.end)
	for len(c.pauses) > 0 && c.pauses[0].from <= on {
		p := c.pauses[0]
		c.pauses = c.pauses[1:]
		if p.to >= on || p.open {
			c.lose(p, 0)
			on = c.book.NextWorking(p.to + 1)
		}
	}
	return on
}

// explainRoll names the first holiday on the way; none means a weekend.
func (c *count) explainRoll(on Day) {
	reason := ""
	for d := c.end; d < on && reason == ""; d++ {
		reason = c.book.Holiday(d)
	}
	c.tell(Term{Kind: TermRolled, On: on, Days: int(on - c.end), Reason: reason})
}

// target is the working day before a last day that does not work (CT-7). One
// before the start day could never be met and is left at the due date.
func (c *count) target() {
	target := c.book.PreviousWorking(c.end)
	if c.rule.Roll != RollTarget || target < c.anchor.On {
		return
	}
	c.due.Target = target
	c.tell(Term{Kind: TermTarget, On: target})
}

// touch notes the years the count went through and those of them not loaded.
func (c *count) touch(from, to Day) {
	from = min(from, c.due.Target)
	for year := from.Year(); year <= to.Year(); year++ {
		c.due.Years = append(c.due.Years, year)
		if !c.book.Known(year) {
			c.due.Provisional = true
			c.tell(Term{Kind: TermProvisional, N: year})
		}
	}
	c.due.CalendarSHA = c.book.SHAOf(c.due.Years...)
}
