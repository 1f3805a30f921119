package web

import (
	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
)

// deal is the proceeding whose agreement stands behind a confirmation or an
// obligation: papers of these say what was agreed, when and under which number.
// Every other matter is its own, and so is one whose proceeding this reader may
// not know of.
func (s *Site) deal(v *visit, view *casework.View) (*casework.View, error) {
	of := view
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

// courtNamed is the court an application goes to, "" while none was chosen.
func (s *Site) courtNamed(v *visit, view *casework.View) string {
	if id := casemodel.ID(view.Fields["court"]); id.Valid() {
		return s.people.body(v.ctx(), id)
	}
	return view.Fields["court_name"]
}
