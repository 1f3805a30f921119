package web

import (
	"net/url"
	"slices"

	"github.com/jiefen/jiefen/pkg/casework"
)

// beginWaiver: of what recurs one instalment alone, unless he says otherwise.
func beginWaiver(_ *Site, _ *visit, view *casework.View, values url.Values) {
	if view.Waiving != nil {
		values.Set(nameOf("later"), "this")
	}
}

// waived shows beside a waiver what would be let go of and what stays owed, by
// what is chosen; what is owed once is not asked about.
func waived(_ *Site, _ *visit, view *casework.View, p *WorkPage) error {
	w := view.Waiving
	if w == nil {
		p.Fields = slices.DeleteFunc(p.Fields, func(f Field) bool { return f.Name == nameOf("later") })
		return nil
	}
	left := ""
	if w.Later > 0 {
		left = say("waive.left", "left", yuan(w.Later))
	}
	if w.More {
		left += say("waive.more")
	}
	p.Sums = append(p.Sums,
		Fact{say("waive.this"), say("waive.sum", "n", 1, "sum", yuan(w.This)) + left},
		Fact{say("waive.later"), say("waive.sum", "n", w.N+1, "sum", yuan(w.This+w.Later))},
	)
	return nil
}
