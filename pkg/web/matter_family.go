package web

import (
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
)

// Group is the parts of a case of one sort, under their heading.
type Group struct {
	ID, Title, Count string
	Table            string // where its rows stand as one table
	Rows             []Child
	N                int // how many there are, more than Rows where these are hundreds
}

// Child is a matter of the same family in short.
type Child struct {
	Href, Name, Title, Body string
	State                   State
	Due                     Due
	DueOn                   string
	Sums                    string
	Bar                     *Bar
	Acts                    []Button
}

// Bar is how much of something is used or done, drawn by the browser.
type Bar struct {
	N, Of int64
	Level string // of the due date, for the colour
	Title string // what a reader who does not see it is told
}

// headings of the parts of a case, in their order.
func headings() []Group {
	return []Group{
		{ID: "proceedings", Title: say("matter.proceedings")},
		{ID: "obligations", Title: say("matter.obligations")},
		{ID: "followups", Title: say("matter.followups")},
		{ID: "children", Title: say("matter.children")},
	}
}

// headingOf is where a kind of matter stands.
func headingOf(k casemodel.Kind) int {
	switch k { //nolint:exhaustive // every other kind is a matter beside the case
	case casemodel.KindProceeding:
		return 0
	case casemodel.KindObligation:
		return 1
	case casemodel.KindFollowUp:
		return 2
	}
	return 3
}

// mostChildren are the obligations that the page of a case shows.
const mostChildren = 20

// groups shows the rest of the family; what is still open comes first.
func (s *Site) groups(view *casework.View) []Group {
	list := slices.Clone(view.Children)
	slices.SortStableFunc(list, func(a, b casework.Child) int { return openFirst(&a.Matter) - openFirst(&b.Matter) })
	groups := headings()
	for i := range list {
		at := headingOf(list[i].Matter.Kind)
		groups[at].N++
		if groups[at].N <= mostChildren || groups[at].ID != "obligations" { // of a roster there are hundreds: the table has them all
			groups[at].Rows = append(groups[at].Rows, s.child(view, &list[i]))
		}
	}
	for i := range groups {
		groups[i].Count = say("matter.children_n", "n", groups[i].N)
		if groups[i].ID == "obligations" && view.Matter.IsRoot() && view.Can["read.agreement"] {
			groups[i].Table = "/matters/" + string(view.Matter.ID) + "/performance"
		}
	}
	return slices.DeleteFunc(groups, func(g Group) bool { return len(g.Rows) == 0 })
}

func (s *Site) child(view *casework.View, c *casework.Child) Child {
	m := &c.Matter
	row := Child{Href: "/matters/" + string(m.ID), Name: m.Workflow, Title: m.Number, Body: c.Body.Title, State: stateOf(c.Flow, m.State)}
	if c.Flow != nil {
		row.Name = c.Flow.Title
	}
	if m.Kind == casemodel.KindObligation {
		row.Name = m.Title
		if c.Deed != nil && len(view.Parties) > 0 { // of a roster there are as many as people: who is paid tells them apart
			row.Name = say("item.deed", "who", between(view, c.Deed), "what", clause(c.Deed))
		}
	}
	if c.Handler.Title != "" {
		row.Body = say("matter.body_handler", "body", row.Body, "handler", c.Handler.Title)
	}
	row.Due, row.DueOn = dueOfMatter(m, c.Set, "", view.Now)
	if c.Due != "" && m.Open() {
		row.DueOn = say("matter.planned", "on", shortDay(c.Due, localDay(view.Now)))
	}
	if c.Owed > 0 {
		row.Sums = owedSums(m.State, c.Owed, c.Paid)
		row.Bar = &Bar{N: int64(min(c.Paid, c.Owed)), Of: int64(c.Owed), Level: "done", Title: row.Sums}
	}
	if view.Matter.IsRoot() && m.Kind == casemodel.KindProceeding {
		return row // what may be done in it stands on top of the page
	}
	row.Acts = nextActs(c)
	return row
}

// owedSums says of an obligation in a state what was agreed, what is paid and
// what is left to ask for, if anything is.
func owedSums(state string, owed, paid casemodel.Money) string {
	if casework.NothingOwed(state) {
		return say("matter.sums_over", "owed", yuan(owed), "paid", yuan(paid))
	}
	return say("matter.sums", "owed", yuan(owed), "paid", yuan(paid), "left", yuan(max(owed-paid, 0)))
}

func openFirst(m *casemodel.Matter) int {
	if m.Open() {
		return 0
	}
	return 1
}
