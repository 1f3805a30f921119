//go:build browser

package web

import (
	"net/http"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
)

// withdrawn is a case whose applicant took it back, with a piece of evidence.
func (w *town) withdrawn() (root casemodel.ID) {
	w.t.Helper()
	root, proceeding := w.inSession()
	w.must("mediator", proceeding, "add_evidence", f{"title": "天花板渗水照片", "kind": "photo", "party": w.parties(root)[0], "proves": "渗水的位置和面积", "form": "copy"})
	w.must("mediator", root, "withdraw", f{"agreed_by": []any{w.parties(root)[0]}, "reason": "先自己协商"})
	return root
}

// againScenes are of parties who come again: while their agreement is owed, and
// with what they took back; and of more duties than stand on one page.
func (w *town) againScenes() []scene {
	w.t.Helper()
	w.settled()
	root := w.withdrawn()
	return []scene{
		{"again-asked", "clerk", windowPath, http.StatusUnprocessableEntity, func(b *tab) {
			b.fill(map[string]string{
				`[name="parties.0.name"]`: "马素云", `[name="parties.0.phone"]`: "13947101180", `[name="parties.1.name"]`: "王志强", `[name="parties.1.phone"]`: "13947106027",
				`[name="summary"]`: "王志强家的狗半夜叫，影响休息。",
			}).click(`form[action="` + windowPath + `"] .foot .primary`)
		}},
		{"again-form", "clerk", windowPath + "?again=" + string(root), 0, nil},
		{"again-old", "clerk", "/matters/" + string(root), 0, nil},
		{"performance-pages", "mediator", "/matters/" + string(w.workers(60)) + "/performance", 0, nil},
	}
}

// The question and the form hold on every screen.
func TestThePagesOfComingAgainHoldOnEveryScreen(t *testing.T) {
	w, base := shown(t)
	b := openBrowser(t, base)(1366, 768, false)
	for _, one := range w.againScenes() {
		b.signsInAs(one.who).visits(one)
	}
}
