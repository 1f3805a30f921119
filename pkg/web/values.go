package web

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/workflows"
)

// readable turns a value as it is kept into what people read: titles of
// choices, names of people, amounts with their unit.
func (s *Site) readable(v *visit, view *casework.View, d *workflows.Field, value string) string {
	if value == "" {
		return ""
	}
	switch d.Type {
	case "choice":
		return optionTitle(d, value)
	case "text":
		if d.ID == "document" { // a paper that was printed or went out
			return paperName(value)
		}
	case "choices":
		return s.each(listed(value), func(one string) string { return optionTitle(d, one) })
	case "bool":
		return say("form." + map[bool]string{true: "yes", false: "no"}[value == "true"])
	case "money":
		if m, err := casemodel.ParseMoney(value); err == nil {
			return yuan(m)
		}
	case "datetime":
		if t, err := time.Parse(time.RFC3339Nano, value); err == nil {
			return minute(casemodel.At(t))
		}
	case "party", "parties":
		return s.each(listed(value), func(one string) string { return s.partyOf(view, casemodel.ID(one)) })
	case "body":
		return s.people.body(v.ctx(), casemodel.ID(value))
	case "user", "users":
		return s.each(listed(value), func(one string) string { return s.userOf(v, casemodel.ID(one)) })
	case "area":
		if a, err := s.people.area(v.ctx(), value); err == nil {
			return s.placeName(v.ctx(), a)
		}
	case "file", "files":
		return say("value.files", "n", len(listed(value)))
	case "consents":
		return s.consentText(view, value)
	case "attendance":
		return s.attendanceText(view, value)
	case "members":
		return s.membersText(value)
	case "items":
		return s.itemText(view, value)
	case "paper":
		return say("document." + value)
	case "matter":
		return say("value.matter")
	case "offer", "confided":
		return say("value." + d.Type)
	case "room", "sitting":
		return sittingOf(view, value)
	case "record":
		return s.recordNamed(v, view, value)
	}
	return value
}

func (s *Site) each(list []string, title func(string) string) string {
	words := make([]string, 0, len(list))
	for _, one := range list {
		if t := title(one); t != "" {
			words = append(words, t)
		}
	}
	return strings.Join(words, say("list.comma"))
}

// listed reads a list as the desk keeps it: |a|b|, a JSON list, or one word.
func listed(value string) []string {
	if strings.HasPrefix(value, "[") {
		var list []string
		if json.Unmarshal([]byte(value), &list) == nil {
			return list
		}
	}
	return casemodel.ParseSet(value)
}

func optionTitle(d *workflows.Field, value string) string {
	for _, o := range d.Options {
		if o.Value == value {
			return o.Title
		}
	}
	return value
}

// sittingOf is a room by its name, or a sitting by when and where.
func sittingOf(view *casework.View, id string) string {
	if view == nil {
		return say("value.sitting")
	}
	if name := view.RoomNames[casemodel.ID(id)]; name != "" {
		return name
	}
	for i := range view.Arranged {
		if string(view.Arranged[i].ID) == id {
			return sittingWords(view, &view.Arranged[i])
		}
	}
	return say("value.sitting")
}

// partyOf names a party of the case, as far as the reader may know names.
func (s *Site) partyOf(view *casework.View, id casemodel.ID) string {
	if view != nil {
		for _, p := range view.Parties {
			if p.ID == id {
				return s.partyName(p)
			}
		}
		for i := range view.Roster {
			if m := &view.Roster[i]; m.ID == id {
				return m.Party.Name
			}
		}
	}
	return say("value.party")
}

// userOf names somebody.
func (s *Site) userOf(v *visit, id casemodel.ID) string {
	if name := s.people.user(v.ctx(), id); name != "" {
		return name
	}
	return say("value.user")
}

func (s *Site) consentText(view *casework.View, value string) string {
	var list []casemodel.Consent
	if json.Unmarshal([]byte(value), &list) != nil {
		return ""
	}
	lines := make([]string, len(list))
	for i, c := range list {
		lines[i] = say("value.consent", "party", s.partyOf(view, c.Party), "consent", c.Consent, "way", s.desk.Flows.Title("consent_ways", c.Way))
	}
	return strings.Join(lines, "\n")
}

func (s *Site) itemText(view *casework.View, value string) string {
	var list []casemodel.Item
	if json.Unmarshal([]byte(value), &list) != nil {
		return ""
	}
	lines := make([]string, len(list))
	for i := range list {
		lines[i] = s.itemLine(view, &list[i])
	}
	return strings.Join(lines, "\n")
}

// itemLine says one obligation in one line: who owes whom what by when.
func (s *Site) itemLine(view *casework.View, it *casemodel.Item) string {
	var parts []string
	who := s.partyOf(view, it.Debtor)
	if it.Creditor != "" {
		who = say("item.from_to", "debtor", who, "creditor", s.partyOf(view, it.Creditor))
	}
	parts = append(parts, who, say("word.item_kind."+it.Kind))
	if it.Amount > 0 {
		parts = append(parts, yuan(it.Amount))
	}
	for _, more := range []string{it.Share, it.What} {
		if more != "" {
			parts = append(parts, more)
		}
	}
	if it.Payer != "" {
		parts = append(parts, say("item.by_payer", "payer", it.Payer))
	}
	switch {
	case it.DueOn != "" && it.UntilOn != "":
		parts = append(parts, say("item.span", "from", string(it.DueOn), "to", string(it.UntilOn)))
	case it.DueOn != "":
		parts = append(parts, say("item.by", "on", string(it.DueOn)))
	}
	if it.Every != "" {
		parts = append(parts, say("word.every."+it.Every))
	}
	return strings.Join(parts, " ")
}
