package web

import (
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/workflows"
)

const (
	longList = 60  // beyond it a search stands before the list
	mostRows = 200 // of one kind are ever offered
)

// bodies offers the organisations a field may name, by kind; those that work
// in the matter's category come before others.
func (f *form) bodies(d *workflows.Field, out *Field) error {
	out.Type, out.Wide = "select", true
	out.FindName, out.Find = findName(out.Name), f.values.Get(findName(out.Name))
	kinds := d.Kinds
	if len(kinds) == 0 {
		kinds = []string{""}
	}
	picked, total := f.values.Get(out.Name), 0
	for _, kind := range kinds {
		found, err := f.v.s.desk.Bodies(f.v.ctx(), casework.BodyQuery{Kind: kind, Words: out.Find, Limit: mostRows})
		if err != nil {
			return err
		}
		group := OptionGroup{}
		if kind != "" {
			group.Title = f.v.s.desk.Flows.Title("body_kinds", kind)
		}
		for i := range found {
			group.Options = append(group.Options, Option{Value: string(found[i].ID), Title: found[i].Title, Chosen: string(found[i].ID) == picked})
		}
		total += len(found)
		if len(found) > 0 {
			out.Groups = append(out.Groups, group)
		}
	}
	out.Long = total > longList || out.Find != ""
	return f.keepPicked(out, picked, func(id casemodel.ID) string { return f.v.s.people.body(f.v.ctx(), id) })
}

// keepPicked leaves what was chosen in a list that was narrowed since.
func (f *form) keepPicked(out *Field, picked string, title func(casemodel.ID) string) error {
	id := casemodel.ID(picked)
	if !id.Valid() || slices.ContainsFunc(out.Groups, func(g OptionGroup) bool {
		return slices.ContainsFunc(g.Options, func(o Option) bool { return o.Value == picked })
	}) {
		return nil
	}
	if name := title(id); name != "" {
		out.Groups = append(out.Groups, OptionGroup{Options: []Option{{Value: picked, Title: name, Chosen: true}}})
	}
	return nil
}

// users offers the people a field may name: of the body in charge, of the
// centre, or of anywhere.
func (f *form) users(d *workflows.Field, out *Field) error {
	out.FindName, out.Find = findName(out.Name), f.values.Get(findName(out.Name))
	found, err := f.v.s.desk.Users(f.v.ctx(), f.home(d.Of), d.Role, out.Find, mostRows)
	if err != nil {
		return err
	}
	list := make([]Option, len(found))
	for i := range found {
		list[i] = Option{Value: string(found[i].ID), Title: found[i].Name}
		if slices.ContainsFunc(found, func(u casemodel.User) bool { return u.ID != found[i].ID && u.Name == found[i].Name }) {
			list[i].Title = say("person.named", "name", found[i].Name, "username", found[i].Username)
		}
	}
	list = chosen(list, f.values[out.Name])
	out.Long = len(list) > longList || out.Find != ""
	if len(list) == 0 {
		out.Help = say("form.nobody")
	}
	if d.Type == "users" {
		out.Type, out.Group, out.Wide, out.Options = "ticks", true, true, list
		return nil
	}
	out.Type, out.Groups = "select", []OptionGroup{{Options: list}}
	return nil
}

// home is the body whose people a field offers, "" for everybody.
func (f *form) home(of string) casemodel.ID {
	if f.view == nil {
		return map[string]casemodel.ID{"body": f.v.who.BodyID}[of]
	}
	return map[string]casemodel.ID{"body": f.view.Matter.BodyID, "centre": f.view.Matter.CentreID}[of]
}

func findName(name string) string { return "q" + strings.TrimPrefix(name, "f") }

// matters draws a box for the number of another matter; when words were typed
// that are no number, what they find can be picked below it.
func (f *form) matters(out *Field) error {
	out.Wide, out.Type, out.Help = true, "matter", say("form.matter_help")
	typed := strings.TrimSpace(f.values.Get(out.Name))
	if typed == "" || casemodel.ID(typed).Valid() {
		return nil
	}
	found, err := f.v.find(typed)
	for i := range found {
		m := &found[i]
		out.Options = append(out.Options, Option{
			Value: string(m.ID), Title: strings.TrimSpace(m.Number + " " + m.Title), Chosen: f.values.Get(out.Name+".pick") == string(m.ID),
		})
	}
	return err
}

// find looks for matters by their number, else by words.
func (v *visit) find(typed string) ([]casemodel.Matter, error) {
	page, err := v.s.desk.List(v.ctx(), v.who, casemodel.Filter{View: casemodel.ViewAll, Number: typed, Limit: 10})
	if err != nil || len(page.Items) > 0 {
		return page.Items, err
	}
	page, err = v.s.desk.List(v.ctx(), v.who, casemodel.Filter{View: casemodel.ViewAll, Query: typed, Limit: 10})
	return page.Items, err
}

// AreaLevel is one step of the way to a place.
type AreaLevel struct {
	Name, Title string
	Options     []Option
}

// area draws a list per level, down to where somebody has chosen; the button
// beside it opens the next one.
func (f *form) area(out *Field) error {
	out.Wide, out.Group = true, true
	chain, err := f.chain(out.Name)
	if err != nil {
		return err
	}
	ctx, people := f.v.ctx(), f.v.s.people
	for depth := range chain {
		places, err := f.v.s.desk.Areas(ctx, chain[depth], "", 1000)
		if err != nil {
			return err
		}
		if len(places) == 0 {
			break
		}
		level := AreaLevel{Name: levelName(out.Name, depth), Title: say("area." + places[0].LevelKey)}
		for i := range places {
			picked := depth+1 < len(chain) && chain[depth+1] == places[i].ID
			level.Options = append(level.Options, Option{Value: places[i].ID, Title: places[i].Name, Chosen: picked})
		}
		out.Levels = append(out.Levels, level)
	}
	if place, err := people.area(ctx, chain[len(chain)-1]); err == nil {
		out.Help = say("form.area_now", "area", f.v.s.placeName(ctx, place))
	}
	return nil
}
