package web

import (
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/templates"
)

// Button is something that may be done now.
type Button struct {
	Title, Href, Icon, Key string
	Primary, Grave, Small  bool
	Asks                   bool

	at int // its place among its like
}

// Refusal is something that could be done here, but not by this person or not
// yet, and why.
type Refusal struct{ Acts, Why string }

// elsewhere are records that have their own place on the page.
var elsewhere = []string{
	"reveal", "print", "issue_paper", "strike_handing", "strike_loan", "lend_volume", "return_volume",
	"counter_offer", "accept_offer", "decline_offer", "withdraw_offer", "disclose", "revise_record", "sign_record", "supplement_record", "replace_page", "revise_inquiry",
}

// buttons sorts what may be done: one stands out, what is beside the usual
// course or ends it is folded away, records stand apart.
func (s *Site) buttons(view *casework.View, page *MatterPage) {
	lead := nextOnRoad(view)
	for _, c := range view.Choices {
		if slices.Contains(elsewhere, c.ID) || ceremonial(view, c.ID) {
			continue
		}
		b := Button{Title: c.Title, Href: page.Href + "/do/" + c.ID, Asks: c.Approval, Grave: templates.Grave(c.ID), Key: recordKeys[c.ID]}
		switch {
		case c.ID == lead:
			b.Primary, b.Grave = true, false
			page.Acts = append([]Button{b}, page.Acts...)
		case c.Kind == "event" && (b.Grave || templates.Side(c.ID)):
			page.Aside = append(page.Aside, b)
		case c.Kind == "event":
			page.Acts = append(page.Acts, b)
		case templates.Usual(c.ID) >= 0:
			b.Small, b.Grave, b.at = true, false, templates.Usual(c.ID)
			page.Records = append(page.Records, b)
		default:
			b.Small, b.Grave = true, false
			page.Rare = append(page.Rare, b)
		}
	}
	slices.SortStableFunc(page.Records, func(a, b Button) int { return a.at - b.at })
	slices.SortStableFunc(page.Aside, func(a, b Button) int { return weight(a) - weight(b) })
	for _, c := range view.Creatable {
		page.Opens = append(page.Opens, Button{Title: c.Title, Icon: "plus", Small: true, Href: createPath(c.Workflow, view.Matter.ID)})
	}
	if len(page.Acts) == 0 && len(page.Aside) == 1 { // one thing alone is not folded away
		page.Acts, page.Aside = page.Aside, nil
	}
	page.NotYet, page.Others = s.refusals(view)
	page.Prints = prints(view, page.Href)
	s.ahead(view, page)
}

// ceremonial reports whether something is a ceremony that another act brings with
// it: it has no button of its own, but for one that people do by itself, too.
func ceremonial(view *casework.View, act string) bool {
	if e := view.Flow.Event(act); e != nil && e.Alone {
		return false
	}
	return slices.ContainsFunc(view.Choices, func(c casework.Choice) bool { return c.Before == act })
}

// Ahead is what may be done next in a proceeding, said on the page of its
// case: who works on it need not look for it.
type Ahead struct {
	Href, Name string
	State      State
	Acts       []Button
}

// mostAhead buttons of one proceeding; the rest is on its own page.
const mostAhead = 3

func (s *Site) ahead(view *casework.View, page *MatterPage) {
	for i := range view.Children {
		c := &view.Children[i]
		if c.Flow == nil || c.Matter.Kind != casemodel.KindProceeding || !c.Matter.Open() || !view.Matter.IsRoot() {
			continue
		}
		next := Ahead{Href: "/matters/" + string(c.Matter.ID), Name: c.Flow.Title, State: stateOf(c.Flow, c.Matter.State), Acts: nextActs(c)}
		if len(next.Acts) == 0 {
			continue
		}
		if len(page.Ahead) == 0 && !slices.ContainsFunc(page.Acts, func(b Button) bool { return b.Primary }) {
			next.Acts[0].Primary, next.Acts[0].Small = true, false
		}
		page.Ahead = append(page.Ahead, next)
	}
}

// nextActs are the ordinary acts of a part of the case, the leading one first.
func nextActs(c *casework.Child) []Button {
	lead := leading(c.Matter.State, c.Choices)
	var acts []Button
	for _, one := range c.Choices {
		b := Button{Title: one.Title, Href: "/matters/" + string(c.Matter.ID) + "/do/" + one.ID, Small: true, Asks: one.Approval}
		switch {
		case one.ID == lead:
			acts = append([]Button{b}, acts...)
		case one.Kind == "event" && !templates.Grave(one.ID) && !templates.Side(one.ID):
			acts = append(acts, b)
		}
	}
	return acts[:min(len(acts), mostAhead)]
}

// recordKeys are the keys users.md agreed on.
var recordKeys = map[string]string{"contact": "l", "log_session": "t"}

