package web

import (
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/workflows"
)

// deal is the proceeding whose agreement stands behind a confirmation or an
// obligation, or that a visit is about: papers of these say what was agreed, when and under which number.
// Every other matter is its own, and so is one whose proceeding this reader may
// not know of.
func (s *Site) deal(v *visit, view *casework.View) (*casework.View, error) {
	of := view
	if of.Matter.Kind == casemodel.KindFollowUp {
		return s.dealOfCase(v, view)
	}
	for of.Matter.Kind == casemodel.KindConfirmation || of.Matter.Kind == casemodel.KindObligation {
		parent, err := s.desk.Case(v.ctx(), v.who, of.Matter.ParentID)
		if casemodel.Is(err, casemodel.NotFound) {
			return view, nil
		}
		if err != nil {
			return nil, err
		}
		of = parent
	}
	return of, nil
}

// ruled is the confirmation whose ruling makes an obligation one that can be
// enforced; every other matter is its own, and so is one without such a ruling.
func (s *Site) ruled(v *visit, view *casework.View) (*casework.View, error) {
	if view.Matter.Kind != casemodel.KindObligation {
		return view, nil
	}
	at, err := s.desk.Standing(v.ctx(), v.who, view.Matter.ID)
	if err != nil || at == nil || at.Window == "" || at.State != "confirmed" {
		return view, err
	}
	found, err := s.desk.Case(v.ctx(), v.who, at.Window)
	if casemodel.Is(err, casemodel.NotFound) {
		return view, nil
	}
	return found, err
}

// courtNamed is the court an application goes to, "" while none was chosen.
func (s *Site) courtNamed(v *visit, view *casework.View) string {
	if id := casemodel.ID(view.Fields["court"]); id.Valid() {
		return s.people.body(v.ctx(), id)
	}
	return view.Fields["court_name"]
}

// dealOfCase is the newest proceeding of a visit's case that came to an
// agreement, the visit itself where there is none to know of.
func (s *Site) dealOfCase(v *visit, view *casework.View) (*casework.View, error) {
	root, err := s.desk.Case(v.ctx(), v.who, view.Matter.RootID)
	if casemodel.Is(err, casemodel.NotFound) {
		return view, nil
	}
	if err != nil {
		return nil, err
	}
	for _, c := range slices.Backward(root.Children) {
		if c.Matter.Kind == casemodel.KindProceeding && slices.Contains([]string{"effective", "oral_recorded", "agreed", "filed", "closed_agreed"}, c.Matter.State) {
			return s.desk.Case(v.ctx(), v.who, c.Matter.ID)
		}
	}
	return view, nil
}

// happenedOn is the day of something that has happened, "" while it has not.
func happenedOn(at casemodel.Instant) casemodel.Day {
	if at.IsZero() || at == casemodel.Never {
		return ""
	}
	return localDay(at)
}

// endedBy is why something was refused or ended, in the words of the list that
// was chosen from: what somebody wrote in his own words leaves the house by no
// letter.
func endedBy(view *casework.View) string {
	for _, d := range declared(view.Flow) {
		if d.ID != "reason" {
			continue
		}
		if i := slices.IndexFunc(d.Options, func(o workflows.Option) bool { return o.Value == view.Fields["reason"] }); i >= 0 {
			return d.Options[i].Title
		}
	}
	return ""
}
