package web

import (
	"net/url"
	"slices"

	"github.com/jiefen/jiefen/casemodel"
)

// Filters is the form over a list.
type Filters struct {
	Hidden  []Hidden // the view, and what no field of the form carries
	First   []Picker
	More    []Picker
	Days    []DayRange
	Party   string
	Number  string
	Overdue bool
	Crowd   bool
	Open    bool // one of the rarer conditions is set
}

// DayRange is two days between which something lies.
type DayRange struct{ Title, From, To, FromName, ToName string }

// Condition is a condition that is set: what it filters, and the list without it.
type Condition struct{ Text, Href, Off string }

func (s *Site) filters(v *visit, l *workList, f casemodel.Filter, asked url.Values) (Filters, error) {
	lists, flow := s.desk.Flows.Lists, s.desk.Flows.Latest(l.flow)
	out := Filters{
		Hidden: []Hidden{{"view", string(f.View)}}, Party: f.Party, Number: f.Number, Overdue: f.Overdue, Crowd: f.Crowd,
		Days: []DayRange{
			{say("filter.opened"), typedDay(asked, "from"), typedDay(asked, "to"), "from", "to"},
			{say("filter.due"), typedDay(asked, "due_from"), typedDay(asked, "due_to"), "due_from", "due_to"},
		},
	}
	if q := queueOf(asked.Get("todo")); q != nil {
		out.Hidden = append(out.Hidden, Hidden{"todo", q.key()})
		f = q.beyond(f, asked)
	}
	if asked.Get("unpaid") != "" {
		out.Hidden = append(out.Hidden, Hidden{"unpaid", "1"})
	}
	if asked.Get("coming") != "" {
		out.Hidden = append(out.Hidden, Hidden{"coming", "1"})
	}
	if n, ok := daysAhead(asked.Get("within")); ok {
		out.Hidden = append(out.Hidden, Hidden{"within", itoa(n)})
	}
	if len(f.Workflows) > 0 {
		flow = s.desk.Flows.Latest(f.Workflows[0])
	}
	states := Picker{Name: "state", Title: say("filter.state")}
	for _, id := range flow.States.Keys {
		states.Options = append(states.Options, Option{Value: id, Title: flow.States.Get(id).Title, Chosen: slices.Contains(f.States, id)})
	}
	class := Picker{Name: "class", Title: say("filter.class")}
	for _, id := range []string{"open", "live", "closing", "done", "any"} {
		class.Options = append(class.Options, Option{Value: id, Title: say("class." + id), Chosen: asked.Get("class") == id})
	}
	out.First = []Picker{states}
	if l.kinds == nil {
		flows := Picker{Name: "workflow", Title: say("filter.workflow")}
		for _, one := range s.desk.Flows.All() {
			flows.Options = append(flows.Options, Option{Value: one.ID, Title: one.Title, Chosen: slices.Contains(f.Workflows, one.ID)})
		}
		out.First = append(out.First, flows, Picker{Name: "category", Title: say("filter.category"), Options: chosen(options(lists["categories"]), f.Categories)})
	}
	out.First = append(out.First, Picker{Name: "risk", Title: say("filter.risk"), Options: chosen(options(lists["risks"]), asked["risk"])})
	if l.name == "backlog" {
		age := Picker{Name: "age", Title: say("filter.age")}
		for _, years := range ages {
			age.Options = append(age.Options, Option{Value: itoa(years), Title: say("filter.age_over", "n", years), Chosen: atoi(asked.Get("age")) == years})
		}
		out.First = append(out.First, age)
	}
	offered, err := s.people.offer(v.ctx(), v.who)
	if err != nil {
		return out, err
	}
	out.More = []Picker{
		class,
		{Name: "body", Title: say("filter.body"), Options: picked(offered.bodies, string(f.BodyID), s.people.body(v.ctx(), f.BodyID))},
		{Name: "handler", Title: say("filter.handler"), Options: picked(offered.users, string(f.HandlerID), s.people.user(v.ctx(), f.HandlerID))},
		{Name: "area", Title: say("filter.area"), Options: picked(offered.areas, f.AreaID, s.areaName(v, f.AreaID))},
	}
	for _, name := range []string{"party", "number", "class", "body", "handler", "area", "from", "to", "due_from", "due_to", "crowd", "overdue"} {
		out.Open = out.Open || asked.Get(name) != ""
	}
	return out, nil
}

// picked marks the chosen option, which stands in the list even when it is not
// among those that are offered.
func picked(all []Option, value, title string) []Option {
	all = slices.Clone(all)
	if value == "" {
		return all
	}
	i := slices.IndexFunc(all, func(o Option) bool { return o.Value == value })
	if i < 0 {
		if title == "" {
			title = value
		}
		all, i = append(all, Option{Value: value, Title: title}), len(all)
	}
	all[i].Chosen = true
	return all
}

