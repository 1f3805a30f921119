package web

import (
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
)

// AboutParty is a party beside a form: who it is, and what everybody who calls
// or writes must obey.
type AboutParty struct {
	ID                casemodel.ID
	Role, Name, Phone string
	Never             string // not to be called at all
	Notes             []string
	Contact           string // where a talk with this party is noted
}

// aboutParties are those who still take part.
func (s *Site) aboutParties(view *casework.View) []AboutParty {
	var all []AboutParty
	contact := slices.ContainsFunc(view.Choices, func(c casework.Choice) bool { return c.ID == "contact" })
	for _, p := range view.Parties {
		if !p.Present() {
			continue
		}
		one := AboutParty{ID: p.ID, Role: s.desk.Flows.Title("party_roles", p.Role), Name: partyTitle(p), Phone: p.Phone}
		for _, note := range partyNotes(p) {
			if note == say("party.never_call") {
				one.Never = note
				continue
			}
			one.Notes = append(one.Notes, note)
		}
		if contact {
			one.Contact = "/matters/" + string(view.Matter.ID) + "/do/contact?f.with=party&f.party=" + string(p.ID)
		}
		all = append(all, one)
	}
	return all
}

// rootFacts are what the case itself tells, for who works on a part of it.
func (s *Site) rootFacts(v *visit, view *casework.View) []Fact {
	m := &view.Matter
	fields := view.Fields
	if !m.IsRoot() {
		root, err := s.desk.Case(v.ctx(), v.who, m.RootID)
		if err != nil {
			return nil // without the right to know of the case there is nothing to tell
		}
		fields = root.Fields
	}
	var facts []Fact
	if m.Category != "" {
		facts = append(facts, Fact{say("matter.category"), s.desk.Flows.Title("categories", m.Category)})
	}
	for _, id := range []string{"summary", "claims", "occurred_place", "people_involved"} {
		if value := fields[id]; value != "" {
			facts = append(facts, Fact{say("fact." + id), shorten(s.registered(id, value), 160)})
		}
	}
	return facts
}
