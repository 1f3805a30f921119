package casework

import "github.com/jiefen/jiefen/casemodel"

// change is the act's own few lines: what the definition cannot say by data.
// It runs after the guards and before the header is written; it reads and
// writes only through the transaction.
type change func(j *job, c *call) error

// changeOf lists the acts with code of their own, under the lineage word of
// the procedure they belong to; "*" is every procedure.
func changeOf(key string) change {
	switch key {
	case "dispute_case.submit":
		return submit
	case "dispute_case.report_breach":
		return reportBreach
	case "dispute_case.hear_of_dispute":
		return hearOfDispute
	case "dispute_case.accept":
		return acceptCase
	case "dispute_case.dispatch", "dispute_case.force_assign", "dispute_case.transfer", "dispute_case.take_over":
		return dispatch
	case "dispute_case.invalidate_agreement", "dispute_case.revalidate_agreement":
		return caseInvalid
	case "dispute_case.reopen":
		return reopen
	case "dispute_case.confirm_follow_up", "dispute_case.close_without_agreement":
		return closeCase
	case "dispute_case.withdraw":
		return withdraw
	case "dispute_case.call_in":
		return callIn
	case "dispute_case.verify_record":
		return verifyRecord
	case "dispute_case.begin_mediation":
		return beginMediation
	case "proceeding.any_refuse", "court_delegated.report_refusal":
		return anyRefuse
	case "peoples_mediation.all_consent":
		return allConsent
	case "peoples_mediation.choose_mediator", "peoples_mediation.appoint_mediator":
		return appointMediator
	case "peoples_mediation.challenge_mediator":
		return challengeMediator
	case "peoples_mediation.back_to_session", "court_delegated.back_to_session":
		return backToSession
	case "court_delegated.propose_terms":
		return layOpen
	case "peoples_mediation.finalise_text":
		return finaliseText
	case "peoples_mediation.affix_seal", "peoples_mediation.agree_orally", "court_delegated.sign_all", "administrative_mediation.make_agreement":
		return takeEffect
	case "peoples_mediation.affix_seal_partial":
		return affixSealPartial
	case "peoples_mediation.record_signature":
		return recordSignature
	case "proceeding.declare_void":
		return declareVoid
	case "proceeding.restore_agreement":
		return restoreAgreement
	case "proceeding.log_session":
		return logSession
	case "proceeding.revise_record":
		return reviseRecord
	case "proceeding.sign_record":
		return signRecord
	case "proceeding.supplement_record":
		return supplementRecord
	case "proceeding.log_inquiry":
		return logInquiry
	case "proceeding.revise_inquiry":
		return reviseInquiry
	case "proceeding.replace_page":
		return replacePage
	case "proceeding.settle_claim":
		return settleClaim
	case "proceeding.make_offer":
		return makeOffer
	case "proceeding.counter_offer":
		return counterOffer
	case "proceeding.accept_offer":
		return acceptOffer
	case "proceeding.decline_offer":
		return declineOffer
	case "proceeding.withdraw_offer":
		return withdrawOffer
	case "proceeding.disclose":
		return disclose
	case "proceeding.hand_over_notes":
		return handOverNotes
	case "proceeding.open_session":
		return openSession
	case "proceeding.schedule":
		return schedule
	case "proceeding.adjourn":
		return adjourn
	case "proceeding.reschedule":
		return reschedule
	case "proceeding.cancel_sitting":
		return cancelSitting
	case "proceeding.start_sitting":
		return startSitting
	case "proceeding.finish_sitting":
		return finishSitting
	case "proceeding.notify_sitting":
		return notifySitting
	case "performance_item.perform":
		return perform
	case "performance_item.perform_partly":
		return performPartly
	case "performance_item.waive":
		return waiveDebt
	case "performance_item.revive", "performance_item.revive_due_soon", "performance_item.revive_overdue", "performance_item.revive_urged",
		"performance_item.revive_partly", "performance_item.revive_defaulted", "performance_item.revive_enforced", "performance_item.revive_sued",
		"follow_up.visit_again", "follow_up.seek_again", "follow_up.mend_again":
		return runOn
	case "follow_up.attempt":
		return attempt
	case "follow_up.handle_problem":
		return handleProblem
	case "judicial_confirmation.precheck_ok":
		return precheckOK
	case "judicial_confirmation.sign_one":
		return signApplication
	case "judicial_confirmation.submit_jointly":
		return submitJointly
	case "judicial_confirmation.regain_ground", "judicial_confirmation.regain_preparing":
		return regainGround
	case "judicial_confirmation.withdraw", "judicial_confirmation.waive":
		return oneWithdraws
	case "approval.approve":
		return approve
	case "*.amend":
		return amend
	case "*.add_party":
		return addParty
	case "*.end_party":
		return endParty
	case "*.attach":
		return attach
	case "*.detach":
		return detach
	case "*.enter_members":
		return enterMembers
	case "*.change_member":
		return changeMember
	case "*.settle_members":
		return settleMembers
	case "*.elect_spokesmen":
		return electSpokesmen
	case "*.add_evidence":
		return addEvidence
	case "*.return_evidence":
		return returnEvidence
	case "*.withdraw_evidence":
		return withdrawEvidence
	case "*.weigh_evidence":
		return weighEvidence
	case "*.hand_out":
		return handOut
	case "*.strike_handing":
		return strikeLine(casemodel.HandedOut)
	case "*.lend_volume":
		return lendVolume
	case "*.return_volume":
		return returnVolume
	case "*.strike_loan":
		return strikeLine(casemodel.HandedLent, casemodel.HandedBack)
	case "*.grade_risk":
		return gradeRisk
	case "*.add_participant":
		return addParticipant
	case "*.declare_tie":
		return declareTie
	case "*.reveal":
		return reveal
	case "*.issue_paper":
		return issuePaper
	}
	return nil
}

// codeOf finds the code of an act, the most special procedure first.
func codeOf(c *call) change {
	for _, word := range c.flow.Lineage {
		if code := changeOf(word + "." + c.act); code != nil {
			return code
		}
	}
	return changeOf("*." + c.act)
}

// put keeps more current values with the act.
func (c *call) put(field, value string) {
	if c.extra == nil {
		c.extra = map[string]string{}
	}
	c.extra[field] = value
}

// tell writes more into the journal's payload.
func (c *call) tell(key string, value any) {
	if c.journal == nil {
		c.journal = map[string]any{}
	}
	c.journal[key] = value
}

// outcome records what came out for one party (decision 25).
func (j *job) outcome(c *call, party casemodel.ID, result string) error {
	return j.tx.AddOutcomes(casemodel.PartyOutcome{
		ID: j.tx.NewID(), RootID: c.m.RootID, MatterID: c.m.ID, PartyID: party, Result: result, On: c.on, Seq: c.seq,
	})
}

// outcomes records one result for every party still present.
func (j *job) outcomes(c *call, result string) error {
	if err := j.fam.loadParties(); err != nil {
		return err
	}
	for _, p := range j.fam.parties {
		if p.Present() {
			if err := j.outcome(c, p.ID, result); err != nil {
				return err
			}
		}
	}
	return nil
}
