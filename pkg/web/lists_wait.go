package web

import (
	"slices"
	"sync"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/templates"
	"github.com/jiefen/jiefen/workflows"
)

// What a matter waits for and by whom is said in fixed phrases, from its stage,
// who was asked, who handles it and what stands open in its family. Nothing
// that anybody typed comes in: a list is no place for a sentence of a sitting.

// waitWords are stages in which nobody here does the next step, or in which the
// usual next act would say it badly: workflow.state, or workflow alone.
var waitWords = map[string]string{
	"dispute_case.not_agreed": "route", "dispute_case.diverted": "elsewhere", "dispute_case.agreed": "performance", "dispute_case.performing": "performance",
	"dispute_case.follow_up": "follow_up", "dispute_case.escalation_pending": "review",
	"performance_item":                "debtor",
	"follow_up":                       "follow_up",
	"judicial_confirmation.submitted": "court", "judicial_confirmation.supplementing": "supplement", "judicial_confirmation.accepted": "court",
	"judicial_confirmation.eligible": "parties_apply",
	"petition.served":                "petitioner", "petition.review_served": "petitioner", "petition.reviewing": "review", "petition.rechecking": "review",
	"backlog.observation":                "observation",
	"peoples_mediation.consent_pending":  "consent",
	"peoples_mediation.signing":          "signatures",
	"peoples_mediation.mediator_pending": "mediator", "peoples_mediation.accepted": "mediator",
}

// usualActs are the next acts of stages whose file does not begin with them.
var usualActs = map[string]string{
	"petition.registered": "forward", "petition.informed": "accept_ordinary", "petition.accepted": "issue_opinion",
	"petition.accepted_simple": "issue_opinion", "petition.handling": "issue_opinion", "petition.forwarded": "inform", "petition.assigned": "inform",
	"backlog.in_progress": "apply_measures",
}

// waits says it of a row, and so of what stands open in its family.
func (d *rowView) waits(m *casemodel.Matter) (what, who string) {
	if !m.Open() {
		return say("list.nothing"), ""
	}
	if m.Kind == casemodel.KindApproval {
		return say("wait.approval"), d.body(m.BodyID)
	}
	attempt := (*casemodel.Matter)(nil)
	for i := range d.facts.Open {
		switch o := &d.facts.Open[i]; {
		case o.Kind == casemodel.KindApproval && o.ParentID == m.ID:
			return say("wait.approval"), d.body(o.BodyID)
		case o.Kind == casemodel.KindConfirmation && m.IsRoot() && waitWord(d.s.desk.Flows.Flow(o.Workflow, o.WorkflowVersion), o.State) == "court":
			return say("wait.court"), ""
		case o.Primary == 1 && m.IsRoot():
			attempt = o
		}
	}
	if next := d.facts.Card.NextSittingAt; !next.IsZero() && d.now.Before(next) && m.IsLive() {
		return say("wait.sitting", "at", short(next, d.now)), ""
	}
	if m.OfferedBodyID != "" {
		return say("wait.receipt"), d.body(m.OfferedBodyID)
	}
	if attempt != nil {
		return d.stage(attempt, d.s.desk.Flows.Flow(attempt.Workflow, attempt.WorkflowVersion))
	}
	return d.stage(m, d.flow)
}

// stage is what one matter waits for in its own course.
func (d *rowView) stage(m *casemodel.Matter, flow *workflows.Flow) (what, who string) {
	if flow == nil {
		return say("list.nothing"), ""
	}
	switch word := waitWord(flow, m.State); word {
	case "":
	case "review":
		return say("wait.review"), d.body(m.ReviewBodyID)
	default:
		return say("wait." + word), ""
	}
	next := d.s.nexts.of(d.s, flow, m.State, m.Class)
	if next.title == "" {
		return say("list.nothing"), ""
	}
	who = next.role
	if next.handler && m.HandlerID != "" {
		who = d.s.people.user(d.v.ctx(), m.HandlerID)
	}
	return say("wait.act", "act", next.title), who
}

// waitWord finds the phrase of a stage, the nearest procedure first.
func waitWord(flow *workflows.Flow, state string) string {
	if flow == nil {
		return ""
	}
	for _, id := range flow.Lineage {
		if word := waitWords[id+"."+state]; word != "" {
			return word
		}
		if word := waitWords[id]; word != "" {
			return word
		}
	}
	return ""
}

// next is the usual next act of a stage and who does it.
type next struct {
	title, role string
	handler     bool // who handles the matter does it
}

// nexts remembers them while the policy stays the same.
type nexts struct {
	mu    sync.Mutex
	sha   string
	known map[string]next
}

func (n *nexts) of(s *Site, flow *workflows.Flow, state string, class casemodel.Class) next {
	gate := s.desk.Gate.Now()
	key := flow.SHA + " " + state
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.sha != gate.SHA() {
		n.sha, n.known = gate.SHA(), map[string]next{}
	}
	if known, there := n.known[key]; there {
		return known
	}
	found := next{}
	if act := usualAct(flow, state); act != nil {
		needs := gate.Needs(flow.Lineage, state, class, act.ID, nil)
		found.title = act.Title
		found.handler = slices.ContainsFunc(needs, func(n casemodel.Need) bool { return n.Rel == "handler" })
		if len(needs) > 0 {
			found.role = s.desk.Flows.Title("roles", needs[0].Role)
		}
	}
	n.known[key] = found
	return found
}

// usualAct is the act that most often comes next: the leading one, else the
// first of the ordinary course.
func usualAct(flow *workflows.Flow, state string) *workflows.Act {
	for _, id := range []string{usualActs[flow.ID+"."+state], templates.Leading(state)} {
		if act := flow.Act(id); id != "" && act != nil {
			return act
		}
	}
	for _, e := range flow.Events {
		if (flow.Open(state, e.ID) != nil && !e.Ceremony || flow.Leads(state, e.ID) != nil) && !templates.Grave(e.ID) && !templates.Side(e.ID) {
			return &e.Act
		}
	}
	return nil
}
