package calendar

import (
	"errors"
	"fmt"
	"time"
)

// Anchor is where counting starts: the legal date of the event. At is the moment
// on that day from which hours run; when it is missing, or lies on another day
// because the legal date was entered afterwards, hours run from 00:00 of On.
type Anchor struct {
	On Day
	At time.Time
}

// begins is the moment from which hours run, UTC.
func (a Anchor) begins() time.Time {
	if !a.At.IsZero() && DayOf(a.At) == a.On {
		return a.At.UTC()
	}
	return a.On.Start()
}

// Due is the end of a period and how it came about.
type Due struct {
	Raw         Day       // last day before rolling, pauses and extensions included
	On          Day       // last day; an act with this legal date is in time
	Target      Day       // the day to aim at and to warn for; On unless CT-7 sets it earlier
	At          time.Time // UTC instant from which it is too late: 24:00 of On, or the hour
	Begins      time.Time // UTC instant at which counting began; At when counted backwards
	Provisional bool      // a touched year has no notice: show as not final
	Paused      bool      // a pause is open at asOf: the dates are those if it ended that day
	Years       []int     // calendar years from the first counted day to On; none for hours
	Terms       []Term
	CalendarSHA string // SHAOf(Years); empty for hours, which no calendar moves
}

// Due counts the period: the rule from the anchor, less the pauses, plus the
// extensions, rolled once at the end. The answer depends on nothing else; asOf is
// the local day up to which a pause without an end has lasted.
//
// A pause counts when it begins on or before the last day. Days of it that lie
// before the first counted day were never counted and are not given back.
func (b *Book) Due(r Rule, a Anchor, segments []Segment, asOf Day) (Due, error) {
	c, err := b.begin(r, a, segments, asOf)
	if err != nil {
		return Due{}, err
	}
	switch {
	case c.rule.Unit == Hour:
		c.hours()
	case c.rule.Start == BeforeEvent:
		c.backwards()
	default:
		c.days()
	}
	return c.due, nil
}

// begin checks what was given and finds the start day: that of the last restart,
// if there is one.
func (b *Book) begin(r Rule, a Anchor, segments []Segment, asOf Day) (*count, error) {
	if a.On == 0 && !a.At.IsZero() {
		a.On = DayOf(a.At)
	}
	if a.On == 0 {
		return nil, errors.New("no day to count from")
	}
	c := &count{book: b, rule: r, anchor: a}
	c.tell(Term{Kind: TermStart, On: a.On})
	for _, s := range segments {
		if err := s.check(asOf); err != nil {
			return nil, err
		}
		switch s.Kind {
		case Extension:
			c.extensions = append(c.extensions, s)
		case Restart:
			c.restart(r, s)
		case Pause: // cut below, when the first counted day is known
		}
	}
	if err := c.check(segments); err != nil {
		return nil, err
	}
	c.first = c.firstCounted()
	c.pauses = pausesFrom(c.first, segments, asOf)
	return c, nil
}

// restart forgets what was extended so far and starts from the segment's day.
func (c *count) restart(r Rule, s Segment) {
	c.rule, c.anchor, c.extensions = r, Anchor{s.From, s.At}, nil
	if s.N != 0 || s.Unit != "" {
		c.rule = r.rekeyed(s.N, s.Unit)
	}
	c.due.Terms = append(c.due.Terms[:1], Term{Kind: TermRestart, On: s.From, Reason: s.Reason})
}

// rekeyed is the rule with another length. Between hours and days the start
// changes with it: hours run at once and do not roll.
func (r Rule) rekeyed(n int, unit Unit) Rule {
	switch {
	case unit == Hour && r.Unit != Hour:
		return Rule{n, unit, Immediate, RollNone}
	case unit != Hour && r.Unit == Hour:
		return Rule{n, unit, NextDay, RollNone}
	default:
		return Rule{n, unit, r.Start, r.Roll}
	}
}

// check refuses rules that are nonsense and segments that the rule cannot have.
func (c *count) check(segments []Segment) error {
	if err := c.rule.Check(); err != nil {
		return err
	}
	for _, s := range segments {
		if s.Kind == Pause && (c.rule.Start == BeforeEvent || c.rule.Start == FixedDay) {
			return fmt.Errorf("a period with start %q cannot pause", c.rule.Start)
		}
	}
	for _, s := range c.extensions {
		if c.rule.Start == BeforeEvent || (s.Unit == Hour) != (c.rule.Unit == Hour) {
			return fmt.Errorf("a period of %s with start %q cannot be extended by %s", c.rule.Unit, c.rule.Start, s.Unit)
		}
	}
	return nil
}
