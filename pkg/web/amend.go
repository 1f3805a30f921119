package web

import (
	"maps"
	"slices"
	"strings"
)

// amendable are the items a correction may name, of the case and of a party;
// the definition asks for the item as plain text.
var amendable = []string{
	"title", "category", "channel", "urgency", "complexity", "summary", "occurred_place", "people_involved",
	"name", "phone", "phone2", "id_no", "address", "reach", "safe_contact", "kind",
}

// amendments offers the items by their titles.
func amendments(field string) []Option {
	if field != "field" {
		return nil
	}
	list := make([]Option, len(amendable))
	for i, id := range amendable {
		list[i] = Option{Value: id, Title: say("amend.item." + id)}
	}
	return list
}

// amendLists are the closed lists behind items, by item.
var amendLists = map[string]string{
	"category": "categories", "channel": "channels", "urgency": "urgencies", "complexity": "complexities", "kind": "party_kinds",
}

// amended lets people correct a listed item by its title: who writes the name
// of a category means its code.
func (s *Site) amended(item, typed string) string {
	typed = strings.TrimSpace(typed)
	for _, o := range s.desk.Flows.Lists[amendLists[item]] {
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
	if slices.Contains(amendable, item) {
		shown["field"] = say("amend.item." + item)
	}
	if list := amendLists[item]; list != "" {
		shown["value"] = s.desk.Flows.Title(list, fields["value"])
	}
	return shown
}
