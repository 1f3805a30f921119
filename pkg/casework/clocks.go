package casework

import (
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/workflows"
)

// tick lets an act work on the clocks: it meets them, ends what belonged to the
// state that was left, pauses, resumes, lengthens, resets, chooses anew and
// starts them, in that order, all by legal dates.
func (j *job) tick(c *call, act *workflows.Act) error {
	if err := j.fam.loadDeadlines(); err != nil {
		return err
	}
	for _, s := range act.Stops {
		if err := j.meet(j.clockOf(c, s.Target), s.Rule, c); err != nil {
			return err
		}
	}
	if err := j.moveOn(c); err != nil {
		return err
	}
	for _, p := range act.Pauses {
		reason := p.Reason
		if v, given := c.word(p.Reason); given {
			reason = v
		}
		if err := j.pause(j.clockOf(c, p.Target), p.Clock, reason, c); err != nil {
			return err
		}
	}
	for _, s := range act.Resumes {
		if err := j.resume(j.clockOf(c, s.Target), s.Rule, c); err != nil {
			return err
		}
	}
	for _, e := range act.Extends {
		if err := j.extend(j.clockOf(c, e.Target), e, c); err != nil {
			return err
		}
	}
	if err := j.resets(c); err != nil {
		return err
	}
	if err := j.awake(c); err != nil {
		return err
	}
	if err := j.startAll(c, act.Starts); err != nil {
		return err
	}
	if c.m.Class != c.before.Class {
		j.clocks[c.m.ID] = true // what was missed is owed by some and not by others
		if c.m.Class != casemodel.Live {
			j.cancelAll(c.m, c.seq)
		}
	}
	return nil
}

// clockOf is the matter whose clock is meant.
func (j *job) clockOf(c *call, target string) *casemodel.Matter {
	switch target {
	case "root":
		return j.fam.root
	case "parent":
		if p := j.fam.matter(c.m.ParentID); p != nil {
			return p
		}
	}
	return c.m
}

// running returns the clocks of a matter under a rule or a family of rules.
func (j *job) running(m *casemodel.Matter, ref string) []*casemodel.Deadline {
	var found []*casemodel.Deadline
	for _, d := range j.fam.deadlines {
		if d.MatterID == m.ID && d.Running() && (d.RuleID == ref || d.Family == ref) {
			found = append(found, d)
		}
	}
	return found
}

// meet ends a clock by what was done: in time when the legal date is not after
// the last day, even when it is recorded later. A clock that was marked missed
// meanwhile becomes met by such a late record, if it is the newest: what was
// missed in an earlier round stays missed. One that stands still goes on to the
// day of the deed first: its last day is known only then.
func (j *job) meet(m *casemodel.Matter, ref string, c *call) error {
	newest := true
	for _, d := range slices.Backward(j.fam.deadlines) {
		if d.MatterID != m.ID || d.RuleID != ref && d.Family != ref {
			continue
		}
		late := newest && d.State == casemodel.ClockMissed
		newest = false
		if d == j.expiring || !d.Running() && !late {
			continue
		}
		if d.State == casemodel.ClockPaused {
			if err := j.goOn(d, c.on); err != nil {
				return err
			}
		}
		inTime := d.DueOn == "" || c.on <= d.DueOn
		if d.Unit == string(calendar.Hour) && c.on == j.today {
			inTime = !d.DueAt.Before(j.tx.Now())
		}
		d.MetOn, d.MetSeq, d.State = c.on, c.seq, casemodel.ClockMet
		if !inTime {
			d.State = casemodel.ClockMetLate
		}
		j.stand(d)
	}
	return nil
}

// stand takes a clock that has ended out of the sweep.
func (j *job) stand(d *casemodel.Deadline) {
	d.Live, d.FiresAt, d.FiresKind = 0, casemodel.Never, ""
	j.mark(d)
}

func (j *job) mark(d *casemodel.Deadline) {
	j.touched[d] = true
	j.clocks[d.MatterID] = true
}

// cancelAll ends what still runs on a matter that is closed or over, except
// what the ending act itself started. Its obligations and its confirmation are
// matters of their own and keep theirs.
func (j *job) cancelAll(m *casemodel.Matter, seq int) {
	for _, d := range j.fam.deadlines {
		if d.MatterID == m.ID && d.Running() && (d.StartedSeq != seq || !j.fresh[d]) {
			d.State = casemodel.ClockStopped
			j.stand(d)
		}
	}
}

// saveClocks writes the clocks that changed and the earliest duty that each
// matter they belong to owes.
func (j *job) saveClocks() error {
	for _, d := range j.fam.deadlines {
		if !j.touched[d] {
			continue
		}
		save := j.tx.UpdateDeadline
		if j.fresh[d] {
			save = j.tx.InsertDeadline
		}
		if err := save(d); err != nil {
			return err
		}
	}
	for id := range j.clocks {
		m := j.fam.matter(id)
		if m == nil {
			continue
		}
		if earliest := j.owed(m); m.DueAt != earliest {
			j.change(m)
			m.DueAt = earliest
		}
	}
	return nil
}

// owed is when the earliest duty of a matter ends, or ended: one that was
// missed is owed until it is done, and what is late must not look as if nothing
// were due. Of each family the newest counts: what an earlier round missed is
// no longer to be done; nor is, once a matter is closed, what it missed before.
// The migration owed says the same of what was there before this did.
func (j *job) owed(m *casemodel.Matter) casemodel.Instant {
	earliest := casemodel.Never
	newer := map[string]bool{}
	for _, d := range slices.Backward(j.fam.deadlines) {
		if d.MatterID != m.ID || d.Class != casemodel.Duty {
			continue
		}
		missed := d.State == casemodel.ClockMissed && !newer[d.Family] && (m.IsLive() || m.Open() && m.ClosedAt.Before(d.DueAt))
		newer[d.Family] = true
		if (d.State == casemodel.ClockRunning || missed) && d.DueAt.Before(earliest) {
			earliest = d.DueAt
		}
	}
	return earliest
}
