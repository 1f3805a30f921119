package web

import (
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/templates"
	"github.com/jiefen/jiefen/workflows"
)

// PartyRow is one party, numbers masked.
type PartyRow struct {
	Role, Name, IDNo, Phone, Address, Agents string
	Notes                                    []string
	Ended                                    string
	Reveal                                   []Link
}

// Child is a matter of the same family in short.
type Child struct {
	Href, Name, Title, Body string
	State                   State
	Due                     Due
	DueOn                   string
	Acts                    []Button
}

// Clock is one deadline and how it came about.
type Clock struct {
	Title, Class, Explain, Source, On string
	Due                               Due
	Provisional                       bool
}

// registration are the values a registration leaves that no act declares.
var registration = []string{"summary", "claims", "occurred_place", "people_involved", "applied_at", "source_ref", "anonymous", "risk_boxes"}

// facts shows the current values this reader may have, under their titles.
func (s *Site) facts(v *visit, view *casework.View) []Fact {
	var facts []Fact
	shown := map[string]bool{}
	for _, id := range registration {
		if value := view.Fields[id]; value != "" {
			shown[id] = true
			facts = append(facts, Fact{say("fact." + id), s.registered(id, value)})
		}
	}
	for _, d := range declared(view.Flow) {
		value := view.Fields[d.ID]
		if value == "" || shown[d.ID] {
			continue
		}
		shown[d.ID] = true
		if text := s.readable(v, view, &d, value); text != "" {
			facts = append(facts, Fact{d.Title, text})
		}
	}
	for _, id := range []string{"effective_on", "what", "amount", "due_on", "paid"} {
		if value := view.Fields[id]; value != "" && !shown[id] {
			facts = append(facts, Fact{say("fact." + id), s.registered(id, value)})
		}
	}
	return facts
}

// declared lists every field of a procedure, birth first.
func declared(flow *workflows.Flow) []workflows.Field {
	var all []workflows.Field
	if flow.Create != nil {
		all = append(all, flow.Create.Fields...)
	}
	for _, e := range flow.Events {
		all = append(all, e.Fields...)
	}
	for _, r := range flow.Records {
		all = append(all, r.Fields...)
	}
	return all
}

func (s *Site) partyRows(view *casework.View) []PartyRow {
	rows := make([]PartyRow, 0, len(view.Parties))
	for _, p := range view.Parties {
		row := PartyRow{
			Role: s.desk.Flows.Title("party_roles", p.Role), Name: partyTitle(p), IDNo: p.IDNo, Phone: p.Phone, Address: p.Address,
			Notes: partyNotes(p), Ended: string(p.EndedOn),
		}
		for _, r := range p.Representatives {
			row.Agents = strings.TrimSpace(row.Agents + " " + r.Name)
		}
		if view.Can["reveal"] && p.Present() {
			row.Reveal = revealLinks(view, p)
		}
		rows = append(rows, row)
	}
	return rows
}

// partyNotes are what everybody who calls or writes must obey (users.md F7,
// F12). Words nobody knows how to obey are taken for the strictest.
func partyNotes(p casemodel.Party) []string {
	var notes []string
	switch p.SafeContact {
	case "", "yes":
	case "only":
		notes = append(notes, say("party.call_only"))
	default:
		notes = append(notes, say("party.never_call"))
	}
	if p.HideAddress {
		notes = append(notes, say("party.address_hidden"))
	}
	if p.Reach != "" {
		notes = append(notes, say("party.reach", "by", p.Reach))
	}
	for _, need := range p.Needs {
		notes = append(notes, say("word.need."+need))
	}
	return notes
}

// revealLinks lead to the record that shows a whole number, filled in.
func revealLinks(view *casework.View, p casemodel.Party) []Link {
	var links []Link
	for _, f := range []struct{ id, value string }{{"phone", p.Phone}, {"phone2", p.Phone2}, {"id_no", p.IDNo}} {
		if f.value != "" {
			links = append(links, revealLink(view, p, f.id))
		}
	}
	if p.HideAddress {
		links = append(links, revealLink(view, p, "address"))
	}
	return links
}

