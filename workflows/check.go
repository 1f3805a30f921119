package workflows

import (
	"fmt"
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
)

// check refuses what would go wrong later: it runs once, at start, over all
// definitions together, and names file and line (design.md 3).
func (l *Library) check(all *sources) []error {
	var faults []error
	for _, src := range all.flows {
		c := checker{lib: l, src: src, flow: src.flow}
		c.states()
		c.events()
		c.records()
		c.volume()
		c.reach()
		c.clocks()
		c.couplings()
		faults = append(faults, c.faults...)
	}
	return append(faults, l.cycles()...)
}

type checker struct {
	lib    *Library
	src    *source
	flow   *Flow
	faults []error
}

func (c *checker) fault(path, format string, args ...any) {
	c.faults = append(c.faults, c.src.fault(c.path(path), fmt.Sprintf(format, args...)))
}

func (c *checker) states() {
	f := c.flow
	if !slices.Contains(casemodel.Kinds, f.Kind) {
		c.fault("$.kind", "there is no kind %q", f.Kind)
	}
	if f.Title == "" {
		c.fault("$.id", "a definition has a title")
	}
	if f.States.Get(f.Start) == nil {
		c.fault("$.start", "there is no state %q", f.Start)
	}
	for _, id := range f.States.Keys {
		s := f.States.Get(id)
		at := "$.states." + id
		if s.Title == "" || s.Phase == "" {
			c.fault(at, "state %s has a title and a phase", id)
		}
		if s.Class != casemodel.Live && s.Class != casemodel.Closing && s.Class != casemodel.Done {
			c.fault(at, "state %s: there is no class %q", id, s.Class)
		}
	}
	if f.Create != nil {
		for _, under := range f.Create.Under {
			if under != "root" && len(c.lib.Under(under)) == 0 {
				c.fault("$.create", "there is no workflow %q to be created under", under)
			}
		}
		c.fields("$.create", f.Create.Fields)
		c.needs("$.create", f.Create.Needs)
		c.rules("$.create", f.Create.Starts)
	}
}

func (c *checker) events() {
	f := c.flow
	exits := map[string]bool{}
	ids := map[string]bool{}
	for i, e := range f.Events {
		at := c.where("events", i, e.ID)
		if f.States.Get(e.ID) != nil {
			c.fault(at, "event %s is named like a state", e.ID)
		}
		if ids[e.ID] {
			c.fault(at, "event %s stands twice", e.ID)
		}
		ids[e.ID] = true
		for _, w := range e.AllWays() {
			if len(w.From) == 0 {
				c.fault(at, "event %s starts from no state", e.ID)
			}
			if w.To != Same && f.States.Get(w.To) == nil {
				c.fault(at, "event %s leads to %q, which is no state", e.ID, w.To)
			}
			if w.ReturnTo != "" && !strings.HasPrefix(w.ReturnTo, "$input.") && f.States.Get(w.ReturnTo) == nil {
				c.fault(at, "event %s returns to %q, which is no state", e.ID, w.ReturnTo)
			}
			for _, from := range w.From {
				if f.States.Get(from) == nil {
					c.fault(at, "event %s starts from %q, which is no state", e.ID, from)
				}
				if exits[from+" "+e.ID] {
					c.fault(at, "event %s has two exits from %s", e.ID, from)
				}
				exits[from+" "+e.ID] = true
			}
		}
		if e.Alone && !e.Ceremony {
			c.fault(e.ID, "alone is said of a ceremony")
		}
		if e.Ceremony && (len(e.Needs) > 0 || e.Approval != nil || slices.ContainsFunc(e.Fields, func(f Field) bool { return f.Required })) {
			c.fault(e.ID, "a ceremony asks nothing")
		}
		if a := e.Approval; a != nil && !slices.Contains(casemodel.Roles, a.Role) {
			c.fault(at, "event %s: there is no role %q", e.ID, a.Role)
		}
		c.act(at, &e.Act)
	}
}

func (c *checker) records() {
	f := c.flow
	ids := map[string]bool{}
	for i, r := range f.Records {
		at := c.where("records", i, r.ID)
		if f.event(r.ID) != nil || f.States.Get(r.ID) != nil || ids[r.ID] {
			c.fault(at, "record %s is named like a state, an event or another record", r.ID)
		}
		ids[r.ID] = true
		for _, w := range r.While {
			if f.States.Get(w) == nil && !isClass(w) {
				c.fault(at, "record %s: %q is neither a state nor a class", r.ID, w)
			}
		}
		c.act(at, &r.Act)
	}
}

