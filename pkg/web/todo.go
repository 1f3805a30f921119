package web

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
)

// queue is one reason why matters wait for somebody: who is meant, where they
// lie, and the act that comes next. The list of a queue is /matters?todo=KEY,
// by the same filter, so that its counter is its list. Only what the policy
// lets the person do is in it.
type queue struct {
	word   string // text key, todo.KEY
	roles  []string
	view   casemodel.View
	flow   string   // a procedure and all that extend it, "" for any
	act    string   // the next act, "" where there is none to name
	states []string // where the act is open when empty
	urgent bool     // as if due today: here people are dropped
	only   func(f *casemodel.Filter, v *visit, now casemodel.Instant)
}

// Who is meant. A village has one person for all of it and reads one list.
var (
	centreDesk = []string{"triage_clerk", "dispatcher"}
	committee  = []string{"pmc_chair", "mediator"}
	mediators  = []string{"mediator", "commercial_mediator", "judge_guide", "police_mediator"}
	department = []string{"dept_handler", "dept_head"}
	petitions  = []string{"petition_clerk", "petition_supervisor"}
)

// todo is what needs a person, in the order in which equals stand.
var todo = []queue{
	{word: "todo.approve", roles: []string{"centre_director"}, view: casemodel.ViewApprove, flow: "approval", act: "approve"},
	{word: "todo.failed", roles: []string{"triage_clerk", "dispatcher", "centre_director"}, view: casemodel.ViewCentre, flow: "dispute_case", act: "dispatch", states: []string{"not_agreed"}, urgent: true},
	{word: "todo.raised", roles: []string{"triage_clerk", "centre_director"}, view: casemodel.ViewAll, flow: "dispute_case", act: "take_over"},
	{word: "todo.accept", roles: []string{"triage_clerk"}, view: casemodel.ViewCentre, flow: "dispute_case", act: "accept"},
	{word: "todo.dispatch", roles: centreDesk, view: casemodel.ViewCentre, flow: "dispute_case", act: "dispatch", states: []string{"accepted"}},
	{word: "todo.take_in", roles: centreDesk, view: viewOffered, flow: "dispute_case", act: "take_in"},
	{word: "todo.redispatch", roles: centreDesk, view: casemodel.ViewCentre, flow: "linked_task", act: "redispatch"},
	{word: "todo.verify", roles: centreDesk, view: casemodel.ViewCentre, flow: "linked_task", act: "start_verification"},
	{word: "todo.confirm", roles: centreDesk, view: casemodel.ViewCentre, flow: "linked_task", act: "confirm_result"},
	{word: "todo.visit", roles: []string{"front_desk"}, view: casemodel.ViewCentre, flow: "follow_up", act: "complete", only: near},
	{word: "todo.check", roles: []string{"judicial_assistant", "centre_director"}, view: casemodel.ViewAll, flow: "dispute_case", act: "verify_record", states: []string{"in_mediation", "agreed", "performing", "not_agreed", "follow_up", "closed", "archived"}, only: endedToo},
	{word: "todo.archive", roles: []string{"archivist"}, view: casemodel.ViewCentre, flow: "dispute_case", act: "archive", only: endedToo},

	{word: "todo.sign", roles: append([]string{"commercial_mediator"}, committee...), view: casemodel.ViewBody, flow: "peoples_mediation", act: "ask_consent"},
	{word: "todo.consent", roles: append([]string{"commercial_mediator"}, committee...), view: casemodel.ViewBody, flow: "peoples_mediation", act: "all_consent"},
	{word: "todo.appoint", roles: []string{"pmc_chair", "commercial_mediator"}, view: casemodel.ViewBody, flow: "peoples_mediation", act: "appoint_mediator"},
	{word: "todo.delegation", roles: []string{"court_clerk", "pmc_chair", "mediator", "commercial_mediator"}, view: casemodel.ViewBody, flow: "court_delegated", act: "accept_delegation"},
	{word: "todo.decide", roles: []string{"police_mediator", "dept_handler", "dept_head"}, view: casemodel.ViewBody, flow: "administrative_mediation", act: "start_decision"},
	{word: "todo.seal", roles: []string{"seal_keeper"}, view: casemodel.ViewBody, flow: "peoples_mediation", act: "affix_seal", only: allSigned},

	{word: "todo.notice", roles: mediators, view: casemodel.ViewMine, flow: "peoples_mediation", act: "give_rights_notice", states: []string{"preparing"}, only: untold},
	{word: "todo.open", roles: mediators, view: casemodel.ViewMine, flow: "peoples_mediation", act: "open_session", only: told},
	{word: "todo.record", roles: mediators, view: casemodel.ViewMine, flow: "proceeding", act: "log_session", states: []string{"in_session"}, only: unrecorded},
	{word: "todo.arrange", roles: mediators, view: casemodel.ViewMine, flow: "proceeding", act: "schedule", states: []string{"in_session"}, only: unarranged},
	{word: "todo.text", roles: mediators, view: casemodel.ViewMine, flow: "peoples_mediation", act: "finalise_text"},
	{word: "todo.signature", roles: mediators, view: casemodel.ViewMine, flow: "peoples_mediation", act: "record_signature", states: []string{"signing"}, only: notAllSigned},
	{word: "todo.urge", roles: mediators, view: casemodel.ViewMine, flow: "performance_item", act: "urge", states: []string{"overdue", "partially"}, only: unpaid},
	{word: "todo.visit_own", roles: mediators, view: casemodel.ViewMine, flow: "follow_up", act: "complete", only: near},
	{word: "todo.precheck", roles: mediators, view: casemodel.ViewMine, flow: "judicial_confirmation", act: "precheck_ok"},
	{word: "todo.submit", roles: mediators, view: casemodel.ViewMine, flow: "judicial_confirmation", act: "submit_jointly"},

	{word: "todo.court", roles: []string{"court_clerk", "judge_guide"}, view: casemodel.ViewPart, flow: "judicial_confirmation", act: "accept_by_court"},
	{word: "todo.ruling", roles: []string{"court_clerk", "judge_guide"}, view: casemodel.ViewPart, flow: "judicial_confirmation", act: "confirm"},

	{word: "todo.task", roles: append([]string{"police_mediator"}, department...), view: casemodel.ViewBody, flow: "linked_task", act: "accept"},
	{word: "todo.start", roles: append([]string{"police_mediator"}, department...), view: casemodel.ViewBody, flow: "linked_task", act: "start"},
	{word: "todo.feedback", roles: append([]string{"police_mediator"}, department...), view: casemodel.ViewBody, flow: "linked_task", act: "submit_feedback"},
	{word: "todo.letter", roles: append([]string{"triage_clerk", "pmc_chair", "court_clerk", "police_mediator", "petition_clerk"}, department...), view: viewOffered, flow: "handover", act: "accept"},

	{word: "todo.sort", roles: petitions, view: casemodel.ViewBody, flow: "petition", act: "forward"},
	{word: "todo.inform", roles: append([]string{"petition_clerk"}, department...), view: casemodel.ViewBody, flow: "petition", act: "inform", states: []string{"forwarded", "assigned"}},
	{word: "todo.take_petition", roles: append([]string{"petition_clerk"}, department...), view: casemodel.ViewBody, flow: "petition", act: "accept_ordinary"},
	{word: "todo.opinion", roles: []string{"petition_supervisor", "dept_head"}, view: casemodel.ViewBody, flow: "petition", act: "issue_opinion", states: []string{"handling"}},
	{word: "todo.serve", roles: append([]string{"petition_clerk"}, department...), view: casemodel.ViewBody, flow: "petition", act: "serve_opinion"},
	{word: "todo.close_petition", roles: petitions, view: casemodel.ViewBody, flow: "petition", act: "close_item"},
	{word: "todo.owner", roles: []string{"petition_supervisor"}, view: casemodel.ViewBody, flow: "backlog", act: "assign_owner"},
	{word: "todo.reply", roles: []string{"pmc_chair", "dept_head", "petition_supervisor", "centre_director", "court_clerk", "police_mediator"}, view: casemodel.ViewBody, flow: "supervision", act: "reply"},
	{word: "todo.replied", roles: []string{"plc_supervisor"}, view: casemodel.ViewArea, flow: "supervision", act: "accept_reply"},
	{word: "todo.issue", roles: []string{"plc_supervisor"}, view: casemodel.ViewArea, flow: "supervision", act: "issue"},
}

