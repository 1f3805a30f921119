package web

import (
	"net/url"
	"slices"

	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/workflows"
)

// ownPage is the page of an act of the day: it lays the form out as that work
// is done and puts beside it what a person needs to see while doing it. data
// embeds the *DoPage and goes to the page named.
type ownPage struct {
	name  string                                                          // of the file in templates/pages
	begin func(s *Site, v *visit, view *casework.View, values url.Values) // fills a fresh form in, may be nil
	next  func(view *casework.View) string                                // where to go on to when it is done, "" or nil for the matter
	fill  func(s *Site, v *visit, view *casework.View, page *DoPage) (data any, err error)
}

// ownPages are the acts with a page of their own, by procedure and act; an
// overlay shares the page of what it extends. Every other act has the generic
// form, and so has one whose fields a page does not know.
var ownPages = map[string]ownPage{
	"proceeding.log_session":  {name: "do_session", begin: beginSession, fill: fillSession},
	"proceeding.open_session": work("", beginSitting, calls, ahead(firstSitting)),
	"proceeding.adjourn":      work("lead.adjourn", nil, likely("sitting_at", "T09:00"), calls),
	"proceeding.schedule":     work("lead.schedule", nil, likely("sitting_at", "T09:00"), calls),

	"proceeding.propose_terms":             {name: "do_terms", begin: beginProposal, fill: fillTerms},
	"peoples_mediation.finalise_text":      {name: "do_terms", begin: beginTerms, fill: fillTerms},
	"peoples_mediation.agree_orally":       {name: "do_terms", begin: beginProposal, fill: fillTerms},
	"performance_item.renegotiate":         {name: "do_terms", fill: fillTerms},
	"peoples_mediation.record_signature":   {name: "do_signature", fill: fillSignatures, next: nextSignature},
	"peoples_mediation.affix_seal":         work("lead.affix_seal", beginSeal, text, signed, ahead(grants())),
	"peoples_mediation.affix_seal_partial": work("lead.affix_seal_partial", beginSeal, text, signed, ahead(grants("remaining", "x"))),
	"peoples_mediation.back_to_session":    work("lead.back_to_session", nil, signed, ahead(grants())),
	"peoples_mediation.terminate":          work("lead.terminate", nil, ahead(grants("reason", "no_agreement")), ways(waysOn, "propose_terms", "suspend", "adjourn")),

	"dispute_case.perform_at_once":       work("lead.perform_at_once", beginPart, openParts, ahead(grants("evidence", "x"))),
	"performance_item.perform":           work("lead.perform", beginPaid, sums, ahead(grants("evidence", "x")), ways(waysOn, "perform_partly", "renegotiate", "waive")),
	"performance_item.perform_partly":    work("lead.perform_partly", beginPart, sums, ways(waysOn, "perform", "renegotiate", "waive")),
	"performance_item.urge":              work("lead.urge", nil, sums, calls, ahead(grants("way", "call_out")), ways(waysOn, "perform", "perform_partly", "mark_default")),
	"performance_item.mark_default":      work("lead.mark_default", nil, sums, ahead(grants()), ways(waysOn, "urge", "renegotiate", "perform")),
	"performance_item.apply_enforcement": work("lead.apply_enforcement", nil, sums, ahead(grants()), ways(waysOn, "sue", "renegotiate", "perform", "waive")),
	"performance_item.sue":               work("lead.sue", nil, sums, ahead(grants()), ways(waysOn, "apply_enforcement", "renegotiate", "perform", "waive")),
	"performance_item.waive":             work("lead.waive", nil, sums, ahead(grants("evidence", "x")), ways(waysOn, "perform", "renegotiate")),
	"performance_item.cancel":            work("lead.cancel", nil, sums, ahead(grants("reason", "x"))),
	"dispute_case.record_default":        work("lead.record_default", nil, openParts, ways(waysOn, "remediate_default", "monitor_performance", "invalidate_agreement")),
	"dispute_case.remediate_default":     work("lead.remediate_default", nil, openParts, ahead(grants("reason", "x")), ways(waysOn, "monitor_performance", "invalidate_agreement")),
	"dispute_case.monitor_performance":   work("lead.monitor_performance", nil, openParts, ahead(grants("reason", "x"))),
	"dispute_case.invalidate_agreement":  work("lead.invalidate_agreement", nil, openParts, ahead(grants("reason", "x"))),
	"dispute_case.complete_performance":  work("", nil, openParts, ahead(grants())),

	"follow_up.complete":       work("lead.follow_up", nil, calls, ahead(grants("way", "call_out", "performed", "yes", "voluntary", true)), ways(waysOn, "attempt", "find_problem", "skip")),
	"follow_up.attempt":        work("lead.attempt", nil, calls, ways(waysOn, "complete", "find_problem", "skip")),
	"follow_up.find_problem":   work("lead.find_problem", nil, calls, meaning("kind", "problem_means."), ahead(grants("kind", "relapse", "note", "x"))),
	"follow_up.handle_problem": work("lead.handle_problem", nil, ahead(grants("note", "x"))),
	"follow_up.skip":           work("lead.skip", nil, ahead(grants("reason", "x")), ways(waysOn, "complete", "attempt")),

	"dispute_case.confirm_follow_up":       work("lead.confirm_follow_up", nil, openParts, calls, meaning("result_code", "result_means."), ahead(grants("way", "call_out", "performed", "yes", "voluntary", true))),
	"dispute_case.close_without_agreement": work("lead.close_without_agreement", nil, openParts, meaning("result_code", "result_means."), ahead(grants("result_code", "R31", "reason", "x", "notice_given", true)), afterFailure),
	"dispute_case.settle_by_parties":       work("lead.settle_by_parties", nil, openParts, ahead(everybody("agreed_by", false))),
	"dispute_case.begin_follow_up":         work("lead.begin_follow_up", nil, ahead(grants("route_result", "x"))),
	"dispute_case.return_from_route":       work("lead.return_from_route", nil, ahead(grants("reason", "x"))),
	"dispute_case.divert":                  work("lead.divert", nil, meaning("route", "route_means."), ahead(grants("route", "litigation")), afterFailure),
	"dispute_case.escalate":                work("lead.escalate", nil, afterFailure),
	"dispute_case.relapse":                 work("lead.relapse", nil, openParts, ahead(grants("reason", "x"))),
	"dispute_case.withdraw":                work("lead.withdraw", nil, openParts, ahead(everybody("agreed_by", true))),
	"dispute_case.void":                    work("lead.void", nil, openParts, ahead(grants("reason", "x"))),
	"dispute_case.archive":                 work("lead.archive", nil, dossier, openParts, ahead(grants("checked", true))),
	"dispute_case.reopen":                  work("lead.reopen", nil, openParts, ahead(grants("reason", "new_facts"))),

	"judicial_confirmation.precheck_ok":     work("lead.precheck_ok", nil, ahead(grants()), ways(waysOn, "precheck_fail")),
	"judicial_confirmation.precheck_fail":   work("lead.precheck_fail", nil, ahead(grants("ground", "not_civil"))),
	"judicial_confirmation.submit_jointly":  work("lead.submit_jointly", nil, calls, ahead(consenting)),
	"judicial_confirmation.ask_supplement":  work("lead.ask_supplement", nil, ahead(grants("what", "x"))),
	"judicial_confirmation.supplement":      work("lead.supplement", nil, ahead(grants())),
	"judicial_confirmation.accept_by_court": work("", nil, ahead(grants("court_case_no", "x"))),
	"judicial_confirmation.refuse_by_court": work("lead.refuse_by_court", nil, ahead(grants("refusal", "x"))),
	"judicial_confirmation.confirm":         work("lead.confirm", nil, ahead(grants("ruling_no", "x"))),
	"judicial_confirmation.dismiss":         work("lead.dismiss", nil, ahead(grants("ruling_no", "x", "dismissal_ground", "other"))),
	"judicial_confirmation.waive":           work("lead.waive_confirmation", nil, ahead(grants("reason", "x"))),
}

