package web

import (
	"maps"
	"slices"
	"strings"

	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/workflows"
)

// amendments offers what may be corrected by its titles; the definition asks
// for it as plain text.
func amendments() []Option {
	items := casework.Amendable()
	list := make([]Option, len(items))
	for i, id := range items {
		list[i] = Option{Value: id, Title: say("amend.item." + id)}
	}
	return list
}

// amendLists are the closed lists behind items, by item.
var amendLists = map[string]string{
	"category": "categories", "channel": "channels", "urgency": "urgencies", "complexity": "complexities", "kind": "party_kinds",
}

// wordsOf are the values an item can have and their words, none when it is
// free text.
func (s *Site) wordsOf(item string) []Option {
	values := s.desk.AmendChoices(item)
	words := make([]Option, len(values))
	for i, value := range values {
		words[i] = Option{Value: value, Title: s.wordOf(item, value)}
	}
	return words
}

func (s *Site) wordOf(item, value string) string {
	switch item {
	case "sex":
		return say("word.sex." + value)
	case "safe_contact":
		return say("word.safe." + value)
	case "prevention":
		return say("form." + map[bool]string{true: "yes", false: "no"}[value == "true"])
	}
	return s.desk.Flows.Title(amendLists[item], value)
}

// amends draws the two fields of a correction that hang together: what is
// corrected, with a button that fetches its values, and those values when
// there are only so many. What was typed and is none of them stays in sight.
func (f *form) amends(d *workflows.Field, out *Field) bool {
	switch d.ID {
	case "field":
		out.Type, out.Redraw, out.Groups = "select", true, []OptionGroup{{Options: chosen(amendments(), f.values[out.Name])}}
		return true
	case "value":
		words := chosen(f.v.s.wordsOf(f.values.Get(nameOf("field"))), f.values[out.Name])
		if len(words) == 0 {
			return false
		}
		out.Type, out.Groups = "select", []OptionGroup{{Options: words}}
		if out.Value != "" && !slices.ContainsFunc(words, func(o Option) bool { return o.Chosen }) {
			out.Help = say("amend.typed", "text", out.Value)
		}
		return true
	}
	return false
}

// amended lets people correct a listed item by its title: who writes the name
// of a category means its code.
func (s *Site) amended(item, typed string) string {
	typed = strings.TrimSpace(typed)
	for _, o := range s.wordsOf(item) {
		if o.Title == typed {
			return o.Value
		}
	}
	switch item {
	case "phone", "phone2":
		return phone(typed)
	case "id_no", "people_involved":
		return halfWidth(typed)
	}
	return typed
}

// correction is what the journal keeps of an amendment, in titles again.
func (s *Site) correction(fields map[string]string) map[string]string {
	item := fields["field"]
	shown := maps.Clone(fields)
	if slices.Contains(casework.Amendable(), item) {
		shown["field"] = say("amend.item." + item)
	}
	for _, o := range s.wordsOf(item) {
		if o.Value == fields["value"] {
			shown["value"] = o.Title
		}
	}
	return shown
}
