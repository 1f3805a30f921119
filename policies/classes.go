package policies

import "slices"

// Class is a word for several acts, so that one line of policy.csv can name a
// piece of work. An act may carry several; a line may still name a single act.
type Class struct {
	Name string
	Doc  string
	Acts []string
}

// Read and Write are the two classes that are not listed: every act of reading
// is a read, every event and record but declare_tie is a write.
const (
	Read  = "read"
	Write = "write"
)

var classes = []Class{
	{"view", "reading the file's existence, course and registration", []string{"see", "read.meta", "read.registration"}},
	{"outline", "reading existence and course only", []string{"see", "read.meta"}},
	{"dossier", "reading a sealed file", []string{"see", "read.meta", "read.registration", "read.sealed"}},

	{"keep", "papers, notes, calls, pieces of evidence and prints of a matter", []string{"attach", "note", "contact", "print", "issue_paper", "add_evidence", "return_evidence", "hand_out", "strike_handing", "report_breach"}},
	{"lend", "volumes that leave the shelf and come back", []string{"lend_volume", "return_volume", "strike_loan"}},
	{"correct", "correcting data, parties and rosters", []string{"amend", "add_party", "end_party", "detach", "withdraw_evidence", "enter_members", "change_member", "elect_spokesmen"}},
	{"settle_roster", "saying what became of somebody's claim on a roster", []string{"settle_members"}},
	{"staff", "naming who works on a matter", []string{"assign_handler", "add_participant"}},

	{"hand_in", "finishing or dropping one's draft", []string{"submit", "discard"}},
	{"intake", "sorting what came in", []string{"begin_triage", "accept", "reject", "guide", "merge"}},
	{"route", "sending a case to a body", []string{"dispatch", "assign_down", "recall_dispatch"}},
	{"come_back", "following a case on another route", []string{"begin_follow_up", "return_from_route", "return_from_court"}},
	{"answer_escalation", "the upper centre's answer", []string{
		"take_over", "decline_escalation_to_accepted", "decline_escalation_to_in_mediation",
		"decline_escalation_to_suspended", "decline_escalation_to_not_agreed",
	}},
	{"steer", "leading a case on to where it belongs", []string{
		"transfer", "escalate", "divert", "withdraw", "settle_by_parties", "relapse",
	}},
	{"carry_out", "the body's own steps while it mediates and watches", []string{
		"suspend", "resume", "perform_at_once", "remediate_default", "reopen_talks", "monitor_performance", "record_default",
	}},
	{"close", "closing a case", []string{"confirm_follow_up", "close_without_agreement"}},

	{"take_up", "what a body does with a proceeding before there is a handler", []string{
		"ask_consent", "all_consent", "decline", "choose_mediator", "accept_delegation", "refuse_delegation", "sign_receipt",
		"start_decision", "accept", "refuse_acceptance", "forward",
	}},
	{"let_go", "ending a proceeding that has no mediator", []string{
		"any_refuse", "terminate", "transfer_arbitration", "give_rights_notice", "report_refusal", "withdraw", "suit_filed",
		"hand_back",
	}},
	{"appoint", "naming or changing the mediator", []string{"appoint_mediator", "challenge_mediator", "replace_mediator"}},
	{"conduct", "what only the mediator in charge does", []string{
		"give_rights_notice", "suspend", "resume", "resume_preparation", "invite_helper", "extend_term", "propose_terms",
		"back_to_session", "finalise_text", "agree_orally", "any_refuse", "terminate", "commission_appraisal", "finish_appraisal",
		"ask_expert", "visit_plot", "start_loss_assessment", "finish_loss_assessment", "start_cooling", "end_cooling", "hear_minor",
		"transfer_arbitration", "advise_payment_order", "settle_fee", "open_special_group", "record_legal_analysis", "consent_ok", "report_unreachable", "report_refusal", "start_appraisal", "suspect_sham",
		"fail_session", "sign_all", "file_with_court", "hand_back", "start_inspection", "finish_inspection", "await_treatment",
		"treatment_over", "make_agreement", "fail", "withdraw", "suit_filed", "sue_on_agreement", "settle_members",
	}},
	{"prepare", "what an industry's law wants noted early", []string{
		"notify_insurer", "note_finding", "name_representatives", "consult_housing", "note_complaint", "note_contract",
		"screen_violence", "agree_fee",
	}},
	{"arrange", "planning the day of a body: when and where its sittings are, and telling the parties", []string{
		"schedule", "reschedule", "cancel_sitting", "notify_sitting",
	}},
	{"sit", "what a co-mediator may do too", []string{
		"schedule", "reschedule", "cancel_sitting", "start_sitting", "finish_sitting", "notify_sitting",
		"open_session", "adjourn", "hold_again", "log_session", "record_signature", "weigh_evidence",
		"make_offer", "counter_offer", "accept_offer", "decline_offer", "withdraw_offer", "disclose", "hand_over_notes",
		"revise_record", "sign_record", "supplement_record", "replace_page", "log_inquiry", "revise_inquiry", "settle_claim",
	}},
	{"seal", "the committee's seal", []string{"affix_seal", "affix_seal_partial"}},
	{"fall", "writing down that an agreement has no force, or has it again: a mediator or a chair asks, the director decides", []string{"declare_void", "restore_agreement"}},
	{"follow_fall", "what ends with an agreement, and comes back with it", []string{
		"annul", "revive", "revive_due_soon", "revive_overdue", "revive_urged", "revive_partly", "revive_defaulted", "revive_enforced", "revive_sued",
		"lose_ground", "regain_ground", "regain_preparing", "part_fell", "part_stands", "part_untold", "visit_again", "seek_again", "mend_again", "invalidate_agreement", "revalidate_agreement",
	}},
	{"court_part", "what the court does or has done", []string{
		"clear_sham", "confirm_sham", "recall", "file_with_court", "make_court_document", "withdraw_suit", "close_agreed",
		"register_case", "give_up_claim", "accept_by_court", "refuse_by_court", "ask_supplement", "deem_withdrawn", "confirm", "dismiss", "revoke",
	}},
	{"apply_to_court", "the joint application for confirmation", []string{
		"precheck_ok", "precheck_fail", "sign_one", "submit_jointly", "supplement", "withdraw", "waive", "reinstate", "tell_court",
	}},

	{"watch", "taking note of performance, urging", []string{"perform", "perform_partly", "urge"}},
	{"pursue", "what follows when it is not performed", []string{
		"remind", "mark_default", "apply_enforcement", "sue", "renegotiate", "waive", "cancel",
	}},
	{"visit", "making a follow-up visit", []string{"attempt", "complete", "find_problem", "handle_problem", "rate", "add_to_visit"}},
	{"decide", "deciding a request", []string{"approve", "reject"}},

	{"send_letter", "the sender's part of a hand-over", []string{"send", "resend", "revoke", "acknowledge"}},
	{"answer_letter", "the receiver's part of a hand-over", []string{"confirm_receipt", "accept", "refuse"}},

	{"sort_petition", "the desk sorts petitions", []string{
		"forward", "assign_with_report", "divert_judicial", "divert_discipline", "classify_suggestion", "reply_suggestion",
		"merge_duplicate", "refuse_acceptance", "grant_objection", "reject_objection_forwarded", "reject_objection_assigned",
	}},
	{"handle_petition", "the organ handles a petition", []string{
		"object_competence", "inform", "accept_ordinary", "accept_simple", "convert_ordinary", "lead_into_procedure",
		"start_handling", "hold_hearing", "close_hearing", "start_mediation", "end_mediation", "settle_by_mediation",
		"serve_opinion", "withdraw",
	}},
	{"decide_petition", "the head of the organ decides", []string{"issue_opinion", "extend"}},
	{"review_desk", "hearings and service of a review", []string{
		"serve_review", "hold_recheck_hearing", "close_recheck_hearing", "serve_recheck",
	}},
	{"watch_petition", "the desk watches what becomes of it", []string{
		"request_review", "request_recheck", "conclude", "watch_execution", "close_item", "refuse_review", "receive_by_leader",
	}},
	{"run_backlog", "the programme office's part", []string{
		"assign_owner", "approve_plan", "set_task_force", "change_owner", "replace_owner", "start_observation", "settle",
		"terminate_by_law", "remove_from_list",
	}},
	{"work_backlog", "the work of leader and desk", []string{
		"start_work", "hold_consultation", "end_consultation", "apply_measures", "sign_undertaking", "resume_work", "relapse",
		"report_progress", "add_petition",
	}},

	{"run_task", "the sender's part of a linked task", []string{
		"dispatch", "redispatch", "grant_extension", "deny_extension", "assess", "close_task", "cancel",
	}},
	{"do_task", "the department's part", []string{
		"accept", "return_task", "report_arrival", "start", "request_extension", "submit_feedback",
	}},
	{"check_task", "checking what was done, never by who did it", []string{
		"start_verification", "require_rework", "confirm_result", "report_impossible",
	}},

	{"press_claim", "the insured side of a claim, and what the insurer answers on paper", []string{
		"mark_uninsured", "file_claim", "start_claim_review", "ask_more", "pay_claim", "refuse_claim", "appeal_claim",
		"withdraw_claim", "sue_insurer", "pay_by_judgment", "lose_suit",
	}},
	{"feed_back", "the prevention track", []string{
		"send_feedback", "report_improvement", "accept_improvement", "ask_rework", "waive_feedback",
	}},
	{"police_part", "what the police do with an alert", []string{
		"confirm_police", "start_control", "turn_public_order", "turn_criminal", "defuse", "dismiss",
	}},
	{"order", "the part of who supervises", []string{
		"issue", "accept_reply", "reject_reply", "release", "raise_level", "issue_raised", "list_item", "check", "delist",
		"fail_check", "cancel", "close_moot",
	}},
	{"obey", "the part of who is supervised", []string{"acknowledge", "start_rectify", "reply", "monthly_report"}},
}

// Classes lists the classes of acts with their sentences, for the matrix page.
func Classes() []Class { return slices.Clone(classes) }

// membersOf returns the acts of a listed class, nil when there is none.
func membersOf(name string) []string {
	for i := range classes {
		if classes[i].Name == name {
			return classes[i].Acts
		}
	}
	return nil
}
