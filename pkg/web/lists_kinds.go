package web

import (
	"slices"

	"github.com/jiefen/jiefen/casemodel"
)

// workList is one list page: what stands in it and which columns it has. All
// of them share the views, the filters, the order and the pages.
type workList struct {
	name    string           // its address, and its words in list_name
	kinds   []casemodel.Kind // nil: every kind
	flow    string           // whose stages and policy it goes by
	acts    []string         // who may do one of them has work here
	columns []string
	fields  []string // values its cells show, each by its own read class
	sort    string   // the order it stands in unless asked otherwise
}

// path is the address of the list.
func (l *workList) path() string { return "/" + l.name }

var usualColumns = []string{"risk", "number", "subject", "sides", "state", "due", "body", "wait"}

// workLists are all of them; the first is the work list of every kind.
var workLists = []workList{
	{name: "matters", flow: "dispute_case", columns: usualColumns, fields: []string{"due_on", "reply_by", "apply_by"}, sort: "due"},
	{
		name: "petitions", kinds: []casemodel.Kind{casemodel.KindPetition}, flow: "petition",
		acts:    []string{"create", "inform", "accept_ordinary", "start_handling", "issue_opinion"},
		columns: []string{"number", "petitioner", "claim", "accepted_on", "answer_by", "stage", "organ", "wait"},
		fields:  []string{"claim", "form", "doc.D44_acceptance_notice"}, sort: "due",
	},
	{
		name: "backlog", kinds: []casemodel.Kind{casemodel.KindBacklog}, flow: "backlog",
		acts:    []string{"create", "assign_owner", "report_progress", "approve_plan"},
		columns: []string{"number", "claim", "age", "visits", "owner", "stage", "due", "progress", "body"},
		fields:  []string{"claim", "listed_on", "source", "doc.D54_leader_reception"}, sort: "opened",
	},
	{
		name: "tasks", kinds: []casemodel.Kind{casemodel.KindTask}, flow: "linked_task",
		acts:    []string{"create", "dispatch", "accept", "submit_feedback"},
		columns: []string{"number", "demand", "asked_by", "asked", "reply_by", "stage", "wait"},
		fields:  []string{"demand", "due_on"}, sort: "due",
	},
	{
		name: "followups", kinds: []casemodel.Kind{casemodel.KindFollowUp}, flow: "follow_up",
		acts:    []string{"complete", "attempt"},
		columns: []string{"risk", "of_case", "subject", "call", "planned_on", "stage", "body"},
		fields:  []string{"due_on"}, sort: "due",
	},
	{
		name: "obligations", kinds: []casemodel.Kind{casemodel.KindObligation}, flow: "performance_item",
		acts:    []string{"perform", "perform_partly", "urge"},
		columns: []string{"of_case", "who_owes", "what", "amount", "paid", "agreed_on", "stage", "body"},
		fields:  []string{"due_on", "amount", "paid", "what"}, sort: "opened",
	},
	{
		name: "supervision", kinds: []casemodel.Kind{casemodel.KindSupervision}, flow: "supervision",
		acts:    []string{"create", "issue", "reply", "acknowledge"},
		columns: []string{"level", "number", "on_case", "demand", "answer_on", "stage", "from", "to"},
		fields:  []string{"level", "facts", "requirement", "reply_by"}, sort: "due",
	},
}

// listNamed finds a list by its name.
func listNamed(name string) *workList {
	i := slices.IndexFunc(workLists, func(l workList) bool { return l.name == name })
	if i < 0 {
		return nil
	}
	return &workLists[i]
}
