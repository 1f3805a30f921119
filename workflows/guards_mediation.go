package workflows

import (
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
)

// everyPartyConsents: 《人民调解法》17, consent of each party by name.
func everyPartyConsents(f *Facts, in casemodel.Fields, _ any) *casemodel.Error {
	return consentOf(f, in, "every_party_consents")
}

// bothAsk: what needs both sides' wish, such as a longer term.
func bothAsk(f *Facts, in casemodel.Fields, _ any) *casemodel.Error {
	return consentOf(f, in, "both_ask")
}

func consentOf(f *Facts, in casemodel.Fields, key string) *casemodel.Error {
	agreed := map[casemodel.ID]bool{}
	for _, c := range in.Consents("consents") {
		if !f.has(c.Party) {
			return bad("consents", "no_such_party")
		}
		agreed[c.Party] = c.Consent == "agreed"
	}
	for _, p := range f.sides() {
		if !agreed[p.ID] {
			return bad("consents", key, "party", p.Name)
		}
	}
	return nil
}

func aPartyRefuses(f *Facts, in casemodel.Fields, _ any) *casemodel.Error {
	if !f.has(in.ID("party")) {
		return bad("party", "no_such_party")
	}
	return nil
}

func rightsNoticeOnFile(f *Facts, _ casemodel.Fields, _ any) *casemodel.Error {
	if !f.did(f.Matter.ID, "give_rights_notice") {
		return bad("", "rights_notice_on_file")
	}
	return nil
}

// mediatorNotRecused looks at the mediator the input names, else at the one
// who acts already.
func mediatorNotRecused(f *Facts, in casemodel.Fields, _ any) *casemodel.Error {
	mediators := append(in.IDs("co_mediators"), in.ID("handler"))
	if in.ID("handler") == "" {
		mediators = append(mediators, f.Matter.HandlerID)
	}
	for _, id := range mediators {
		if id != "" && f.recused(id, "") {
			return bad("handler", "mediator_recused")
		}
	}
	return nil
}

// mediatorOfBody: the mediator belongs to the committee in charge.
func mediatorOfBody(f *Facts, in casemodel.Fields, _ any) *casemodel.Error {
	for _, id := range append(in.IDs("co_mediators"), in.ID("handler")) {
		fits := slices.ContainsFunc(f.Members[id], func(m casemodel.Membership) bool {
			return m.BodyID == f.Matter.BodyID && m.Active == 1 && slices.ContainsFunc(m.Roles, mediates)
		})
		if !fits {
			return bad("handler", "mediator_of_body")
		}
	}
	return nil
}

func mediates(role string) bool {
	return slices.Contains([]string{"mediator", "commercial_mediator", "police_mediator", "judge_guide", "court_clerk", "dept_handler"}, role)
}

// partiesHeard: a sitting opens with somebody who is heard; one side alone is
// enough, as in a visit or a caucus (G35).
func partiesHeard(f *Facts, in casemodel.Fields, _ any) *casemodel.Error {
	present := in.IDs("present")
	for _, a := range in.Attendance("came") {
		if a.Came == "self" || a.Came == "agent" {
			present = append(present, a.Party)
		}
	}
	for _, id := range present {
		if !f.has(id) {
			return bad("present", "no_such_party")
		}
	}
	if len(present) == 0 && !f.did(f.Matter.ID, "log_session") && !f.did(f.Matter.ID, "contact") {
		field := "present"
		if in.Has("came") {
			field = "came"
		}
		return bad(field, "parties_heard")
	}
	return nil
}

// apart: where there was violence at home, or may have been, nobody is made to
// sit with the other without a written wish (users.md F7). To talk to each side
// alone is always open.
func apart(f *Facts, in casemodel.Fields, _ any) *casemodel.Error {
	way := "way"
	if in.Has("mode") {
		way = "mode"
	}
	if in.Text(way) != "joint" || f.somewhere("joint_wish", "true") || !f.violent() {
		return nil
	}
	return bad(way, "apart")
}