func (s *Site) areaName(v *visit, id string) string {
	if id == "" {
		return ""
	}
	a, err := s.people.area(v.ctx(), id)
	if err != nil {
		return "" // a filter must not fail for want of a name
	}
	return a.Name
}

// typedDay is a day of the address, "" when it is none.
func typedDay(asked url.Values, name string) string {
	if startOf(asked.Get(name), 0).IsZero() {
		return ""
	}
	return asked.Get(name)
}

// chips say each condition that is set by its name, with the way to take it off.
func (s *Site) chips(v *visit, l *workList, asked url.Values, f casemodel.Filter) ([]Condition, error) {
	now, err := v.now()
	if err != nil {
		return nil, err
	}
	var chips []Condition
	add := func(text string, names ...string) {
		rest := tidy(without(asked, append(names, "after", "before")...))
		chips = append(chips, Condition{Text: text, Href: l.path() + "?" + rest.Encode(), Off: say("chip.off", "what", text)})
	}
	named := func(name, value string) { add(say("chip.is", "name", say("chip."+name), "value", value), name) }
	if q := queueOf(asked.Get("todo")); q != nil {
		add(say(q.word), "todo")
		f = q.beyond(f, asked)
	}
	if q := v.words(asked); q != "" {
		add(say("chip.is", "name", say("chip.q"), "value", q), "q", "s")
	}
	if len(f.Workflows) > 0 {
		named("workflow", s.desk.Flows.Latest(f.Workflows[0]).Title)
	}
	if asked.Get("kind") == "any" {
		named("kind", say("chip.kind_any"))
	}
	if len(f.States) > 0 {
		named("state", s.each(f.States, func(id string) string { return s.stateTitle(l, f, id) }))
	}
	if class := asked.Get("class"); slices.Contains([]string{"live", "closing", "done", "any"}, class) {
		named("class", say("class."+class))
	}
	if len(f.Categories) > 0 {
		named("category", s.each(f.Categories, func(id string) string { return s.desk.Flows.Title("categories", id) }))
	}
	if len(f.Risks) > 0 {
		named("risk", s.each(asked["risk"], func(name string) string { return s.desk.Flows.Title("risks", name) }))
	}
	for _, one := range []struct{ name, value, title string }{
		{"body", string(f.BodyID), s.people.body(v.ctx(), f.BodyID)},
		{"handler", string(f.HandlerID), s.people.user(v.ctx(), f.HandlerID)},
		{"area", f.AreaID, s.areaName(v, f.AreaID)},
		{"party", f.Party, f.Party},
		{"number", f.Number, f.Number},
	} {
		if one.value != "" {
			named(one.name, cmpTitle(one.title))
		}
	}
	today := localDay(now)
	spanOf := func(name, from, to string) {
		a, b := casemodel.Day(typedDay(asked, from)), casemodel.Day(typedDay(asked, to))
		switch {
		case a != "" && b != "":
			add(say("chip.between", "name", say("chip."+name), "from", shortDay(a, today), "to", shortDay(b, today)), from, to)
		case a != "":
			add(say("chip.since", "name", say("chip."+name), "from", shortDay(a, today)), from)
		case b != "":
			add(say("chip.until", "name", say("chip."+name), "to", shortDay(b, today)), to)
		}
	}
	spanOf("opened", "from", "to")
	if n, ok := daysAhead(asked.Get("within")); ok {
		add(say("chip.within", "n", n), "within")
	} else {
		spanOf("due", "due_from", "due_to")
	}
	if f.ListedBy != "" {
		add(say("chip.age", "n", atoi(asked.Get("age"))), "age")
	}
	if f.Overdue {
		add(say("chip.overdue"), "overdue")
	}
	if asked.Get("unpaid") != "" {
		add(say("chip.unpaid"), "unpaid")
	}
	if asked.Get("coming") != "" {
		add(say("chip.coming", "n", daysComing), "coming")
	}
	if f.Crowd {
		add(say("chip.crowd", "n", casemodel.Crowd), "crowd")
	}
	return chips, nil
}

// cmpTitle names what has no name for the reader.
func cmpTitle(title string) string {
	if title == "" {
		return say("chip.unknown")
	}
	return title
}

// stateTitle is what a stage of the list's procedure is called.
func (s *Site) stateTitle(l *workList, f casemodel.Filter, id string) string {
	flow := s.desk.Flows.Latest(l.flow)
	if len(f.Workflows) > 0 {
		flow = s.desk.Flows.Latest(f.Workflows[0])
	}
	return stateOf(flow, id).Title
}
