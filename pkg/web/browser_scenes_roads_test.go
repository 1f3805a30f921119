//go:build browser

package web

import (
	"net/http"

	"github.com/jiefen/jiefen/casemodel"
)

// roadScenes are the pages of what was not performed and of what a visit asks.
func (w *town) roadScenes() []scene {
	w.t.Helper()
	root := w.workers(2)
	item, visit := w.child(root, "performance_item"), w.open(root, "follow_up")
	w.change(item, func(m *casemodel.Matter) { m.State = "overdue" })
	home := "/matters/" + string(visit)
	found := w.open(w.settled(), "follow_up")
	w.must("mediator", found, "find_problem", f{"kind": "violence", "note": "邻居说前天晚上又动了手。"})
	return []scene{
		{"unpaid", "mediator", "/obligations?view=mine&unpaid=1", 0, nil},
		{"urge", "mediator", "/matters/" + string(item) + "/do/urge", 0, nil},
		{"visit", "mediator", home + "/do/complete", 0, nil},
		{"visit-fault", "mediator", home + "/do/complete", http.StatusUnprocessableEntity, func(b *tab) {
			b.click(`form[action$="/do/complete"] .btn.primary`)
		}},
		{"visit-problem", "mediator", "/matters/" + string(found), 0, nil},
	}
}
