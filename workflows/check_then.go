package workflows

import (
	"fmt"
	"slices"
	"strings"
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
}

func (c *checker) follow(at string, a *Act) {
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