func revealLink(view *casework.View, p casemodel.Party, field string) Link {
	href := "/matters/" + string(view.Matter.ID) + "/do/reveal?f.party=" + string(p.ID) + "&f.field=" + field
	return Link{say("word.reveal." + field), href}
}

func (s *Site) children(view *casework.View) []Child {
	list := slices.Clone(view.Children)
	slices.SortStableFunc(list, func(a, b casework.Child) int { return openFirst(&a.Matter) - openFirst(&b.Matter) })
	rows := make([]Child, 0, len(list))
	for i := range list {
		m := &list[i].Matter
		row := Child{Href: "/matters/" + string(m.ID), Name: m.Workflow, Title: strings.TrimSpace(m.Number), Body: list[i].Body.Title, State: stateOf(list[i].Flow, m.State)}
		if list[i].Flow != nil {
			row.Name = list[i].Flow.Title
		}
		if m.Kind == casemodel.KindObligation {
			row.Title = m.Title
		}
		row.Due, row.DueOn = dueOfMatter(m, list[i].Agreed, view.Now)
		for _, c := range list[i].Choices {
			if c.Kind == "event" && len(row.Acts) < 3 && !templates.Grave(c.ID) || c.ID == templates.Leading(m.State) {
				row.Acts = append(row.Acts, Button{Title: c.Title, Small: true, Href: row.Href + "/do/" + c.ID})
			}
		}
		rows = append(rows, row)
	}
	return rows
}

func openFirst(m *casemodel.Matter) int {
	if m.Open() {
		return 0
	}
	return 1
}

// clocks tells each deadline with its reckoning and its source; what is no
// statutory term is never called one.
func (s *Site) clocks(view *casework.View) []Clock {
	rows := make([]Clock, 0, len(view.Deadlines))
	today := localDay(view.Now)
	for _, c := range view.Deadlines {
		d := c.Deadline
		row := Clock{Title: d.RuleID, Class: say("clock.class." + string(d.Class)), Explain: explain(c.Terms), Provisional: d.Provisional == 1}
		if c.Rule != nil {
			row.Title, row.Source = templates.FullWidth(c.Rule.Title), ruleSource(c.Rule)
		}
		row.On = shortDay(d.DueOn, today)
		switch {
		case d.State == casemodel.ClockRunning && d.DueOn != "":
			row.Due = dueDay(d.DueOn, today)
		default:
			row.Due = Due{Word: say("clock." + d.State), Level: "done"}
			if d.State == casemodel.ClockMissed || d.State == casemodel.ClockMetLate {
				row.Due.Level = "over"
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// ruleSource names how binding a figure is and where it is from; our own
// defaults cite nothing.
func ruleSource(r *workflows.Rule) string {
	source := templates.Cite(r.Source.Law, r.Source.Article)
	if source == "" || r.Kind == workflows.RuleDefault {
		return say("rule.kind." + r.Kind)
	}
	return say("rule.source", "kind", say("rule.kind."+r.Kind), "source", source)
}

func (s *Site) outcomes(view *casework.View) []Fact {
	facts := make([]Fact, 0, len(view.Outcomes))
	for _, o := range view.Outcomes {
		facts = append(facts, Fact{s.partyOf(view, o.PartyID), say("outcome.line", "result", s.desk.Flows.Title("results", o.Result), "on", string(o.On))})
	}
	return facts
}

// Signature is one place under the agreement, filled or not.
type Signature struct {
	Name, Meta string
	State      State
}

func (s *Site) signatures(view *casework.View) []Signature {
	rows := make([]Signature, 0, len(view.Signatures))
	for _, one := range view.Signatures {
		row := Signature{Name: say("signature.mediator", "name", one.User.Title), State: State{say("signature.missing"), "amber", "hourglass"}}
		if one.Party != "" {
			row.Name = s.partyOf(view, one.Party)
		}
		if one.On != "" {
			row.State, row.Meta = State{say("signature.signed"), "green", "check"}, one.WayTitle+" "+string(one.On)
		}
		rows = append(rows, row)
	}
	return rows
}
