package web

import (
	"cmp"
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
)

// HomePage is what a person begins the day with: what needs them, how much
// time is left, who comes today.
type HomePage struct {
	Shell
	Hello    string
	Todo     []TodoRow
	Total    int
	First    string // the next act of the first row
	Queues   []Counter
	Running  []Counter
	Sits     bool // sittings are this person's to know
	Sittings []SittingDay
	Beside   []BesideCard
	Returns  []ReturnRow
	Drafts   []DraftRow
	Upkeep   []Counter
	Idle     bool // there is no work of this kind for the role
	Steps    *FirstSteps
	Photos   *Photos
	waiting  map[string]string // by queue, the act on the first matter in it
}

// fewTodos leave room below themselves for what else there is.
const fewTodos = 4

// Few reports whether the to-dos leave room below.
func (p *HomePage) Few() bool { return len(p.Todo) <= fewTodos }

// Bare reports whether there is nothing to say of to-dos: the role has none,
// and something else to look at.
func (p *HomePage) Bare() bool {
	return p.Idle && len(p.Beside)+len(p.Returns)+len(p.Upkeep)+len(p.Drafts) > 0
}

// TodoRow is one thing to do: why, and the act that does it.
type TodoRow struct {
	Row
	Why, Act, Href string
	Shoot          *Shoot // nil where the matter is not one's own
	due            casemodel.Instant
	rank           int
}

// Counter is a number that leads to the list of exactly what it counts.
type Counter struct {
	Title, Href, Count, Level string
	Zero                      bool
}

// SittingDay is today or tomorrow.
type SittingDay struct {
	Title string
	Rows  []SittingRow
}

// SittingRow is one sitting as a door list shows it: hour, room, and to its
// mediator the names, to everybody else the mediator's surname and a slip.
type SittingRow struct {
	At, Place, Who, Slip, Href string
	Shoot                      *Shoot
	Past                       bool
}

// BesideCard is something to keep an eye on.
type BesideCard struct {
	Counter
	Rows []Row
}

// ReturnRow is somebody whose case was closed and who is here again.
type ReturnRow struct{ ID, Number, Body, Ago, Before, BeforeNumber string }

// DraftRow is a form that was begun and not sent.
type DraftRow struct{ Title, At, Href, Form, About string }

// How many rows stand on the first page.
const (
	todoRows   = 8
	besideRows = 3
)

func (s *Site) root(v *visit) error { return v.redirect("/home") }

func (s *Site) home(v *visit) error {
	now, err := v.now()
	if err != nil {
		return err
	}
	page := HomePage{Hello: say("home.hello", "name", v.session.Name, "day", string(localDay(now)))}
	for _, part := range []func(*visit, *HomePage) error{
		s.homeTodo, s.homeSteps, s.homeRunning, s.homeLent, s.homeSittings, s.homeBeside, s.homeReturns, s.homeDrafts, s.homeUpkeep,
	} {
		if err := part(v, &page); err != nil {
			return err
		}
	}
	if slices.ContainsFunc(sitters, v.who.Has) { // who goes to where people quarrel
		page.Photos = v.photos()
	}
	page.Shell = v.shell(say("nav.home"), "/home")
	return v.ok("home", &page)
}

// homeTodo gathers what waits in the queues that are meant for this person,
// the most urgent first.
func (s *Site) homeTodo(v *visit, page *HomePage) error {
	seen := map[casemodel.ID]bool{}
	page.Idle, page.waiting = true, map[string]string{}
	for rank := range todo {
		q := &todo[rank]
		if !q.mine(v) {
			continue
		}
		page.Idle = false
		f := q.filter(v)
		f.Limit = todoRows
		list, err := s.desk.List(v.ctx(), v.who, f)
		if err != nil {
			return err
		}
		if list.Total == 0 {
			continue
		}
		page.Total += list.Total
		page.Queues = append(page.Queues, counter(q, list.Total))
		if err := s.dueByCase(v, list.Items); err != nil {
			return err
		}
		rows, err := s.rows(v, list.Items)
		if err != nil {
			return err
		}
		page.waiting[q.key()] = "/matters/" + rows[0].ID + "/do/" + q.act
		for i, row := range rows {
			m := &list.Items[i]
			if seen[m.ID] {
				continue
			}
			seen[m.ID] = true
			due := m.DueAt
			if end, err := calendar.ParseDay(string(row.window)); err == nil {
				due = casemodel.At(end.Add(1).Start()) // the window of the parties is nobody's duty and ends all the same
			}
			if q.urgent && v.moment.Before(due) {
				due = v.moment
			}
			page.Todo = append(page.Todo, TodoRow{row, say(q.word), s.actOf(m, q.act), "/matters/" + row.ID + "/do/" + q.act, v.ownShoot(m), due, rank})
		}
	}
	slices.SortStableFunc(page.Todo, func(a, b TodoRow) int {
		return cmp.Or(a.due.Time().Compare(b.due.Time()), a.rank-b.rank)
	})
	page.Todo = page.Todo[:min(len(page.Todo), todoRows)]
	if len(page.Todo) > 0 {
		page.First = page.Todo[0].Href
	}
	return nil
}

