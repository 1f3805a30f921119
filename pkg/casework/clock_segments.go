package casework

import (
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/workflows"
)

func (j *job) pause(m *casemodel.Matter, ref, reason string, c *call) error {
	if err := j.fam.loadSegments(); err != nil {
		return err
	}
	for _, d := range j.running(m, ref) {
		rule, ok := j.d.Flows.Rules.Get(d.RuleID)
		if !ok || !slices.Contains(rule.Pausable, reason) || d.State != casemodel.ClockRunning {
			continue // one act may pause the proceeding's clock and leave the case's
		}
		d.State = casemodel.ClockPaused
		s := casemodel.Segment{Kind: string(calendar.Pause), FromOn: c.on, Reason: reason, DecidedBy: c.author()}
		if err := j.segment(d, s); err != nil {
			return err
		}
	}
	return nil
}

// segment adds a pause, an extension or a restart and counts anew.
func (j *job) segment(d *casemodel.Deadline, s casemodel.Segment) error {
	s.DeadlineID, s.Seq = d.ID, len(j.fam.segments[d.ID])+1
	j.fam.segments[d.ID] = append(j.fam.segments[d.ID], s)
	if err := j.keepSegment(j.tx.InsertSegment, &s); err != nil {
		return err
	}
	return j.count(d, s.Kind != string(calendar.Pause))
}

// keepSegment writes a segment, unless the job only foresees.
func (j *job) keepSegment(write func(*casemodel.Segment) error, s *casemodel.Segment) error {
	if j.dry {
		return nil
	}
	return write(s)
}

func (j *job) resume(m *casemodel.Matter, ref string, c *call) error {
	for _, d := range j.running(m, ref) {
		if d.State != casemodel.ClockPaused {
			continue
		}
		if err := j.goOn(d, c.on); err != nil {
			return err
		}
	}
	return nil
}

// goOn ends a clock's open pause by a legal date and counts anew. A deed of a
// day before the pause began ends it on its first day: what it is held against
// lies before the pause either way.
func (j *job) goOn(d *casemodel.Deadline, on casemodel.Day) error {
	if err := j.fam.loadSegments(); err != nil {
		return err
	}
	list := j.fam.segments[d.ID]
	for i := range list {
		if list[i].Kind == string(calendar.Pause) && list[i].ToOn == "" {
			list[i].ToOn = on.Later(list[i].FromOn)
			if err := j.keepSegment(j.tx.UpdateSegment, &list[i]); err != nil {
				return err
			}
		}
	}
	d.State = casemodel.ClockRunning
	return j.recount(d)
}

// moveOn ends what belonged to the state that a matter has left: a pause lasts
// as long as the state into which the act led that made it, whichever way leads
// out of there, and so do the clocks which that act started, such as the day
// on which a suspension was to be over.
func (j *job) moveOn(c *call) error {
	if c.m.State == c.before.State {
		return nil
	}
	for _, e := range c.flow.Events {
		if len(e.Pauses) == 0 || !slices.ContainsFunc(e.AllWays(), func(w workflows.Way) bool { return w.To == c.before.State }) {
			continue
		}
		for _, p := range e.Pauses {
			if j.clockOf(c, p.Target) != c.m {
				continue
			}
			if err := j.resume(c.m, p.Clock, c); err != nil {
				return err
			}
		}
		for _, ref := range e.Starts {
			for _, d := range j.running(c.m, ref) {
				d.State = casemodel.ClockStopped
				j.stand(d)
			}
		}
	}
	return nil
}

// extend lengthens a running clock within the rule's limits: while it runs,
// so many times, so much in all.
func (j *job) extend(m *casemodel.Matter, e workflows.Extend, c *call) error {
	if err := j.fam.loadSegments(); err != nil {
		return err
	}
	n0, until0 := strings.TrimPrefix(e.N, "$input."), strings.TrimPrefix(e.Until, "$input.")
	if !c.in.Has(n0) && !c.in.Has(until0) {
		return nil
	}
	for _, d := range j.extendable(m, e.Clock) {
		rule, ok := j.d.Flows.Rules.Get(d.RuleID)
		if !ok || rule.Extension == nil {
			return casemodel.Bad("until", "clock.no_extension")
		}
		if d.State == casemodel.ClockPaused { // its last day is still moving
			if err := j.recount(d); err != nil {
				return err
			}
		}
		if d.DueOn != "" && c.on > d.DueOn && d.Class != casemodel.Soft {
			return casemodel.Bad("until", "clock.over")
		}
		n, unit := int(c.in.Int(n0)), rule.Extension.Unit
		if unit == "" {
			unit = calendar.CalendarDay
		}
		if until := c.in.Day(until0); until != "" {
			n = int(day(until) - day(d.DueOn))
			if unit = rule.Extension.Unit; unit == calendar.WorkingDay {
				n = j.book.WorkingBetween(day(d.DueOn), day(until))
			} else {
				unit = calendar.CalendarDay
			}
		}
		times, total := 0, n
		for _, s := range j.fam.segments[d.ID] {
			if s.Kind == string(calendar.Extension) {
				times, total = times+1, total+s.N
			}
		}
		x := rule.Extension
		switch {
		case n <= 0:
			return casemodel.Bad("until", "clock.not_longer")
		case x.Times > 0 && times >= x.Times, x.MaxN > 0 && n > x.MaxN, x.Total > 0 && total > x.Total:
			return &casemodel.Error{Kind: casemodel.Invalid, Key: "clock.extension_limit", Field: "until", Args: map[string]any{"days": max(x.MaxN, x.Total), "times": x.Times}}
		}
		j.revive(d)
		s := casemodel.Segment{Kind: string(calendar.Extension), N: n, Unit: string(unit), FromOn: c.on, DecidedBy: c.author(), NoticeDoc: x.NoticeDoc}
		if err := j.segment(d, s); err != nil {
			return err
		}
	}
	return nil
}