// ownPageOf finds the page of an act, the nearest procedure first.
func ownPageOf(view *casework.View, act string) (ownPage, bool) {
	if view == nil || view.Flow == nil {
		return ownPage{}, false
	}
	for _, flow := range view.Flow.Lineage {
		if own, there := ownPages[flow+"."+act]; there {
			return own, true
		}
	}
	return ownPage{}, false
}

// begun is what stands in the form of an act before anybody types: what the
// matter says already, and what the act's own page takes for most likely.
func (s *Site) begun(v *visit, view *casework.View, act *workflows.Act, terms bool) url.Values {
	values := known(view, act.Fields, terms)
	if own, there := ownPageOf(view, act.ID); there && own.begin != nil {
		own.begin(s, v, view, values)
	}
	return values
}

// showDo draws the form of an act on its own page, else on the generic one.
func (s *Site) showDo(v *visit, status int, view *casework.View, page *DoPage) error {
	own, there := ownPageOf(view, page.Act)
	if !there {
		return v.show(status, "do", page)
	}
	data, err := own.fill(s, v, view, page)
	if err != nil {
		return err
	}
	return v.show(status, own.name, data)
}

// Field is one field of the form by its id, for pages that place each
// themselves; it is then no longer among the Rest.
func (p *DoPage) Field(id string) *Field {
	i := slices.IndexFunc(p.Fields, func(f Field) bool { return f.Name == nameOf(id) })
	if i < 0 {
		return nil
	}
	p.placed = append(p.placed, p.Fields[i].Name)
	return &p.Fields[i]
}

// Rest are the fields that the page has not placed: what a procedure adds to an
// act is never left out.
func (p *DoPage) Rest() []Field {
	return slices.DeleteFunc(slices.Clone(p.Fields), func(f Field) bool { return slices.Contains(p.placed, f.Name) })
}