// nextOnRoad is the act that comes next of an ordinary mediation: what is done
// already makes room for what follows it. Off that road it is the leading one.
func nextOnRoad(view *casework.View) string {
	open := func(id string) bool {
		return slices.ContainsFunc(view.Choices, func(c casework.Choice) bool { return c.ID == id })
	}
	signed := !slices.ContainsFunc(view.Signatures, func(one casework.Signature) bool { return one.On == "" })
	told := slices.ContainsFunc(view.Documents, func(d casework.Document) bool { return d.Name == "D10_rights_notice" })
	switch state := view.Matter.State; {
	case open("appoint_mediator"):
		return "appoint_mediator"
	case (state == "accepted" || state == "preparing") && open("give_rights_notice") && !told:
		return "give_rights_notice"
	case state == "in_session" && sittingsOf(view) > 0 && open("propose_terms"):
		return "propose_terms"
	case state == "signing" && signed && open("affix_seal"):
		return "affix_seal"
	case state == "signing" && signed:
		return ""
	}
	choices := slices.DeleteFunc(slices.Clone(view.Choices), func(c casework.Choice) bool { return ceremonial(view, c.ID) })
	return leading(view.Matter.State, choices)
}

// leading is the act that stands out: the usual next one, else the first event
// of the ordinary course; none when only side ways are open.
func leading(state string, choices []casework.Choice) string {
	usual := templates.Leading(state)
	first := ""
	for _, c := range choices {
		if c.ID == usual {
			return usual
		}
		if first == "" && c.Kind == "event" && !templates.Grave(c.ID) && !templates.Side(c.ID) {
			first = c.ID
		}
	}
	return first
}

func weight(b Button) int {
	switch {
	case b.Primary:
		return 0
	case b.Grave:
		return 2
	}
	return 1
}

// unmissed are reasons nobody is told on the page of a matter: there is nothing
// yet that the act could be done with. Who comes to its form is told.
var unmissed = []string{"fall.nothing", "fall.not_in_force"}

// refusals groups acts that are refused for the same reason, so that a page
// shows sentences and no dead buttons.
func (s *Site) refusals(view *casework.View) (notYet, others []Refusal) {
	add := func(to []Refusal, act, why string) []Refusal {
		if i := slices.IndexFunc(to, func(r Refusal) bool { return r.Why == why }); i >= 0 {
			to[i].Acts += act
			return to
		}
		return append(to, Refusal{act, why})
	}
	for _, r := range view.Refused {
		if slices.Contains(unmissed, r.Why) {
			continue
		}
		act := say("refused.act", "act", r.Title)
		if len(r.Needs) > 0 {
			others = add(others, act, say("refused.others", "who", s.holders(view, r.Needs)))
			continue
		}
		notYet = add(notYet, act, s.sayFault(r.Why, r.Args))
	}
	return notYet, others
}

// asked tells what a request wants, who asked and when. Its fields are shown
// as far as the desk gives them to this reader.
func (s *Site) asked(v *visit, view *casework.View) []Fact {
	parent, err := s.desk.Case(v.ctx(), v.who, view.Matter.ParentID)
	if err != nil {
		return nil // without the right to know of the parent there is nothing to tell
	}
	event := parent.Flow.Event(view.Fields["event"])
	if event == nil {
		return nil
	}
	facts := []Fact{
		{say("approval.act"), event.Title},
		{say("approval.on_matter"), strings.TrimSpace(parent.Flow.Title + " " + parent.Matter.Number)},
		{say("approval.by"), view.Registrar.Title},
		{say("approval.at"), minute(view.Matter.OpenedAt)},
		{say("approval.on"), view.Fields["on"]},
		{say("approval.from"), stateOf(parent.Flow, view.Fields["source_state"]).Title},
	}
	for i := range event.Fields {
		d := &event.Fields[i]
		if value := view.Fields["input."+d.ID]; value != "" {
			facts = append(facts, Fact{d.Title, s.readable(v, parent, d, value)})
		}
	}
	return slices.DeleteFunc(facts, func(f Fact) bool { return f.Value == "" })
}

// about is the matter in short, beside a form.
func (s *Site) about(view *casework.View) *About {
	m := &view.Matter
	a := &About{
		Href: "/matters/" + string(m.ID), Number: matterName(m, view.Flow), Title: m.Title, State: stateOf(view.Flow, m.State), Risk: riskOf(m.Risk),
	}
	a.Due, a.DueOn = dueOfMatter(m, setIn(view), view.Target(), view.Now)
	a.Parties = s.aboutParties(view)
	body := view.Body.Title
	if view.Handler.Title != "" {
		body = say("matter.body_handler", "body", body, "handler", view.Handler.Title)
	}
	if body != "" {
		a.Facts = append(a.Facts, Fact{say("matter.body"), body})
	}
	return a
}

func partyTitle(p casemodel.Party) string {
	switch {
	case p.Name == "":
		return say("party.nameless")
	case p.Count > 1:
		return say("party.many", "name", p.Name, "n", p.Count)
	}
	return p.Name
}
