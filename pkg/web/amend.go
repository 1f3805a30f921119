package web

import (
	"maps"
	"slices"
	"strings"

	"github.com/jiefen/jiefen/pkg/casework"
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
	switch item {
	case "sex":
		return []Option{{Value: "male", Title: say("word.sex.male")}, {Value: "female", Title: say("word.sex.female")}}
	case "safe_contact":
		return []Option{{Value: "yes", Title: say("word.safe.yes")}, {Value: "only", Title: say("word.safe.only")}, {Value: "never", Title: say("word.safe.never")}}
	case "prevention":
		return []Option{{Value: "true", Title: say("form.yes")}, {Value: "false", Title: say("form.no")}}
	}
	return options(s.desk.Flows.Lists[amendLists[item]])
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
	if item == "phone" || item == "phone2" {
		return phone(typed)
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