// extendable are the running clocks under a rule, and a soft one that is over:
// it ended nothing, so both sides may still lengthen it.
func (j *job) extendable(m *casemodel.Matter, ref string) []*casemodel.Deadline {
	found := j.running(m, ref)
	for _, d := range j.fam.deadlines {
		if d.MatterID == m.ID && j.overdue(d) && (d.RuleID == ref || d.Family == ref) {
			found = append(found, d)
		}
	}
	return found
}

// overdue reports whether a clock is a soft one that is over and has not begun
// again since.
func (j *job) overdue(d *casemodel.Deadline) bool {
	if d.Class != casemodel.Soft || d.State != casemodel.ClockMissed || d == j.expiring {
		return false
	}
	for _, other := range slices.Backward(j.fam.deadlines) {
		if other.MatterID == d.MatterID && other.Family == d.Family {
			return other == d
		}
	}
	return false
}

// revive lets a clock that was over run again; one that stands still stays so.
func (j *job) revive(d *casemodel.Deadline) {
	if d.State == casemodel.ClockMissed {
		d.State, d.Live = casemodel.ClockRunning, 1
	}
}

// resets restarts the clocks that any such act begins anew, and lets those
// choose their length again whose measure changed. A reminder that nothing
// happens is there again once something has: it is soft, being over ended
// nothing.
func (j *job) resets(c *call) error {
	for _, d := range j.fam.deadlines {
		over := j.overdue(d) && c.m.IsLive()
		if !d.Running() && !over || d.MatterID != c.m.ID && d.MatterID != j.fam.root.ID || j.fresh[d] {
			continue
		}
		rule, ok := j.d.Flows.Rules.Get(d.RuleID)
		if !ok {
			continue
		}
		if slices.Contains(rule.ResetsOn, c.act) && d.MatterID == c.m.ID && !j.startsAnew(c, d) {
			if err := j.fam.loadSegments(); err != nil {
				return err
			}
			j.revive(d)
			if err := j.segment(d, casemodel.Segment{Kind: string(calendar.Restart), FromOn: c.on, Reason: c.act, DecidedBy: c.author()}); err != nil {
				return err
			}
		}
		if slices.Contains(rule.RekeyOn, c.act) && d.Running() {
			if err := j.rekey(c, d, rule); err != nil {
				return err
			}
		}
	}
	return nil
}

// startsAnew reports whether the act starts the same clock from the beginning.
func (j *job) startsAnew(c *call, d *casemodel.Deadline) bool {
	starts := c.flow.Act(c.act).Starts
	return slices.Contains(starts, d.RuleID) || slices.Contains(starts, d.Family)
}

// awake starts the clocks that waited for a day which is now known.
func (j *job) awake(c *call) error {
	for _, d := range j.fam.deadlines {
		if d.State != casemodel.ClockAwaiting || d.MatterID != c.m.ID {
			continue
		}
		rule, ok := j.d.Flows.Rules.Get(d.RuleID)
		if !ok {
			continue
		}
		if err := j.fam.loadValues(); err != nil {
			return err
		}
		on, known, err := j.anchor(c, rule)
		if err != nil {
			return err
		}
		if !known {
			continue
		}
		d.AnchorOn, d.AnchorAt, d.AnchorSeq, d.State = on, j.tx.Now(), c.seq, casemodel.ClockRunning
		if err := j.recount(d); err != nil {
			return err
		}
	}
	return nil
}

func (j *job) rekey(c *call, d *casemodel.Deadline, rule *workflows.Rule) error {
	m := j.fam.matter(d.MatterID)
	picked, ok := j.pick(c, m, rule.Family, d.AnchorOn)
	if !ok || picked.ID == d.RuleID {
		return nil
	}
	d.State = casemodel.ClockStopped
	j.stand(d)
	// A new measure counts from the act that brought it: a case graded red on
	// its fifth day is not two hours late at once.
	return j.startRule(c, m, picked, c.on, j.tx.Now())
}

func segments(list []casemodel.Segment) []calendar.Segment {
	all := make([]calendar.Segment, 0, len(list))
	for _, s := range list {
		one := calendar.Segment{Kind: calendar.SegmentKind(s.Kind), N: s.N, Unit: calendar.Unit(s.Unit), Reason: s.Reason, From: day(s.FromOn)}
		if s.ToOn != "" {
			one.To = day(s.ToOn)
		}
		all = append(all, one)
	}
	return all
}
