package web

import (
	"cmp"
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/templates"
)

// column is one column of the lists: its head is text col.<name>. Every value
// comes from casework.Row, which holds only what the reader may read.
type column struct {
	sort  string // the order it stands for, "" for none
	class string // of its cells; "desk" is left out on a phone
	cell  func(d *rowView) ListCell
}

var columns = map[string]column{
	"risk":       {"risk", "tight", riskCell},
	"number":     {"number", "no", numberCell},
	"subject":    {"", "wrap long", subjectCell},
	"sides":      {"", "names", sidesCell},
	"state":      {"", "", stateCell},
	"stage":      {"", "", stateCell},
	"due":        {"due", "push", dueCell},
	"answer_by":  {"due", "push", dueCell},
	"body":       {"", "desk org", bodyCell},
	"organ":      {"", "desk org", bodyCell},
	"to":         {"", "desk org", bodyCell},
	"asked":      {"", "org", bodyCell},
	"wait":       {"", "desk await", waitCell},
	"of_case":    {"", "no", ofCaseCell},
	"on_case":    {"", "no desk", onCaseCell},
	"asked_by":   {"", "desk org", fromCell},
	"from":       {"", "desk org", fromCell},
	"petitioner": {"", "names", petitionerCell},
	"claim":      {"", "wrap long", claimCell},
	"demand":     {"", "wrap long", demandCell},

	"accepted_on": {"", "desk num", func(d *rowView) ListCell { return ListCell{Text: dash(d.day("doc.D44_acceptance_notice"))} }},
	"reply_by":    {"due", "push", askedDayCell("due_on")},
	"answer_on":   {"due", "push", askedDayCell("reply_by")},
	"planned_on":  {"due", "push", askedDayCell("due_on")},
	"agreed_on":   {"", "push", askedDayCell("due_on")},

	"age":      {"opened", "", ageCell},
	"visits":   {"", "r desk", func(d *rowView) ListCell { return ListCell{Text: say("list.visits", "n", d.facts.Covers)} }},
	"owner":    {"", "", ownerCell},
	"progress": {"", "desk num", func(d *rowView) ListCell { return ListCell{Text: dash(d.day("doc.D54_leader_reception"))} }},
	"call":     {"", "names", callCell},
	"who_owes": {"", "names", owesCell},
	"what":     {"", "wrap long", whatCell},
	"amount":   {"", "r", func(d *rowView) ListCell { return ListCell{Text: d.money("amount")} }},
	"paid":     {"", "r desk", paidCell},
	"level":    {"", "", levelCell},
}

// dash stands where there is nothing to say.
func dash(text string) string {
	if text == "" {
		return say("list.nothing")
	}
	return text
}

func riskCell(d *rowView) ListCell  { return ListCell{Risk: &d.row.Risk} }
func stateCell(d *rowView) ListCell { return ListCell{State: &d.row.State} }

func numberCell(d *rowView) ListCell {
	c := ListCell{Href: d.row.Href, Text: d.row.Number}
	if d.m.Number == "" && !d.m.IsRoot() {
		c.Sub, c.Full = tailOf(d.facts.Head), d.facts.Head
	}
	return c
}

// tailOf is the running part of a document number, from its last digits on:
// what people say to each other.
func tailOf(number string) string {
	at := strings.LastIndexAny(number, "0123456789")
	for at > 0 && number[at-1] >= '0' && number[at-1] <= '9' {
		at--
	}
	return number[max(at, 0):]
}

func subjectCell(d *rowView) ListCell {
	short, full := d.subject()
	return ListCell{Text: short, Full: full, Sub: d.row.Sub, Badge: d.crowd()}
}

func sidesCell(d *rowView) ListCell {
	from, to := d.sides()
	c := ListCell{Text: from}
	if to != "" {
		c.Sub = say("list.against", "name", to)
	}
	return c
}

// dueCell says when the earliest duty ends and which one that is.
func dueCell(d *rowView) ListCell {
	c := ListCell{Due: &d.row.Due, Text: d.row.DueOn}
	if d.facts.Duty != nil && d.m.Open() {
		title := templates.FullWidth(d.facts.Duty.Title)
		c.Sub, c.Full = shorten(title, 10), title
	}
	return c
}

func bodyCell(d *rowView) ListCell {
	c := ListCell{Text: d.row.Body, Sub: d.row.Handler, Full: d.s.people.body(d.v.ctx(), d.m.BodyID)}
	if c.Sub == "" {
		c.Sub = say("list.nobody")
	}
	return c
}

func fromCell(d *rowView) ListCell {
	return ListCell{Text: d.body(d.m.RegisteredBodyID), Sub: d.s.people.user(d.v.ctx(), d.m.RegisteredByID)}
}

func waitCell(d *rowView) ListCell {
	c := ListCell{Text: d.row.Wait, Sub: d.row.Waiter}
	if d.facts.Contact != "" && d.m.Open() {
		contact := say("list.contact", "on", shortDay(d.facts.Contact, d.today))
		c.Sub = strings.TrimPrefix(c.Sub+say("list.dot")+contact, say("list.dot"))
	}
	c.Full = c.Sub
	return c
}

// ofCaseCell leads to the matter under the name of its case.
func ofCaseCell(d *rowView) ListCell { return ListCell{Href: d.row.Href, Text: dash(d.facts.Head)} }

