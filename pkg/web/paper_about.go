package web

import (
	"cmp"
	"encoding/json"
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/workflows"
)

// linesOfPaper is how far back a paper looks in the journal for what an act said.
const linesOfPaper = 300

// settlement is the mediation that the papers of a matter speak of: itself, the
// one whose agreement is performed, confirmed or asked after, else the case's
// last. nil where there is none or this person may not know of it.
func (s *Site) settlement(v *visit, view *casework.View) (*casework.View, error) {
	of, err := s.deal(v, view)
	if err != nil || of.Matter.Kind == casemodel.KindProceeding {
		return of, err
	}
	var ids []casemodel.ID
	for i := range view.Items {
		ids = append(ids, view.Items[i].MatterID)
	}
	if len(ids) == 0 {
		root := view
		if !view.Matter.IsRoot() {
			if root, err = s.desk.Case(v.ctx(), v.who, view.Matter.RootID); err != nil {
				return nil, unknown(err)
			}
		}
		for i := range root.Children {
			if root.Children[i].Matter.Kind == casemodel.KindProceeding {
				ids = append(ids, root.Children[i].Matter.ID)
			}
		}
	}
	if len(ids) == 0 {
		return nil, nil //nolint:nilnil // a case that was never mediated has none
	}
	found, err := s.desk.Case(v.ctx(), v.who, ids[len(ids)-1])
	return found, unknown(err)
}

// unknown takes what may not be known for what is not there.
func unknown(err error) error {
	if casemodel.Is(err, casemodel.NotFound) {
		return nil
	}
	return err
}

// wroteLast finds what the latest of these acts wrote into a field, in words.
func (s *Site) wroteLast(v *visit, d *casework.Dossier, field string, acts ...string) (text string, line *casework.Line) {
	for i := range slices.Backward(d.Lines) {
		l := &d.Lines[i]
		act := d.Flow.Act(l.Act)
		if act == nil || l.Fields[field] == "" || len(acts) > 0 && !slices.Contains(acts, l.Act) {
			continue
		}
		if f := fieldOf(act.Fields, field); f != nil {
			return s.readable(v, d.View, f, l.Fields[field]), l
		}
	}
	return "", nil
}

// ends are the acts whose reason a paper gives.
var ends = []string{
	"reject", "guide", "terminate", "any_refuse", "decline", "suspend", "divert", "withdraw", "transfer", "dispatch", "challenge_mediator",
	"refuse_acceptance", "fail", "expire", "suit_filed", // of an organ
	"refuse_delegation", "report_unreachable", "report_refusal", "confirm_sham", "fail_session", "expire_term", "recall", // of a court's
}

// unsaid is the reason of an act that wrote down none: what it is called, where
// that says more than the paper itself does.
func unsaid(act *workflows.Act) string {
	switch act.ID {
	case "fail":
		return say("paper.not_agreed")
	case "divert", "guide":
		return ""
	}
	return act.Title
}

// paperWords are what acts said that a paper repeats: reasons, other ways, terms.
func (s *Site) paperWords(v *visit, view *casework.View) (record, error) {
	d, err := s.desk.Dossier(v.ctx(), v.who, view.Matter.ID, linesOfPaper)
	if err != nil {
		return nil, err
	}
	r := record{"ways": say("paper.ways")}
	reason, _ := s.wroteLast(v, d, "reason", ends...)
	for i := range slices.Backward(d.Lines) {
		if act := d.Flow.Act(d.Lines[i].Act); act != nil && slices.Contains(ends, act.ID) {
			reason = cmp.Or(reason, unsaid(act))
			break
		}
	}
	r["reason"] = reason
	for _, field := range []string{"routes", "route"} {
		if way, _ := s.wroteLast(v, d, field, "reject", "guide", "divert"); way != "" {
			r["ways"] = way
		}
	}
	if to, _ := s.wroteLast(v, d, "body", "dispatch", "transfer", "force_assign"); to != "" {
		r["addressee"] = to
	}
	until, extended := s.wroteLast(v, d, "until", "extend_term")
	if extended != nil {
		r["term_after"] = casemodel.Day(until)
	}
	for i := range d.Deadlines {
		if c := &d.Deadlines[i]; c.Rule != nil && c.Rule.Slot == "term" {
			r["term_before"] = termBefore(c, casemodel.Day(until))
		}
	}
	if on, l := s.wroteLast(v, d, "expected_on", "suspend"); l != nil {
		r["resumes_on"] = casemodel.Day(on)
	}
	shelf := view.RootFields["shelf"]
	if view.Matter.IsRoot() {
		shelf = view.Fields["shelf"]
	}
	r["binder"] = record{"shelf": shelf, "over": view.Root.Class != casemodel.Live}
	r["consents"] = s.consentRecords(d)
	r["contacts"] = s.contactRecords(d)
	by, err := s.ruled(v, view)
	if err != nil {
		return nil, err
	}
	r["court"] = s.courtNamed(v, by)
	r["visit"] = s.visitRecord(v, d)
	r["ruling"] = record{
		"case_no": by.Fields["court_case_no"], "ruling_no": by.Fields["ruling_no"], "accepted_on": cmp.Or(casemodel.Day(by.Fields["accepted_on"]), doneOn(d, "accept_by_court")),
		"ruled_on": casemodel.Day(by.Fields["ruled_on"]), "received_on": casemodel.Day(by.Fields["ruling_received_on"]),
		"submitted_on": casemodel.Day(by.Fields["submitted_on"]), "result": by.Flow.States.Get(by.Matter.State).Title,
	}
	return r, nil
}

// consentRecords are the answers of the sides as they were written down last.
func (s *Site) consentRecords(d *casework.Dossier) []record {
	var rows []record
	for i := range slices.Backward(d.Lines) {
		l := &d.Lines[i]
		var answers []casemodel.Consent
		if !slices.Contains([]string{"all_consent", "consent_ok", "any_refuse"}, l.Act) || json.Unmarshal([]byte(l.Fields["consents"]), &answers) != nil {
			continue
		}
		for _, a := range answers {
			for j := range d.Parties {
				if p := &d.Parties[j]; p.ID == a.Party {
					rows = append(rows, record{
						"role": s.desk.Flows.Title("party_roles", p.Role), "name": partyTitle(*p), "way": s.desk.Flows.Title("consent_ways", a.Way),
						"on": l.On, "answer": wordIn("consent", a.Consent),
					})
				}
			}
		}
		break
	}
	return rows
}

// contactRecords are the calls, visits and messages: whom, when and what came of
// it, never what was said.
func (s *Site) contactRecords(d *casework.Dossier) []record {
	var rows []record
	for i := range slices.Backward(d.Contacts) {
		c := &d.Contacts[i]
		rows = append(rows, record{
			"no": len(rows) + 1, "at": minute(c.At), "whom": s.partyOf(d.View, casemodel.ID(c.Fields["party"])), "who": c.ActorName,
			"way": s.desk.Flows.Title("contact_ways", c.Fields["way"]), "outcome": s.desk.Flows.Title("contact_outcomes", c.Fields["outcome"]),
		})
	}
	return rows
}
