package web

// officePages are the acts around a case: who takes part in it, and the work of
// departments, petitions and those who watch over them. A sentence tells what
// each means and what to have at hand.
var officePages = map[string]ownPage{
	"matter.add_party": work("lead.add_party", nil),
	"matter.end_party": work("lead.end_party", nil, openParts),

	"supervision.issue":        work("lead.supervise", nil),
	"supervision.acknowledge":  work("lead.acknowledge", nil),
	"supervision.reply":        work("lead.reply", nil),
	"supervision.accept_reply": work("lead.accept_reply", nil),
	"supervision.raise_level":  work("lead.raise_level", nil),
	"supervision.release":      work("lead.release", nil),

	"linked_task.submit_feedback": work("lead.submit_feedback", nil),
	"linked_task.confirm_result":  work("lead.confirm_result", nil, calls),

	"petition.inform":          work("lead.inform", nil, calls),
	"petition.accept_ordinary": work("lead.accept_ordinary", nil),
	"petition.start_mediation": work("lead.start_mediation", nil, calls),
	"petition.issue_opinion":   work("lead.issue_opinion", nil),
	"petition.serve_opinion":   work("lead.serve_opinion", nil, calls),
	"petition.conclude":        work("lead.conclude", nil, openParts),
	"petition.close_item":      work("lead.close_item", nil, openParts),

	"backlog.assign_owner":    work("lead.assign_owner", nil),
	"backlog.approve_plan":    work("lead.approve_plan", nil),
	"backlog.report_progress": work("lead.report_progress", nil),
	"backlog.apply_measures":  work("lead.apply_measures", nil),
	"backlog.settle":          work("lead.settle", nil, openParts),
}
