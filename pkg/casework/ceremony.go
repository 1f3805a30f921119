package casework

import (
	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/workflows"
)

// led takes a step with the ceremony before it, where nobody has done that one
// by itself (users.md F1): two steps of one transaction, each with its questions
// and its line of the journal, as the long road writes them. Who may not do the
// ceremony is told what they would be told without it.
func (d *Desk) led(tx *store.Tx, who casemodel.Actor, id casemodel.ID, act string, in Input, out *Outcome) error {
	m, err := tx.Matter(id)
	if casemodel.Is(err, casemodel.NotFound) {
		return d.step(tx, who, id, act, in, out) // it says so
	}
	if err != nil {
		return err
	}
	flow := d.Flows.Flow(m.Workflow, m.WorkflowVersion)
	if flow == nil {
		return d.step(tx, who, id, act, in, out)
	}
	lead := flow.Leads(m.State, act)
	if lead == nil {
		return d.step(tx, who, id, act, in, out)
	}
	first := Outcome{}
	err = d.step(tx, who, id, lead.ID, Input{Version: in.Version, On: in.On, Why: in.Why, next: act}, &first)
	if casemodel.Is(err, casemodel.Forbidden) {
		return d.step(tx, who, id, act, in, out)
	}
	if err != nil {
		return err
	}
	if in.Version != nil {
		in.Version = &first.Version
	}
	if err := d.step(tx, who, id, act, in, out); err != nil {
		return err
	}
	out.Fired, out.Created = append(first.Fired, out.Fired...), append(first.Created, out.Created...)
	return nil
}

// led are the acts that a ceremony opens by itself: they are offered as if it
// had been done.
func (j *job) led(m *casemodel.Matter, flow *workflows.Flow) (can []Choice, err error) {
	for _, e := range flow.Events {
		lead := flow.Leads(m.State, e.ID)
		if lead == nil || !j.may(j.who, m, lead.ID, classes(lead.ID)...).Allow {
			continue
		}
		after := *m
		after.State = flow.Open(m.State, lead.ID).To
		after.Class = flow.Class(after.State)
		c, _, err := j.choice(&after, flow, "event", e.ID, &e.Act)
		if err != nil {
			return nil, err
		}
		if c != nil {
			c.NeedsVersion, c.Before = true, lead.ID
			can = append(can, *c)
		}
	}
	return can, nil
}
