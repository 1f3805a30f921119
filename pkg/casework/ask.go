package casework

import (
	"fmt"
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/policies"
	"github.com/jiefen/jiefen/workflows"
)

// writes is the class every event and record belongs to but declaring a tie:
// a recused person may still do that (decision 14).
func classes(act string) []string {
	if act == "declare_tie" {
		return nil
	}
	return []string{"write"}
}

// ask puts the four questions to a person's act, in the order in which the
// loser of two clicks must hear the answers.
func (j *job) ask(c *call, in Input) error {
	m := c.m
	if !j.may(c.who, m, "see", "read").Allow {
		return &casemodel.Error{Kind: casemodel.NotFound, Key: "matter.not_found"}
	}
	c.flow = j.flow(m)
	if c.flow == nil {
		return fmt.Errorf("matter %s: workflow %s@%d is not loaded", m.ID, m.Workflow, m.WorkflowVersion)
	}
	if err := j.turn(c); err != nil {
		return err
	}
	if err := j.fresher(c, in); err != nil {
		return err
	}
	answer := j.may(c.who, m, c.act, classes(c.act)...)
	if !answer.Allow {
		return j.refuse(m, c.flow, c.act, answer)
	}
	c.row = answer.Row + "@" + short(j.gate.SHA())
	c.why = in.Why
	if err := j.dated(c); err != nil {
		return err
	}
	return j.needsApproval(c)
}

// turn is question 2: is it that step's turn.
func (j *job) turn(c *call) error {
	m := c.m
	if c.flow.Event(c.act) != nil && c.flow.Open(m.State, c.act) != nil {
		return nil
	}
	if r := c.flow.Record(c.act); r != nil && r.By == "" && c.flow.RecordOpen(m.State, c.act) {
		return nil
	}
	if c.flow.Act(c.act) == nil {
		return &casemodel.Error{Kind: casemodel.NotFound, Key: "act.unknown", Args: map[string]any{"act": c.act}}
	}
	refusal := &casemodel.Error{Kind: casemodel.WrongStep, Key: "step.wrong", Stage: m.State}
	if err := j.fam.loadActs(); err != nil {
		return err
	}
	last := casemodel.Entry{}
	for _, e := range j.fam.acts[m.ID] {
		if e.FromState != e.ToState && e.Seq > last.Seq {
			last = e
		}
	}
	refusal.By, refusal.At = last.ActorName, last.At
	return refusal
}

// fresher compares the version the sender saw, after the turn and before the
// right, so that a lost race reads as such (engine rule T12).
func (j *job) fresher(c *call, in Input) error {
	if r := c.flow.Record(c.act); r != nil && r.Append {
		return nil
	}
	if in.Version == nil {
		return &casemodel.Error{Kind: casemodel.NoVersion, Key: "step.version_missing"}
	}
	if *in.Version == c.m.Version {
		return nil
	}
	newer, err := j.tx.FieldsAfter(c.m.ID, *in.Version) // what lay there before, the sender has seen
	if err != nil {
		return err
	}
	if c.act == "amend" {
		if err := j.amendedSince(c.m, *in.Version, in, newer); err != nil {
			return err
		}
	}
	if err := j.fam.loadActs(); err != nil {
		return err
	}
	conflict := &casemodel.Error{Kind: casemodel.Conflict, Key: "step.stale", Stage: c.m.State}
	for _, e := range j.fam.acts[c.m.ID] {
		if e.Version > *in.Version && e.At.Time().After(conflict.At.Time()) {
			conflict.By, conflict.At = e.ActorName, e.At
		}
	}
	for _, f := range c.flow.Act(c.act).Fields {
		mine, sent := in.Fields[f.ID]
		theirs := newer[written(c.act, f.ID, in)]
		if sent && theirs != "" && theirs != fmt.Sprint(mine) && j.canRead(c.who, c.m, f.Read) {
			conflict.Differences = append(conflict.Differences, casemodel.Difference{
				Field: f.ID, Theirs: theirs, Mine: fmt.Sprint(mine), By: conflict.By,
			})
		}
	}
	return conflict
}

// written is the field of a matter that a field of a form goes to. A correction
// names it: what a colleague put there since lies beside what is to stand there.
// What no correction is made of is not told that way: it may be for others.
func written(act, field string, in Input) string {
	if act != "amend" || field != "value" {
		return field
	}
	named, _ := in.Fields["field"].(string)
	if !slices.Contains(Amendable(), named) {
		return ""
	}
	return named
}

