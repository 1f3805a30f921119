package web

import (
	"slices"
	"strings"

	"github.com/jiefen/jiefen/pkg/casework"
)

// FirstSteps is the card that leads a new colleague through the first tasks.
type FirstSteps struct {
	Rows []FirstStep
	Done int
}

// FirstStep is one of them; the next one leads to a matter that waits for it.
type FirstStep struct {
	Title, Href string
	Done, Next  bool

	step step
}

// step is something a new colleague does once. It is done when its trail is in
// the books, whoever clicked on what.
type step struct {
	casework.Trail
	word  string // text key, steps.KEY
	queue string // the queue in which matters wait for it, "" for none
	href  string // the place, where none waits
}

// guides are the first steps by role; who has several roles reads the first
// that fits.
var guides = []struct {
	roles []string
	steps []step
}{
	{[]string{"front_desk"}, []step{registers, contacts, acts("steps.visit", "visit", "complete")}},
	{centreDesk, []step{acts("steps.accept", "accept", "accept"), acts("steps.dispatch", "dispatch", "dispatch"), acts("steps.verify", "verify", "start_verification", "confirm_result", "redispatch"), looks}},
	{mediators, []step{
		acts("steps.sign", "sign", "ask_consent", "all_consent"), acts("steps.notice", "notice", "give_rights_notice"), acts("steps.record", "record", "log_session"),
		acts("steps.terms", "text", "propose_terms", "finalise_text"), acts("steps.signature", "signature", "record_signature"),
	}},
	{[]string{"pmc_chair"}, []step{acts("steps.sign", "sign", "ask_consent", "all_consent"), acts("steps.appoint", "appoint", "appoint_mediator"), looks}},
	{[]string{"seal_keeper"}, []step{looks, acts("steps.seal", "seal", "affix_seal", "affix_seal_partial")}},
	{[]string{"archivist"}, []step{looks, acts("steps.archive", "archive", "archive")}},
	{[]string{"petition_clerk"}, []step{
		acts("steps.sort", "sort", "forward", "assign_with_report", "accept_ordinary"), acts("steps.inform", "inform", "inform"), contacts, acts("steps.serve", "serve", "serve_opinion"),
	}},
	{[]string{"petition_supervisor"}, []step{looks, acts("steps.opinion", "opinion", "issue_opinion"), acts("steps.owner", "owner", "assign_owner"), acts("steps.close_petition", "close_petition", "close_item")}},
	{[]string{"leader_owner"}, []step{looks, acts("steps.progress", "silent", "report_progress")}},
	{[]string{"centre_director"}, []step{traces, acts("steps.approve", "approve", "approve", "reject"), acts("steps.failed", "failed", "dispatch", "take_over")}},
	{[]string{"court_clerk"}, []step{looks, acts("steps.delegation", "delegation", "accept_delegation"), acts("steps.court", "court", "accept_by_court", "refuse_by_court"), acts("steps.ruling", "ruling", "confirm", "dismiss")}},
	{department, []step{acts("steps.task", "task", "accept"), acts("steps.start", "start", "start"), acts("steps.feedback", "feedback", "submit_feedback")}},
	{[]string{"plc_supervisor"}, []step{looks, acts("steps.issue", "issue", "issue"), acts("steps.replied", "replied", "accept_reply", "reject_reply")}},
	{[]string{"grid_worker", "grid_leader", "grid_instructor"}, []step{registers, contacts}},
	{[]string{"sysadmin"}, []step{
		keeps("steps.users", "/admin/users/new", "user"), keeps("steps.bodies", "/admin/bodies", "body", "area"), keeps("steps.calendars", "/admin/calendars", "calendar"),
		{word: "steps.check", href: "/admin/verify", Trail: casework.Trail{Step: "check", Checked: true}},
	}},
	{[]string{"auditor", "judicial_assistant"}, []step{traces}},
}

// The steps that several roles begin with.
var (
	registers = step{word: "steps.register", href: "/cases/new", Trail: casework.Trail{Step: "register", Acts: []string{"create"}}}
	contacts  = step{word: "steps.contact", href: "/search", Trail: casework.Trail{Step: "contact", Acts: []string{"contact"}}}
	looks     = step{word: "steps.look", href: "/matters", Trail: casework.Trail{Step: "look", Opened: true}}
	traces    = step{word: "steps.trace", href: "/matters", Trail: casework.Trail{Step: "trace", Opened: true}}
)

// acts is a step that one of some acts does, on what waits in a queue.
func acts(word, queue string, done ...string) step {
	return step{word: word, queue: queue, href: "/matters", Trail: casework.Trail{Step: stepOf(word), Acts: done}}
}

// keeps is a step of the administration: a change of a table of the office.
func keeps(word, href string, tables ...string) step {
	return step{word: word, href: href, Trail: casework.Trail{Step: stepOf(word), Office: tables}}
}

// stepOf is the name a step is remembered by.
func stepOf(word string) string { return strings.TrimPrefix(word, "steps.") }

// guide is the first steps of the seat, nil where there are none.
func (v *visit) guide() []step {
	for _, g := range guides {
		if slices.ContainsFunc(g.roles, v.who.Has) {
			return g.steps
		}
	}
	return nil
}

// trails are what shows that the steps are done.
func trails(steps []step) []casework.Trail {
	list := make([]casework.Trail, len(steps))
	for i, s := range steps {
		list[i] = s.Trail
	}
	return list
}

// homeSteps finds out which of the first steps are done, until all are or they
// are put away.
func (s *Site) homeSteps(v *visit, page *HomePage) error {
	steps := v.guide()
	if len(steps) == 0 {
		return nil
	}
	done, shut, err := s.desk.FirstSteps(v.ctx(), v.who, trails(steps))
	if err != nil || shut {
		return err
	}
	card := &FirstSteps{}
	next := false
	for _, st := range steps {
		row := FirstStep{Title: say(st.word), Done: slices.Contains(done, st.Step), step: st}
		if row.Done {
			card.Done++
		} else if !next {
			row.Next, next = true, true
		}
		card.Rows = append(card.Rows, row)
	}
	if card.Done < len(card.Rows) {
		page.Steps = card
	}
	return nil
}

// lead says where each step leads, once the queues are there: it asks for no
// matter itself.
func (c *FirstSteps) lead(page *HomePage) {
	if c == nil {
		return
	}
	for i := range c.Rows {
		c.Rows[i].Href = page.whither(c.Rows[i].step)
	}
}

// whither is where a step leads: to the act on the first matter that waits for
// it, to any case where one is only to be read, else to the place.
func (p *HomePage) whither(st step) string {
	if href := p.waiting[st.queue]; href != "" {
		return href
	}
	if st.Opened && len(p.Todo) > 0 {
		return "/matters/" + p.Todo[0].ID
	}
	return st.href
}

// putSteps puts the first steps away, or shows them again.
func (s *Site) putSteps(v *visit) error {
	var err error
	if v.form.Get("shut") != "" {
		err = s.desk.PutAwayFirstSteps(v.ctx(), v.who)
	} else {
		err = s.desk.OpenFirstSteps(v.ctx(), v.who, trails(v.guide()))
	}
	if err != nil {
		return err
	}
	return v.redirect("/home")
}

// beginner reports whether the seat has first steps at all.
func (v *visit) beginner() bool { return v.who.UserID != "" && len(v.guide()) > 0 }
