package casework

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/workflows"
)

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
	case "last_due_on":
		return string(j.lastDue(c, m))
	}
	if c != nil && c.m == m && c.in.Has(field) {
		return c.in.Text(field)
	}
	if v := j.fam.value(m.ID, field); v != "" {
		return v
	}
	return j.fam.value(m.RootID, field)
}

// lastDue is the end of the last period of performance of the agreement behind
// a confirmation (《民事诉讼法》250), the day of the ruling where the agreement
// names none, "" while a duty has no agreed end. The items must be loaded.
func (j *job) lastDue(c *call, m *casemodel.Matter) casemodel.Day {
	last := casemodel.Day("")
	for _, it := range j.fam.items {
		if it.MatterID != m.ParentID || it.Active != 1 {
			continue
		}
		if it.Every != "" && it.UntilOn == "" {
			return ""
		}
		last = last.Later(it.DueOn).Later(it.UntilOn)
	}
	if last == "" && c != nil {
		return cmp.Or(c.in.Day("ruled_on"), c.on)
	}
	return last
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
	if err := j.fam.loadItems(); err != nil {
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
		if rule.Anchor.Given && !c.in.Has(rule.Anchor.Field) {
			continue
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
	if rule.ID == "JC-01" && d.Running() && !j.dry {
		return j.keepValues(m, map[string]string{"apply_by": string(d.DueOn)}, c.seq) // what lists count down to
	}
	return nil
}

// recount finds the due day anew from the rule, the anchor, the segments and
// the calendar, and sets when the sweep next looks at it.
func (j *job) recount(d *casemodel.Deadline) error { return j.count(d, false) }

// count is recount; anew says that the period was lengthened or began again,
// so that it has all the warnings that its new end still allows.
func (j *job) count(d *casemodel.Deadline, anew bool) error {
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
	leads := leadsOf(j.book, rule, anchor, due)
	if anew {
		d.Warned = len(leads)
		if i := slices.IndexFunc(leads, j.tx.Now().Time().Before); i >= 0 {
			d.Warned = i
		}
	}
	j.aim(d, leads, casemodel.At(j.book.FireAt(due, rule.Irreversible)))
	j.mark(d)
	return nil
}

// leadsOf are the moments at which a clock warns, in order. Of a right that is
// lost with its last day nobody is warned on a day off, when no court and no
// office is open: it is said on the last working day before.
func leadsOf(book *calendar.Book, rule *workflows.Rule, anchor calendar.Anchor, due calendar.Due) []time.Time {
	leads := make([]time.Time, 0, len(rule.Warn))
	for _, w := range rule.Warn {
		lead, err := calendar.ParseLead(w)
		if err != nil {
			continue
		}
		at := book.WarnAt(lead, anchor, due)
		if lead.Unit == calendar.LeadDays && (rule.Class == casemodel.Cliff || rule.Class == casemodel.Right) {
			on := calendar.DayOf(at)
			at = at.Add(-time.Duration(on-book.PreviousWorking(on)) * 24 * time.Hour)
		}
		leads = append(leads, at)
	}
	slices.SortFunc(leads, time.Time.Compare)
	return slices.CompactFunc(leads, time.Time.Equal)
}

// aim sets the next moment the sweep looks at a clock: the next warning not
// yet given, else the expiry. A standing clock is not looked at.
func (j *job) aim(d *casemodel.Deadline, leads []time.Time, expiry casemodel.Instant) {
	if d.State == casemodel.ClockPaused {
		d.FiresAt, d.FiresKind = casemodel.Never, ""
		return
	}
	d.FiresAt, d.FiresKind = expiry, "expire"
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
