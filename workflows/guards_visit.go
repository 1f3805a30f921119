package workflows

import (
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
)

// Kinds of a follow-up visit (users.md F23): what became of the matter says what
// is asked.
const (
	VisitAtOnce     = "at_once"
	VisitInstalment = "instalment"
	VisitCare       = "care"
	VisitRelations  = "relations"
	VisitViolence   = "violence"
	VisitOther      = "other"
)

// Asked are the questions of a kind of visit, by the fields of the answer; a
// visit of no kind asks none of its own.
func Asked(kind string) []string {
	return map[string][]string{
		VisitAtOnce: {"received"}, VisitInstalment: {"ability"}, VisitCare: {"care"}, VisitRelations: {"calm"}, VisitViolence: {"alone", "safe"},
	}[kind]
}

// VisitKind is what a visit that was planned for a due day is for when it is
// made: where nothing is owed any more nobody asks about instalments to come.
func VisitKind(about string, family []*casemodel.Matter) string {
	if about == VisitInstalment && !slices.ContainsFunc(family, openObligation) {
		return VisitAtOnce
	}
	return about
}

// askedByKind: what this kind of visit is for was asked.
func askedByKind(f *Facts, in casemodel.Fields, _ any) *casemodel.Error {
	var faults []casemodel.FieldError
	for _, field := range Asked(VisitKind(f.value("about"), f.Family)) {
		if _, given := in[field]; !given {
			faults = append(faults, casemodel.FieldError{Field: field, Key: "guard.asked_by_kind"})
		}
	}
	if _, given := in["alone"]; given && !in.Bool("alone") { // who is afraid says nothing while the other one listens
		faults = append(faults, casemodel.FieldError{Field: "alone", Key: "guard.asked_alone"})
	}
	if len(faults) == 0 {
		return nil
	}
	fault := bad(faults[0].Field, "asked_by_kind")
	fault.Key, fault.Fields = faults[0].Key, faults
	return fault
}

// spokenWith: nobody answering is a try and no visit.
func spokenWith(_ *Facts, in casemodel.Fields, _ any) *casemodel.Error {
	if in.Text("way") == "no_answer" {
		return bad("way", "spoken_with")
	}
	return nil
}

// reachedSafely: who cannot hear is not rung up, and who must not be called is
// neither called nor written to. Where a way is no use to one of the parties it
// is said whom it was used with.
func reachedSafely(f *Facts, in casemodel.Fields, _ any) *casemodel.Error {
	way, whom := in.Text("way"), in.ID("party")
	for _, p := range f.Parties {
		if !p.Present() || whom != "" && p.ID != whom {
			continue
		}
		unsafe := p.SafeContact == "never" && slices.Contains([]string{"call_out", "no_answer", "message", "letter"}, way)
		deaf := slices.Contains(p.Needs, "deaf") && (way == "call_out" || way == "no_answer")
		switch {
		case (unsafe || deaf) && whom == "":
			return bad("party", "contact_whom", "party", p.Name)
		case unsafe:
			return bad("way", "contact_unsafe", "party", p.Name)
		case deaf:
			return bad("way", "contact_deaf", "party", p.Name)
		}
	}
	return nil
}

// ratedByOther: how satisfied people are with a mediation is not asked by who
// mediated, unless they answer in writing.
func ratedByOther(f *Facts, in casemodel.Fields, _ any) *casemodel.Error {
	if in.Text("satisfaction") == "" || in.Text("way") == "message" || f.FollowOn || !f.mediated(f.Actor.UserID) {
		return nil
	}
	return bad("satisfaction", "rated_by_other")
}

// mediated reports whether somebody conducts, or conducted, a mediation of the
// family, alone or with others.
func (f *Facts) mediated(user casemodel.ID) bool {
	return user != "" && slices.ContainsFunc(f.Family, func(m *casemodel.Matter) bool {
		return m.Kind == casemodel.KindProceeding && (m.HandlerID == user || strings.Contains(f.Values[m.ID]["co_mediators"], string(user)))
	})
}

// unrated: an answer is taken down once; another one would take its place in
// the figures.
func unrated(f *Facts, _ casemodel.Fields, _ any) *casemodel.Error {
	if f.value("satisfaction") != "" {
		return bad("satisfaction", "unrated")
	}
	return nil
}
