package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/workflows"
)

// visitPages are the acts of a follow-up.
var visitPages = map[string]ownPage{
	"follow_up.complete":       visiting("lead.follow_up", beginVisit, whatVisit, owedByThen, leftOpen, calls, ways(waysOn, "attempt", "find_problem", "skip")),
	"follow_up.attempt":        visiting("lead.attempt", beginVisit, whatVisit, calls, ways(waysOn, "complete", "find_problem", "skip")),
	"follow_up.find_problem":   {name: "do_work", fill: visiting("lead.find_problem", nil, calls, meaning("kind", "problem_means.")).fill, leads: problemLeads},
	"follow_up.handle_problem": work("lead.handle_problem", nil),
	"follow_up.rate":           visiting("lead.rate", beginRating, calls),
	"follow_up.add_to_visit":   work("lead.add_to_visit", nil),
	"follow_up.skip":           work("lead.skip", nil, whatVisit, ways(waysOn, "complete", "attempt")),
}

// visiting asks what this kind of visit is for, and nothing that another kind
// is for (users.md F23).
func visiting(lead string, begin func(*Site, *visit, *casework.View, url.Values), cards ...card) ownPage {
	page := work(lead, begin, cards...)
	fill := page.fill
	page.fill = func(s *Site, v *visit, view *casework.View, page *DoPage) (any, error) {
		own := workflows.Asked(view.Fields["about"])
		for _, kind := range visitKinds {
			if view.Fields["about"] == "" {
				break // nobody said what it is for: anything may be answered
			}
			for _, field := range workflows.Asked(kind) {
				if at := page.Field(field); at != nil && slices.Contains(own, field) {
					page.placed = page.placed[:len(page.placed)-1]
					at.Required = true
				}
			}
		}
		page.yesOrNo("received")
		page.yesOrNo("alone")
		page.taps("party")
		return fill(s, v, view, page)
	}
	return page
}

var visitKinds = []string{workflows.VisitAtOnce, workflows.VisitInstalment, workflows.VisitCare, workflows.VisitRelations, workflows.VisitViolence}

// whatVisit says what the visit is for and how often nobody was reached.
func whatVisit(_ *Site, _ *visit, view *casework.View, p *WorkPage) error {
	if about := view.Fields["about"]; about != "" {
		p.Sums = append(p.Sums, Fact{say("visit.about"), say("visit.kind." + about)})
	}
	if n, err := strconv.Atoi(view.Fields["tries"]); err == nil {
		p.Sums = append(p.Sums, Fact{say("visit.tries"), say("visit.n_tries", "n", n)})
	}
	return nil
}

// beginVisit: who asked for the mediation is asked first, by a way that is some
// use to them.
func beginVisit(_ *Site, _ *visit, view *casework.View, values url.Values) {
	at := slices.IndexFunc(view.Parties, func(p casemodel.Party) bool { return p.Present() && p.Asks() })
	if at < 0 {
		return
	}
	p := view.Parties[at]
	values.Set(nameOf("party"), string(p.ID))
	switch {
	case p.SafeContact == "never":
		values.Set(nameOf("way"), "visit")
	case slices.Contains(p.Needs, "deaf"):
		values.Set(nameOf("way"), "message")
	default:
		values.Set(nameOf("way"), "call_out")
	}
}

func beginRating(s *Site, v *visit, view *casework.View, values url.Values) {
	beginVisit(s, v, view, values)
	if view.Matter.HandlerID == v.who.UserID { // a mediator asks in writing or not at all
		values.Set(nameOf("way"), "message")
	}
}

// owedByThen lists what was to be performed by the day of the visit and is not.
func owedByThen(s *Site, v *visit, view *casework.View, p *WorkPage) error {
	rows, err := s.owedBy(v, view, casemodel.Day(view.Fields["due_on"]))
	if len(rows) > 0 {
		p.Lists = append(p.Lists, WorkList{Title: say("visit.owed"), Rows: rows})
	}
	return err
}

