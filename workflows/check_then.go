package workflows

import (
	"fmt"
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
)

// couplings refuses follow-ons to events nobody knows, and such that would
// arrive without a field the target asks for.
func (c *checker) couplings() {
	for i, e := range c.flow.Events {
		c.follow(c.where("events", i, e.ID), &e.Act)
	}
	for i, r := range c.flow.Records {
		c.follow(c.where("records", i, r.ID), &r.Act)
	}
	if b := c.flow.Create; b != nil {
		c.across("$.create", "create", b.Fields, b.Links, b.Tells)
	}
}

func (c *checker) follow(at string, a *Act) {
	c.across(at, a.ID, a.Fields, a.Links, a.Tells)
	for _, t := range a.Then {
		if !slices.Contains([]string{"self", "parent", "root", "children"}, t.Target) {
			c.fault(at, "%s: a follow-on is of self, parent, root or children, not of %q", a.ID, t.Target)
		}
		if t.Otherwise != "" && t.Otherwise != "skip" && t.Otherwise != "fail" {
			c.fault(at, "%s: otherwise is skip or fail, not %q", a.ID, t.Otherwise)
		}
		if t.Event == "" && len(t.As) == 0 {
			c.fault(at, "%s: a follow-on names its event", a.ID)
		}
		if t.When != nil {
			c.needs(at, []Need{*t.When})
		}
		c.feeds(at, a, t)
	}
	for _, n := range a.Creates {
		if !strings.HasPrefix(n.Workflow, "$input.") && c.lib.Latest(n.Workflow) == nil {
			c.fault(at, "%s creates %q, which is no workflow", a.ID, n.Workflow)
		}
		if field, is := strings.CutPrefix(n.Workflow, "$input."); is && !hasField(a.Fields, field) {
			c.fault(at, "%s creates a workflow from %q, which is no field of it", a.ID, field)
		}
		if n.When != nil {
			c.needs(at, []Need{*n.When})
		}
	}
}

// feeds checks every (workflow, event) the follow-on can mean.
func (c *checker) feeds(at string, a *Act, t Then) {
	for word, event := range t.events() {
		targets := c.lib.Under(word)
		if word == "" {
			targets = c.couldBe(t)
		}
		if word != "" && len(targets) == 0 {
			c.fault(at, "%s: there is no workflow %q", a.ID, word)
		}
		found := false
		for _, id := range targets {
			e := c.lib.Latest(id).Event(event)
			if e == nil {
				continue
			}
			found = true
			for _, field := range e.Fields {
				if field.Required && t.With[field.ID] == "" {
					c.fault(at, "%s: %s.%s asks for %s, which is not fed", a.ID, id, event, field.ID)
				}
			}
		}
		if !found {
			c.fault(at, "%s: no target knows the event %q", a.ID, event)
		}
	}
	for _, from := range t.With {
		if field, is := strings.CutPrefix(from, "$input."); is && !hasField(a.Fields, field) {
			c.fault(at, "%s feeds %q, which is no field of it", a.ID, field)
		}
	}
}

// events returns lineage word → event; the word is "" when any target does.
func (t Then) events() map[string]string {
	if len(t.As) > 0 {
		return t.As
	}
	return map[string]string{t.Of: t.Event}
}

func (c *checker) couldBe(t Then) []string {
	if t.Target == "self" {
		return []string{c.flow.ID}
	}
	return c.lib.order
}

// across refuses links and effects on other families that lead nowhere.
func (c *checker) across(at, act string, fields []Field, links []Link, tells []Tell) {
	for _, l := range links {
		if !slices.Contains(casemodel.LinkKinds, l.Kind) {
			c.fault(at, "%s: there is no kind of link %q", act, l.Kind)
		}
		if field, is := strings.CutPrefix(l.To, "$input."); !l.End && (!is || !isMatter(fields, field)) {
			c.fault(at, "%s links to %q, which is no matter among its fields", act, l.To)
		}
		if l.When != nil {
			c.needs(at, []Need{*l.When})
		}
	}
	for _, t := range tells {
		if !slices.Contains(casemodel.LinkKinds, t.Via) || len(t.As) == 0 {
			c.fault(at, "%s: an effect on another family names a kind of link and the act", act)
		}
		if field, is := strings.CutPrefix(t.Of, "$input."); t.Of != "" && (!is || !isMatter(fields, field)) {
			c.fault(at, "%s follows the links of %q, which is no matter among its fields", act, t.Of)
		}
		for _, from := range t.With {
			if field, is := strings.CutPrefix(from, "$input."); is && !hasField(fields, field) {
				c.fault(at, "%s feeds %q, which is no field of it", act, field)
			}
		}
		for _, acts := range []map[string]string{t.As, t.Else} {
			for word, told := range acts {
				c.told(at, act, t, word, told)
			}
		}
	}
}

