package casework

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/workflows"
)

// tick lets an act work on the clocks: it meets, pauses, resumes, lengthens,
// resets, chooses anew and starts them, in that order, all by legal dates.
func (j *job) tick(c *call, act *workflows.Act) error {
	if err := j.fam.loadDeadlines(); err != nil {
		return err
	}
	for _, s := range act.Stops {
		j.meet(j.clockOf(c, s.Target), s.Rule, c)
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
	if c.m.Class == casemodel.Done && c.before.Class != casemodel.Done {
		j.cancelAll(c.m, c.seq)
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
// meanwhile becomes met by such a late record.
func (j *job) meet(m *casemodel.Matter, ref string, c *call) {
	for _, d := range j.fam.deadlines {
		if d.MatterID != m.ID || d.RuleID != ref && d.Family != ref || d == j.expiring {
			continue
		}
		if !d.Running() && d.State != casemodel.ClockMissed {
			continue
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

// cancelAll ends what still runs on a matter whose life is over, except what
// the ending act itself started.
func (j *job) cancelAll(m *casemodel.Matter, seq int) {
	for _, d := range j.fam.deadlines {
		if d.MatterID == m.ID && d.Running() && !(d.StartedSeq == seq && j.fresh[d]) {
			d.State = casemodel.ClockStopped
			j.stand(d)
		}
	}
}

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
	if err := j.tx.InsertSegment(&s); err != nil {
		return err
	}
	return j.recount(d)
}

func (j *job) resume(m *casemodel.Matter, ref string, c *call) error {
	if err := j.fam.loadSegments(); err != nil {
		return err
	}
	for _, d := range j.running(m, ref) {
		if d.State != casemodel.ClockPaused {
			continue
		}
		list := j.fam.segments[d.ID]
		for i := range list {
			if list[i].Kind == string(calendar.Pause) && list[i].ToOn == "" {
				list[i].ToOn = c.on
				if err := j.tx.UpdateSegment(&list[i]); err != nil {
					return err
				}
			}
		}
		d.State = casemodel.ClockRunning
		if err := j.recount(d); err != nil {
			return err
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
	for _, d := range j.running(m, e.Clock) {
		rule, ok := j.d.Flows.Rules.Get(d.RuleID)
		if !ok || rule.Extension == nil {
			return casemodel.Bad("until", "clock.no_extension")
		}
		if d.DueOn != "" && c.on > d.DueOn {
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
		s := casemodel.Segment{Kind: string(calendar.Extension), N: n, Unit: string(unit), FromOn: c.on, DecidedBy: c.author(), NoticeDoc: x.NoticeDoc}
		if err := j.segment(d, s); err != nil {
			return err
		}
	}
	return nil
}

// resets restarts the clocks that any such act begins anew, and lets those
// choose their length again whose measure changed.
func (j *job) resets(c *call) error {
	for _, d := range j.fam.deadlines {
		if !d.Running() || d.MatterID != c.m.ID && d.MatterID != j.fam.root.ID || j.fresh[d] {
			continue
		}
		rule, ok := j.d.Flows.Rules.Get(d.RuleID)
		if !ok {
			continue
		}
		if slices.Contains(rule.ResetsOn, c.act) && d.MatterID == c.m.ID {
			if err := j.fam.loadSegments(); err != nil {
				return err
			}
			if err := j.segment(d, casemodel.Segment{Kind: string(calendar.Restart), FromOn: c.on, Reason: c.act, DecidedBy: c.author()}); err != nil {
				return err
			}
		}
		if slices.Contains(rule.RekeyOn, c.act) {
			if err := j.rekey(c, d, rule); err != nil {
				return err
			}
		}
	}
	return nil
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

// pick chooses the rule a reference means for a matter.
func (j *job) pick(c *call, m *casemodel.Matter, ref string, on casemodel.Day) (*workflows.Rule, bool) {
	return j.d.Flows.Rules.Pick(ref, m.AreaID, on, func(field string) string { return j.measure(c, m, field) })
}

// measure is the value a rule's length depends on: of the header, of this
// input, or a current field of the matter or of its root.
func (j *job) measure(c *call, m *casemodel.Matter, field string) string {
	switch field {
	case "urgency":
		return m.Urgency
	case "risk":
		return m.Risk.String()
	case "category":
		return m.Category
	}
	if c != nil && c.m == m && c.in.Has(field) {
		return c.in.Text(field)
	}
	if v := j.fam.value(m.ID, field); v != "" {
		return v
	}
	return j.fam.value(m.RootID, field)
}

// startAll starts the clocks an act names.
func (j *job) startAll(c *call, refs []string) error {
	if len(refs) == 0 {
		return nil
	}
	if err := j.fam.loadDeadlines(); err != nil {
		return err
	}
	if err := j.fam.loadValues(); err != nil {
		return err
	}
	for _, ref := range refs {
		rule, ok := j.pick(c, c.m, ref, c.on)
		if !ok || !rule.Ready {
			continue // no letter of the family fits, as for a grade that has no first contact; or its machine is not complete
		}
		for _, d := range j.running(c.m, rule.Family) {
			d.State = casemodel.ClockStopped // the same clock from a new start: a second round
			j.stand(d)
		}
		anchor, known, err := j.anchor(c, rule)
		if err != nil {
			return err
		}
		if !known {
			anchor = ""
		}
		if err := j.startRule(c, c.m, rule, anchor, j.tx.Now()); err != nil {
			return err
		}
	}
	return nil
}

// anchor finds the day a rule counts from; unknown days wait.
func (j *job) anchor(c *call, rule *workflows.Rule) (casemodel.Day, bool, error) {
	if err := j.fam.loadActs(); err != nil {
		return "", false, err
	}
	on, known := rule.Anchor.On(workflows.RuleDates{
		Start: c.on,
		Value: func(field string) string { return j.measure(c, c.m, field) },
		Event: func(act string) casemodel.Day { return j.fam.acts[c.m.ID][act].On },
		Clock: func(rule string) casemodel.Day {
			for _, d := range j.fam.deadlines {
				if (d.RuleID == rule || d.Family == rule) && d.AnchorOn != "" {
					return d.AnchorOn
				}
			}
			return ""
		},
	})
	return on, known, nil
}

// anchorKind says in one word what a rule counts from.
func anchorKind(a workflows.RuleAnchor) string {
	switch {
	case a.Field != "":
		return "field"
	case a.Deadline != "":
		return "deadline"
	case len(a.LatestOf) > 0:
		return "latest_of"
	}
	return "event"
}

// startRule counts a rule from an anchor and puts the clock on the matter.
func (j *job) startRule(c *call, m *casemodel.Matter, rule *workflows.Rule, anchor casemodel.Day, at casemodel.Instant) error {
	d := &casemodel.Deadline{
		ID: j.tx.NewID(), MatterID: m.ID, RootID: m.RootID, RuleID: rule.ID, Family: rule.Family, RuleSHA: rule.SHA, Class: rule.Class,
		AnchorOn: anchor, AnchorAt: at, AnchorKind: anchorKind(rule.Anchor), AnchorSeq: c.seq, N: rule.Count.N, Unit: string(rule.Count.Unit),
		Direction: "after", State: casemodel.ClockRunning, DueAt: casemodel.Never, FiresAt: casemodel.Never, StartedSeq: c.seq, Live: 1,
		Explain: "[]",
	}
	if rule.Count.Start == calendar.BeforeEvent {
		d.Direction = "before"
	}
	switch rule.Owner {
	case "body":
		d.OwnerBodyID = m.BodyID
		if m.OfferedBodyID != "" {
			d.OwnerBodyID = m.OfferedBodyID
		}
	case "party":
		if p := c.in.ID("party"); p != "" {
			d.OwnerPartyID = p
		}
	}
	if anchor == "" {
		d.State, d.AnchorAt = casemodel.ClockAwaiting, casemodel.Instant{}
	} else if err := j.recount(d); err != nil {
		return err
	}
	// What lies before its recording is a fact of the past, not an alarm (T3).
	if d.State == casemodel.ClockRunning && d.DueOn != "" && d.DueOn < j.today && c.on < j.today {
		d.State = casemodel.ClockPassed
		d.Live, d.FiresAt, d.FiresKind = 0, casemodel.Never, ""
	}
	j.fam.deadlines = append(j.fam.deadlines, d)
	j.fresh[d] = true
	j.mark(d)
	return nil
}

// recount finds the due day anew from the rule, the anchor, the segments and
// the calendar, and sets when the sweep next looks at it.
func (j *job) recount(d *casemodel.Deadline) error {
	rule, ok := j.d.Flows.Rules.Get(d.RuleID)
	if !ok {
		return fmt.Errorf("deadline rule %s is not loaded", d.RuleID)
	}
	anchor := calendar.Anchor{On: day(d.AnchorOn), At: d.AnchorAt.Time()}
	due, err := j.book.Due(rule.Arith(), anchor, segments(j.fam.segments[d.ID]), day(j.today))
	if err != nil {
		return fmt.Errorf("count %s from %s: %w", d.RuleID, d.AnchorOn, err)
	}
	explain, err := json.Marshal(due.Terms)
	if err != nil {
		return err
	}
	d.DueOn, d.TargetOn, d.DueAt = legal(due.On), legal(due.Target), casemodel.At(due.At)
	d.CalendarSHA, d.Explain, d.Provisional = due.CalendarSHA, string(explain), 0
	if due.Provisional {
		d.Provisional = 1
	}
	j.aim(d, rule, anchor, due)
	j.mark(d)
	return nil
}

// aim sets the next moment the sweep looks at a clock: the next warning not
// yet given, else the expiry. A standing clock is not looked at.
func (j *job) aim(d *casemodel.Deadline, rule *workflows.Rule, anchor calendar.Anchor, due calendar.Due) {
	d.FiresAt, d.FiresKind = casemodel.At(j.book.FireAt(due, rule.Irreversible)), "expire"
	if d.State == casemodel.ClockPaused {
		d.FiresAt, d.FiresKind = casemodel.Never, ""
		return
	}
	leads := make([]time.Time, 0, len(rule.Warn))
	for _, w := range rule.Warn {
		if lead, err := calendar.ParseLead(w); err == nil {
			leads = append(leads, j.book.WarnAt(lead, anchor, due))
		}
	}
	slices.SortFunc(leads, time.Time.Compare)
	now := j.tx.Now().Time()
	for i, at := range leads {
		if i >= d.Warned && at.Before(d.FiresAt.Time()) {
			if at.Before(now) && i < len(leads)-1 && leads[i+1].Before(now) {
				d.Warned = i + 1 // long past: one warning says it all
				continue
			}
			d.FiresAt, d.FiresKind = casemodel.At(at), "warn"
			return
		}
	}
}

// saveClocks writes the clocks that changed and the earliest duty of each
// matter they belong to.
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
		earliest := casemodel.Never
		for _, d := range j.fam.deadlines {
			if d.MatterID == id && d.Class == casemodel.Duty && d.State == casemodel.ClockRunning && d.DueAt.Before(earliest) {
				earliest = d.DueAt
			}
		}
		if m != nil && m.DueAt != earliest {
			j.change(m)
			m.DueAt = earliest
		}
	}
	return nil
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