// beside is what a person keeps an eye on, each in a small list of its own.
var beside = []queue{
	{word: "todo.owned", roles: []string{"leader_owner"}, view: casemodel.ViewOwner},
	{word: "todo.silent", roles: append([]string{"leader_owner"}, petitions...), view: casemodel.ViewBody, flow: "backlog", states: []string{"in_progress", "consulting", "measures_done", "undertaking_signed", "observation"}, only: silent},
	{word: "todo.reply_due", roles: petitions, view: casemodel.ViewBody, flow: "petition", only: tenDays},
	{word: "todo.contact", roles: append([]string{"dept_handler"}, mediators...), view: casemodel.ViewMine, only: contactDue},
	{word: "todo.contact_taken", roles: []string{"front_desk", "triage_clerk", "petition_clerk", "grid_worker"}, view: casemodel.ViewAll, only: contactTaken},
	{word: "todo.answer", roles: append([]string{"pmc_chair", "dept_handler", "grid_worker", "grid_leader", "grid_instructor"}, mediators...), view: casemodel.ViewAll, only: answerDue},
	{word: "todo.unpaid", roles: mediators, view: casemodel.ViewMine, flow: "performance_item", only: unpaid},
	{word: "todo.unpaid_body", roles: []string{"pmc_chair"}, view: casemodel.ViewBody, flow: "performance_item", only: unpaid},
	{word: "todo.mine", roles: append([]string{"dept_handler", "petition_clerk"}, mediators...), view: casemodel.ViewMine},
	{word: "todo.untaken", roles: registering, view: casemodel.ViewAll, flow: "dispute_case", states: untaken, only: registered},
	{word: "todo.on_the_spot", roles: []string{"centre_director"}, view: casemodel.ViewCentre, flow: "dispute_case", only: onTheSpot},
	{word: "todo.stuck", roles: []string{"centre_director"}, view: casemodel.ViewCentre, only: stuck},
}