// told checks one act that is to be done at the other end.
func (c *checker) told(at, act string, t Tell, word, told string) {
	targets := c.lib.Under(word)
	if len(targets) == 0 {
		c.fault(at, "%s: there is no workflow %q", act, word)
	}
	for _, id := range targets {
		flow := c.lib.Latest(id)
		a := flow.Act(told)
		if a == nil {
			c.fault(at, "%s: %s does not know the act %q", act, id, told)
			continue
		}
		for _, field := range a.Fields {
			if field.Required && t.With[field.ID] == "" {
				c.fault(at, "%s: %s.%s asks for %s, which is not fed", act, id, told, field.ID)
			}
		}
		for _, in := range t.In {
			if flow.States.Get(in) == nil && !isClass(in) {
				c.fault(at, "%s: %q is no state of %s", act, in, id)
			}
		}
	}
}

func isMatter(fields []Field, id string) bool {
	return slices.ContainsFunc(fields, func(f Field) bool { return f.ID == id && f.Type == "matter" })
}

// ActFor returns what is to be done at a matter of this workflow in a state,
// the most special lineage word first; "" for nothing.
func (t Tell) ActFor(f *Flow, state string) string {
	acts := t.Else
	if len(t.In) == 0 || f.Within(state, t.In) {
		acts = t.As
	}
	for _, word := range f.Lineage {
		if act := acts[word]; act != "" && (f.Open(state, act) != nil || f.RecordOpen(state, act)) {
			return act
		}
	}
	return ""
}

// reaches lists what the effect may do at matters of this workflow.
func (t Tell) reaches(f *Flow) []string {
	var acts []string
	for _, word := range f.Lineage {
		for _, act := range []string{t.As[word], t.Else[word]} {
			if act != "" {
				acts = append(acts, act)
			}
		}
	}
	return acts
}

// EventFor returns the event the follow-on means for a workflow, the most
// special lineage word first; "" when it means none.
func (t Then) EventFor(f *Flow) string {
	if t.Of != "" && !f.Is(t.Of) {
		return ""
	}
	if len(t.As) == 0 {
		return t.Event
	}
	for _, word := range f.Lineage {
		if event, ok := t.As[word]; ok {
			return event
		}
	}
	return ""
}

// cycles refuses a chain of follow-ons that comes back to where it began.
func (l *Library) cycles() []error {
	next := map[string][]string{}
	for _, f := range l.All() {
		for _, a := range f.acts() {
			for _, t := range a.Tells {
				for _, g := range l.All() {
					for _, told := range t.reaches(g) {
						next[f.ID+"."+a.ID] = append(next[f.ID+"."+a.ID], g.ID+"."+told)
					}
				}
			}
			for _, t := range a.Then {
				for _, g := range l.All() {
					if e := t.EventFor(g); e != "" && g.Event(e) != nil && (t.Target != "self" || g == f) && !echo(t) {
						next[f.ID+"."+a.ID] = append(next[f.ID+"."+a.ID], g.ID+"."+e)
					}
				}
			}
		}
	}
	var faults []error
	for node := range next {
		seen := map[string]bool{}
		for _, n := range next[node] {
			for k := range spread(next, n) {
				seen[k] = true
			}
		}
		if seen[node] {
			faults = append(faults, fmt.Errorf("%s: its follow-ons come back to it", node))
		}
	}
	return faults
}

// echo: a root's cascade ends its children, whose own follow-on finds the root
// in a state it does not fire in. That is the design (engine rule T1), not a
// cycle: such a follow-on skips when the root is elsewhere.
func echo(t Then) bool {
	return t.Target == "root" && t.Otherwise == "skip" && len(t.In) > 0
}
