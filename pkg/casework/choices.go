package casework

import (
	"errors"
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/policies"
	"github.com/jiefen/jiefen/workflows"
)

// Choice is something this actor may do with a matter now: pages draw buttons
// and the API offers links from the same list, computed by the same questions
// that step asks.
type Choice struct {
	Kind         string            `json:"kind"` // event record create
	ID           string            `json:"id"`
	Title        string            `json:"title"`
	Fields       []workflows.Field `json:"fields"`
	Href         string            `json:"href"`
	NeedsVersion bool              `json:"needs_version"`
	Approval     bool              `json:"approval,omitempty"` // it asks instead of acting
	Before       string            `json:"before,omitempty"`   // the ceremony that is done with it
}

// Refused is something that could happen now, but not by this actor or not
// yet, and why.
type Refused struct {
	ID    string           `json:"id"`
	Title string           `json:"title"`
	Why   string           `json:"why"` // text key
	Args  map[string]any   `json:"args,omitempty"`
	Needs []casemodel.Need `json:"needs,omitempty"`
	Rule  string           `json:"rule,omitempty"`
}

// choices puts the questions for every act of a matter: turn, right, and
// those guards that no input of the sender could satisfy.
func (j *job) choices(m *casemodel.Matter) (can []Choice, not []Refused, err error) {
	flow := j.flow(m)
	if flow == nil {
		return nil, nil, nil
	}
	for _, e := range flow.Events {
		if flow.Open(m.State, e.ID) == nil {
			continue
		}
		c, r, err := j.choice(m, flow, "event", e.ID, &e.Act)
		if err != nil {
			return nil, nil, err
		}
		if c != nil {
			c.NeedsVersion, c.Approval = true, e.Approval != nil && (!e.Approval.UnlessHolder || !j.who.Has(e.Approval.Role)) && e.Approval.When == nil
			can = append(can, *c)
		}
		if r != nil {
			not = append(not, *r)
		}
	}
	led, err := j.led(m, flow)
	if err != nil {
		return nil, nil, err
	}
	can = append(can, led...)
	for _, rec := range flow.Records {
		if rec.By != "" || !flow.RecordOpen(m.State, rec.ID) {
			continue
		}
		c, _, err := j.choice(m, flow, "record", rec.ID, &rec.Act)
		if err != nil {
			return nil, nil, err
		}
		if c != nil {
			c.NeedsVersion = !rec.Append
			can = append(can, *c)
		}
	}
	return can, not, nil
}

func (j *job) choice(m *casemodel.Matter, flow *workflows.Flow, kind, id string, act *workflows.Act) (*Choice, *Refused, error) {
	answer := j.may(j.who, m, id, classes(id)...)
	if !answer.Allow {
		needs := human(j.gate.Needs(flow.Lineage, m.State, m.Class, id, classes(id)))
		if len(needs) == 0 {
			return nil, nil, nil // only follow-ons and the clock do this
		}
		return nil, &Refused{ID: id, Title: act.Title, Why: "refused.not_yours", Needs: needs, Rule: answer.Row}, nil
	}
	c := &call{m: m, flow: flow, act: id, on: j.today.Later(m.StateOn), who: j.who, in: casemodel.Fields{}}
	facts, err := j.facts(c)
	if err != nil {
		return nil, nil, err
	}
	var refused *casemodel.Error
	if err := workflows.Ask(act.Needs, facts, casemodel.Fields{}); errors.As(err, &refused) {
		for _, f := range refused.All() {
			if f.Field == "" {
				return nil, &Refused{ID: id, Title: act.Title, Why: f.Key, Args: f.Args}, nil
			}
		}
		if refused.Field == "" && len(refused.Fields) == 0 {
			return nil, &Refused{ID: id, Title: act.Title, Why: refused.Key, Args: refused.Args}, nil
		}
	}
	return &Choice{Kind: kind, ID: id, Title: act.Title, Fields: act.Fields}, nil, nil
}

// human leaves out the roles nobody signs in with.
func human(needs []casemodel.Need) []casemodel.Need {
	return slices.DeleteFunc(needs, func(n casemodel.Need) bool { return n.Role == "system" || n.Role == "clock" })
}

// Creatable is a kind of matter this actor may open under another.
type Creatable struct {
	Workflow string            `json:"workflow"`
	Title    string            `json:"title"`
	Fields   []workflows.Field `json:"fields"`
}

// creatable lists what may be opened under a matter, or at the root of a new
// family when m is nil.
func (j *job) creatable(m *casemodel.Matter) []Creatable {
	var all []Creatable
	for _, flow := range j.d.Flows.All() {
		if flow.Create == nil || !j.fitsUnder(flow, m) {
			continue
		}
		if m != nil {
			c := &call{m: m, on: j.today, who: j.who}
			if _, err := j.mayCreate(flow, j.child(c, flow)); err != nil {
				continue
			}
		}
		all = append(all, Creatable{Workflow: flow.ID, Title: flow.Title, Fields: flow.Create.Fields})
	}
	return all
}

func (j *job) fitsUnder(flow *workflows.Flow, m *casemodel.Matter) bool {
	if m == nil {
		return slices.Contains(flow.Create.Under, "root")
	}
	parent := j.flow(m)
	under := slices.ContainsFunc(flow.Create.Under, parent.Is)
	return under && m.Open() && (len(flow.Create.In) == 0 || parent.Within(m.State, flow.Create.In))
}

// Who answers the policy tester: may this actor do this act with this matter,
// by which row, and if not, who may.
type Who struct {
	Answer policies.Answer
	Rels   []string
	Needs  []casemodel.Need
}