// act checks what events and records have in common.
func (c *checker) act(at string, a *Act) {
	if a.Title == "" {
		c.fault(at, "%s has a title", a.ID)
	}
	c.fields(at, a.Fields)
	c.needs(at, a.Needs)
	c.rules(at, a.Starts)
	for _, s := range append(slices.Clone(a.Stops), a.Resumes...) {
		c.rules(at, []string{s.Rule})
		c.target(at, s.Target)
	}
	for _, p := range a.Pauses {
		c.rules(at, []string{p.Clock})
		c.target(at, p.Target)
	}
	for _, e := range a.Extends {
		c.rules(at, []string{e.Clock})
	}
	for column, value := range a.Sets {
		c.set(at, a, column, value)
	}
}

func (c *checker) target(at, target string) {
	if !slices.Contains([]string{"", "self", "parent", "root"}, target) {
		c.fault(at, "a clock is of self, parent or root, not of %q", target)
	}
}

// settable are the header columns a definition may set by data.
var settable = []string{"handler", "body", "offered", "owner", "review", "result", "urgency", "category", "level", "title", "channel", "centre", "grid", "risk"}

func (c *checker) set(at string, a *Act, column, value string) {
	if !slices.Contains(settable, column) {
		c.fault(at, "%s sets %q, which no definition may set", a.ID, column)
	}
	if field, is := strings.CutPrefix(value, "$input."); is {
		if !hasField(a.Fields, field) {
			c.fault(at, "%s sets %s from %q, which is no field of it", a.ID, column, field)
		}
		return
	}
	if strings.HasPrefix(value, "$") && !slices.Contains([]string{"$actor", "$first_actor", "$actor.body", "$offered", "$none"}, value) {
		c.fault(at, "%s sets %s from %q, which means nothing", a.ID, column, value)
	}
}

func (c *checker) fields(at string, fields []Field) {
	seen := map[string]bool{}
	for _, f := range fields {
		switch {
		case f.ID == "" || f.Title == "":
			c.fault(at, "a field has an id and a title")
		case seen[f.ID]:
			c.fault(at, "field %s stands twice", f.ID)
		case !slices.Contains(FieldTypes, f.Type):
			c.fault(at, "field %s: there is no type %q", f.ID, f.Type)
		case (f.Type == "choice" || f.Type == "choices") && len(f.Options) == 0:
			c.fault(at, "field %s is a choice of nothing", f.ID)
		case f.Role != "" && !slices.Contains(casemodel.Roles, f.Role):
			c.fault(at, "field %s: there is no role %q", f.ID, f.Role)
		case f.Read != "" && !slices.Contains(ReadClasses, f.Read):
			c.fault(at, "field %s: there is no read class %q", f.ID, f.Read)
		}
		for _, kind := range f.Kinds {
			known, what := slices.Contains(casemodel.BodyKinds, kind), "body"
			if f.Type == "matter" {
				known, what = slices.Contains(casemodel.Kinds, casemodel.Kind(kind)), "matter"
			}
			if !known {
				c.fault(at, "field %s: there is no kind of %s %q", f.ID, what, kind)
			}
		}
		seen[f.ID] = true
	}
}

func (c *checker) needs(at string, needs []Need) {
	for _, n := range needs {
		if guards[n.Name] == nil {
			c.fault(at, "there is no guard %q", n.Name)
		}
	}
}

func (c *checker) rules(at string, refs []string) {
	for _, ref := range refs {
		if len(c.lib.Rules.Family(ref)) == 0 {
			c.fault(at, "there is no deadline rule %q, or it is no duration", ref)
		}
	}
}

// where names the place of an act; its line is looked for only when there is a
// fault to report, because finding lines is slow.
func (c *checker) where(list string, i int, id string) string {
	if c.flow.Extends == "" {
		return fmt.Sprintf("$.%s[%d]", list, i)
	}
	return list + ":" + id
}

// path finds an overlay's act in its own file, else the head of the overlay
// that inherited it.
func (c *checker) path(at string) string {
	list, id, named := strings.Cut(at, ":")
	if !named || strings.HasPrefix(at, "$") {
		return at
	}
	for j := range 200 {
		path := fmt.Sprintf("$.%s[%d]", list, j)
		got := c.src.at(path + ".id")
		if got == id {
			return path
		}
		if got == "" {
			break
		}
	}
	return "$.extends"
}

func isClass(w string) bool {
	return w == string(casemodel.Live) || w == string(casemodel.Closing) || w == string(casemodel.Done)
}

func hasField(fields []Field, id string) bool {
	return slices.ContainsFunc(fields, func(f Field) bool { return f.ID == id })
}

// ReadClasses are the classes of what an act writes (engine rule T5).
var ReadClasses = []string{"registration", "agreement", "sessions", "sealed"}
