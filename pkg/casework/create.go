package casework

import (
	"fmt"
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/workflows"
)

// create makes the matters an act brings about, one or one per row.
func (j *job) create(c *call, n workflows.Create) error {
	if n.When != nil {
		holds, err := j.holds(*n.When, c, c)
		if err != nil || !holds {
			return err
		}
	}
	id, given := c.word(n.Workflow)
	if !given || id == "" {
		return fmt.Errorf("%s.%s creates nothing: %s is not given", c.flow.ID, c.act, n.Workflow)
	}
	flow := j.d.Flows.Latest(id)
	if flow == nil {
		return fmt.Errorf("%s.%s: there is no workflow %q", c.flow.ID, c.act, id)
	}
	switch n.Each {
	case "":
		return j.createOne(c, n, flow, nil)
	case "items":
		return j.createObligations(c, flow)
	case "next_due":
		return j.createNextDue(c, flow)
	case "dues_ahead":
		return j.createDuesAhead(c, flow)
	case "follow_up_plan":
		return j.createVisits(c, n, flow)
	}
	return fmt.Errorf("%s.%s: there are no rows called %q", c.flow.ID, c.act, n.Each)
}

// child is a new matter under the cause's, with what it inherits (decision 6).
func (j *job) child(c *call, flow *workflows.Flow) *casemodel.Matter {
	root, now := j.fam.root, j.tx.Now()
	m := &casemodel.Matter{
		ID: j.tx.NewID(), RootID: root.ID, ParentID: c.m.ID, Kind: flow.Kind, Workflow: flow.ID, WorkflowVersion: flow.Version,
		State: flow.Start, StateSince: now, StateOn: c.on, Class: flow.Class(flow.Start), Version: 1,
		Title: root.Title, PublicTitle: root.PublicTitle, CentreID: root.CentreID, BodyID: c.m.BodyID, HandlerID: c.m.HandlerID,
		OwnerID: root.OwnerID, RegisteredByID: c.author(), RegisteredBodyID: c.who.BodyID,
		AreaID: root.AreaID, A1: root.A1, A2: root.A2, A3: root.A3, A4: root.A4, A5: root.A5, GridID: root.GridID, Level: root.Level,
		Category: root.Category, Channel: root.Channel, Risk: root.Risk, Urgency: root.Urgency, Sealed: root.Sealed,
		Round: max(root.Round, 1), OpenedAt: now, ChangedAt: now, DueAt: casemodel.Never,
	}
	if m.Class == casemodel.Live {
		m.Live = 1
	}
	return m
}

func (j *job) createOne(c *call, n workflows.Create, flow *workflows.Flow, values map[string]string) error {
	m := j.child(c, flow)
	if body, given := c.word(n.Body); n.Body != "" && given {
		m.BodyID, m.HandlerID = casemodel.ID(body), ""
	}
	if handler, given := c.word(n.Handler); n.Handler != "" && given {
		m.HandlerID = casemodel.ID(handler)
	}
	if flow.Is("follow_up") && m.HandlerID == "" {
		m.HandlerID = j.lastMediator(m.BodyID) // who knows them asks how it went, unless somebody else is given the visit
	}
	if n.Primary && flow.Kind == casemodel.KindProceeding {
		m.Primary = 1
	}
	// 《人民调解法》33: the thirty days run from the day the agreement took effect,
	// whenever that is recorded; it is the legal date of this birth.
	if on := casemodel.Day(c.extra["effective_on"]); on != "" && flow.Is("judicial_confirmation") {
		m.StateOn = on
	}
	if values == nil {
		values = map[string]string{}
	}
	for field, word := range n.With {
		if v, given := inputWord(word, c.in); given {
			values[field] = workflows.Write(v)
		}
	}
	return j.born(c, m, flow, values, nil)
}

// born writes a new matter: header, values, participants, its first journal
// line, its clocks and, when it is numbered at birth, its number.
func (j *job) born(c *call, m *casemodel.Matter, flow *workflows.Flow, values map[string]string, payload map[string]any) error {
	if m.Primary == 1 {
		if err := j.retire(); err != nil {
			return err
		}
	}
	if err := j.tx.InsertMatter(m); err != nil {
		return err
	}
	j.fam.matters = append(j.fam.matters, m)
	j.was[m.ID] = 0
	j.dirty = append(j.dirty, m)
	birth := &call{
		m: m, flow: flow, act: "create", on: m.StateOn, who: c.who, behalf: c.behalf, in: casemodel.Fields{},
		cause: c.cause, row: c.row, before: casemodel.Matter{}, journal: payload, follow: c.follow,
	}
	if c.m != nil && c.m != m {
		birth.who, birth.behalf, birth.cause, birth.row = casemodel.System, c.author(), mark(c.m, c.seq), "follow-on"
	}
	birth.seq = j.reserve(m)
	if len(values) > 0 && birth.journal == nil {
		birth.journal = map[string]any{"fields": values}
	}
	if j.fam.loaded["values"] && j.fam.values[m.ID] == nil {
		j.fam.values[m.ID] = map[string]string{}
	}
	if err := j.keepValues(m, values, birth.seq); err != nil {
		return err
	}
	if err := j.participants(birth); err != nil {
		return err
	}
	if err := j.courtOf(m); err != nil {
		return err
	}
	if err := j.note(birth); err != nil {
		return err
	}
	if flow.Numbered == "create" {
		j.numbers = append(j.numbers, numberWanted{m: m, flow: flow, on: m.StateOn})
	}
	j.out.Created = append(j.out.Created, Created{ID: m.ID, Workflow: m.Workflow})
	var starts []string
	if flow.Create != nil {
		starts = flow.Create.Starts
	}
	return j.startAll(birth, append(slices.Clone(starts), j.d.born(flow)...))
}

