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
const fewTodos = 6

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
	page.Idle = !slices.ContainsFunc(todo, func(q queue) bool { return q.mine(v) })
	parts := []func() error{func() error { v.bell(); return nil }}
	for _, part := range []func(*visit, *HomePage) error{
		s.homeQueues, s.homeSteps, s.homeRunning, s.homeSittings, s.homeReturns, s.homeDrafts, s.homeUpkeep,
	} {
		parts = append(parts, func() error { return part(v, &page) })
	}
	if err := v.atOnce(parts...); err != nil {
		return err
	}
	page.Steps.lead(&page)
	if slices.ContainsFunc(sitters, v.who.Has) { // who goes to where people quarrel
		page.Photos = v.photos()
	}
	page.Shell = v.shell(say("nav.home"), "/home")
	return v.ok("home", &page)
}

// homeQueues asks for the lists of all the queues that are meant for this
// person, and for their rows together.
func (s *Site) homeQueues(v *visit, page *HomePage) error {
	var meant []*queue
	var filters []casemodel.Filter
	ask := func(queues []queue, limit int) {
		for i := range queues {
			if q := &queues[i]; q.mine(v) {
				f := q.filter(v)
				f.Limit = limit
				meant, filters = append(meant, q), append(filters, f)
			}
		}
	}
	ask(todo, todoRows)
	work := len(meant)
	ask(beside, besideRows)
	lists, facts, err := s.desk.Lists(v.ctx(), v.who, filters, brief.fields...)
	if err != nil {
		return err
	}
	if err := s.dueByCase(v, lists[:work]); err != nil {
		return err
	}
	seen := map[casemodel.ID]bool{}
	page.waiting = map[string]string{}
	for i, q := range meant {
		list := &lists[i]
		if len(list.Items) == 0 {
			continue
		}
		rows, err := s.draw(v, &brief, list.Items, facts)
		if err != nil {
			return err
		}
		if i < work {
			s.homeTodo(v, page, i, q, list, rows, seen)
		} else {
			page.Beside = append(page.Beside, BesideCard{counter(q, list.Total), rows})
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

// homeTodo adds what one queue has to the to-dos, but for what a queue of a
// higher rank has put there.
func (s *Site) homeTodo(v *visit, page *HomePage, rank int, q *queue, list *casemodel.Page, rows []Row, seen map[casemodel.ID]bool) {
	page.Total += list.Total
	page.Queues = append(page.Queues, counter(q, list.Total))
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

// dueByCase gives what has no clock of its own, and has nobody yet, the case's:
// a proceeding that waits to be signed for is late when its case is.
func (s *Site) dueByCase(v *visit, lists []casemodel.Page) error {
	var idle []*casemodel.Matter
	var roots []casemodel.ID
	for _, list := range lists {
		for i := range list.Items {
			if m := &list.Items[i]; m.DueAt == casemodel.Never && !m.IsRoot() && m.HandlerID == "" {
				idle, roots = append(idle, m), append(roots, m.RootID)
			}
		}
	}
	if len(idle) == 0 {
		return nil
	}
	cases, err := s.desk.Headers(v.ctx(), v.who, roots...)
	for _, m := range idle {
		if root, known := cases[m.RootID]; known {
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

// homeRunning counts what is late, what of it nobody has taken yet, what falls
// due today and in three days, and the volumes that are out.
func (s *Site) homeRunning(v *visit, page *HomePage) error {
	if page.Idle && watched(v) == casemodel.ViewMine {
		return s.homeLent(v, page)
	}
	queues := runningOut
	if takes(v) {
		queues = slices.Insert(slices.Clone(runningOut), 1, late)
	}
	filters := make([]casemodel.Filter, len(queues))
	for i := range queues {
		filters[i] = queues[i].filter(v)
	}
	counts, err := s.desk.Count(v.ctx(), v.who, filters...)
	if err != nil {
		return err
	}
	for i, n := range counts {
		q := &queues[i]
		if q.word == late.word && n == 0 {
			continue
		}
		c := counter(q, n)
		c.Level = "near"
		if q.word == late.word || q.word == runningOut[0].word {
			c.Level = "over"
		}
		page.Running = append(page.Running, c)
	}
	return s.homeLent(v, page)
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
