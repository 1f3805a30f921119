package policies

import (
	"slices"
	"strings"
	"testing"
)

// published is who did what in the published cases that run over HTTP
// (decision 36), follow-ons left out.
const published = `
administrative_mediation dept_handler: start_decision accept open_session hold_again fail
administrative_mediation mediator: start_decision accept open_session fail
administrative_mediation police_mediator: start_decision accept open_session fail
court_delegated commercial_mediator: accept_delegation sign_receipt consent_ok open_session hold_again propose_terms sign_all file_with_court
court_delegated court_clerk: accept_delegation sign_receipt file_with_court close_agreed withdraw_suit
court_delegated judge_guide: consent_ok open_session propose_terms sign_all
court_delegated mediator: accept_delegation sign_receipt consent_ok open_session hold_again extend_term propose_terms sign_all file_with_court
dispute_case archivist: archive
dispute_case centre_director: reopen
dispute_case court_clerk: submit return_from_court
dispute_case dept_handler: divert close_without_agreement
dispute_case front_desk: submit
dispute_case grid_worker: confirm_follow_up
dispute_case judge_guide: perform_at_once confirm_follow_up
dispute_case mediator: submit divert transfer perform_at_once remediate_default confirm_follow_up
dispute_case police_mediator: submit
dispute_case triage_clerk: begin_triage accept guide dispatch begin_follow_up confirm_follow_up
handover dept_handler: confirm_receipt accept report_result
handover front_desk: create send acknowledge
judicial_confirmation court_clerk: accept_by_court confirm
judicial_confirmation mediator: precheck_ok sign_one submit_jointly
judicial_confirmation system: lapse
medical mediator: ask_consent all_consent give_rights_notice open_session propose_terms finalise_text record_signature
medical pmc_chair: appoint_mediator
medical seal_keeper: affix_seal
peoples_mediation mediator: ask_consent all_consent give_rights_notice open_session adjourn invite_helper extend_term propose_terms finalise_text record_signature agree_orally any_refuse terminate
peoples_mediation pmc_chair: ask_consent all_consent appoint_mediator
peoples_mediation seal_keeper: affix_seal
performance_item clock: remind mark_overdue plan_ahead
performance_item judge_guide: perform
performance_item mediator: remind urge perform mark_default sue`

func TestThePublishedCasesMayBeDoneByThoseWhoDidThem(t *testing.T) {
	b := opened(t).Now().book
	able := map[string]bool{}
	for _, r := range opened(t).Now().Rows() {
		for c := range b.cells(&r) {
			if !r.Denies() {
				able[c.flow+" "+r.Role+" "+c.act] = true
			}
		}
	}
	for line := range strings.Lines(strings.TrimSpace(published)) {
		who, acts, _ := strings.Cut(strings.TrimSpace(line), ": ")
		for act := range strings.FieldsSeq(acts) {
			if !able[who+" "+act] {
				t.Errorf("%s may not %s", who, act)
			}
		}
	}
}

// implied are relations that come with another one, because step keeps the
// participant rows of handlers and bodies.
var implied = map[string]string{"handler": "team", "body": "team", "sender": "registered", "on_the_spot": "registered"}

// A person is asked first whether he may know of the matter; a line that lets
// him act on what he may not see is dead.
func TestWhatMayBeDoneMayBeSeen(t *testing.T) {
	s := opened(t).Now()
	type sight struct{ flow, state, role, rel string }
	sees := map[sight][]string{} // → kinds of body
	for _, r := range s.byAct["see"].rows {
		for c := range s.book.cells(r) {
			if c.act == "see" && !r.Denies() {
				at := sight{c.flow, c.state, r.Role, r.Rel}
				sees[at] = append(sees[at], r.Body)
			}
		}
	}
	for i := range s.rows {
		r := &s.rows[i]
		if r.Denies() || r.Role == "system" || r.Role == "clock" || r.Rel == Any || r.Act == "hint" || isOffice(r.Flow) {
			continue
		}
		for c := range s.book.cells(r) {
			if c.state == newborn {
				continue
			}
			kinds := slices.Concat(sees[sight{c.flow, c.state, r.Role, r.Rel}], sees[sight{c.flow, c.state, r.Role, implied[r.Rel]}])
			if !slices.Contains(kinds, "*") && !slices.Contains(kinds, r.Body) {
				t.Errorf("policy.csv:%d: %s allows %s on a %s in %s that %s does not see as %s", r.Line, r.ID, c.act, c.flow, c.state, r.Role, r.Rel)
				break
			}
		}
	}
}

