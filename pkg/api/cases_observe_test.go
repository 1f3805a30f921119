package api_test

import (
	"slices"
	"strings"
)

// observed is one due date the program showed on the way.
type observed struct {
	after       publishedEntry // the step after which it was first there
	matter      string         // what it runs on: machine of the track, or workflow
	rule        string
	due         string
	provisional bool
}

// observe looks at every clock of the case after a step, and at the result
// when the step closed it.
func (r *run) observe(e publishedEntry) {
	r.t.Helper()
	root := r.look(r.root)
	if root.State == "closed" && e.Machine == "dispute_case" {
		r.result = root.Result
	}
	r.note(e, root)
	for _, c := range root.Children {
		r.note(e, r.look(c.ID))
	}
	for id := range r.office {
		if id != r.root {
			r.note(e, r.look(id))
		}
	}
}

// note keeps what is new: a clock that started, or one whose end moved.
func (r *run) note(e publishedEntry, m *seen) {
	for _, c := range m.Deadlines {
		if c.Due == "" || !slices.Contains([]string{"duty", "right", "cliff"}, c.Class) || r.kept[c.ID+c.Due] {
			continue // without a day it waits for the date it counts from
		}
		r.kept[c.ID+c.Due] = true
		r.clocks = append(r.clocks, observed{e, r.base(m.Workflow), c.Rule, c.Due, c.Provisional})
	}
}

// counted reports whether both ends lie in years whose calendar is known.
func (o observed) counted() bool {
	known := func(day string) bool { return day >= "2018" && day < "2027" }
	return known(o.after.Date) && known(o.due)
}

func (o observed) line(p *published) string {
	return strings.Join([]string{p.short(), o.after.Date, o.after.Machine + "." + o.after.Event, o.matter, o.rule, o.due}, "\t")
}
