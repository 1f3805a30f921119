package casework

import (
	"maps"
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

// Who hears of an act, besides those whose matter it becomes.
const (
	toRegistrar = 1 << iota // who took the case down, or asked
	toHandler               // who has the matter in hand
	toOwner                 // the leader who answers for it
	toDesk                  // who receives for the body in charge
	toCentre                // who routes for the centre
	toParent                // who has the matter above in hand
	toCourt                 // who receives for the court that has an agreement before it
)

// hearing is one line of who is told what of an act.
type hearing struct {
	flow string // a workflow or the base it extends
	kind string // what the notice says; its sentence is notice.<kind>
	to   int
}

// hearings say by act who is told. What is not here is told to nobody: a notice
// is for who must know and did not do it, not a second journal.
var hearings = map[string][]hearing{
	"return_dispatch":   {{"dispute_case", "returned", toRegistrar | toCentre}},
	"fail_mediation":    {{"dispute_case", "failed", toRegistrar | toCentre}},
	"reach_agreement":   {{"dispute_case", "agreed", toRegistrar}},
	"resolve_by_task":   {{"dispute_case", "resolved", toRegistrar}},
	"merge":             {{"dispute_case", "merged", toRegistrar | toHandler}},
	"withdraw":          {{"dispute_case", "withdrawn", toRegistrar | toHandler}, {"petition", "withdrawn", toRegistrar | toHandler}},
	"reject":            {{"dispute_case", "not_accepted", toRegistrar}, {"approval", "refused", toRegistrar}},
	"divert":            {{"dispute_case", "diverted", toRegistrar}},
	"reopen_talks":      {{"dispute_case", "failed", toCentre}},
	"remediate_default": {{"dispute_case", "failed", toCentre}},
	"report_breach":     {{"dispute_case", "breach", toHandler | toOwner | toDesk}},
	"hear_of_dispute":   {{"dispute_case", "dispute", toHandler | toOwner | toDesk}},
	"approve":           {{"approval", "granted", toRegistrar}},
	"lapse":             {{"approval", "lapsed", toRegistrar}},

	"decline_escalation_to_accepted":     {{"dispute_case", "not_raised", toRegistrar | toDesk}},
	"decline_escalation_to_in_mediation": {{"dispute_case", "not_raised", toRegistrar | toDesk}},
	"decline_escalation_to_suspended":    {{"dispute_case", "not_raised", toRegistrar | toDesk}},
	"decline_escalation_to_not_agreed":   {{"dispute_case", "not_raised", toRegistrar | toDesk}},

	"dispatch":        {{"linked_task", "task", toDesk}},
	"redispatch":      {{"linked_task", "task", toDesk}},
	"force_assign":    {{"linked_task", "task", toDesk}},
	"return_task":     {{"linked_task", "returned", toRegistrar}},
	"submit_feedback": {{"linked_task", "answered", toRegistrar}},
	"require_rework":  {{"linked_task", "rework", toHandler | toDesk}},

	"issue":        {{"supervision", "supervised", toDesk | toParent}},
	"issue_raised": {{"supervision", "supervised", toDesk | toParent}},
	"list_item":    {{"supervision", "supervised", toDesk | toParent}},
	"reply":        {{"supervision", "answered", toRegistrar}},
	"reject_reply": {{"supervision", "rework", toDesk | toParent}},

	"forward":            {{"petition", "petition", toDesk}},
	"assign_with_report": {{"petition", "petition", toDesk}},
	"end_mediation":      {{"petition", "failed", toHandler | toDesk}},
	"learn_case":         {{"petition", "case_moved", toHandler | toDesk}},
	"relapse":            {{"backlog", "relapse", toHandler | toOwner | toDesk}},
	"add_petition":       {{"backlog", "again", toHandler | toOwner}},

	"ask_supplement":  {{"judicial_confirmation", "court", toHandler | toDesk}},
	"accept_by_court": {{"judicial_confirmation", "court", toHandler}},
	"refuse_by_court": {{"judicial_confirmation", "court", toHandler | toDesk}},
	"confirm":         {{"judicial_confirmation", "court", toHandler | toDesk}},
	"dismiss":         {{"judicial_confirmation", "court", toHandler | toDesk}},

	"part_fell":   {{"judicial_confirmation", "part_fell", toHandler | toDesk | toCourt}},
	"part_stands": {{"judicial_confirmation", "part_stands", toHandler | toDesk | toCourt}},
	"lose_ground": {{"judicial_confirmation", "groundless", toHandler | toDesk | toCourt}},

	"affix_seal":         {{"peoples_mediation", "effective", toHandler}},
	"affix_seal_partial": {{"peoples_mediation", "effective", toHandler}},
	"mark_overdue":       {{"performance_item", "overdue", toHandler | toDesk}},
	"urge":               {{"performance_item", "urged", toHandler}},
	"mark_default":       {{"performance_item", "defaulted", toHandler}},
	"complete":           {{"follow_up", "visited", toHandler}},
	"find_problem":       {{"follow_up", "problem", toParent | toRegistrar}},
}

// turns are the kinds of notice that come from a change of hands, a clock or
// the program, and not from an act's own line.
var turns = []string{
	"yours", "owner", "offered", "raised", "returned_to", "returned_none", "twice", "ended", "approval", "soon", "missed",
	"reveals", "dead_letter", Withheld,
}

// NoticeKinds lists every kind of notice, sorted; each has a sentence.
func NoticeKinds() []string {
	kinds := map[string]bool{}
	for _, kind := range turns {
		kinds[kind] = true
	}
	for _, lines := range hearings {
		for _, h := range lines {
			kinds[h.kind] = true
		}
	}
	return slices.Sorted(maps.Keys(kinds))
}

// receivers are the roles that receive for a body. A body has few of them; who
// may not know of the matter reads nothing of it.
var receivers = []string{
	"pmc_chair", "triage_clerk", "dispatcher", "court_clerk", "police_mediator", "petition_clerk", "commercial_mediator",
	"dept_handler", "dept_head", "grid_leader", "judicial_assistant", "leader_owner", "plc_supervisor",
}

// news is a notice on its way: to named people, or to a body's roles.
type news struct {
	store.Notice
	body  casemodel.ID
	roles []string
}

// inform gathers who is to hear of a call that has happened. It looks only at
// what the step has in hand; it is written with the step or not at all.
func (j *job) inform(c *call) error {
	m, was, at := c.m, &c.before, mark(c.m, c.seq)
	if m.HandlerID != was.HandlerID {
		j.tell(m, "yours", at, c.act, m.HandlerID)
	}
	if m.OwnerID != was.OwnerID {
		j.tell(m, "owner", at, c.act, m.OwnerID)
	}
	if m.OfferedBodyID != was.OfferedBodyID {
		j.tellDesk(m, "offered", at, c.act, m.OfferedBodyID)
	}
	if m.ReviewBodyID != was.ReviewBodyID {
		j.tellDesk(m, "raised", at, c.act, m.ReviewBodyID)
	}
	heard := 0
	for _, h := range hearings[c.act] {
		if c.flow.Is(h.flow) {
			heard |= h.to
			j.hear(c, h)
		}
	}
	missed := j.expiring != nil && j.expiring.MatterID == m.ID && m.Kind == casemodel.KindConfirmation // of its window the clock tells
	if was.Class == casemodel.Live && m.Class != casemodel.Live && heard&toHandler == 0 && m.Kind != casemodel.KindFollowUp && !missed {
		j.tell(m, "ended", at, c.act, m.HandlerID)
	}
	return j.twiceReturned(c)
}

func (j *job) hear(c *call, h hearing) {
	m, at := c.m, mark(c.m, c.seq)
	kind := h.kind
	if h.kind == "returned" { // the class of the reason, never its words
		switch {
		case c.in.Has("competent_body"):
			kind = "returned_to"
		case c.in.Has("no_body"):
			kind = "returned_none"
		}
	}
	for bit, user := range map[int]casemodel.ID{toRegistrar: m.RegisteredByID, toHandler: m.HandlerID, toOwner: m.OwnerID} {
		if h.to&bit != 0 {
			j.tell(m, kind, at, c.act, user)
		}
	}
	if parent := j.fam.matter(m.ParentID); h.to&toParent != 0 && parent != nil {
		j.tell(m, kind, at, c.act, parent.HandlerID)
	}
	if h.to&toDesk != 0 {
		j.tellDesk(m, kind, at, c.act, m.BodyID)
	}
	if h.to&toCourt != 0 && slices.Contains(atCourt, c.before.State) {
		j.tellDesk(m, kind, at, c.act, casemodel.ID(j.fam.value(m.ID, "court")))
	}
	if h.to&toCentre != 0 {
		j.tellDesk(m, kind, at, c.act, m.CentreID, "triage_clerk", "dispatcher")
	}
}

// twiceReturned brings a case that nobody wants before the director the same
// day (users.md F13).
func (j *job) twiceReturned(c *call) error {
	if c.act != "return_dispatch" || !c.flow.Is("dispute_case") {
		return nil
	}
	if err := j.fam.loadActs(); err != nil {
		return err
	}
	if _, before := j.fam.acts[c.m.ID][c.act]; before { // this one is not in the journal yet
		j.tellDesk(c.m, "twice", mark(c.m, c.seq), c.act, c.m.CentreID, "centre_director")
	}
	return nil
}

// tellOfClock tells who has the matter in hand, else who receives for its body,
// that a duty runs out or has run out.
func (j *job) tellOfClock(d *casemodel.Deadline, m *casemodel.Matter) {
	// The windows of a confirmation are no duty of ours, but who misses one loses the way.
	if d.Class != casemodel.Duty && m.Kind != casemodel.KindConfirmation {
		return
	}
	kind, source := "missed", "clock:"+string(d.ID)+":"+d.FiresAt.String()
	if d.FiresKind == "warn" {
		kind = "soon"
	}
	if m.HandlerID != "" {
		j.tell(m, kind, source, d.RuleID, m.HandlerID)
		return
	}
	j.tellDesk(m, kind, source, d.RuleID, m.BodyID)
}

// tell leaves a notice for a person; who acts, or on whose behalf, knows.
func (j *job) tell(m *casemodel.Matter, kind, source, act string, user casemodel.ID) {
	if user == "" || user == j.who.UserID {
		return
	}
	n := store.Notice{UserID: user, Source: source + ":" + kind, Kind: kind, MatterID: m.ID, Act: act}
	j.news = append(j.news, news{Notice: n})
}

// tellDesk leaves a notice for who acts for a body in one of the roles; without
// roles, for who receives for it.
func (j *job) tellDesk(m *casemodel.Matter, kind, source, act string, body casemodel.ID, roles ...string) {
	if body == "" {
		return
	}
	if len(roles) == 0 {
		roles = receivers
	}
	n := store.Notice{Source: source + ":" + kind, Kind: kind, MatterID: m.ID, Act: act}
	j.news = append(j.news, news{Notice: n, body: body, roles: roles})
}

// sendNews writes what was gathered, with everything else of the step.
func (j *job) sendNews() error {
	for _, n := range j.news {
		var err error
		if n.body == "" {
			err = j.tx.Notify(n.Notice)
		} else {
			err = j.tx.NotifyDesk(n.Notice, n.body, n.roles, j.who.UserID)
		}
		if err != nil {
			return err
		}
	}
	j.news = nil
	return nil
}
