package workflows

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/jiefen/jiefen/casemodel"
)

// Guard answers whether an act can happen: nil, or what is missing and at
// which field. Guards are a closed list; a definition names them.
type Guard func(f *Facts, in casemodel.Fields, arg any) *casemodel.Error

// guards is the closed list of decision 12, with those the overlays need.
var guards = map[string]Guard{
	"required_fields": requiredFields, "duplicate_shown": duplicateShown, "earlier_told": earlierTold, "category_set": categorySet,
	"both_sides": bothSides, "risk_graded": riskGraded, "reason": reason, "target_active": targetActive,
	"target_competent": targetCompetent, "body_not_recused": bodyNotRecused,
	"not_same_body_unless_asked": notSameBodyUnlessAsked, "no_live_track": noLiveTrack,
	"no_live_proceeding": noLiveProceeding, "no_open_task": noOpenTask, "no_supervision_from": noSupervisionFrom,
	"level_allowed": levelAllowed, "return_state_is": returnStateIs, "has_open_items": hasOpenItems,
	"no_open_items": noOpenItems, "items_done": itemsDone, "receipt_on_file": evidenceOnFile,
	"default_recorded": defaultRecorded, "other_route_reported": otherRouteReported, "valid_follow_up": validFollowUp,
	"risk_below": riskBelow, "within": within, "all_applicants_agree": allApplicantsAgree, "master_open": masterOpen,
	"linked_open": linkedOpen, "task_met_demand": taskMetDemand, "file_complete": fileComplete,

	"every_party_consents": everyPartyConsents, "a_party_refuses": aPartyRefuses,
	"rights_notice_on_file": rightsNoticeOnFile, "mediator_not_recused": mediatorNotRecused,
	"mediator_of_body": mediatorOfBody, "parties_heard": partiesHeard, "parties_consent": partiesConsent,
	"apart": apart, "terms_recorded": termsRecorded, "article_29": article29, "places_filled": placesFilled, "sums_agree": sumsAgree, "roster_agrees": rosterAgrees, "listed_sign": listedSign, "has_roster": hasRoster, "all_signed": allSigned,
	"signed_part": signedPart, "a_mediator_signed": aMediatorSigned, "not_category": notCategory,
	"oral_allowed": oralAllowed, "both_ask": bothAsk, "term_running": termRunning, "sitting_ahead": sittingAhead,

	"evidence_on_file": evidenceOnFile, "less_than_rest": lessThanRest, "urged_once": urgedOnce, "past_due": pastDue,
	"creditor_wrote":     evidenceOnFile,
	"may_fall":           mayFall,
	"has_fallen":         hasFallen,
	"court_to_tell":      courtToTell,
	"agreement_in_force": agreementInForce, "confirmable": confirmable, "window_open": windowOpen, "enforceable": enforceable,

	"spoken_with": spokenWith, "reached_safely": reachedSafely, "asked_by_kind": askedByKind, "rated_by_other": ratedByOther, "unrated": unrated,

	"text_open": textOpen, "offers_stand": offersStand, "needs_met": needsMet, "signer_fits": signerFits, "other_person": otherPerson, "not_requester": notRequester,

	// used by when: only
	"direct": direct, "two_areas": twoAreas, "level_below": levelBelow, "input_is": inputIs,

	// overlays
	"form_allowed": formAllowed, "side_limit": sideLimit, "both_consent": bothAsk,
	"insurer_notified_if_above": insurerNotified, "appraisal_from": appraisalDone, "expert_not_recused": expertNotRecused,
}

// Guards lists the names, for the policy tester's pages and the tests.
func Guards() []string {
	names := make([]string, 0, len(guards))
	for name := range guards {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Holds asks one guard.
func (n Need) Holds(f *Facts, in casemodel.Fields) *casemodel.Error {
	return guards[n.Name](f, in, n.Arg)
}

func bad(field, key string, args ...any) *casemodel.Error {
	e := casemodel.Bad(field, "guard."+key)
	if len(args) > 0 {
		e.Args = map[string]any{}
		for i := 0; i+1 < len(args); i += 2 {
			e.Args[fmt.Sprint(args[i])] = args[i+1]
		}
	}
	return e
}

// words reads a list parameter: [written, oral] or one word.
func words(arg any) []string {
	switch v := arg.(type) {
	case []any:
		list := make([]string, len(v))
		for i, w := range v {
			list[i] = fmt.Sprint(w)
		}
		return list
	case []string:
		return v
	case nil:
		return nil
	}
	return []string{fmt.Sprint(arg)}
}

func number(arg any) int64 {
	n, err := strconv.ParseInt(fmt.Sprint(arg), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

func reason(_ *Facts, in casemodel.Fields, _ any) *casemodel.Error {
	if in.Text("reason") == "" {
		return bad("reason", "reason")
	}
	return nil
}

// direct: a person asks; a follow-on of a hand-over does not start a track.
func direct(f *Facts, _ casemodel.Fields, _ any) *casemodel.Error {
	if f.FollowOn {
		return bad("", "direct")
	}
	return nil
}

func inputIs(_ *Facts, in casemodel.Fields, arg any) *casemodel.Error {
	want, _ := arg.(map[string]any)
	if in.Text(fmt.Sprint(want["field"])) != fmt.Sprint(want["value"]) {
		return bad("", "input_is")
	}
	return nil
}

func levelBelow(f *Facts, _ casemodel.Fields, arg any) *casemodel.Error {
	if number(f.value("level")) >= number(arg) {
		return bad("", "level_below")
	}
	return nil
}

func twoAreas(f *Facts, _ casemodel.Fields, _ any) *casemodel.Error {
	if f.Master != nil && f.Master.CentreID == f.Root.CentreID {
		return bad("", "two_areas")
	}
	return nil
}

func returnStateIs(f *Facts, _ casemodel.Fields, arg any) *casemodel.Error {
	if f.Matter.ReturnState != fmt.Sprint(arg) {
		return bad("", "return_state_is")
	}
	return nil
}

// within: the act's legal date lies in a span after the last change of state,
// or after the closing for what comes after it.
func within(f *Facts, _ casemodel.Fields, arg any) *casemodel.Error {
	if f.On > f.Days(f.Matter.StateOn, fmt.Sprint(arg)) {
		return bad("on", "within", "span", fmt.Sprint(arg))
	}
	return nil
}

// evidenceOnFile: a receipt, a transfer record, a photo or the creditor's
// writing came with the act.
func evidenceOnFile(_ *Facts, in casemodel.Fields, _ any) *casemodel.Error {
	if in.Text("evidence") == "" && !in.Has("file") {
		return bad("evidence", "evidence_on_file")
	}
	return nil
}