// dueByCase gives what has no clock of its own, and has nobody yet, the case's:
// a proceeding that waits to be signed for is late when its case is.
func (s *Site) dueByCase(v *visit, items []casemodel.Matter) error {
	var roots []casemodel.ID
	for i := range items {
		if m := &items[i]; m.DueAt == casemodel.Never && !m.IsRoot() && m.HandlerID == "" {
			roots = append(roots, m.RootID)
		}
	}
	if len(roots) == 0 {
		return nil
	}
	cases, err := s.desk.Headers(v.ctx(), v.who, roots...)
	for i := range items {
		m := &items[i]
		if root, known := cases[m.RootID]; known && m.DueAt == casemodel.Never && !m.IsRoot() && m.HandlerID == "" {
			m.DueAt = root.DueAt
		}
	}
	return err
}

// actOf is what the matter's own procedure calls the act.
func (s *Site) actOf(m *casemodel.Matter, act string) string {
	flow := s.desk.Flows.Flow(m.Workflow, m.WorkflowVersion)
	if flow == nil || flow.Act(act) == nil {
		return act
	}
	return flow.Act(act).Title
}

func counter(q *queue, n int) Counter {
	c := Counter{Title: say(q.word), Href: q.href(), Count: itoa(n), Zero: n == 0}
	if n > 999 {
		c.Count = "999+"
	}
	return c
}

// homeRunning counts what is late, what falls due today and in three days.
func (s *Site) homeRunning(v *visit, page *HomePage) error {
	if page.Idle && watched(v) == casemodel.ViewMine {
		return nil
	}
	filters := make([]casemodel.Filter, len(runningOut))
	for i := range runningOut {
		filters[i] = runningOut[i].filter(v)
	}
	counts, err := s.desk.Count(v.ctx(), v.who, filters...)
	if err != nil {
		return err
	}
	for i, n := range counts {
		c := counter(&runningOut[i], n)
		c.Level = []string{"over", "near", "near"}[i]
		page.Running = append(page.Running, c)
	}
	if !takes(v) {
		return nil
	}
	n, err := s.desk.Count(v.ctx(), v.who, late.filter(v))
	if err == nil && n[0] > 0 {
		c := counter(&late, n[0])
		c.Level = "over"
		page.Running = slices.Insert(page.Running, 1, c)
	}
	return err
}

// homeBeside fills the small lists; one with nothing in it is not drawn.
func (s *Site) homeBeside(v *visit, page *HomePage) error {
	for i := range beside {
		q := &beside[i]
		if !q.mine(v) {
			continue
		}
		f := q.filter(v)
		f.Limit = besideRows
		list, err := s.desk.List(v.ctx(), v.who, f)
		if err != nil {
			return err
		}
		if len(list.Items) == 0 {
			continue
		}
		rows, err := s.rows(v, list.Items)
		if err != nil {
			return err
		}
		page.Beside = append(page.Beside, BesideCard{counter(q, list.Total), rows})
	}
	return nil
}

// returning are the roles that see who is here again (users.md F26).
var returning = []string{"front_desk", "triage_clerk", "centre_director", "plc_supervisor"}

func (s *Site) homeReturns(v *visit, page *HomePage) error {
	if !slices.ContainsFunc(returning, v.who.Has) {
		return nil
	}
	list, err := s.desk.Returns(v.ctx(), v.who, watched(v))
	if err != nil {
		return err
	}
	for i := range list {
		r := &list[i]
		row := ReturnRow{
			ID: string(r.Matter.ID), Number: s.nameOf(&r.Matter), Body: s.people.body(v.ctx(), r.Matter.BodyID),
			Ago: say("home.closed_ago", "n", days(localDay(r.ClosedAt), localDay(r.Matter.OpenedAt))),
		}
		if r.Before.ID != "" {
			row.Before, row.BeforeNumber = string(r.Before.ID), s.nameOf(&r.Before)
		}
		page.Returns = append(page.Returns, row)
	}
	return nil
}

func (s *Site) nameOf(m *casemodel.Matter) string {
	return matterName(m, s.desk.Flows.Flow(m.Workflow, m.WorkflowVersion))
}

func (s *Site) homeDrafts(v *visit, page *HomePage) (err error) {
	page.Drafts, err = s.drafts(v)
	return err
}

func (s *Site) drafts(v *visit) ([]DraftRow, error) {
	list, err := s.desk.Drafts(v.ctx(), v.who)
	if err != nil {
		return nil, err
	}
	rows := make([]DraftRow, len(list))
	for i, d := range list {
		rows[i] = DraftRow{Title: d.Title, At: short(d.SavedAt, v.moment), Href: draftPath(d.Form, d.MatterID), Form: d.Form, About: string(d.MatterID)}
	}
	return rows, nil
}

// homeUpkeep is the administrator's: no case stands in it.
func (s *Site) homeUpkeep(v *visit, page *HomePage) error {
	if !v.who.Has("sysadmin") {
		return nil
	}
	u, err := s.desk.Upkeep(v.ctx(), v.who)
	if err != nil {
		return err
	}
	page.Upkeep = []Counter{{Title: say("home.dead_letters"), Count: itoa(u.DeadLetters), Zero: u.DeadLetters == 0, Level: "over"}}
	if u.Missing {
		page.Upkeep = append(page.Upkeep, Counter{Title: say("home.no_calendar", "year", u.NextYear), Href: "/admin/calendars", Level: "near"})
	}
	return nil
}