// registering are the roles that take cases down and stay responsible until
// somebody has them (users.md F13).
var registering = []string{
	"front_desk", "triage_clerk", "mediator", "commercial_mediator", "pmc_chair", "court_clerk", "police_mediator",
	"petition_clerk", "grid_worker", "grid_leader", "grid_instructor", "judicial_assistant", "dept_handler",
}

// untaken are the states in which a case has been registered and nobody has
// begun to mediate it.
var untaken = []string{"registered", "triage", "accepted", "dispatched"}

func near(f *casemodel.Filter, _ *visit, now casemodel.Instant) { f.DueBefore = dayAfter(now, 4) }

// unpaid is what was to be paid or done by now and is not.
func unpaid(f *casemodel.Filter, _ *visit, now casemodel.Instant) {
	f.UnpaidOn = localDay(now)
}

func tenDays(f *casemodel.Filter, _ *visit, now casemodel.Instant) { f.DueBefore = dayAfter(now, 11) }

// endedToo: what is to be archived may be over already.
func endedToo(f *casemodel.Filter, _ *visit, _ casemodel.Instant) { f.Classes = nil }

// onTheSpot are those their mediators took down where they settled them, over
// or not: the newest first.
func onTheSpot(f *casemodel.Filter, _ *visit, _ casemodel.Instant) {
	f.OnTheSpot, f.Classes, f.Sort, f.Desc = true, nil, "opened", true
}

func unrecorded(f *casemodel.Filter, _ *visit, _ casemodel.Instant) { f.Unrecorded = true }

func untold(f *casemodel.Filter, _ *visit, _ casemodel.Instant) { f.Silent = "give_rights_notice" }

func told(f *casemodel.Filter, _ *visit, _ casemodel.Instant) { f.Did = "give_rights_notice" }

func allSigned(f *casemodel.Filter, _ *visit, _ casemodel.Instant) { f.Signed = "all" }

func notAllSigned(f *casemodel.Filter, _ *visit, _ casemodel.Instant) { f.Signed = "open" }

// unarranged is being mediated, and nobody has said when it goes on.
func unarranged(f *casemodel.Filter, _ *visit, _ casemodel.Instant) {
	f.Unarranged, f.Did = true, "log_session"
}

func stuck(f *casemodel.Filter, _ *visit, _ casemodel.Instant) {
	f.Stuck, f.Kinds = true, []casemodel.Kind{casemodel.KindCase, casemodel.KindProceeding, casemodel.KindTask, casemodel.KindConfirmation}
}

func contactDue(f *casemodel.Filter, _ *visit, now casemodel.Instant) { f.ContactBy = localDay(now) }

func contactTaken(f *casemodel.Filter, v *visit, now casemodel.Instant) {
	f.ContactBy, f.RegisteredByID = localDay(now), v.who.UserID
}

// answerDue: who was urged has not answered; who urged and whose matter it is ask again.
func answerDue(f *casemodel.Filter, _ *visit, now casemodel.Instant) { f.AnswerBy = localDay(now) }

func registered(f *casemodel.Filter, v *visit, _ casemodel.Instant) { f.RegisteredByID = v.who.UserID }

// silent: nobody has reported on it this month; a leader reads his own.
func silent(f *casemodel.Filter, v *visit, now casemodel.Instant) {
	f.Silent, f.SilentSince = "report_progress", monthStart(now)
	if v.who.Has("leader_owner") {
		f.View = casemodel.ViewOwner
	}
}

// dayAfter is the local midnight with which the nth day from today begins.
func dayAfter(now casemodel.Instant, n int) casemodel.Instant {
	return casemodel.At(calendar.DayOf(now.Time()).Add(n).Start())
}

func monthStart(now casemodel.Instant) casemodel.Instant {
	t := now.Time().In(calendar.Zone)
	return casemodel.At(time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, calendar.Zone))
}

// key is the queue's name in an address.
func (q *queue) key() string { return strings.TrimPrefix(q.word, "todo.") }

