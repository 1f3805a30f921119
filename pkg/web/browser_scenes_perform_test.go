//go:build browser

package web

import "net/http"

// performScenes are the pages of confirmation and performance.
func (w *town) performScenes() []scene {
	w.t.Helper()
	_, confirmation := w.confirming()
	owed := "/matters/" + string(w.workers(6)) + "/performance"
	return []scene{
		{"performance", "mediator", owed, 0, nil},
		{"performance-preview", "mediator", owed, http.StatusUnprocessableEntity, func(b *tab) {
			b.tick("details.body summary")
			b.fill(map[string]string{`[name="list"]`: "王志强 100.50\n王志强 9999", `[name="evidence"]`: "农行代发"})
			b.click(`button[value="list"]`)
		}},
		{"confirmation-preparing", "mediator", "/matters/" + confirmation, 0, nil},
		{"confirmation-precheck", "mediator", "/matters/" + string(w.child(w.settled(), "judicial_confirmation")) + "/do/precheck_ok", 0, nil},
		{"confirmation-pack", "mediator", "/matters/" + confirmation + "/pack", 0, nil},
	}
}