func TestEveryLineThatAllowsAddsSomething(t *testing.T) {
	s := opened(t).Now()
	type sentence struct{ flow, state, act, role, rel string }
	said := map[sentence][]*Row{}
	each := func(r *Row, do func(sentence)) {
		for c := range s.book.cells(r) {
			do(sentence{c.flow, c.state, c.act, r.Role, r.Rel})
		}
	}
	for i := range s.rows {
		if r := &s.rows[i]; !r.Denies() {
			each(r, func(x sentence) { said[x] = append(said[x], r) })
		}
	}
	for i := range s.rows {
		r, adds := &s.rows[i], false
		if r.Denies() {
			continue
		}
		each(r, func(x sentence) {
			adds = adds || !slices.ContainsFunc(said[x], func(o *Row) bool { return o != r && (o.Body == "*" || o.Body == r.Body) })
		})
		if !adds {
			t.Errorf("policy.csv:%d: %s says nothing that other lines do not say", r.Line, r.ID)
		}
	}
}

// Lines that would be mistakes wherever they stood (domain 4.1 to 4.4).
func TestSeparationOfDuties(t *testing.T) {
	s := opened(t).Now()
	reviewedReaders := map[string][]string{
		"read.sessions": {
			"mediator", "commercial_mediator", "pmc_chair", "police_mediator", "dept_handler", "judge_guide", "judicial_assistant",
		},
		"reveal": {
			"centre_director", "mediator", "commercial_mediator", "pmc_chair", "court_clerk", "judge_guide", "police_mediator",
			"petition_clerk", "dept_handler", "front_desk", "triage_clerk", "grid_worker", "grid_leader", "archivist",
		},
	}
	for _, r := range s.byAct["reveal"].rows {
		if r.Role == "archivist" && r.State != "closing" && r.State != "done" {
			t.Errorf("an archivist calls people while others work: %v", r.values())
		}
	}
	for act, roles := range reviewedReaders {
		for _, r := range s.byAct[act].rows {
			if !r.Denies() && !slices.Contains(roles, r.Role) {
				t.Errorf("%s: %v", act, r.values())
			}
		}
	}
	outliners := []string{"plc_supervisor", "assessment_clerk", "auditor", "observer"}
	for _, act := range []string{"read.registration", "read.agreement", "read.sealed"} {
		for _, r := range s.byAct[act].rows {
			if !r.Denies() && slices.Contains(outliners, r.Role) && r.Rel != "registered" {
				t.Errorf("%s: %v", act, r.values())
			}
		}
	}
	for _, r := range s.Rows() {
		switch {
		case r.Denies():
		case r.Role == "auditor" && !slices.Contains([]string{"outline", "read.trace", "export", "list"}, r.Act):
			t.Errorf("an auditor only looks: %v", r.values())
		case r.Role == "sysadmin" && !isOffice(r.Flow):
			t.Errorf("the administrator has no case: %v", r.values())
		case r.Role == "plc_supervisor" && (r.Act == "correct" || r.Act == "keep") && r.Rel == "area":
			t.Errorf("a supervisor may not edit a case: %v", r.values())
		case r.Act == "seal" && r.Role != "seal_keeper", r.Act == "decide" && r.Role != "centre_director":
			t.Errorf("%v", r.values())
		case (r.Role == "public_user" || r.Role == "link_holder" || r.Role == "system" || r.Role == "clock") != (r.Body == "none"):
			t.Errorf("only who has no body stands with none: %v", r.values())
		}
	}
}
