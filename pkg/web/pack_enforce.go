package web

import (
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
)

// packTitle is what a pack is for: the joint application, or the enforcement of
// one obligation by who is owed.
func packTitle(view *casework.View) string {
	if view.Matter.Kind == casemodel.KindObligation {
		return say("pack.enforcement")
	}
	return say("pack.title")
}

// owns reports whether a party is owed what an obligation is about.
func owns(view *casework.View, party casemodel.ID) bool {
	return slices.ContainsFunc(view.Items, func(it casemodel.Item) bool { return it.Creditor == party && it.ObligationID == view.Matter.ID })
}

// concerned reports whether a party has a place in a paper: in one of an
// obligation who owes and who is owed, however many others the case has.
func concerned(view *casework.View, party casemodel.ID) bool {
	if view.Matter.Kind != casemodel.KindObligation {
		return true
	}
	mine := slices.DeleteFunc(slices.Clone(view.Items), func(it casemodel.Item) bool {
		return it.ObligationID != view.Matter.ID || it.Creditor == "" || it.Debtor == ""
	})
	return len(mine) == 0 || slices.ContainsFunc(mine, func(it casemodel.Item) bool { return it.Creditor == party || it.Debtor == party })
}

// enforcement is what a creditor takes to the court (《民事诉讼法》206, 250): the
// application with what is paid and what is left, the ruling, the agreement,
// who he is, that the debtor was urged.
func (s *Site) enforcement(view *casework.View, files map[string][]casemodel.File, agreement, identity, authority enclosure) []enclosure {
	for _, e := range []*enclosure{&identity, &authority} {
		if len(e.files) > 0 { // no file says whose it is, and nobody takes another's identity card to a court
			e.files, e.missing, e.attach = nil, say("pack.own"), ""
		}
	}
	ruling := enclosure{title: say("pack.ruling"), files: files[casework.Ruling]}
	if len(ruling.files) == 0 {
		ruling.missing = say("pack.no_ruling")
	}
	urged := enclosure{title: say("pack.urged"), files: slices.Concat(files["D20_urging"], files["D20_default"])}
	paid := enclosure{title: say("pack.receipt"), files: files["D19_receipt"]}
	application := enclosure{title: say("document.D20_enforcement"), paper: "D20_enforcement", of: view}
	return []enclosure{application, ruling, agreement, identity, authority, urged, paid}
}
