package web

import (
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/templates"
	"github.com/jiefen/jiefen/workflows"
)

// Row is one matter in a list, on two lines.
type Row struct {
	ID, Number, Title, Sub string
	Href                   string
	State                  State
	Risk                   RiskTag
	Due                    Due
	DueOn                  string
	Body, Handler          string
	Wait, Waiter           string // what is waited for, and of whom
	Cells                  []ListCell

	window casemodel.Day // last day to apply for confirmation, "" for what is none
}

// brief draws matters without columns, as the first page shows them: what is
// asked for besides is the day that stands in a due date's place.
var brief = workList{fields: workLists[0].fields}

// table draws one page of a list under its heads.
func (s *Site) table(v *visit, l *workList, items []casemodel.Matter, facts map[casemodel.ID]*casework.Row, f casemodel.Filter, asked url.Values) (Table, error) {
	rows, err := s.draw(v, l, items, facts)
	lines := make([]templates.Line, len(rows))
	for i := range rows {
		lines[i] = templates.Line{ID: rows[i].ID, Number: rows[i].Number, Cells: rows[i].Cells}
	}
	return Table{Heads: heads(l, f, asked), Rows: lines, Sort: f.Sort, Desc: f.Desc}, err
}

// heads are the columns' titles. A click on one puts the list in its order, and
// another one turns it round; grades begin with the gravest.
func heads(l *workList, f casemodel.Filter, asked url.Values) []Head {
	all := make([]Head, len(l.columns))
	for i, name := range l.columns {
		c := columns[name]
		all[i] = Head{Title: say("col." + name), Class: c.class}
		if c.sort == "" {
			continue
		}
		q := without(tidy(asked), "after", "before", "desc")
		q.Set("sort", c.sort)
		all[i].Aria = "none"
		desc := c.sort == "risk"
		if f.Sort == c.sort {
			desc = !f.Desc
			all[i].Aria, all[i].Way = "ascending", say("list.up")
			if f.Desc {
				all[i].Aria, all[i].Way = "descending", say("list.down")
			}
		}
		if desc {
			q.Set("desc", "1")
		}
		all[i].Href = l.path() + "?" + q.Encode()
	}
	return all
}

// rowView is one row on its way to the page.
type rowView struct {
	s     *Site
	v     *visit
	m     *casemodel.Matter
	flow  *workflows.Flow
	facts *casework.Row
	now   casemodel.Instant
	row   *Row
	today casemodel.Day
}

// draw fills the columns of rows with what was read of them.
func (s *Site) draw(v *visit, l *workList, items []casemodel.Matter, facts map[casemodel.ID]*casework.Row) ([]Row, error) {
	now, err := v.now()
	if err != nil {
		return nil, err
	}
	s.people.fresh(now)
	s.introduce(v, items, facts)
	drawn := make([]column, len(l.columns))
	for i, name := range l.columns {
		drawn[i] = columns[name]
	}
	rows, cells := make([]Row, len(items)), make([]ListCell, len(items)*len(drawn))
	d := &rowView{s: s, v: v, now: now, today: localDay(now)}
	for i := range items {
		m := &items[i]
		d.m, d.flow, d.facts, d.row = m, s.desk.Flows.Flow(m.Workflow, m.WorkflowVersion), facts[m.ID], &rows[i]
		d.row.Cells = cells[i*len(drawn) : (i+1)*len(drawn) : (i+1)*len(drawn)]
		d.fill(drawn)
	}
	return rows, nil
}

// introduce learns the names a list needs: people in one question, bodies in
// another.
func (s *Site) introduce(v *visit, items []casemodel.Matter, facts map[casemodel.ID]*casework.Row) {
	var users, bodies []casemodel.ID
	for i := range items {
		m := &items[i]
		users = append(users, m.HandlerID, m.OwnerID, m.RegisteredByID)
		bodies = append(bodies, m.BodyID, m.OfferedBodyID, m.ReviewBodyID, m.RegisteredBodyID)
		for _, open := range facts[m.ID].Open {
			users, bodies = append(users, open.HandlerID), append(bodies, open.BodyID)
		}
	}
	s.people.meet(v.ctx(), users...)
	s.people.meetBodies(v.ctx(), bodies...)
}