func partiesConsent(_ *Facts, in casemodel.Fields, _ any) *casemodel.Error {
	if !in.Bool("parties_agree") {
		return bad("parties_agree", "parties_consent")
	}
	return nil
}

// textOpen: while a text lies for signing nothing is offered that it is made of.
func textOpen(f *Facts, _ casemodel.Fields, arg any) *casemodel.Error {
	if slices.Contains(words(arg), f.Matter.State) {
		return bad("", "text_open")
	}
	return nil
}

func signedBy(f *Facts, party casemodel.ID) bool { return f.value("signed."+string(party)) != "" }

func allSigned(f *Facts, _ casemodel.Fields, _ any) *casemodel.Error {
	for _, p := range f.sides() {
		people := f.listed(p.ID)
		open := slices.DeleteFunc(slices.Clone(people), func(m casemodel.Member) bool { return signedBy(f, m.ID) })
		switch {
		case len(open) > 0:
			return bad("", "all_listed_signed", "party", open[0].Party.Name, "open", len(open), "all", len(people))
		case len(people) == 0 && !signedBy(f, p.ID):
			return bad("", "all_signed", "party", p.Name)
		}
	}
	return nil
}

// signedPart: at least one on each side signed; it binds those (F10).
func signedPart(f *Facts, _ casemodel.Fields, _ any) *casemodel.Error {
	asks, asked := false, false
	for _, p := range f.sides() {
		signed := signedBy(f, p.ID)
		if people := f.listed(p.ID); len(people) > 0 { // each signs for themselves
			signed = slices.ContainsFunc(people, func(m casemodel.Member) bool { return signedBy(f, m.ID) })
		}
		asks = asks || p.Asks() && signed
		asked = asked || !p.Asks() && signed
	}
	if !asks || !asked {
		return bad("", "signed_part")
	}
	return nil
}

func aMediatorSigned(f *Facts, _ casemodel.Fields, _ any) *casemodel.Error {
	for field := range f.Values[f.Matter.ID] {
		if strings.HasPrefix(field, "signed_by.") {
			return nil
		}
	}
	return bad("", "a_mediator_signed")
}

func notCategory(f *Facts, _ casemodel.Fields, arg any) *casemodel.Error {
	for _, category := range words(arg) {
		if strings.HasPrefix(f.Root.Category, category) {
			return bad("", "must_be_written")
		}
	}
	return nil
}

// oralAllowed: no oral agreement where people may come to harm.
func oralAllowed(f *Facts, _ casemodel.Fields, _ any) *casemodel.Error {
	if f.Root.Risk >= casemodel.RiskOrange {
		return bad("", "oral_allowed")
	}
	if slices.ContainsFunc(f.Roster, func(m casemodel.Member) bool { return m.Stands() }) {
		return bad("", "oral_roster") // it binds who signs, and nobody signs what is said
	}
	return nil
}

// formAllowed: which forms an agreement may take is the procedure's parameter.
func formAllowed(f *Facts, _ casemodel.Fields, arg any) *casemodel.Error {
	form := "written"
	if f.Act == "agree_orally" {
		form = "oral"
	}
	if !slices.Contains(words(arg), form) {
		return bad("", "must_be_written")
	}
	return nil
}

// termRunning: a term can be lengthened only while it runs.
func termRunning(f *Facts, _ casemodel.Fields, _ any) *casemodel.Error {
	for _, d := range f.Deadlines {
		if d.MatterID != f.Matter.ID || d.Class == casemodel.Information {
			continue
		}
		// A working rule ends nothing: both sides may lengthen it late.
		late := d.Class == casemodel.Soft && d.State == casemodel.ClockMissed
		if late || d.Running() && (d.DueOn == "" || f.On <= d.DueOn) {
			return nil
		}
	}
	return bad("until", "term_running")
}

// sittingAhead: there is a sitting to speak of.
func sittingAhead(f *Facts, _ casemodel.Fields, _ any) *casemodel.Error {
	if !f.Ahead {
		return bad("", "sitting_ahead")
	}
	return nil
}
