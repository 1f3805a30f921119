package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// For what was paid there is a slip: who gave whom how much, in figures and in
// capitals, by which clause, to be signed; printing it is written down.
func TestASlipIsPrintedForAPayment(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root := w.settledFor("12800.05")
		item := w.open(root, "performance_item")
		base := w.serve()
		m, home := w.as(base, "mediator"), "/matters/"+string(item)
		m.get(home).lacks(home + "/slip")
		m.get(home + "/slip").is(http.StatusNotFound)
		w.must("mediator", item, "perform_partly", f{"amount": "2800.01", "evidence": "银行回单 8812", "paid_on": "2026-03-02"})
		m.get(home).has(home+"/slip", "收条")
		before := w.entries(item)
		m.get(home+"/slip").is(http.StatusOK).has("马素云", "王志强", "2,800.01", "贰仟捌佰元零壹分", "协议第 1 项", "2026-03-02", "银行回单 8812", "paperless", "交付人存", "存卷")
		if w.entries(item) != before {
			t.Error("a preview is written down as a print")
		}
		w.must("mediator", item, "perform", f{"evidence": "现金"})
		paid := m.get(home+"/slip").is(http.StatusOK).has("10,000.04", "壹万元零肆分", "哪一次履行").lacks("贰仟捌佰")
		before = w.entries(item)
		first := regexpFind(t, paid.body, `<option value="(\d+)">2026-03-02 2,800.01`)
		sheet := m.post(home+"/slip", url.Values{"n": {first}}).is(http.StatusOK).has("已记入办理经过", "贰仟捌佰元零壹分").lacks("paperless")
		if n := strings.Count(sheet.body, `class="paper half"`); n != 2 {
			t.Errorf("%d copies", n)
		}
		if w.entries(item) != before+1 {
			t.Error("a print is not in the journal")
		}
		w.as(base, "director").get(home + "/seen").has("收条")
		w.as(base, "auditor").get(home+"/slip").lacks("10,000.04", "贰仟捌佰")
	})
}