// href is the list of the queue's matters.
func (q *queue) href() string { return "/matters?todo=" + q.key() }

// over puts what somebody types into the list's own form over the queue's
// question.
func (q *queue) over(typed casemodel.Filter, v *visit) casemodel.Filter {
	f := q.filter(v)
	f.Limit, f.After, f.Before, f.Sort, f.Desc = typed.Limit, typed.After, typed.Before, typed.Sort, typed.Desc
	f.Query, f.Tail, f.Party, f.Number = typed.Query, typed.Tail, typed.Party, typed.Number
	f.BodyID, f.HandlerID, f.AreaID, f.OpenedFrom, f.OpenedTo = typed.BodyID, typed.HandlerID, typed.AreaID, typed.OpenedFrom, typed.OpenedTo
	f.Categories, f.Risks, f.Overdue, f.Crowd = typed.Categories, typed.Risks, f.Overdue || typed.Overdue, typed.Crowd
	return f
}

// beyond is the part of a list's question that is not the queue's own, for the
// form that is drawn over the list.
func (q *queue) beyond(f casemodel.Filter, asked url.Values) casemodel.Filter {
	f.Workflows, f.States, f.Overdue = nil, nil, asked.Get("overdue") != ""
	return f
}

// filter is the question a queue asks at the visit's moment.
func (q *queue) filter(v *visit) casemodel.Filter {
	f := casemodel.Filter{View: q.view, Classes: []casemodel.Class{casemodel.Live, casemodel.Closing}, States: q.states, Can: q.act, Sort: "due"}
	for _, flow := range v.s.desk.Flows.All() {
		if q.flow == "" || !flow.Is(q.flow) {
			continue
		}
		f.Workflows = append(f.Workflows, flow.ID)
		for _, state := range flow.States.Keys {
			if len(q.states) == 0 && q.act != "" && flow.Open(state, q.act) != nil && !slices.Contains(f.States, state) {
				f.States = append(f.States, state)
			}
		}
	}
	if q.only != nil {
		q.only(&f, v, v.moment)
	}
	return f
}

// mine reports whether a queue is meant for the roles of the visit's seat.
func (q *queue) mine(v *visit) bool {
	return slices.ContainsFunc(q.roles, v.who.Has)
}

// queueOf finds a queue by its key, for the list of its matters.
func queueOf(key string) *queue {
	for _, list := range [][]queue{todo, beside, runningOut, {late}} {
		if at := slices.IndexFunc(list, func(q queue) bool { return q.key() == key }); at >= 0 {
			return &list[at]
		}
	}
	return nil
}

// runningOut says how much time is left of what a person looks after.
var runningOut = []queue{
	{word: "todo.over", only: func(f *casemodel.Filter, v *visit, _ casemodel.Instant) { f.View, f.Overdue = watched(v), true }},
	{word: "todo.today", only: func(f *casemodel.Filter, v *visit, now casemodel.Instant) {
		f.View, f.DueFrom, f.DueBefore = watched(v), now, dayAfter(now, 1).Add(time.Microsecond)
	}},
	{word: "todo.soon", only: func(f *casemodel.Filter, v *visit, now casemodel.Instant) {
		f.View, f.DueFrom, f.DueBefore = watched(v), dayAfter(now, 1).Add(time.Microsecond), dayAfter(now, 4).Add(time.Microsecond)
	}},
}

// late is what waits for somebody of the body to take it and is late: it is in
// the to-dos, and nobody's own.
var late = queue{word: "todo.over_unheld", view: casemodel.ViewBody, only: func(f *casemodel.Filter, _ *visit, _ casemodel.Instant) {
	f.Unheld, f.Kinds = true, []casemodel.Kind{casemodel.KindProceeding}
}}

// takes reports whether the to-dos of somebody hold what their body has and
// nobody in it.
func takes(v *visit) bool {
	return slices.ContainsFunc(todo, func(q queue) bool { return q.view == casemodel.ViewBody && q.mine(v) })
}

// watched is the view a person looks after: who conducts, his own; who answers
// for a body, the body's; who routes, the centre's.
func watched(v *visit) casemodel.View {
	for _, row := range []struct {
		roles []string
		view  casemodel.View
	}{
		{[]string{"front_desk", "triage_clerk", "dispatcher", "centre_director", "archivist"}, casemodel.ViewCentre},
		{[]string{"leader_owner"}, casemodel.ViewOwner},
		{[]string{"pmc_chair", "seal_keeper", "petition_clerk", "petition_supervisor", "dept_handler", "dept_head", "court_clerk"}, casemodel.ViewBody},
		{[]string{"plc_supervisor", "judicial_assistant", "auditor"}, casemodel.ViewArea},
	} {
		if slices.ContainsFunc(row.roles, v.who.Has) {
			return row.view
		}
	}
	return casemodel.ViewMine
}