// owedBy are the obligations of the case that fall due by a day and are still
// open, with the way to each; none to who may not read the agreement.
func (s *Site) owedBy(v *visit, view *casework.View, by casemodel.Day) ([]WorkRow, error) {
	paid, err := s.desk.Performance(v.ctx(), v.who, view.Root.ID)
	if casemodel.KindOf(err) != "" {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	today := localDay(view.Now)
	var rows []WorkRow
	for i := range paid.Rows {
		o := &paid.Rows[i]
		if !o.Matter.Open() || o.Due == "" || o.Due > by {
			continue
		}
		one := s.owingRow(paid.View, o, today)
		rows = append(rows, WorkRow{Title: strings.TrimSpace(one.Who + " " + one.What + " " + one.Rest), Note: strings.TrimSpace(one.Due + " " + one.Late), Href: one.Href, State: one.State})
	}
	return rows, nil
}

// problemLeads is the act that answers what the visit found, so that it is one
// step away.
func problemLeads(s *Site, v *visit, now *casework.View) string {
	if rows := s.problemWays(v, now); len(rows) > 0 {
		return rows[0].Href
	}
	return ""
}

// problemWays are the acts that answer a problem, the nearest first; those of
// the case only for who may do them.
func (s *Site) problemWays(v *visit, view *casework.View) []WorkRow {
	root, err := s.desk.Case(v.ctx(), v.who, view.Root.ID)
	if err != nil {
		return nil // the way back is on the page
	}
	home := "/matters/" + string(view.Root.ID)
	may := func(act string) bool {
		return slices.ContainsFunc(root.Choices, func(c casework.Choice) bool { return c.ID == act })
	}
	var rows []WorkRow
	add := func(open bool, key, href string) {
		if open {
			rows = append(rows, WorkRow{Title: say("problem." + key), Href: href})
		}
	}
	switch view.Fields["kind"] {
	case "not_performed":
		late, err := s.owedBy(v, view, localDay(view.Now))
		if err == nil && len(late) == 1 {
			add(true, "obligation", late[0].Href)
		}
		add(root.Can["read.agreement"], "performance", home+"/performance")
		add(may("remediate_default"), "remediate", home+"/do/remediate_default")
	case "violence":
		add(may("grade_risk"), "grade_violence", home+"/do/grade_risk?f.boxes=2")
		add(may("relapse"), "relapse", home+"/do/relapse")
	case "risk":
		add(may("grade_risk"), "grade", home+"/do/grade_risk")
		add(may("relapse"), "relapse", home+"/do/relapse")
	case "relapse":
		add(may("relapse"), "relapse", home+"/do/relapse")
		add(may("reopen"), "reopen", home+"/do/reopen")
	}
	return rows
}

// visitLists are what stands first on the page of a follow-up that found a
// problem: the acts that answer it.
func (s *Site) visitLists(v *visit, view *casework.View) []WorkList {
	if view.Matter.State != "problem_found" {
		return nil
	}
	return []WorkList{{Title: say("problem.title"), Empty: say("problem.others"), Rows: s.problemWays(v, view)}}
}

// rated is what came of asking how satisfied people are, in the words of a list
// of visits; "" of other lists, of views too wide to count and where no visit
// was made. A rate never stands without how many answered.
func (s *Site) rated(v *visit, l *workList, f casemodel.Filter) (string, error) {
	if l.flow != "follow_up" || !slices.Contains(counted, f.View) {
		return "", nil
	}
	r, err := s.desk.Rated(v.ctx(), v.who, f)
	switch {
	case err != nil || r.Visited == 0:
		return "", err
	case r.Asked == 0:
		return say("visit.made", "visited", r.Visited), nil
	case r.Answered == 0:
		return say("visit.rated", "visited", r.Visited, "asked", r.Asked, "answered", 0, "share", percent(0, r.Asked)), nil
	}
	return say("visit.rated_pleased", "visited", r.Visited, "asked", r.Asked, "answered", r.Answered, "share", percent(r.Answered, r.Asked),
		"pleased", r.Pleased, "rate", percent(r.Pleased, r.Answered)), nil
}

// percent is a share with one decimal.
func percent(n, of int) string {
	return strconv.FormatFloat(float64(n)*100/float64(of), 'f', 1, 64) + "%"
}
