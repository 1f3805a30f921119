package workflows

import (
	"slices"

	"github.com/jiefen/jiefen/casemodel"
)

// reach refuses states nobody can get to and states nobody can get out of.
func (c *checker) reach() {
	f := c.flow
	next := map[string][]string{}
	for from, events := range f.table {
		for _, w := range events {
			next[from] = append(next[from], w.To)
		}
	}
	seen := spread(next, f.Start)
	for _, id := range f.States.Keys {
		if !seen[id] {
			c.fault("$.states."+id, "state %s cannot be reached", id)
		}
		ends := slices.ContainsFunc(keys(spread(next, id)), func(s string) bool { return f.States.Get(s) != nil && f.States.Get(s).Final })
		if !ends {
			c.fault("$.states."+id, "state %s has no way to an end", id)
		}
	}
}

func spread(next map[string][]string, start string) map[string]bool {
	seen := map[string]bool{start: true}
	for queue := []string{start}; len(queue) > 0; queue = queue[1:] {
		for _, to := range next[queue[0]] {
			if !seen[to] {
				seen[to] = true
				queue = append(queue, to)
			}
		}
	}
	return seen
}

func keys(set map[string]bool) []string {
	all := make([]string, 0, len(set))
	for k := range set {
		all = append(all, k)
	}
	return all
}

// clocks proves that in every state where a rule can run, its expiry has an
// exit (engine rule T2). A clock ends with the act that stops it and with the
// matter's working life.
func (c *checker) clocks() {
	f := c.flow
	for i, e := range f.Events {
		for _, ref := range e.Starts {
			for _, r := range c.lib.Rules.Family(ref) {
				for _, w := range e.AllWays() {
					for _, from := range w.From {
						c.clock(c.where("events", i, e.ID), r, target(from, w.To))
					}
				}
			}
		}
	}
	if f.Create != nil {
		for _, ref := range f.Create.Starts {
			for _, r := range c.lib.Rules.Family(ref) {
				c.clock("$.create", r, f.Start)
			}
		}
	}
}

func (c *checker) clock(at string, r *Rule, start string) {
	f := c.flow
	event, record := r.Expires()
	if event == "" && record == "" {
		return
	}
	next := map[string][]string{}
	for from, events := range f.table {
		for id, w := range events {
			if !stops(f.Event(id).Stops, r) {
				next[from] = append(next[from], w.To)
			}
		}
	}
	for state := range spread(next, start) {
		if f.Class(state) == casemodel.Done {
			continue
		}
		if event != "" && f.Open(state, event) == nil {
			c.fault(at, "clock %s can run out in %s, where there is no exit by %s", r.ID, state, event)
		}
		if record != "" && !f.RecordOpen(state, record) {
			c.fault(at, "clock %s can run out in %s, where %s cannot be recorded", r.ID, state, record)
		}
	}
}

func stops(list []Stop, r *Rule) bool {
	return slices.ContainsFunc(list, func(s Stop) bool {
		return (s.Target == "" || s.Target == "self") && (s.Rule == r.ID || s.Rule == r.Family)
	})
}
