package casework

import "github.com/jiefen/jiefen/casemodel"

// change is the act's own few lines: what the definition cannot say by data.
// It runs after the guards and before the header is written; it reads and
// writes only through the transaction.
type change func(j *job, c *call) error

// changes is the list of acts with code of their own, under the lineage word
// of the procedure they belong to; "*" is every procedure.
var changes = map[string]change{
	"dispute_case.submit":                  submit,
	"dispute_case.merge":                   merge,
	"dispute_case.unmerge":                 unmerge,
	"dispute_case.dispatch":                dispatch,
	"dispute_case.force_assign":            dispatch,
	"dispute_case.transfer":                dispatch,
	"dispute_case.take_over":               dispatch,
	"dispute_case.reopen":                  reopen,
	"dispute_case.confirm_follow_up":       closeCase,
	"dispute_case.close_without_agreement": closeCase,
	"dispute_case.withdraw":                withdraw,
	"dispute_case.begin_mediation":         beginMediation,

	"proceeding.any_refuse":                 anyRefuse,
	"peoples_mediation.all_consent":         allConsent,
	"peoples_mediation.choose_mediator":     appointMediator,
	"peoples_mediation.appoint_mediator":    appointMediator,
	"peoples_mediation.challenge_mediator":  challengeMediator,
	"peoples_mediation.back_to_session":     backToSession,
	"court_delegated.back_to_session":       backToSession,
	"peoples_mediation.finalise_text":       finaliseText,
	"peoples_mediation.affix_seal":          takeEffect,
	"peoples_mediation.affix_seal_partial":  affixSealPartial,
	"peoples_mediation.agree_orally":        takeEffect,
	"court_delegated.sign_all":              takeEffect,
	"administrative_mediation.make_agreement": takeEffect,
	"peoples_mediation.record_signature":    recordSignature,
	"proceeding.log_session":                logSession,
	"proceeding.schedule":                   schedule,
	"proceeding.adjourn":                    schedule,
	"performance_item.perform":              perform,
	"performance_item.perform_partly":       performPartly,
	"approval.approve":                      approve,
	"handover.accept":                       acceptHandover,

	"*.amend":           amend,
	"*.add_party":       addParty,
	"*.end_party":       endParty,
	"*.detach":          detach,
	"*.grade_risk":      gradeRisk,
	"*.add_participant": addParticipant,
	"*.declare_tie":     declareTie,
	"*.reveal":          reveal,
}

// codeOf finds the code of an act, the most special procedure first.
func codeOf(c *call) change {
	for _, word := range c.flow.Lineage {
		if code := changes[word+"."+c.act]; code != nil {
			return code
		}
	}
	return changes["*."+c.act]
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
func (j *job) outcome(c *call, party casemodel.ID, result string, item casemodel.ID) error {
	return j.tx.AddOutcomes(casemodel.PartyOutcome{
		ID: j.tx.NewID(), RootID: c.m.RootID, MatterID: c.m.ID, PartyID: party, Result: result, ItemID: item, On: c.on, Seq: c.seq,
	})
}

// outcomes records one result for every party still present.
func (j *job) outcomes(c *call, result string) error {
	if err := j.fam.loadParties(); err != nil {
		return err
	}
	for _, p := range j.fam.parties {
		if p.Present() {
			if err := j.outcome(c, p.ID, result, ""); err != nil {
				return err
			}
		}
	}
	return nil
}