func (d *rowView) fill(drawn []column) {
	m, r := d.m, d.row
	r.ID, r.Href, r.Number, r.Title = string(m.ID), "/matters/"+string(m.ID), matterName(m, d.flow), m.Title
	r.State, r.Risk = stateOf(d.flow, m.State), riskOf(m.Risk)
	set := casemodel.Day(d.facts.Fields[casework.SetDay(m.Kind)])
	r.Due, r.DueOn = dueOfMatter(m, set, d.facts.Target, d.now)
	if m.Kind == casemodel.KindConfirmation {
		r.window = set
	}
	r.Body, r.Handler = d.body(m.BodyID), d.s.people.user(d.v.ctx(), m.HandlerID)
	r.Wait, r.Waiter = d.waits(m)
	r.Sub = d.about()
	for i := range drawn {
		r.Cells[i] = drawn[i].cell(d)
		r.Cells[i].Class = drawn[i].class
	}
}

// subject is what a matter is about in a few words: the case's own words where
// they may be read, else its title, which then is the public one.
func (d *rowView) subject() (short, full string) {
	if d.facts.Summary == "" {
		return d.m.Title, ""
	}
	full = d.facts.Summary
	short = full
	if end := strings.IndexFunc(full, endsClause); end > 0 {
		short = full[:end]
	}
	return shorten(short, 30), full
}

// endsClause: the comma, the full stop and the semicolon of Chinese, and a new
// line.
func endsClause(r rune) bool { return r == '\uff0c' || r == '\u3002' || r == '\uff1b' || r == '\n' }

// about is the second line of a matter: its procedure where that is not the
// case itself, the category, the sum.
func (d *rowView) about() string {
	parts := make([]string, 0, 3)
	if d.flow != nil && !d.flow.Is("dispute_case") && d.m.Number != "" {
		parts = append(parts, d.flow.Title)
	}
	if d.m.Category != "" {
		parts = append(parts, d.s.desk.Flows.Title("categories", d.m.Category))
	}
	if d.facts.Card.Amount > 0 {
		parts = append(parts, say("list.amount", "amount", yuan(d.facts.Card.Amount)))
	}
	return strings.Join(parts, say("list.dot"))
}

// sides are who asks and of whom, each side by its first name and how many
// there are.
func (d *rowView) sides() (from, to string) {
	asking, asked := side{}, side{}
	for i := range d.facts.Parties {
		switch p := &d.facts.Parties[i]; {
		case !p.Present():
		case p.Asks():
			asking.add(p)
		case p.Role == "respondent":
			asked.add(p)
		}
	}
	return asking.title(), asked.title()
}

// side is one side of a dispute: its first party and how many people it is.
type side struct {
	first *casemodel.Party
	n     int
}

func (s *side) add(p *casemodel.Party) {
	if s.first == nil {
		s.first = p
	}
	s.n += max(p.Count, 1)
}

func (s *side) title() string {
	if s.first == nil {
		return ""
	}
	name := s.first.Name
	if name == "" {
		name = say("party.nameless")
	}
	if s.n > 1 {
		return say("list.and_more", "name", name, "n", s.n)
	}
	return name
}

// crowd is how many people stand behind a case, when they are many.
func (d *rowView) crowd() string {
	n := d.facts.People
	for i := range d.facts.Parties {
		n = max(n, d.facts.Parties[i].Count)
	}
	if n < casemodel.Crowd {
		return ""
	}
	return say("list.crowd", "n", n)
}

// body is an organisation by the short name it goes by.
func (d *rowView) body(id casemodel.ID) string { return shortBody(d.s.people.body(d.v.ctx(), id)) }

// shortBody leaves out of a name what every name of the kind has.
func shortBody(title string) string { return shortNames().Replace(title) }

// shortNames are pairs of long and short words; they stand in the texts.
var shortNames = sync.OnceValue(func() *strings.Replacer {
	pairs := strings.Fields(say("list.short_names"))
	return strings.NewReplacer(pairs[:len(pairs)/2*2]...)
})

// day is a day of a field, short.
func (d *rowView) day(field string) string {
	return shortDay(casemodel.Day(d.facts.Fields[field]), d.today)
}

// option is the title of a choice's value, by the field's own list.
func (d *rowView) option(field string) string {
	value := d.facts.Fields[field]
	if d.flow == nil || d.flow.Create == nil || value == "" {
		return ""
	}
	if i := slices.IndexFunc(d.flow.Create.Fields, func(f workflows.Field) bool { return f.ID == field }); i >= 0 {
		return optionTitle(&d.flow.Create.Fields[i], value)
	}
	return value
}
