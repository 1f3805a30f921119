package web

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
)

// Story is what a case is about: the people's words when they came, never what
// was said in a sitting (users.md F3).
type Story struct {
	Short, Rest string // the whole is Short and Rest
	Claims      []string
	Dates       []Fact // the next sitting, the next call
}

// opening is how many characters of the story stand open.
const opening = 120

func (s *Site) story(view *casework.View) Story {
	fields := view.Fields
	if !view.Matter.IsRoot() {
		fields = view.RootFields
	}
	one := Story{Short: strings.TrimSpace(fields["summary"])}
	if utf8.RuneCountInString(one.Short) > opening {
		all := []rune(one.Short)
		one.Short, one.Rest = string(all[:opening]), string(all[opening:])
	}
	if claims := s.registered("claims", fields["claims"]); claims != "" {
		one.Claims = strings.Split(claims, "\n")
	}
	if at := view.Card.NextSittingAt; view.Matter.Open() && !at.IsZero() && view.Now.Before(at) {
		one.Dates = append(one.Dates, Fact{say("story.sitting"), minute(at)})
	}
	if on := view.Fields["next_on"]; on != "" && view.Matter.Open() {
		one.Dates = append(one.Dates, Fact{say("story.call"), on})
	}
	return one
}

// Road is what somebody on the way to the parties needs first, on a phone.
type Road struct {
	Calls   []Masked
	Contact string
	Attach  string
	Shoot   *Shoot
	Photos  *Photos
	Session string
	Address string
}

func (s *Site) road(view *casework.View, page *MatterPage) Road {
	var r Road
	if !view.Matter.Open() {
		return r // nobody is on his way to what is finished
	}
	for i := range page.Parties {
		p := &page.Parties[i]
		if len(p.Phones) > 0 && p.Phones[0].Action != "" && !p.Never {
			r.Calls = append(r.Calls, p.Phones[0])
		}
		if r.Address == "" && p.Hidden == nil {
			r.Address = p.Address
		}
	}
	for _, c := range view.Choices {
		switch c.ID {
		case "contact":
			r.Contact = page.Href + "/do/contact"
		case "attach":
			r.Attach, r.Shoot = page.Href+"/do/attach", shootAt(view.Matter.ID, view.Matter.Number)
		case "log_session":
			r.Session = page.Href + "/do/log_session"
		}
	}
	for i := range view.Children {
		c := &view.Children[i]
		for _, one := range c.Choices {
			if one.ID == "log_session" && r.Session == "" {
				r.Session = "/matters/" + string(c.Matter.ID) + "/do/log_session"
			}
		}
	}
	if place := view.RootFields["occurred_place"]; place != "" {
		r.Address = place
	}
	if place := view.Fields["occurred_place"]; place != "" {
		r.Address = place
	}
	return r
}

// jumps lead to the sections of a page that is long.
func (p *MatterPage) jumps() {
	add := func(there bool, id, title string) {
		if there {
			p.Jump = append(p.Jump, Link{title, "#" + id})
		}
	}
	add(len(p.Parties) > 0, "parties", say("matter.parties"))
	for _, g := range p.Groups {
		add(true, g.ID, g.Title)
	}
	add(len(p.Arranged) > 0, "arranged", say("arrange.title"))
	add(len(p.Sessions) > 0, "sessions", say("matter.sessions"))
	add(p.Ladder != nil, "offers", say("matter.offers"))
	add(len(p.Items)+len(p.Signed) > 0, "items", say("matter.items"))
	add(len(p.Contacts) > 0, "contacts", say("matter.contacts"))
	add(true, "course", say("journal.title"))
	add(len(p.Clocks)+len(p.Ended) > 0, "clocks", say("matter.clocks"))
	add(len(p.Files) > 0, "files", say("matter.files"))
	if len(p.Jump) < longPage {
		p.Jump = nil
	}
}

// longPage has more sections than a screen shows at once.
const longPage = 4

// prints are the sheets of a case on paper; each is written down when it is
// printed, so who may not print is offered none that is.
func prints(view *casework.View, href string) []Button {
	if !view.Can["read.registration"] || view.Matter.Kind == casemodel.KindApproval {
		return nil
	}
	may := slices.ContainsFunc(view.Choices, func(c casework.Choice) bool { return c.ID == "print" })
	var list []Button
	if may {
		list = append(list,
			Button{Title: say("sheet.internal"), Href: href + "/sheet?kind=internal", Small: true},
			Button{Title: say("sheet.outward"), Href: href + "/sheet?kind=outward", Small: true})
	}
	list = append(list, Button{Title: say("sheet.receipt"), Href: href + "/receipt", Small: true})
	if view.Matter.Kind == casemodel.KindObligation && view.Can["read.agreement"] && (view.Matter.State == "performed" || view.Fields["paid"] != "") {
		list = append(list, Button{Title: say("slip.title"), Href: href + "/slip", Small: true})
	}
	if may && (madeOf[view.Matter.Kind] != nil || hasVolume(&view.Matter)) {
		list = append(list, Button{Title: say("paper.title"), Href: href + "/papers", Small: true})
	}
	return list
}
