package web

import (
	"net/url"
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
)

// correctPages are the acts that put right what was written, and who is in it.
var correctPages = map[string]ownPage{
	"matter.amend": {name: "do_amend", fill: fillAmend},
}

// AmendPage is a correction: the old value stands beside the new one.
type AmendPage struct {
	*DoPage
	Item    string // what is corrected, "" while nothing is chosen
	Was     string // as it stands now, numbers masked
	Empty   bool   // nothing stands there now
	OfParty bool
	Value   *Field
	Party   *Field
	Groups  []AmendGroup
	Papers  []Fact // issued so far: they may carry the old value
	Chips   ChipLine
}

// AmendGroup is what may be corrected of the matter or of one party.
type AmendGroup struct {
	Title string
	Rows  []AmendRow
}

// AmendRow is one item as it stands.
type AmendRow struct{ Title, Value, Href string }

// ofParty is where the items of a party begin among the amendable ones.
const ofParty = "name"

func fillAmend(s *Site, v *visit, view *casework.View, page *DoPage) (any, error) {
	if page.values.Get(nameOf("field")) == "summary" {
		// A long text is corrected, not written anew, also when it was chosen just now.
		page.preset(v, "value", view.Fields["summary"])
		if v.form.Get("_again") == nameOf("field") && page.values.Get(nameOf("value")) == "" {
			page.Field("value").Value = view.Fields["summary"]
		}
	}
	own := &AmendPage{DoPage: page, Value: page.Field("value"), Party: page.Field("party"), Papers: papersDue(view), Chips: readyWords("reason", "amend")}
	items := casework.Amendable()
	split := slices.Index(items, ofParty)
	item, party := page.values.Get(nameOf("field")), casemodel.ID(page.values.Get(nameOf("party")))
	base := "/matters/" + string(view.Matter.ID) + "/do/amend?"
	group := AmendGroup{Title: view.Flow.Title}
	for _, one := range items[:split] {
		group.Rows = append(group.Rows, AmendRow{say("amend.item." + one), s.present(view, nil, one), base + url.Values{"f.field": {one}}.Encode()})
	}
	own.Groups = append(own.Groups, group)
	for i := range view.Parties {
		p := &view.Parties[i]
		if !p.Present() {
			continue
		}
		group := AmendGroup{Title: s.partyName(*p)}
		for _, one := range items[split:] {
			group.Rows = append(group.Rows, AmendRow{say("amend.item." + one), s.present(view, p, one), base + url.Values{"f.field": {one}, "f.party": {string(p.ID)}}.Encode()})
		}
		own.Groups = append(own.Groups, group)
	}
	if at := slices.Index(items, item); at >= 0 {
		own.Item, own.OfParty = say("amend.item."+item), at >= split
		own.Was = s.presentOf(view, party, item, own.OfParty)
		own.Empty = own.Was == ""
	}
	if own.Value.Type == "longtext" && item != "summary" {
		own.Value.Type = "text"
	}
	if own.Item != "" && !own.OfParty {
		own.Party = nil
	}
	return own, nil
}

// presentOf is what stands in an item now; of a party only when one is named.
func (s *Site) presentOf(view *casework.View, party casemodel.ID, item string, ofParty bool) string {
	if !ofParty {
		return s.present(view, nil, item)
	}
	for i := range view.Parties {
		if view.Parties[i].ID == party {
			return s.present(view, &view.Parties[i], item)
		}
	}
	return ""
}

// present is what stands in an item of the matter, or of a party, in words.
func (s *Site) present(view *casework.View, p *casemodel.Party, item string) string {
	m, value := &view.Matter, view.Fields[item]
	switch item {
	case "title":
		value = m.Title
	case "category":
		value = m.Category
	case "urgency":
		value = m.Urgency
	case "channel":
		value = m.Channel
	}
	if p != nil {
		value = map[string]string{
			"name": p.Name, "phone": p.Phone, "phone2": p.Phone2, "id_no": p.IDNo, "address": p.Address, "reach": p.Reach,
			"safe_contact": p.SafeContact, "sex": p.Sex, "kind": p.Kind,
		}[item]
		if item == "address" && p.HideAddress {
			return say("party.address_hidden")
		}
	}
	if value == "" {
		return ""
	}
	if s.desk.AmendChoices(item) != nil {
		return s.wordOf(item, value)
	}
	return value
}
