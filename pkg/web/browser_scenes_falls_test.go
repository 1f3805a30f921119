//go:build browser

package web

import (
	"net/http"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
)

// fallScenes are the pages of agreements that lost their force and have it again,
// of claims put off and of what somebody lets go of.
func (w *town) fallScenes() []scene {
	w.t.Helper()
	root, whole := w.deferring()
	w.must("mediator", w.child(root, "performance_item"), "note", f{"text": "催过一次"})
	today := w.clock.Now().Format("2006-01-02")
	w.falls("director", whole, f{"void_on": today, "served_on": today})
	partRoot, part := w.deferring()
	w.falls("director", part, f{"void_on": today, "served_on": today, "scope": "clauses", "clauses_void": "1", "paid_back": "双方商定不返还"})
	_, standing := w.deferring()
	listed, people := w.listed(16)
	p := w.parties(listed)
	w.must("mediator", people, "record_signature", f{"party": p[1], "way": "seal"})
	w.must("mediator", people, "record_signature", f{"parties": anys(p[2:]), "way": "wet"})
	w.must("mediator", people, "record_signature", f{"party": p[0], "way": "wet"})
	w.must("mediator", people, "record_signature", f{"user": string(w.who["mediator"].UserID), "way": "wet"})
	w.must("seal", people, "affix_seal", nil)
	monthly, plan := w.inSession()
	q := w.parties(monthly)
	w.must("mediator", plan, "propose_terms", f{"items": []any{f{"debtor": q[1], "creditor": q[0], "kind": "pay", "what": "分期支付货款", "amount": "333.33", "due": "2026-04-20", "every": "month", "until": "2026-08-20"}}})
	w.must("mediator", plan, "finalise_text", nil)
	w.putInForce(monthly, plan)
	_, talks := w.inSession()
	again, replacing := w.replacing()
	w.falls("director", replacing, f{"void_on": today, "served_on": today})
	_, replaced := w.replacing()
	do := func(id casemodel.ID, act string) string { return "/matters/" + string(id) + "/do/" + act }
	at := "/matters/"
	return []scene{
		{"fall-form", "director", do(standing, "declare_void"), 0, nil},
		{"fall-refused", "director", do(standing, "declare_void"), http.StatusUnprocessableEntity, func(b *tab) {
			b.fill(map[string]string{`[name="f.clauses_void"]`: "9"}).click(`#act .foot .primary`)
		}},
		{"fall-roster", "director", do(people, "declare_void"), 0, nil},
		{"fall-earlier", "director", do(replaced, "declare_void"), 0, nil},
		{"fall-earlier-back", "director", do(replacing, "restore_agreement"), 0, nil},
		{"fall-earlier-performance", "mediator", at + string(again) + "/performance", 0, nil},
		{"fall-earlier-case", "mediator", at + string(again), 0, nil},
		{"fall-none", "director", do(talks, "declare_void"), http.StatusUnprocessableEntity, nil},
		{"fall-none-page", "director", at + string(talks), 0, nil},
		{"fall-debt", "mediator", at + string(w.child(partRoot, "performance_item")), 0, nil},
		{"fall-asked", "mediator", do(standing, "declare_void"), 0, nil},
		{"fall-restore", "director", do(part, "restore_agreement"), 0, nil},
		{"fall-case", "mediator", at + string(root), 0, nil},
		{"fall-case-part", "mediator", at + string(partRoot), 0, nil},
		{"fall-agreement", "director", at + string(part), 0, nil},
		{"fall-performance", "mediator", at + string(partRoot) + "/performance", 0, nil},
		{"fall-texts", "mediator", at + string(whole) + "/texts", 0, nil},
		{"fall-texts-deferred", "mediator", at + string(whole) + "/texts?from=1&to=3", 0, nil},
		{"fall-confirmation", "mediator", at + string(w.child(root, "judicial_confirmation")), 0, nil},
		{"claim-settle", "mediator", do(talks, "settle_claim"), 0, nil},
		{"waive-choice", "mediator", do(w.child(monthly, "performance_item"), "waive"), 0, nil},
		{"coming", "mediator", "/obligations?coming=1&view=mine", 0, nil},
	}
}

// TestTheScenesOfFalls looks at these pages alone.
func TestTheScenesOfFalls(t *testing.T) {
	w, base := shown(t)
	b := openBrowser(t, base)(1366, 768, false)
	for _, one := range w.fallScenes() {
		b.signsInAs(one.who).visits(one)
	}
}
