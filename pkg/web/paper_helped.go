package web

import (
	"cmp"
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
)

// helpedBy are the names of who helped a party with a paper: who read it out,
// before whom, who interpreted, which guardian signed. On a record they stand as
// it says itself (no is its number); on another paper as they were written down
// when it was signed, and who interpreted last. What nobody wrote down is "": a
// line is left for it.
func helpedBy(view *casework.View, p *casemodel.Party, no int) record {
	var how casework.How
	interpreter := ""
	if no == 0 {
		if i := slices.IndexFunc(view.Signatures, func(one casework.Signature) bool { return one.Party == p.ID }); i >= 0 {
			how = view.Signatures[i].How
		}
	}
	for i := range view.Sessions {
		one := &view.Sessions[i]
		if !openRecord(one) || no > 0 && one.No != no {
			continue
		}
		by := one.Minutes.Interpreter
		if by == "" && one.Minutes.Masters {
			by = say("paper.masters")
		}
		interpreter = cmp.Or(by, interpreter)
		if no == 0 {
			continue
		}
		how.ReadBy = one.Minutes.ReadBy
		if at := slices.IndexFunc(one.Minutes.Came, func(a casemodel.Attendance) bool { return a.Party == p.ID }); at >= 0 {
			how.Signer = one.Minutes.Came[at].Name
		}
	}
	return record{"reader": how.ReadBy, "witness": how.Witness, "interpreter": interpreter, "guardian": how.Signer}
}
