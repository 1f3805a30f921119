package workflows

import (
	"slices"

	"github.com/jiefen/jiefen/casemodel"
)

// agreementInForce: what a court confirms is an agreement that binds. The one a
// proceeding made stands behind its confirmation; one of another body lies with
// it as a file. An agreement that was set aside afterwards is none.
func agreementInForce(f *Facts, _ casemodel.Fields, _ any) *casemodel.Error {
	if !AgreementInForce(f.Matter, f.Family, f.Values) {
		return bad("", "agreement_in_force")
	}
	return nil
}

// mayFall: only what is in force can lose its force.
func mayFall(f *Facts, _ casemodel.Fields, _ any) *casemodel.Error {
	if f.Unfallen != "" {
		return casemodel.Bad("", f.Unfallen)
	}
	return nil
}

// hasFallen: there is something to take back.
func hasFallen(f *Facts, _ casemodel.Fields, _ any) *casemodel.Error {
	if !f.Fallen {
		return casemodel.Bad("", "fall.nothing")
	}
	return nil
}

// courtToTell: the agreement fell in part, or stands again, since the court was
// told of it last.
func courtToTell(f *Facts, _ casemodel.Fields, _ any) *casemodel.Error {
	acts := f.Acts[f.Matter.ID]
	if max(acts["part_fell"].Seq, acts["part_stands"].Seq) <= max(acts["tell_court"].Seq, acts["part_untold"].Seq) {
		return bad("", "court_to_tell")
	}
	return nil
}

// binding are the states of a proceeding whose agreement binds.
var binding = []string{"effective", "oral_recorded", "agreed", "filed", "closed_agreed", "suit_withdrawn", "performing"}

// AgreementInForce reports whether the agreement behind a matter still binds.
func AgreementInForce(m *casemodel.Matter, family []*casemodel.Matter, values map[casemodel.ID]map[string]string) bool {
	for _, p := range family {
		if p.ID == m.ParentID && p.Kind == casemodel.KindProceeding && (!slices.Contains(binding, p.State) || values[p.ID]["void_on"] != "") {
			return false
		}
	}
	return true
}

// confirmable: what 民诉法解释355 keeps from confirmation. Whether the terms hold
// such a thing only a person can say; he says so before the way is offered.
func confirmable(_ *Facts, in casemodel.Fields, _ any) *casemodel.Error {
	switch found := in.Text("contents"); found {
	case "", "none":
		return nil
	default:
		return bad("contents", "confirmable."+found)
	}
}

// windowOpen: 《民事诉讼法》205, thirty days from the day the agreement took
// effect. What counts is the day the parties applied, whenever that is written
// down.
func windowOpen(f *Facts, in casemodel.Fields, _ any) *casemodel.Error {
	applied, at := f.On, "on"
	for _, field := range []string{"submitted_on", "applied_on"} {
		if on := in.Day(field); on != "" {
			applied, at = on, field
			break
		}
	}
	if reinstated := casemodel.Day(f.value("applied_on")); reinstated != "" && at == "on" {
		applied = reinstated
	}
	if applied > f.Today {
		return bad(at, "window_ahead")
	}
	if last := WindowEnd(f.Matter.ID, f.Deadlines); last != "" && applied > last {
		return bad(at, "window_open", "last", string(last))
	}
	return nil
}

// WindowEnd is the last day on which the parties may apply, "" where no such
// clock ever ran.
func WindowEnd(confirmation casemodel.ID, clocks []*casemodel.Deadline) (last casemodel.Day) {
	for _, d := range clocks {
		if d.MatterID == confirmation && d.RuleID == "JC-01" && d.DueOn > last {
			last = d.DueOn
		}
	}
	return last
}

// enforceable: a mediation agreement alone is no title. 《民事诉讼法》206, 247,
// 249: a ruling that confirms it, the court's own mediation document, a
// notarised debt, an award or a payment order is.
func enforceable(f *Facts, in casemodel.Fields, _ any) *casemodel.Error {
	if in.Text("title") != "" || Confirmed(f.Family) {
		return nil
	}
	return bad("title", "enforceable")
}

// Confirmed reports whether a court has confirmed an agreement of a family, or
// made it a document of its own, and that stands.
func Confirmed(family []*casemodel.Matter) bool {
	return slices.ContainsFunc(family, func(m *casemodel.Matter) bool {
		return m.Kind == casemodel.KindConfirmation && m.State == "confirmed" || m.Kind == casemodel.KindProceeding && m.State == "court_document_made"
	})
}
