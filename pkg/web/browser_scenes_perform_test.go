//go:build browser

package web

// performScenes are the pages of confirmation and performance.
func (w *town) performScenes() []scene {
	w.t.Helper()
	_, confirmation := w.confirming()
	return []scene{
		{"confirmation-preparing", "mediator", "/matters/" + confirmation, 0, nil},
		{"confirmation-precheck", "mediator", "/matters/" + string(w.child(w.settled(), "judicial_confirmation")) + "/do/precheck_ok", 0, nil},
		{"confirmation-pack", "mediator", "/matters/" + confirmation + "/pack", 0, nil},
	}
}
