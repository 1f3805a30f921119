//go:build browser

package web

import (
	"net/http"
	"testing"

	"github.com/chromedp/chromedp"
)

// agreeScenes are the pages of agreements: their model clauses.
func (w *town) agreeScenes() []scene {
	w.t.Helper()
	root, p := w.inSession()
	ids := w.parties(root)
	w.must("mediator", p, "propose_terms", f{"items": []any{
		f{"debtor": ids[1], "creditor": ids[0], "kind": "pay", "what": "赔偿吊顶和地板维修费", "amount": "8000", "due": "2026-04-30"},
		f{"debtor": ids[1], "creditor": ids[0], "kind": "act", "what": "更换卫生间地漏和下水管", "due": "2026-03-31"},
	}})
	take := func(code string) func(b *tab) {
		return func(b *tab) {
			b.do(chromedp.SetValue(chromedp.CSS("#clause"), code))
			b.click(`[name="_take"]`)
		}
	}
	w.must("mediator", p, "finalise_text", f{"copies": "3", "breach": "逾期支付的，按未付部分每日万分之五支付违约金。"})
	w.must("mediator", p, "back_to_session", nil)
	w.must("mediator", p, "propose_terms", f{"items": []any{
		f{"debtor": ids[1], "creditor": ids[0], "kind": "pay", "what": "赔偿吊顶、地板维修费和误工费", "amount": "8600", "due": "2026-05-15", "payer": "平安保险内蒙古分公司"},
		f{"debtor": ids[1], "creditor": ids[0], "kind": "act", "what": "更换卫生间地漏和下水管", "due": "2026-03-31"},
		f{"debtor": ids[0], "creditor": ids[1], "kind": "refrain", "what": "晚十点后不再敲击楼板"},
	}})
	w.must("mediator", p, "finalise_text", f{"copies": "3", "breach": "逾期支付的，按未付部分每日万分之三支付违约金，至付清之日止。"})
	w.must("mediator", p, "record_signature", f{"party": ids[0], "way": "wet"})
	texts := "/matters/" + string(p) + "/texts"
	root, p = w.inSession()
	ids = w.parties(root)
	w.must("mediator", p, "propose_terms", f{"items": []any{
		f{"debtor": ids[1], "creditor": ids[0], "kind": "pay", "what": "赔偿吊顶和地板维修费", "amount": "8000", "due": "2026-04-30"},
		f{"debtor": ids[1], "creditor": ids[0], "kind": "act", "what": "更换卫生间地漏和下水管", "due": "2026-03-31"},
	}})
	path := "/matters/" + string(p) + "/do/finalise_text"
	return []scene{
		{"terms-library", "mediator", path, 0, nil},
		{"terms-taken", "mediator", path, 0, take("pay_bank")},
		{"texts", "mediator", texts + "?from=2&to=4", 0, nil},
		{"texts-beside", "mediator", texts + "?from=2&to=4&view=side", 0, nil},
		{"texts-last", "mediator", texts, 0, nil},
		{"texts-none", "mediator", "/matters/" + string(root) + "/texts", 0, nil},
		{"clauses", "admin", "/admin/clauses", 0, nil},
		{"clause", "admin", "/admin/clauses/breach_daily", 0, nil},
		{"clause-new", "admin", "/admin/clauses/new", http.StatusUnprocessableEntity, func(b *tab) { b.click(".foot .primary") }},
	}
}

// TestTheScenesOfAgreements looks at these pages alone.
func TestTheScenesOfAgreements(t *testing.T) {
	w, base := shown(t)
	b := openBrowser(t, base)(1366, 768, false)
	for _, one := range w.agreeScenes() {
		b.signsInAs(one.who).visits(one)
	}
}
