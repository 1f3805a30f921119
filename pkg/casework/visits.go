package casework

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/workflows"
)

// plannedVisit is a follow-up that is to be made.
type plannedVisit struct {
	On    casemodel.Day
	About string // of workflows.VisitAtOnce and its like
}

// createVisits makes a follow-up for each day of the plan.
func (j *job) createVisits(c *call, n workflows.Create, flow *workflows.Flow) error {
	plan, err := j.visitPlan(c)
	if err != nil {
		return err
	}
	for _, one := range plan {
		if err := j.createOne(c, n, flow, map[string]string{"due_on": string(one.On), "about": one.About}); err != nil {
			return err
		}
	}
	return nil
}

// The days of follow-up are those of the rules: the first, the second, the last.
var visitRules = [3]string{"ZZ-09a", "ZZ-09b", "ZZ-09c"}

// visitDay is the day by which one of them falls.
func (j *job) visitDay(on casemodel.Day, which int) (casemodel.Day, error) {
	rule, there := j.d.Flows.Rules.Get(visitRules[which])
	if !there {
		return "", fmt.Errorf("there is no rule %s", visitRules[which])
	}
	return legal(day(on).Add(rule.Count.N)), nil
}

// visitPlan plans follow-up by kind and not by rote (users.md F23): paid at
// once and calm, one visit at the second day of the rules; instalments, one at
// each due day; danger, family or relapse, at all three. What is paid at once
// while it is being performed has its plan already, and so has what stands again
// and was visited all along; and nobody is visited twice on one day. The days
// come in order.
func (j *job) visitPlan(c *call) ([]plannedVisit, error) {
	if err := j.fam.loadItems(); err != nil {
		return nil, err
	}
	planned, err := j.visitDays()
	again := c.act == "revalidate_agreement"
	if err != nil || len(planned) > 0 && c.act == "perform_at_once" {
		return nil, err
	}
	if again && slices.ContainsFunc(j.fam.matters, func(m *casemodel.Matter) bool { return m.Kind == casemodel.KindFollowUp && m.IsLive() }) {
		return nil, nil // those that were planned before, one with a problem among them
	}
	about := j.visitAbout(c)
	plan := map[casemodel.Day]string{}
	if j.tender() {
		for which := range visitRules {
			on, err := j.visitDay(c.on, which)
			if err != nil {
				return nil, err
			}
			plan[on] = about
		}
	}
	for _, it := range j.fam.items {
		if it.Active == 1 && it.DueOn > c.on && (again || c.act == "start_performance") && len(plan) < maxVisits && !j.supplanted(&it) {
			plan[it.DueOn] = aboutItem(about, &it)
		}
	}
	if len(plan) == 0 {
		on, err := j.visitDay(c.on, 1)
		if err != nil {
			return nil, err
		}
		plan[on] = about
	}
	var visits []plannedVisit
	for on, about := range plan {
		if !planned[on] {
			visits = append(visits, plannedVisit{on, about})
		}
	}
	slices.SortFunc(visits, func(a, b plannedVisit) int { return cmp.Compare(a.On, b.On) })
	return visits, nil
}

// tender: danger, a family, a quarrel that came back.
func (j *job) tender() bool {
	root := j.fam.root
	return root.Risk >= casemodel.RiskOrange || j.violent() || ofCategory(root, "01", "26") || root.Round > 1
}

func ofCategory(m *casemodel.Matter, codes ...string) bool {
	return slices.ContainsFunc(codes, func(code string) bool { return strings.HasPrefix(m.Category, code) })
}

// violent reports whether somebody was asked about violence at home and did not
// say no, at the counter or by the mediator.
func (j *job) violent() bool {
	return j.fam.screening().Flagged() || ofCategory(j.fam.root, "0107") || slices.ContainsFunc(j.fam.matters, func(m *casemodel.Matter) bool {
		said := j.fam.value(m.ID, "violence")
		return said != "" && said != "none"
	})
}

// visitAbout is what the visits of a case are for, the gravest first.
func (j *job) visitAbout(c *call) string {
	root := j.fam.root
	switch {
	case j.violent():
		return workflows.VisitViolence
	case ofCategory(root, "0103", "0104"):
		return workflows.VisitCare
	case ofCategory(root, "01", "02", "26"):
		return workflows.VisitRelations
	case c.act == "perform_at_once":
		return workflows.VisitAtOnce
	}
	return workflows.VisitOther
}

// aboutItem: on a due day it is asked whether it was done, and whether the next
// will be; safety goes before money.
func aboutItem(about string, it *casemodel.Item) string {
	if about == workflows.VisitViolence {
		return about
	}
	switch it.Kind {
	case "pay":
		return workflows.VisitInstalment
	case "act", "refrain":
		if it.Every != "" {
			return workflows.VisitCare
		}
	}
	return about
}

// lastMediator is who conducted the last mediation of the family in a body, ""
// where nobody did.
func (j *job) lastMediator(body casemodel.ID) (who casemodel.ID) {
	for _, m := range j.fam.matters {
		if m.Kind == casemodel.KindProceeding && m.BodyID == body && m.HandlerID != "" {
			who = m.HandlerID
		}
	}
	return who
}

// visitDays are the days of the visits that are still to be made.
func (j *job) visitDays() (map[casemodel.Day]bool, error) {
	planned := map[casemodel.Day]bool{}
	if err := j.fam.loadValues(); err != nil {
		return nil, err
	}
	for _, m := range j.fam.matters {
		if flow := j.flow(m); flow != nil && flow.Is("follow_up") && flow.Open(m.State, "complete") != nil {
			planned[casemodel.Day(j.fam.value(m.ID, "due_on"))] = true
		}
	}
	return planned, nil
}

// maxVisits keeps a long instalment plan from becoming a hundred calls.
const maxVisits = 12

// attempt counts the tries of a visit that reached nobody.
func attempt(j *job, c *call) error {
	if err := j.fam.loadValues(); err != nil {
		return err
	}
	tries, err := strconv.Atoi(j.fam.value(c.m.ID, "tries"))
	if err != nil {
		tries = 0 // none before
	}
	c.put("tries", strconv.Itoa(tries+1))
	return nil
}

// handleProblem plans the visit that looks whether it helped.
func handleProblem(j *job, c *call) error {
	if c.in.Day("due_on") < j.today {
		return casemodel.Bad("due_on", "date.past")
	}
	return nil
}