// retire writes the end of a primary proceeding before the next one is
// inserted: at most one may live at any moment, and the database counts too.
func (j *job) retire() error {
	for _, m := range j.dirty {
		if m.Primary == 1 && m.Live == 0 {
			if err := j.tx.UpdateMatter(m, j.was[m.ID]); err != nil {
				return err
			}
		}
	}
	return nil
}

// born lists the clocks that run from a matter's birth because of what it is:
// they belong to the rule, not to an act.
func (d *Desk) born(flow *workflows.Flow) []string {
	switch {
	case flow.Is("performance_item"):
		return []string{"PI-1"}
	case flow.Is("follow_up") && flow.Create != nil && !slices.Contains(flow.Create.Starts, "FU-1"):
		return []string{"FU-1"}
	case flow.Is("judicial_confirmation") && (flow.Create == nil || !slices.Contains(flow.Create.Starts, "JC-01")):
		return []string{"JC-01"}
	case flow.Is("approval"):
		return []string{"AP-1"}
	}
	return nil
}

// createObligations makes one matter per obligation of the agreement.
func (j *job) createObligations(c *call, flow *workflows.Flow) error {
	if err := j.fam.loadItems(); err != nil {
		return err
	}
	owing, divided := j.toOwe(c)
	if err := j.keepShares(c, owing, divided); err != nil {
		return err
	}
	for _, one := range owing {
		at := slices.IndexFunc(j.fam.items, func(it casemodel.Item) bool { return it.ID == one.ID }) // where the shares have come in
		if err := j.obligation(c, flow, &j.fam.items[at]); err != nil {
			return err
		}
	}
	return nil
}

// owed: a row of this agreement that is in force and has no obligation yet.
func owed(it *casemodel.Item, m *casemodel.Matter) bool {
	return it.MatterID == m.ID && it.Active == 1 && it.ObligationID == ""
}

func (j *job) obligation(c *call, flow *workflows.Flow, it *casemodel.Item) error {
	// The title stays the case's: what was agreed is the agreement's to tell.
	m := j.child(c, flow)
	values := map[string]string{"item": string(it.ID), "due_on": string(it.DueOn), "what": it.What}
	if it.AmountKind == "sum" {
		values["amount"] = it.Amount.String()
	}
	if it.PaidNow {
		values["paid_now"] = "true"
	}
	if err := j.born(c, m, flow, values, nil); err != nil {
		return err
	}
	it.ObligationID = m.ID
	return j.tx.UpdateItem(it)
}

// createNextDue continues a recurring duty.
func (j *job) createNextDue(c *call, flow *workflows.Flow) error {
	next, more, err := j.nextDuty(c)
	if err != nil || !more {
		return err
	}
	if err := j.tx.InsertItems(&next); err != nil {
		return err
	}
	j.fam.items = append(j.fam.items, next)
	return j.obligation(c, flow, &next)
}

// nextDuty is what comes after a recurring duty that is done, or is overdue: who
// misses one still owes the others. No more comes when its agreed end is
// reached (G15).
func (j *job) nextDuty(c *call) (next casemodel.Item, more bool, err error) {
	if err := j.fam.loadItems(); err != nil {
		return next, false, err
	}
	at := slices.IndexFunc(j.fam.items, func(it casemodel.Item) bool { return it.ObligationID == c.m.ID })
	if at < 0 || j.fam.items[at].Every == "" || j.fam.items[at].DueOn == "" {
		return next, false, nil
	}
	next, more = j.dutyAfter(j.fam.items[at])
	return next, more, nil
}

// dutyAfter is the row of a recurring duty that comes after one of its rows;
// none where it is there already, or where the agreed end is reached.
func (j *job) dutyAfter(last casemodel.Item) (next casemodel.Item, more bool) {
	first := last
	if i := slices.IndexFunc(j.fam.items, func(it casemodel.Item) bool { return it.ID == last.TemplateID }); i >= 0 {
		first = j.fam.items[i]
	}
	next = last
	next.ID, next.ObligationID, next.TemplateID = j.tx.NewID(), "", first.ID
	next.PaidNow, next.AtTable = false, 0 // what was handed over at the table was the first
	next.Seq = len(j.fam.items) + 1
	next.DueOn = nextDue(first.DueOn, last.DueOn, last.Every)
	if slices.ContainsFunc(j.fam.items, func(it casemodel.Item) bool { return it.TemplateID == first.ID && it.DueOn == next.DueOn }) {
		return next, false // it was planned ahead, or came when this one fell overdue
	}
	return next, next.UntilOn == "" || next.DueOn <= next.UntilOn
}

// nextDue is the first instalment after the last one. Each is counted from the
// first day agreed on, so that a short month moves only itself: the end of
// January, of February, of March.
func nextDue(first, last casemodel.Day, every string) casemodel.Day {
	for n := 1; ; n++ {
		d := day(first)
		switch every {
		case "week":
			d = d.Add(7 * n)
		case "month":
			d, _ = d.AddMonths(n)
		case "two_months":
			d, _ = d.AddMonths(2 * n)
		case "quarter":
			d, _ = d.AddMonths(3 * n)
		case "half_year":
			d, _ = d.AddMonths(6 * n)
		default:
			d, _ = d.AddMonths(12 * n)
		}
		if next := legal(d); next > last {
			return next
		}
	}
}
