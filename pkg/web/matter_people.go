package web

import (
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
)

// PartyRow is one party, numbers masked.
type PartyRow struct {
	ID, Role, Name string
	IDNo           *Masked
	Phones         []Masked
	Address        string
	Hidden         *Masked // an address that is not shown
	Agents         []string
	Never          bool // must not be called
	Notes          []string
	Ended          string
}

// Masked is a number as everybody may see it, and how this reader gets it
// whole: by a call without a reason, by a reason, or not at all.
type Masked struct {
	Value, Field, Title, Party, Name string
	Action                           string // "" where this reader may not have it whole
	Dial                             bool
}

// numbered finds a party's number by the field it stands in.
func numbered(view *casework.View, p casemodel.Party, field, value string) *Masked {
	m := &Masked{Value: value, Field: field, Title: say("word.reveal." + field), Party: string(p.ID), Name: partyTitle(p)}
	if view.Can["reveal"] && p.Present() && view.Flow.RecordOpen(view.Matter.State, "reveal") {
		m.Action = "/matters/" + string(view.Matter.ID) + "/reveal"
		m.Dial = view.Own && casework.Dials(&p, field)
	}
	return m
}

func (s *Site) partyRows(view *casework.View) []PartyRow {
	rows := make([]PartyRow, 0, len(view.Parties))
	for _, p := range view.Parties {
		row := PartyRow{
			ID: string(p.ID), Role: s.desk.Flows.Title("party_roles", p.Role), Name: partyTitle(p), Address: p.Address,
			Never: !casework.Dials(&p, "phone"), Notes: partyNotes(p), Ended: string(p.EndedOn),
		}
		if p.IDNo != "" {
			row.IDNo = numbered(view, p, "id_no", p.IDNo)
		}
		for _, one := range []struct{ field, value string }{{"phone", p.Phone}, {"phone2", p.Phone2}} {
			if one.value != "" {
				row.Phones = append(row.Phones, *numbered(view, p, one.field, one.value))
			}
		}
		if p.HideAddress {
			row.Hidden = numbered(view, p, "address", say("party.address_hidden"))
		}
		for _, r := range p.Representatives {
			row.Agents = append(row.Agents, strings.TrimSpace(r.Name+" "+r.Phone))
		}
		rows = append(rows, row)
	}
	return rows
}

// partyNotes are what everybody who calls or writes must obey (users.md F7,
// F12). Words nobody knows how to obey are taken for the strictest, which the
// row says in red.
func partyNotes(p casemodel.Party) []string {
	var notes []string
	if p.SafeContact == "only" {
		notes = append(notes, say("party.call_only"))
	}
	if p.Reach != "" {
		notes = append(notes, say("party.reach", "by", p.Reach))
	}
	for _, need := range p.Needs {
		notes = append(notes, say("word.need."+need))
	}
	return notes
}

// ContactRow is one call, message or visit.
type ContactRow struct{ At, Who, With, Way, Outcome, Line, Next string }

// contacts tells who spoke with whom and what came of it. The lines are of
// read.sessions; who has not that right gets none from the desk.
func (s *Site) contacts(v *visit, d *casework.Dossier) []ContactRow {
	act := d.Flow.Act("contact")
	if act == nil {
		return nil
	}
	rows := make([]ContactRow, 0, len(d.Contacts))
	for i := range d.Contacts {
		c := &d.Contacts[i]
		word := func(field string) string {
			declared := fieldOf(act.Fields, field)
			if declared == nil {
				return ""
			}
			return s.readable(v, d.View, declared, c.Fields[field])
		}
		row := ContactRow{At: short(c.At, d.Now), Who: c.ActorName, With: word("with"), Way: word("way"), Outcome: word("outcome"), Line: word("line")}
		if c.Fields["party"] != "" {
			row.With = word("party")
		}
		if on := c.Fields["next_on"]; on != "" {
			row.Next = say("contact.next", "on", shortDay(casemodel.Day(on), localDay(d.Now)))
		}
		rows = append(rows, row)
	}
	return rows
}