func onCaseCell(d *rowView) ListCell { return ListCell{Text: dash(d.facts.Head)} }

func petitionerCell(d *rowView) ListCell {
	from, _ := d.sides()
	return ListCell{Text: dash(from), Badge: d.crowd()}
}

func claimCell(d *rowView) ListCell {
	c := ListCell{Text: d.m.Title, Sub: d.option("form") + d.option("source")}
	claim := d.facts.Fields["claim"]
	if claim != "" && d.m.Title == d.m.PublicTitle { // nobody gave it a name
		c.Text = shorten(claim, 40)
	}
	c.Full = claim
	return c
}

func demandCell(d *rowView) ListCell {
	c := ListCell{Text: d.m.Title, Sub: d.facts.Head}
	for _, field := range []string{"demand", "requirement"} {
		if text := d.facts.Fields[field]; text != "" {
			c.Text, c.Full = shorten(text, 40), text
		}
	}
	if d.m.Kind == casemodel.KindSupervision {
		c.Sub = shorten(d.facts.Fields["facts"], 30)
	}
	return c
}

// askedDayCell shows the day that was asked for or agreed on, under the desk's
// own clock where one runs.
func askedDayCell(field string) func(d *rowView) ListCell {
	return func(d *rowView) ListCell {
		on := d.day(field)
		if d.m.DueAt.IsZero() || d.m.DueAt == casemodel.Never || !d.m.Open() {
			return ListCell{Text: dash(on)}
		}
		c := ListCell{Due: &d.row.Due, Text: d.row.DueOn}
		if on != "" && on != d.row.DueOn {
			c.Sub = say("list.asked_for", "on", on)
			if d.m.Kind == casemodel.KindObligation {
				c.Sub = say("due.agreed", "on", on)
			}
		}
		return c
	}
}

// ageCell says since when an entry stands on the list, in years as they are
// counted: over one, three, five.
func ageCell(d *rowView) ListCell {
	since, today := casemodel.Day(d.facts.Fields["listed_on"]), d.today
	if since == "" {
		since = localDay(d.m.OpenedAt)
	}
	n := max(days(since, today), 0)
	c := ListCell{Text: say("list.age_days", "n", n), Sub: shortDay(since, today)}
	if n >= 365 {
		c.Text = say("list.age_years", "n", n/365, "m", n%365/30)
	}
	for _, years := range ages {
		if n >= years*365 {
			c.Badge = say("filter.age_over", "n", years)
		}
	}
	return c
}

func ownerCell(d *rowView) ListCell {
	return ListCell{Text: dash(d.s.people.user(d.v.ctx(), d.m.OwnerID))}
}

// callCell names whom to call, and says in red where that is forbidden.
func callCell(d *rowView) ListCell {
	from, _ := d.sides()
	c := ListCell{Text: dash(from)}
	for _, p := range d.facts.Parties {
		if !p.Present() || !p.Asks() {
			continue
		}
		switch p.SafeContact {
		case "never":
			c.Alarm = say("party.never_call")
		case "only":
			c.Sub = say("word.safe.only")
		}
	}
	return c
}

func owesCell(d *rowView) ListCell {
	if d.facts.Owed == nil || len(d.facts.Parties) == 0 {
		return ListCell{Text: say("list.nothing")}
	}
	c := ListCell{Text: d.party(d.facts.Owed.Debtor)}
	if d.facts.Owed.Creditor != "" {
		c.Sub = say("list.against", "name", cmp.Or(d.facts.OwedTo, d.party(d.facts.Owed.Creditor)))
	}
	return c
}

func (d *rowView) party(id casemodel.ID) string {
	if i := slices.IndexFunc(d.facts.Parties, func(p casemodel.Party) bool { return p.ID == id }); i >= 0 {
		return partyTitle(d.facts.Parties[i])
	}
	return say("value.party")
}

func whatCell(d *rowView) ListCell {
	what := d.facts.Fields["what"]
	if what == "" {
		return ListCell{Text: d.m.PublicTitle}
	}
	c := ListCell{Text: shorten(what, 40), Full: what}
	if d.facts.Owed != nil {
		c.Sub = say("word.item_kind." + d.facts.Owed.Kind)
	}
	return c
}

// money is an amount of a field, "" when there is none to read.
func (d *rowView) money(field string) string {
	m, err := casemodel.ParseMoney(d.facts.Fields[field])
	if err != nil || d.facts.Fields[field] == "" {
		return ""
	}
	return yuan(m)
}

// paidCell says what was paid and what is left.
func paidCell(d *rowView) ListCell {
	owed, err := casemodel.ParseMoney(d.facts.Fields["amount"])
	if err != nil || d.facts.Fields["amount"] == "" {
		return ListCell{}
	}
	paid, err := casemodel.ParseMoney(d.facts.Fields["paid"])
	if err != nil {
		paid = 0 // nothing was paid yet
	}
	c := ListCell{Text: yuan(paid)}
	if paid < owed && !casework.NothingOwed(d.m.State) {
		c.Sub = say("list.left", "amount", yuan(owed-paid))
	}
	return c
}

func levelCell(d *rowView) ListCell { return ListCell{Text: dash(d.option("level"))} }
