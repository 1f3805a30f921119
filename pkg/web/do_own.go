package web

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
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
	leads func(s *Site, v *visit, now *casework.View) string              // a page elsewhere to go on to, "" or nil for none
	typed func(v *visit, view *casework.View)                             // completes what was posted before it is read, may be nil
	still bool                                                            // nothing follows from it that would be worth a card
	fill  func(s *Site, v *visit, view *casework.View, page *DoPage) (data any, err error)
}

// ownPages are the acts with a page of their own, by procedure and act; an
// overlay shares the page of what it extends. Every other act has the generic
// form, and so has one whose fields a page does not know.
var ownPages = gathered(map[string]ownPage{
	"proceeding.log_session":    {name: "do_session", begin: beginSession, fill: fillSession},
	"proceeding.open_session":   starting(beginSitting),
	"proceeding.start_sitting":  starting(beginStart),
	"proceeding.adjourn":        work("lead.adjourn", beginAdjourn, likely("sitting_at", "09:00"), calls),
	"proceeding.schedule":       planning("lead.schedule", beginSchedule),
	"proceeding.notify_sitting": work("lead.notify_sitting", beginNotify, tried, calls),
	"proceeding.reschedule":     planning("lead.reschedule", beginReschedule),

	"proceeding.propose_terms":                {name: "do_terms", begin: beginProposal, typed: takeClause, fill: fillTerms},
	"peoples_mediation.finalise_text":         {name: "do_terms", begin: beginTerms, typed: takeClause, fill: fillTerms},
	"administrative_mediation.make_agreement": {name: "do_terms", begin: beginProposal, typed: takeClause, fill: fillTerms},
	"peoples_mediation.agree_orally":          {name: "do_terms", begin: beginProposal, typed: takeClause, fill: fillTerms},
	"performance_item.renegotiate":            {name: "do_terms", fill: fillTerms},
	"peoples_mediation.record_signature":      {name: "do_signature", fill: fillSignatures, next: nextSignature, still: true},
	"peoples_mediation.affix_seal":            work("lead.affix_seal", beginSeal, text, nearText, leftOpen, signed),
	"peoples_mediation.affix_seal_partial":    work("lead.affix_seal_partial", beginPartial, text, nearText, leftOpen, signed),
	"peoples_mediation.back_to_session":       work("lead.back_to_session", nil, signed),
	"peoples_mediation.terminate":             work("lead.terminate", nil, ways(waysOn, "propose_terms", "suspend", "adjourn")),

	"dispute_case.perform_at_once":       work("lead.perform_at_once", beginPart, openParts),
	"performance_item.perform":           work("lead.perform", beginPaid, sums, ways(waysOn, "perform_partly", "renegotiate", "waive")),
	"performance_item.perform_partly":    work("lead.perform_partly", beginPart, sums, ways(waysOn, "perform", "renegotiate", "waive")),
	"performance_item.urge":              work("lead.urge", beginUrging, sums, calls, soon, ways(waysOn, "perform", "perform_partly", "mark_default")),
	"performance_item.mark_default":      work("lead.mark_default", nil, sums, besides, ways(waysOn, "urge", "renegotiate", "perform")),
	"performance_item.apply_enforcement": work("lead.apply_enforcement", nil, sums, besides, ways(waysOn, "sue", "renegotiate", "perform", "waive")),
	"performance_item.sue":               work("lead.sue", nil, sums, besides, ways(waysOn, "apply_enforcement", "renegotiate", "perform", "waive")),
	"performance_item.waive":             work("lead.waive", beginWaiver, sums, waived, ways(waysOn, "perform", "renegotiate")),
	"performance_item.cancel":            work("lead.cancel", nil, sums),
	"dispute_case.record_default":        work("lead.record_default", nil, openParts, ways(waysOn, "remediate_default", "monitor_performance"), fallWay),
	"dispute_case.remediate_default":     work("lead.remediate_default", nil, openParts, ways(waysOn, "monitor_performance"), fallWay),
	"dispute_case.monitor_performance":   work("lead.monitor_performance", nil, openParts),
	"dispute_case.complete_performance":  work("", nil, openParts),

	"dispute_case.confirm_follow_up":       work("lead.confirm_follow_up", nil, openParts, leftOpen, calls, meaning("result_code", "result_means.")),
	"dispute_case.close_without_agreement": work("lead.close_without_agreement", nil, openParts, leftOpen, meaning("result_code", "result_means."), afterFailure),
	"dispute_case.settle_by_parties":       work("lead.settle_by_parties", nil, openParts),
	"dispute_case.begin_follow_up":         work("lead.begin_follow_up", nil),
	"dispute_case.return_from_route":       work("lead.return_from_route", nil),
	"dispute_case.divert":                  work("lead.divert", nil, meaning("route", "route_means."), afterFailure),
	"dispute_case.escalate":                work("lead.escalate", nil, afterFailure),
	"dispute_case.relapse":                 work("lead.relapse", nil, openParts),
	"dispute_case.withdraw":                work("lead.withdraw", nil, openParts),
	"dispute_case.void":                    work("lead.void", nil, openParts),
	"dispute_case.archive":                 work("lead.archive", nil, dossier, openParts),
	"dispute_case.reopen":                  work("lead.reopen", nil, openParts),

	"judicial_confirmation.precheck_ok":     {name: "do_confirm", fill: fillPrecheck},
	"judicial_confirmation.precheck_fail":   work("lead.precheck_fail", nil),
	"judicial_confirmation.submit_jointly":  work("lead.submit_jointly", beginJoint, joint, calls),
	"judicial_confirmation.sign_one":        work("lead.sign_one", beginSigning, joint, calls),
	"judicial_confirmation.withdraw":        work("lead.withdraw_confirmation", nil, joint),
	"judicial_confirmation.reinstate":       work("lead.reinstate", nil, conditions),
	"judicial_confirmation.ask_supplement":  work("lead.ask_supplement", nil),
	"judicial_confirmation.supplement":      work("lead.supplement", nil),
	"judicial_confirmation.accept_by_court": work("", nil),
	"judicial_confirmation.refuse_by_court": work("lead.refuse_by_court", nil),
	"judicial_confirmation.confirm":         work("lead.confirm", nil),
	"judicial_confirmation.dismiss":         work("lead.dismiss", nil),
	"judicial_confirmation.waive":           work("lead.waive_confirmation", nil),
}, officePages, intakePages, dispatchPages, consentPages, pausePages, correctPages, contactPages, offerPages, evidencePages, handedPages, visitPages, rosterPages, recordPages, inquiryPages, claimPages, fallPages)

