package web

import (
	"maps"
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
)

// Course is one line of the journal in words.
type Course struct {
	Title, At, On, Who, Behalf, Why, Erased string
	Record, Follow                          bool
	To                                      *State
	Fields                                  []Fact
}

// course puts journal lines into words, the latest first.
func (s *Site) course(v *visit, view *casework.View, lines []casework.Line) []Course {
	all := make([]Course, 0, len(lines))
	for i := len(lines) - 1; i >= 0; i-- {
		all = append(all, s.courseLine(v, view, &lines[i]))
	}
	return all
}

func (s *Site) courseLine(v *visit, view *casework.View, l *casework.Line) Course {
	c := Course{
		Title: l.Title, At: short(l.At, view.Now), Who: l.ActorName, Behalf: l.Behalf, Why: l.Why,
		Record: l.FromState == l.ToState, Follow: l.Cause != "",
	}
	switch l.Act {
	case casework.Withheld:
		c.Title = say("journal.withheld")
		return c
	case "create":
		c.Title = say("journal.create", "name", view.Flow.Title)
	case casework.Recounted:
		c.Title = say("journal.recount")
	}
	if l.Erased != "" {
		c.Erased = say("journal.erased", "by", l.Erased)
	}
	if l.ActorName == casemodel.System.Name || l.ActorName == casemodel.Clock.Name {
		c.Who = s.desk.Flows.Title("roles", l.ActorName)
	} else if body := s.people.body(v.ctx(), l.BodyID); body != "" {
		c.Who = say("journal.who", "name", l.ActorName, "body", body)
	}
	if l.On != localDay(l.At) {
		c.On = shortDay(l.On, localDay(view.Now))
	}
	if l.FromState != l.ToState && l.ToState != "" {
		to := stateOf(view.Flow, l.ToState)
		c.To = &to
	}
	c.Fields = s.lineFields(v, view, l)
	return c
}

// lineFields shows what was typed, under the titles of the act's fields; what
// was corrected with the value before.
func (s *Site) lineFields(v *visit, view *casework.View, l *casework.Line) []Fact {
	var facts []Fact
	declared, typed := view.Flow.Create, l.Fields
	if l.Act == casework.Recounted {
		return s.movedDates(l)
	}
	if l.Act == "amend" {
		typed = s.correction(typed)
	}
	if act := view.Flow.Act(l.Act); act != nil {
		for i := range act.Fields {
			if text := s.readable(v, view, &act.Fields[i], typed[act.Fields[i].ID]); text != "" {
				facts = append(facts, Fact{act.Fields[i].Title, text})
			}
		}
	} else if l.Act == "create" && declared != nil {
		for i := range declared.Fields {
			if text := s.readable(v, view, &declared.Fields[i], l.Fields[declared.Fields[i].ID]); text != "" {
				facts = append(facts, Fact{declared.Fields[i].Title, text})
			}
		}
		for _, id := range registration {
			if value := l.Fields[id]; value != "" && fieldOf(declared.Fields, id) == nil {
				facts = append(facts, Fact{say("fact." + id), s.registered(id, value)})
			}
		}
	}
	for field, old := range l.Before {
		if field != "party" && old != "" && !strings.HasPrefix(field, "id_no") && !strings.HasPrefix(field, "phone") {
			facts = append(facts, Fact{say("journal.before"), old})
		}
	}
	return facts
}

// movedDates says which dates another calendar moved.
func (s *Site) movedDates(l *casework.Line) []Fact {
	facts := make([]Fact, 0, len(l.Fields))
	for _, rule := range slices.Sorted(maps.Keys(l.Fields)) {
		old, now, _ := strings.Cut(l.Fields[rule], " ")
		facts = append(facts, Fact{s.ruleTitle(rule), say("journal.moved", "old", old, "new", now)})
	}
	return facts
}

// JournalPage is the whole course of a matter, page by page.
type JournalPage struct {
	Shell
	Crumbs []Link
	Name   string
	Lines  []Course
	Older  string
	Newer  string
	Key    bool   // only what moved it
	Other  string // the same without, or with, everything else
}

// pageOfJournal is how many entries stand on one page.
const pageOfJournal = 50

func (s *Site) journal(v *visit) error {
	view, err := v.view()
	if err != nil {
		return err
	}
	if v.query("key") != "" {
		return s.milestones(v, view)
	}
	last := view.Matter.Seq
	upto := last
	if asked := atoi(v.query("upto")); asked > 0 && asked < last {
		upto = asked
	}
	after := max(upto-pageOfJournal, 0)
	lines, err := s.desk.Journal(v.ctx(), v.who, view.Matter.ID, after, upto-after)
	if err != nil {
		return err
	}
	page := s.journalPage(v, view, lines)
	home := "/matters/" + string(view.Matter.ID)
	page.Other = home + "/journal?key=1"
	if after > 0 {
		page.Older = home + "/journal?upto=" + itoa(after)
	}
	if upto < last {
		page.Newer = home + "/journal?upto=" + itoa(min(upto+pageOfJournal, last))
	}
	return v.ok("journal", page)
}

// mostMilestones of one page; a matter that moved more often is read in full.
const mostMilestones = 200

func (s *Site) milestones(v *visit, view *casework.View) error {
	lines, err := s.desk.Milestones(v.ctx(), v.who, view.Matter.ID, mostMilestones)
	if err != nil {
		return err
	}
	slices.Reverse(lines)
	page := s.journalPage(v, view, lines)
	page.Key, page.Other = true, "/matters/"+string(view.Matter.ID)+"/journal"
	return v.ok("journal", page)
}

func (s *Site) journalPage(v *visit, view *casework.View, lines []casework.Line) *JournalPage {
	page := &JournalPage{Name: matterName(&view.Matter, view.Flow), Lines: s.course(v, view, lines), Crumbs: s.crumbs(view)}
	page.Crumbs[len(page.Crumbs)-1].Href = "/matters/" + string(view.Matter.ID)
	page.Crumbs = append(page.Crumbs, Link{say("journal.title"), ""})
	page.Shell = v.shell(say("journal.title"), "/matters")
	return page
}