// dated checks the legal date (engine rule T3): not in the future, not before
// the last change of state, with a reason when it is old, and by whom when it
// is very old.
func (j *job) dated(c *call) error {
	if c.on == "" {
		c.on = max(j.today,
			// an approval of something dated ahead of the server's day cannot happen; midnight can
			c.m.StateOn)
		return nil
	}
	switch {
	case !c.on.Valid():
		return casemodel.Bad("on", "field.date")
	case c.on > j.today:
		return casemodel.Bad("on", "date.future")
	case c.on < c.m.StateOn:
		return &casemodel.Error{Kind: casemodel.Invalid, Key: "date.before_previous", Field: "on", Args: map[string]any{"previous": string(c.m.StateOn)}}
	}
	now, on := day(j.today), day(c.on)
	if on < now.Add(-30) && !j.may(c.who, c.m, "backdate").Allow {
		return &casemodel.Error{
			Kind: casemodel.Forbidden, Key: "date.backdate", Field: "on", Stage: c.m.State,
			Needs: j.gate.Needs(c.flow.Lineage, c.m.State, c.m.Class, "backdate", nil),
		}
	}
	if on < j.book.AddWorking(now, -3) && c.why == "" {
		return casemodel.Bad("why", "date.reason_needed")
	}
	return nil
}

// may asks the gate about one act of one actor on one matter of the family.
func (j *job) may(who casemodel.Actor, m *casemodel.Matter, act string, class ...string) policies.Answer {
	flow := j.flow(m)
	if flow == nil {
		return policies.Answer{}
	}
	return j.gate.Ask(policies.Question{
		Roles: who.Roles, Body: who.BodyKind, Flows: flow.Lineage, State: m.State, Class: m.Class,
		Act: act, ActClasses: class, Rels: j.relations(who, m),
	})
}

// relations names how the actor stands to the matter. Where the job only looks
// it is worked out once a matter: a page asks dozens of questions about each.
func (j *job) relations(who casemodel.Actor, m *casemodel.Matter) []string {
	if j.stands == nil || who.MembershipID != j.who.MembershipID {
		return relations(j.fam, who, m)
	}
	rels, known := j.stands[m.ID]
	if !known {
		rels = relations(j.fam, who, m)
		j.stands[m.ID] = rels
	}
	return rels
}

// relations names how the actor stands to the matter.
func relations(fam *family, who casemodel.Actor, m *casemodel.Matter) []string {
	return policies.RelSet(&policies.Facts{
		Actor: who, Matter: m, Root: fam.root, Participants: fam.participants, Recusals: fam.recusals, Samples: fam.samples,
		Now: fam.tx.Now(), Doer: doer(who, m), Owing: fam.owing(),
	})
}

// owing reports whether something that was agreed in the family is still owed.
func (f *family) owing() bool {
	return slices.ContainsFunc(f.matters, func(m *casemodel.Matter) bool { return m.Kind == casemodel.KindObligation && m.Open() })
}

// doer: the actor made the request, or did the act that is to be checked.
func doer(who casemodel.Actor, m *casemodel.Matter) bool {
	if who.UserID == "" {
		return false
	}
	if m.Kind == casemodel.KindApproval {
		return m.RegisteredByID == who.UserID
	}
	return m.Kind == casemodel.KindFollowUp && m.State == "done" && m.HandlerID == who.UserID
}

// refuse says which stage it is, who may, and which row decided.
func (j *job) refuse(m *casemodel.Matter, flow *workflows.Flow, act string, answer policies.Answer) error {
	refusal := &casemodel.Error{
		Kind: casemodel.Forbidden, Key: "step.forbidden", Stage: m.State, Rule: answer.Row,
		Needs: j.gate.Needs(flow.Lineage, m.State, m.Class, act, classes(act)),
	}
	if len(refusal.Needs) == 0 {
		refusal.Needs = []casemodel.Need{{Role: "system", Body: "none"}} // nobody signs in as who does this
	}
	if answer.Denied && answer.Rel == "recused" {
		refusal.Kind, refusal.Key = casemodel.Recused, "step.recused"
	}
	return refusal
}

// readAct is the read act a class of data belongs to (engine rule T5).
func readAct(class string) string {
	if class == "" {
		class = "registration"
	}
	return "read." + class
}

func (j *job) canRead(who casemodel.Actor, m *casemodel.Matter, class string) bool {
	return j.may(who, m, readAct(class), "read").Allow
}

// needsApproval finds whether the act asks instead of acting (engine rule
// T11), and refuses a second request for the same.
func (j *job) needsApproval(c *call) error {
	e := c.flow.Event(c.act)
	if e == nil || e.Approval == nil || e.Approval.UnlessHolder && c.who.Has(e.Approval.Role) {
		return nil
	}
	if w := e.Approval.When; w != nil {
		facts, err := j.facts(c)
		if err != nil {
			return err
		}
		if asks := w.Holds(facts, casemodel.Fields{}) == nil; !asks {
			return nil
		}
	}
	if err := j.fam.loadValues(); err != nil {
		return err
	}
	waiting := slices.ContainsFunc(j.fam.matters, func(a *casemodel.Matter) bool {
		return a.Kind == casemodel.KindApproval && a.IsLive() && a.ParentID == c.m.ID && j.fam.value(a.ID, "event") == c.act
	})
	if waiting {
		return &casemodel.Error{Kind: casemodel.Pending, Key: "step.approval_pending", Stage: c.m.State}
	}
	c.approval = e.Approval
	return nil
}

func short(sha string) string {
	if len(sha) > 12 {
		return sha[:12]
	}
	return sha
}