// gathered puts the pages of all files into one list.
func gathered(parts ...map[string]ownPage) map[string]ownPage {
	all := map[string]ownPage{}
	for _, part := range parts {
		maps.Copy(all, part)
	}
	return all
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
	name, data := "do", any(page)
	if there {
		filled, err := own.fill(s, v, view, page)
		switch {
		case err == nil:
			name, data = own.name, filled
		case casemodel.KindOf(err) == "":
			return err
		default: // what stands beside it may not be told: the form alone does
		}
	}
	if view != nil && page.act != nil && !own.still {
		page.After = s.after(v, view, page.act, page.values, page.Asks)
	}
	if v.form.Get("_again") == "after" && v.c.GetHeader("HX-Request") != "" {
		return v.part(status, name, "act_after", page.After)
	}
	return v.show(status, name, data)
}

// preset chooses a value for a field of a form that nobody has filled in yet.
func (p *DoPage) preset(v *visit, id, value string) {
	if v.form != nil || value == "" || p.values.Get(nameOf(id)) != "" {
		return
	}
	p.values.Set(nameOf(id), value)
	i := slices.IndexFunc(p.Fields, func(f Field) bool { return f.Name == nameOf(id) })
	if i < 0 {
		return
	}
	f := &p.Fields[i]
	f.Value = value
	chosen(f.Options, p.values[f.Name])
	for _, g := range f.Groups {
		chosen(g.Options, p.values[f.Name])
	}
}

// low draws a long text no taller than a remark needs.
func (p *DoPage) low(id string) {
	if i := slices.IndexFunc(p.Fields, func(f Field) bool { return f.Name == nameOf(id) }); i >= 0 {
		p.Fields[i].Size = ""
	}
}

// fewEnough to be seen at once instead of in a list that opens.
const fewEnough = 7

// chips draws lists as rows of choices, one key an answer: those named, or
// every short one where none is named. Nothing is lit before it is chosen, and
// what need not be answered can be left open again.
func (p *DoPage) chips(ids ...string) { p.spread(true, ids) }

// taps are chips without one for no answer, where every tap counts.
func (p *DoPage) taps(ids ...string) { p.spread(false, ids) }

func (p *DoPage) spread(open bool, ids []string) {
	for i := range p.Fields {
		f := &p.Fields[i]
		if f.Type != "select" || len(f.Groups) != 1 {
			continue
		}
		options := f.Groups[0].Options
		named := slices.Contains(ids, strings.TrimPrefix(f.Name, "f."))
		short := len(ids) == 0 && !f.Long && !f.Redraw && len(options) <= fewEnough
		if !named && !short || len(options) == 0 { // a list that nobody is on says so by itself
			continue
		}
		if open && !f.Required {
			none := !slices.ContainsFunc(options, func(o Option) bool { return o.Chosen })
			options = append(slices.Clone(options), Option{Title: say("form.leave_open"), Chosen: none})
		}
		f.Type, f.Group, f.Wide, f.Options, f.Groups = "radio", true, true, options, nil
	}
}

// yesOrNo asks a question whose no is an answer: no tick is not a no.
func (p *DoPage) yesOrNo(id string) {
	if i := slices.IndexFunc(p.Fields, func(f Field) bool { return f.Name == nameOf(id) }); i >= 0 {
		f := &p.Fields[i]
		f.Type, f.Group, f.Wide = "radio", true, true
		f.Options = chosen([]Option{{Value: "true", Title: say("form.yes")}, {Value: "false", Title: say("form.no")}}, []string{f.Value})
	}
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
