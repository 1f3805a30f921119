package web

import "github.com/jiefen/jiefen/casemodel"

// errand is a form of an act and who has it before them.
type errand struct {
	name, who, path string
}

// errands leads cases to where each act of the first half of the way is due.
func (w *town) errands() []errand {
	at := func(id casemodel.ID, act string) string { return "/matters/" + string(id) + "/do/" + act }
	fresh := w.register(quarrel())
	half := quarrel()
	half.Category, half.Parties = "", half.Parties[:1]
	half.Parties[0].Phone, half.Parties[0].SafeContact, half.Parties[0].Needs = "13947106028", "never", []string{"deaf", "companion"}
	half.RiskBoxes = []int{4, 5}
	bare := w.register(half)

	back := w.register(quarrel())
	w.must("triage", back, "accept", f{"risk": "yellow"})
	w.must("triage", back, "dispatch", f{"body": string(w.bodies["VIL"].ID)})
	w.must("village", w.child(back, "peoples_mediation"), "decline", f{"reason": "当事人要求由街道调解"})

	asked := w.register(quarrel())
	w.must("triage", asked, "accept", f{"risk": "blue"})
	w.must("triage", asked, "dispatch", f{"body": string(w.bodies["TOWN"].ID), "reason": "双方都住在街道辖区"})
	applied := w.child(asked, "peoples_mediation")
	pending := w.dispatched()
	w.must("mediator", pending, "ask_consent", nil)
	agreed := w.dispatched()
	w.must("mediator", agreed, "ask_consent", nil)
	w.must("mediator", agreed, "all_consent", f{"consents": w.consents(w.header(agreed).RootID)})
	root, session := w.inSession()
	_, paused := w.inSession()
	w.must("mediator", paused, "suspend", f{"reason": "appraisal"})
	request := w.must("clerk", fresh, "void", f{"reason": "重复登记"}).Approval
	p := w.parties(root)
	return []errand{
		{"accept", "triage", at(fresh, "accept")},
		{"accept-bare", "triage", at(bare, "accept")},
		{"reject", "triage", at(fresh, "reject")},
		{"guide", "triage", at(fresh, "guide")},
		{"grade", "triage", at(bare, "grade_risk")},
		{"dispatch", "triage", at(back, "dispatch")},
		{"return", "mediator", at(applied, "decline")},
		{"sign-for", "mediator", at(applied, "ask_consent")},
		{"consent", "mediator", at(pending, "all_consent")},
		{"refuse", "mediator", at(pending, "any_refuse") + "?f.party=" + w.parties(w.header(pending).RootID)[1]},
		{"appoint", "chair", at(agreed, "appoint_mediator")},
		{"rights", "mediator", at(agreed, "give_rights_notice")},
		{"schedule", "mediator", at(session, "schedule")},
		{"contact", "mediator", at(session, "contact") + "?f.with=party&f.party=" + p[0]},
		{"suspend", "mediator", at(session, "suspend")},
		{"resume", "mediator", at(paused, "resume")},
		{"extend", "mediator", at(session, "extend_term")},
		{"amend", "clerk", at(root, "amend")},
		{"amend-item", "clerk", at(root, "amend") + "?f.field=summary"},
		{"add-party", "clerk", at(root, "add_party")},
		{"divert", "triage", at(back, "divert")},
		{"escalate", "director", at(back, "escalate")},
		{"decide", "director", at(request, "approve")},
	}
}

// dispatched leads a quarrel to the street's committee and returns its mediation.
func (w *town) dispatched() casemodel.ID {
	root := w.register(quarrel())
	w.must("triage", root, "accept", f{"risk": "blue"})
	w.must("triage", root, "dispatch", f{"body": string(w.bodies["TOWN"].ID)})
	return w.child(root, "peoples_mediation")
}

func (w *town) consents(root casemodel.ID) []any {
	var all []any
	for _, p := range w.parties(root) {
		all = append(all, f{"party": p, "consent": "agreed", "way": "present"})
	}
	return all
}
