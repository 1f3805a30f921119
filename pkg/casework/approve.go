package casework

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/workflows"
)

// request stores an act that needs somebody else's yes (engine rule T11): the
// guards have nothing against it now, and the parent does not move.
func (j *job) request(c *call) error {
	c.before = *c.m
	if _, err := j.can(c); err != nil {
		return err
	}
	if err := j.askable(c); err != nil {
		return err
	}
	raw, err := json.Marshal(c.raw)
	if err != nil {
		return fmt.Errorf("keep request: %w", err)
	}
	flow := j.d.Flows.Latest("approval")
	c.seq = c.m.Seq
	m := j.child(c, flow)
	m.RegisteredByID, m.RegisteredBodyID, m.HandlerID = c.who.UserID, c.who.BodyID, ""
	m.BodyID = c.m.CentreID
	if c.approval.Of == "body" {
		m.BodyID = c.m.BodyID
	}
	values := map[string]string{
		"event": c.act, "input": string(raw), "on": string(c.on), "requester": string(c.who.UserID), "source_state": c.m.State,
		"role": c.approval.Role,
	}
	if err := j.born(c, m, flow, values, nil); err != nil {
		return err
	}
	j.out.Approval = m.ID
	j.tellDesk(m, "approval", mark(m, 1), "", m.BodyID, c.approval.Role)
	return j.holdFiles(c, m)
}

// askable asks of a request what its act would ask: who is to approve it is not
// given what would be refused anyway.
func (j *job) askable(c *call) (err error) {
	switch c.act {
	case "declare_void":
		_, err = j.falls(c)
	case "restore_agreement":
		_, err = j.restores(c)
	}
	return err
}

// holdFiles keeps what was uploaded for a request with the request, for who is
// to approve it to read; a file the parent has already stays there.
func (j *job) holdFiles(c *call, request *casemodel.Matter) error {
	fields, fresh := c.flow.Act(c.act).Fields, casemodel.Fields{}
	for _, f := range fields {
		for _, id := range filesIn(c.in, f) {
			file, err := j.tx.File(id)
			if err != nil {
				return missing(err, f.ID, "field.no_such_file")
			}
			switch {
			case file.MatterID == c.m.ID:
			case f.Type == "file":
				fresh[f.ID] = id
			default:
				fresh[f.ID] = append(fresh.IDs(f.ID), id)
			}
		}
	}
	return j.useFiles(&call{m: request, in: fresh}, fields)
}

// handFiles gives the parent what the request holds for its act, by the class
// it was read with there.
func (j *job) handFiles(c, next *call) error {
	fields := next.flow.Act(next.act).Fields
	in, err := workflows.Read(fields, next.raw)
	if err != nil {
		return err
	}
	var ids []casemodel.ID
	for _, f := range fields {
		ids = append(ids, filesIn(in, f)...)
	}
	return j.tx.PassFiles(c.m.ID, next.m.ID, ids...)
}

// approve fires the stored event on the parent, on behalf of who asked; when
// it no longer fits, nothing changes and the approver reads why.
func approve(j *job, c *call) error {
	next, err := j.askedFor(c)
	if err != nil {
		return err
	}
	// The request itself is over before its event runs, so that the event's
	// own cascade over open requests does not find it.
	c.m.State, c.m.Class, c.m.Live = "approved", casemodel.Done, 0
	next.tell("approved_by", string(c.who.UserID))
	err = j.handFiles(c, next)
	if err == nil {
		err = j.fire(next)
	}
	if refused, ok := errors.AsType[*casemodel.Error](err); ok && refused.Kind != casemodel.Busy && refused.Kind != casemodel.Unavailable {
		return stale(next.m, refused)
	}
	return err
}

// askedFor is the act that a request asks for, ready to be fired.
func (j *job) askedFor(c *call) (*call, error) {
	if err := j.fam.loadValues(); err != nil {
		return nil, err
	}
	v := j.fam.values[c.m.ID]
	parent := j.fam.matter(c.m.ParentID)
	if parent == nil {
		return nil, fmt.Errorf("approval %s has no parent", c.m.ID)
	}
	flow := j.flow(parent)
	if flow.Open(parent.State, v["event"]) == nil {
		return nil, stale(parent, nil)
	}
	raw := map[string]any{}
	if err := json.Unmarshal([]byte(v["input"]), &raw); err != nil {
		return nil, fmt.Errorf("read request: %w", err)
	}
	return &call{
		m: parent, flow: flow, act: v["event"], raw: raw, on: casemodel.Day(v["on"]).Later(parent.StateOn), who: casemodel.System,
		behalf: casemodel.ID(v["requester"]), cause: mark(c.m, c.seq), row: c.row,
	}, nil
}

// stale is the answer to who approves what can no longer happen: what stands
// against it, in its own words but at no field, for the form was another's.
func stale(parent *casemodel.Matter, refused *casemodel.Error) error {
	told := &casemodel.Error{Kind: casemodel.WrongStep, Key: "approval.stale", Stage: parent.State}
	if refused == nil {
		return told
	}
	faults := refused.All()
	if len(faults) == 0 {
		faults = []casemodel.FieldError{{Key: refused.Key, Args: refused.Args}}
	}
	for _, f := range faults {
		told.Fields = append(told.Fields, casemodel.FieldError{Key: f.Key, Args: f.Args})
	}
	return told
}
