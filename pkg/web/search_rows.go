package web

import (
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/search"
)

// SearchPerson is somebody as a search shows them: numbers masked, with the
// newest of their cases.
type SearchPerson struct {
	Name      []search.Piece
	Facts     string // sex, year of birth, masked phone
	Why       string
	Count     string
	Elsewhere string
	All       string // everything of this person
	Cases     []SearchCase
}

// SearchCase is one case of a person in short.
type SearchCase struct {
	Href, Name string
	State      State
}

// SearchGroup is one kind of matter.
type SearchGroup struct {
	Name, Title, Count, More string
	Hits                     []SearchHit
}

// SearchHit is one matter on two lines, and why it is there.
type SearchHit struct {
	Href          string
	Number, Title []search.Piece
	Sub           []search.Piece
	Why           []SearchWhy
	State         State
	Due           Due
	DueOn         string
	Body, Handler string
	Twin          *SearchTwin
}

// SearchWhy is where a word stands, or that a number fits.
type SearchWhy struct {
	Label string
	Text  []search.Piece
}

// SearchTwin is a case that may be the same once more.
type SearchTwin struct{ Href, Number, Merge string }

// fillSearch puts what was found into words.
func (s *Site) fillSearch(v *visit, page *SearchPage, ask casework.Seek, found *casework.Sought) error {
	if page.Q == "" && !page.Person {
		return nil
	}
	s.people.fresh(found.Now)
	var handlers []casemodel.ID
	for _, g := range found.Groups {
		for i := range g.Hits {
			handlers = append(handlers, g.Hits[i].Matter.HandlerID)
		}
	}
	s.people.meet(v.ctx(), handlers...)
	for i := range found.People {
		person, err := s.soughtPerson(v, &found.People[i], found)
		if err != nil {
			return err
		}
		page.People = append(page.People, person)
	}
	for _, g := range found.Groups {
		one := SearchGroup{Name: g.Name, Title: say("search.kind." + g.Name), Count: itoa(g.Total)}
		if found.More {
			one.Count = say("search.more_than", "n", g.Total)
		}
		if ask.Group == "" && (g.Total > len(g.Hits) || found.More) {
			one.More = page.link(v, "kind", g.Name)
		}
		for i := range g.Hits {
			one.Hits = append(one.Hits, s.soughtHit(v, &g.Hits[i], found))
		}
		page.Groups = append(page.Groups, one)
	}
	page.Empty = len(page.Groups) == 0 && len(page.People) == 0
	page.Count = say("search.count", "n", found.Total)
	if found.More {
		page.Count = say("search.count_more", "n", found.Total)
	}
	if found.Next != "" {
		page.Next = page.link(v, "after", string(found.Next))
	}
	page.tabs(v, ask, found)
	page.widen(v, ask)
	return nil
}

func (p *SearchPage) tabs(v *visit, ask casework.Seek, found *casework.Sought) {
	p.Tabs = []Tab{{Title: say("search.kind.all"), Href: p.link(v, "kind", ""), Now: ask.Group == ""}}
	for _, name := range casework.SeekGroups {
		tab := Tab{Title: say("search.kind." + name), Href: p.link(v, "kind", name), Now: ask.Group == name}
		for _, g := range found.Groups {
			if g.Name == name && ask.Group == "" {
				tab.Count = itoa(g.Total)
			}
		}
		p.Tabs = append(p.Tabs, tab)
	}
}

// widen offers what could be asked instead when little was found.
func (p *SearchPage) widen(v *visit, ask casework.Seek) {
	if !p.Empty {
		return
	}
	if ask.Group != "" {
		p.Wider = append(p.Wider, Link{say("search.wider_kind"), p.link(v, "kind", "")})
	}
	if ask.State != "" {
		p.Wider = append(p.Wider, Link{say("search.wider_state"), p.link(v, "state", "")})
	}
	if ask.Year > 0 {
		p.Wider = append(p.Wider, Link{say("search.wider_year"), p.link(v, "year", "")})
	}
}

func (s *Site) soughtPerson(v *visit, p *casework.SoughtPerson, found *casework.Sought) (SearchPerson, error) {
	one := SearchPerson{
		Name: search.Mark(p.Party.Name, found.Question.Marks()), Count: say("search.cases", "n", p.Total),
	}
	if p.Why != "party" {
		one.Why = say("search.why." + p.Why)
	}
	if p.Why == "spelled" {
		one.Name = []search.Piece{{Text: p.Party.Name, Hit: true}}
	}
	var facts []string
	if p.Party.Kind != "natural" {
		facts = append(facts, s.desk.Flows.Title("party_kinds", p.Party.Kind))
	}
	if len(p.Party.BornOn) >= 4 {
		facts = append(facts, say("search.born", "year", string(p.Party.BornOn[:4])))
	}
	if p.Party.Phone != "" {
		facts = append(facts, p.Party.Phone)
	}
	one.Facts = strings.Join(facts, say("list.dot"))
	if p.Elsewhere > 0 {
		one.Elsewhere = say("search.elsewhere", "n", p.Elsewhere)
	}
	for i := range p.Cases {
		m := &p.Cases[i]
		flow := s.desk.Flows.Flow(m.Workflow, m.WorkflowVersion)
		one.Cases = append(one.Cases, SearchCase{Href: "/matters/" + string(m.ID), Name: matterName(m, flow), State: stateOf(flow, m.State)})
	}
	sealed, err := v.sealAsked(question{Person: p.Party.ID})
	if err != nil {
		return one, err
	}
	one.All = "/search?s=" + sealed
	return one, nil
}

func (s *Site) soughtHit(v *visit, h *casework.Hit, found *casework.Sought) SearchHit {
	m, words := &h.Matter, found.Question.Marks()
	flow := s.desk.Flows.Flow(m.Workflow, m.WorkflowVersion)
	one := SearchHit{
		Href: "/matters/" + string(m.ID), Number: search.Mark(matterName(m, flow), words), Title: search.Mark(m.Title, words),
		State: stateOf(flow, m.State), Body: s.people.body(v.ctx(), m.BodyID), Handler: s.people.user(v.ctx(), m.HandlerID),
	}
	one.Due, one.DueOn = dueOf(m.DueAt, found.Now, m.Class)
	if names := strings.ReplaceAll(h.Parties, " ", say("list.comma")); names != "" {
		one.Sub = search.Mark(names, words)
	}
	for _, r := range h.Why {
		if r.Kind == "party" && len(one.Sub) > 0 { // marked where it stands
			continue
		}
		one.Why = append(one.Why, whyFound(r, words))
	}
	if h.Twin != nil {
		one.Twin = &SearchTwin{Href: "/matters/" + string(h.Twin.ID), Number: h.Twin.Number}
		if h.Twin.Merge {
			one.Twin.Merge = "/matters/" + string(m.ID) + "/do/merge"
		}
	}
	return one
}

// whyFound says a reason in words. By a number of somebody's only that it
// fits is said, and whose: the number itself stays where it is.
func whyFound(r casework.Reason, words []string) SearchWhy {
	why := SearchWhy{Label: say("search.why." + r.Kind)}
	switch r.Kind {
	case "number":
		why.Text = []search.Piece{{Text: r.Text, Hit: true}}
	case "spelled":
		why.Text = []search.Piece{{Text: r.Text, Hit: true}}
	case "id", "id_tail", "phone", "phone_tail":
		if r.Text != "" {
			why.Text = []search.Piece{{Text: r.Text}}
		}
	default:
		why.Text = search.Mark(r.Text, words)
	}
	return why
}
