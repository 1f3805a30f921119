package web

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
)

// Both papers tell of a change: the new one what it takes the place of, the old
// one which of its clauses bind no more; so do the pages.
func TestBothPapersTellOfAFurtherAgreement(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root := w.settled()
		first := w.child(root, "peoples_mediation")
		p := w.parties(root)
		c := w.as(w.serve(), "mediator")
		c.get("/matters/"+string(root)+"/do/reopen_talks").is(http.StatusOK).has("各方要求变更协议", "各方意愿")
		w.must("mediator", root, "reopen_talks", f{"consents": w.consents(root), "reason": "一次付清有困难，双方愿意改成分期"})
		w.must("triage", root, "dispatch", f{"body": string(w.bodies["TOWN"].ID), "reason": "当事人要求"})
		second := w.newestChild(root, "peoples_mediation")
		if second == first {
			t.Fatal("there is no second proceeding")
		}
		w.must("mediator", second, "ask_consent", nil)
		w.must("mediator", second, "all_consent", f{"consents": w.consents(root)})
		w.must("chair", second, "appoint_mediator", f{"handler": string(w.who["mediator"].UserID)})
		w.must("mediator", second, "give_rights_notice", f{"way": "signed"})
		w.must("mediator", second, "open_session", f{"present": []any{p[0], p[1]}, "place": "第一调解室", "way": "joint"})
		w.must("mediator", second, "propose_terms", f{"items": []any{f{"debtor": p[1], "creditor": p[0], "kind": "pay", "what": "分期支付维修费", "amount": "3200", "due": "2026-09-01"}}})
		at := "/matters/" + string(second)
		form := c.get(at+"/do/finalise_text").has("取代原协议", "取代尚未履行的各条").typed()
		form.Set("f.replaces", "some")
		form.Set("f.replaced_items", "7")
		c.post(at+"/do/finalise_text", form).is(http.StatusUnprocessableEntity).has("原协议没有第 7 条", `id="f.replaced_items-error"`)
		form.Set("f.replaced_items", "1")
		c.post(at+"/do/finalise_text", form).is(http.StatusSeeOther)
		for _, party := range p {
			w.must("mediator", second, "record_signature", f{"party": party, "way": "wet"})
		}
		w.must("mediator", second, "record_signature", f{"user": string(w.who["mediator"].UserID), "way": "wet"})
		w.must("seal", second, "affix_seal", nil)
		paper := func(id casemodel.ID, want ...string) {
			c.post("/matters/"+string(id)+"/papers", url.Values{"paper": {"D15_agreement"}}).paper(want...)
		}
		paper(second, "本协议取代原协议第1条；没有取代的各条继续有效", "￥3,200.00")
		paper(first, "本条已被各方后来的协议取代", "￥3,000.00")
		c.get("/matters/" + string(first)).has("（已被新协议取代）")
		c.get("/matters/"+string(root)+"/performance").is(http.StatusOK).has("已被新协议取代", "3,200")
	})
}
