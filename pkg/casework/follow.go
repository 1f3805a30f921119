package casework

import (
	"errors"
	"fmt"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/workflows"
)

// follow does what an act brings about: first the cascade over the children
// that live, then the matters it creates, then the other follow-ons. The
// cascade comes first because a case that changes hands must lose its old
// primary proceeding before it gets the new one.
func (j *job) follow(c *call, act *workflows.Act) error {
	if err := j.lapse(c); err != nil {
		return err
	}
	for _, t := range act.Then {
		if t.Target == "children" {
			if err := j.then(c, t); err != nil {
				return err
			}
		}
	}
	for _, n := range act.Creates {
		if err := j.create(c, n); err != nil {
			return err
		}
	}
	if err := j.supersede(c); err != nil { // before the case asks what is still owed
		return err
	}
	if err := j.fallApart(c); err != nil {
		return err
	}
	if err := j.endLater(c); err != nil {
		return err
	}
	for _, t := range act.Then {
		if t.Target != "children" {
			if err := j.then(c, t); err != nil {
				return err
			}
		}
	}
	return j.tellOthers(c, act.Tells)
}

// lapse ends the requests that were made of a state the matter has left
// (engine rule T11).
func (j *job) lapse(c *call) error {
	if c.before.State == c.m.State {
		return nil
	}
	for _, m := range j.fam.matters {
		if m.Kind == casemodel.KindApproval && m.IsLive() && m.ParentID == c.m.ID && j.busy[m.ID] == 0 {
			if err := j.followOn(c, workflows.Then{}, m, "lapse"); err != nil {
				return err
			}
		}
	}
	return nil
}

// then fires one follow-on at its targets, as `system` on behalf of who acted.
func (j *job) then(c *call, t workflows.Then) error {
	for _, m := range j.targets(c, t.Target) {
		flow := j.flow(m)
		if flow == nil {
			return fmt.Errorf("matter %s: workflow %s@%d is not loaded", m.ID, m.Workflow, m.WorkflowVersion)
		}
		event := t.EventFor(flow)
		if event == "" || flow.Event(event) == nil || t.Target == "self" && event == c.next {
			continue
		}
		// A matter in the middle of its own act is not asked again: the echo of
		// a cascade finds it busy (engine rule T1).
		if t.Target != "self" && j.busy[m.ID] > 0 && t.Otherwise == "skip" {
			continue
		}
		open := flow.Open(m.State, event) != nil && (len(t.In) == 0 || flow.Within(m.State, t.In))
		if !open {
			if t.Otherwise == "skip" {
				continue
			}
			return fmt.Errorf("%s.%s: follow-on %s.%s does not fit state %s", c.flow.ID, c.act, flow.ID, event, m.State)
		}
		if err := j.followOn(c, t, m, event); err != nil {
			return err
		}
	}
	return nil
}

func (j *job) followOn(c *call, t workflows.Then, m *casemodel.Matter, event string) error {
	next := &call{
		m: m, flow: j.flow(m), act: event, raw: map[string]any{}, on: c.on.Later(m.StateOn), who: casemodel.System,
		behalf: c.author(), cause: mark(c.m, c.seq), follow: true, row: "follow-on",
	}
	for field, word := range t.With {
		v, given := inputWord(word, c.in)
		if given && acceptable(next.flow.Event(event), field, v) {
			next.raw[field] = workflows.Write(v)
		}
	}
	if t.When != nil {
		holds, err := j.holds(*t.When, next, c)
		if err != nil || !holds {
			return err
		}
	}
	err := j.fire(next)
	if refused, ok := errors.AsType[*casemodel.Error](err); ok {
		// The person cannot mend what another matter's guard says: the whole
		// step fails, with the guard's own words but no field of this form.
		return &casemodel.Error{Kind: casemodel.Invalid, Key: refused.Key, Args: refused.Args, Stage: m.State}
	}
	return err
}

// acceptable: a follow-on feeds only fields the target declares; a choice it
// does not offer is left out, and missed if it is required.
func acceptable(e *workflows.Event, field string, v any) bool {
	for _, f := range e.Fields {
		if f.ID != field {
			continue
		}
		if f.Type != "choice" {
			return true
		}
		for _, o := range f.Options {
			if o.Value == workflows.Write(v) {
				return true
			}
		}
	}
	return false
}

// holds asks a guard of a when: about the target, with the cause's input.
func (j *job) holds(n workflows.Need, about, cause *call) (bool, error) {
	facts, err := j.facts(about)
	if err != nil {
		return false, err
	}
	if err := j.fam.all(); err != nil {
		return false, err
	}
	facts.Parties, facts.Roster, facts.Items, facts.Values, facts.Acts = j.fam.parties, j.fam.roster, j.fam.items, j.fam.values, j.fam.acts
	return n.Holds(facts, cause.in) == nil, nil
}

// targets are the matters a follow-on is for, as they stand now.
func (j *job) targets(c *call, target string) []*casemodel.Matter {
	switch target {
	case "self":
		return []*casemodel.Matter{c.m}
	case "root":
		if c.m.IsRoot() {
			return nil
		}
		return []*casemodel.Matter{j.fam.root}
	case "parent":
		if p := j.fam.matter(c.m.ParentID); p != nil {
			return []*casemodel.Matter{p}
		}
		return nil
	}
	return j.fam.below(c.m)
}

// author is the user on whose behalf a chain of follow-ons runs.
func (c *call) author() casemodel.ID {
	if c.behalf != "" {
		return c.behalf
	}
	return c.who.UserID
}
