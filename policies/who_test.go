package policies

import (
	"strings"
	"testing"
)

// ask puts a question in words: "pmc_chair@pmc_town may all_consent a
// peoples_mediation in consent_pending as body"; several roles and relations
// are joined by "+".
func ask(t testing.TB, s *Snapshot, question string) Answer {
	t.Helper()
	var who, act, flow, state, rels string
	words := strings.Fields(question)
	if len(words) != 8 {
		t.Fatalf("%d words in %q", len(words), question)
	}
	who, act, flow, state, rels = words[0], words[2], words[3], words[5], words[7]
	roles, kind, _ := strings.Cut(who, "@")
	q := Question{
		Roles: strings.Split(roles, "+"), Body: kind, Flows: []string{flow}, State: state, Act: act,
		Rels: append([]string{Any}, strings.Split(rels, "+")...),
	}
	if f := s.book.called(flow); f != nil {
		q.Flows, q.Class = f.Lineage, f.States[state]
	}
	return s.Ask(q)
}

// The sentences a town hall would check first (domain 4, users.md F).
func TestWhoMay(t *testing.T) {
	s := opened(t).Now()
	for question, want := range map[string]bool{
		// the centre
		"front_desk@centre may submit dispute_case in draft as centre":                     true,
		"front_desk@centre may accept dispute_case in triage as centre":                    false,
		"triage_clerk@centre may accept dispute_case in triage as centre":                  true,
		"triage_clerk@centre may accept dispute_case in triage as area":                    false,
		"triage_clerk@centre may dispatch dispute_case in accepted as centre":              true,
		"triage_clerk@centre may force_assign dispute_case in accepted as centre":          false,
		"centre_director@centre may force_assign dispute_case in accepted as centre":       true,
		"centre_director@centre may reopen dispute_case in archived as centre":             true,
		"front_desk@centre may reopen dispute_case in archived as centre":                  false,
		"triage_clerk@centre may take_over dispute_case in escalation_pending as reviewer": true,
		"triage_clerk@centre may take_over dispute_case in escalation_pending as centre":   false,
		"front_desk@centre may open_session peoples_mediation in preparing as centre":      false,
		"front_desk@centre may finalise_text peoples_mediation in drafting as centre":      false,
		"archivist@centre may archive dispute_case in closed as centre":                    true,
		// who may hand in, and where
		"mediator@pmc_town may create dispute_case in new as home":           true,
		"mediator@pmc_industry may create dispute_case in new as field":      true,
		"mediator@pmc_town may create dispute_case in new as area":           false,
		"grid_worker@grid may create dispute_case in new as home":            true,
		"grid_worker@grid may submit dispute_case in draft as registered":    true,
		"grid_worker@grid may submit dispute_case in draft as grid_own":      false,
		"police_mediator@police_room may create dispute_case in new as home": true,
		"court_clerk@court_desk may create dispute_case in new as home":      true,
		"petition_clerk@petition_office may create petition in new as home":  true,
		"front_desk@centre may create petition in new as home":               false,
		"public_user@none may create dispute_case in new as any":             true,
		"public_user@none may submit dispute_case in draft as code":          false,
		"auditor@auditor may create dispute_case in new as home":             false,
		// the body, before and after there is a mediator
		"mediator@pmc_town may ask_consent peoples_mediation in applied as body":                              true,
		"mediator@pmc_town may ask_consent peoples_mediation in applied as team":                              false,
		"pmc_chair@pmc_town may all_consent peoples_mediation in consent_pending as body":                     true,
		"mediator@pmc_town may any_refuse peoples_mediation in consent_pending as body":                       true,
		"mediator@pmc_town may any_refuse peoples_mediation in in_session as body":                            false,
		"mediator@pmc_town may any_refuse peoples_mediation in in_session as handler":                         true,
		"public_user@none may any_refuse peoples_mediation in in_session as code":                             true,
		"mediator@pmc_town may give_rights_notice peoples_mediation in accepted as body":                      true,
		"mediator@pmc_town may give_rights_notice peoples_mediation in preparing as body":                     false,
		"pmc_chair@pmc_town may appoint_mediator peoples_mediation in mediator_pending as body":               true,
		"mediator@pmc_town may appoint_mediator peoples_mediation in mediator_pending as body":                false,
		"mediator@pmc_town may open_session peoples_mediation in preparing as handler":                        true,
		"mediator@pmc_town may open_session peoples_mediation in preparing as co_handler":                     true,
		"mediator@pmc_town may open_session peoples_mediation in preparing as body+team":                      false,
		"mediator@pmc_town may finalise_text peoples_mediation in drafting as co_handler":                     false,
		"mediator@pmc_industry may commission_appraisal medical in in_session as handler":                     true,
		"mediator@pmc_town may affix_seal peoples_mediation in signing as handler+body":                       false,
		"seal_keeper@pmc_town may affix_seal peoples_mediation in signing as body":                            true,
		"seal_keeper@mediator_studio may affix_seal peoples_mediation in signing as body":                     false,
		"mediator+pmc_chair+seal_keeper@pmc_village may affix_seal peoples_mediation in signing as body+doer": true,
		// other proceedings
		"dept_handler@competent_organ may start_decision administrative_mediation in applied as body": true,
		"dept_handler@competent_organ may fail administrative_mediation in in_session as handler":     true,
		"mediator@competent_organ may fail administrative_mediation in in_session as handler":         true,
		"commercial_mediator@commercial_org may sign_all court_delegated in signing as handler":       true,
		"judge_guide@court_desk may sign_all court_delegated in signing as handler":                   true,
		"court_clerk@court_desk may sign_all court_delegated in signing as body":                      false,
		"court_clerk@court_desk may withdraw_suit court_delegated in agreed as area":                  true,
		"court_clerk@court_desk may confirm judicial_confirmation in accepted as area":                true,
		"mediator@pmc_town may confirm judicial_confirmation in accepted as team":                     false,
		"mediator@pmc_town may submit_jointly judicial_confirmation in preparing as team":             true,
		"dept_handler@linked_dept may divert dispute_case in not_agreed as team+linked":               false,
		"dept_handler@competent_organ may divert dispute_case in not_agreed as body":                  true,
		// performance, visits, requests, letters
		"grid_worker@grid may urge performance_item in overdue as grid_own":             true,
		"grid_worker@grid may waive performance_item in overdue as grid_own":            false,
		"front_desk@centre may perform performance_item in pending as centre":           false,
		"front_desk@centre may complete follow_up in planned as centre":                 true,
		"front_desk@centre may verify follow_up in done as centre":                      true,
		"front_desk@centre may verify follow_up in done as centre+doer":                 false,
		"centre_director@centre may approve approval in requested as centre":            true,
		"centre_director@centre may approve approval in requested as centre+doer":       false,
		"triage_clerk@centre may approve approval in requested as centre":               false,
		"triage_clerk@centre may cancel approval in requested as registered":            true,
		"front_desk@centre may send handover in drafted as sender":                      true,
		"dept_handler@competent_organ may accept handover in received as offered":       true,
		"dept_handler@competent_organ may accept handover in received as body":          false,
		"grid_worker@grid may confirm_result linked_task in verifying as grid_own":      true,
		"grid_worker@grid may confirm_result linked_task in verifying as grid_own+doer": false,
		// what only follow-ons fire
		"mediator@pmc_town may fail_mediation dispute_case in in_mediation as team+body+handler": false,
		"centre_director@centre may start_performance dispute_case in agreed as centre":          false,
		"system@none may fail_mediation dispute_case in in_mediation as any":                     true,
		"clock@none may mark_overdue performance_item in pending as any":                         true,
		// risk
		"grid_worker@grid may grade_risk dispute_case in triage as grid_own":     true,
		"triage_clerk@centre may lower_risk dispute_case in triage as centre":    false,
		"centre_director@centre may lower_risk dispute_case in triage as centre": true,
		"centre_director@centre may lower_red dispute_case in triage as centre":  false,
		"plc_supervisor@plc may lower_red dispute_case in triage as area":        true,
		"plc_supervisor@plc may amend dispute_case in triage as area":            false,
		// secrecy
		"mediator@pmc_town may read.sessions peoples_mediation in effective as handler":                  true,
		"mediator@pmc_town may read.sessions peoples_mediation in effective as team+body":                false,
		"pmc_chair@pmc_town may read.sessions peoples_mediation in in_session as body":                   true,
		"centre_director@centre may read.sessions peoples_mediation in in_session as centre":             false,
		"court_clerk@court_desk may read.sessions court_delegated in in_session as body+area":            false,
		"judicial_assistant@judicial_office may read.sessions peoples_mediation in effective as sampled": true,
		"front_desk@centre may read.agreement peoples_mediation in effective as centre":                  false,
		"triage_clerk@centre may read.agreement peoples_mediation in effective as centre":                true,
		"court_clerk@court_desk may read.agreement court_delegated in in_session as area":                false,
		"court_clerk@court_desk may read.agreement court_delegated in filed as area":                     true,
		"grid_worker@grid may read.registration dispute_case in triage as grid_own":                      false,
		"plc_supervisor@plc may read.registration dispute_case in triage as area":                        false,
		"plc_supervisor@plc may see dispute_case in triage as area":                                      true,
		"auditor@auditor may read.meta dispute_case in archived as area":                                 true,
		"auditor@auditor may read.registration dispute_case in archived as area":                         false,
		"police_mediator@police_room may see dispute_case in triage as area_red":                         true,
		"police_mediator@police_room may see dispute_case in triage as area":                             false,
		"petition_clerk@petition_office may read.sealed petition in handling as named+body":              true,
		"petition_clerk@petition_office may see petition in handling as sealed_unnamed+body":             false,
		"public_user@none may see dispute_case in in_mediation as code":                                  true,
		"public_user@none may read.registration dispute_case in in_mediation as code":                    false,
		"link_holder@none may submit_feedback linked_task in handling as delegate":                       true,
		"link_holder@none may read.agreement linked_task in handling as delegate":                        false,
		// recused: knows of it, no more
		"mediator@pmc_town may see peoples_mediation in in_session as team+handler+recused":               true,
		"mediator@pmc_town may read.registration peoples_mediation in in_session as team+handler+recused": false,
		"mediator@pmc_town may note peoples_mediation in in_session as team+handler+recused":              false,
		"mediator@pmc_town may reveal peoples_mediation in in_session as team+handler+recused":            false,
		"mediator@pmc_town may declare_tie peoples_mediation in in_session as team+handler+recused":       true,
		"mediator@pmc_town may create handover in new as team+recused":                                    false,
		// the administrator
		"sysadmin@platform may edit users in - as any":                                true,
		"sysadmin@platform may see dispute_case in triage as any":                     false,
		"sysadmin+centre_director@centre may accept dispute_case in triage as centre": false,
		"centre_director@centre may edit users in - as home":                          true,
		"centre_director@centre may edit users in - as any":                           false,
		"centre_director@centre may edit policies in - as home":                       false,
		"centre_director@centre may backdate dispute_case in accepted as centre":      true,
		"triage_clerk@centre may backdate dispute_case in accepted as centre":         false,
	} {
		if got := ask(t, s, question); got.Allow != want {
			t.Errorf("%s: %+v", question, got)
		}
	}
}
