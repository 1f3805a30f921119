package web

import (
	"net/http"
	"testing"
)

// 99,999 under the 100,000 of an appraisal is pointed out where the terms are
// written, where they are signed and where they are sealed, and nowhere refused;
// a sum that is far from it is not spoken of (published case S15).
func TestASumJustUnderAThresholdIsPointedOut(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		base := w.serve()
		c := w.as(base, "industry")
		for yuan, near := range map[string]bool{"99999": true, "80000": false} {
			r := quarrel()
			r.Category = "17"
			root := w.register(r)
			w.must("triage", root, "accept", f{"risk": "yellow"})
			w.must("triage", root, "dispatch", f{"body": string(w.bodies["IND"].ID), "reason": "本区没有医调委，由该会的医疗组调解"})
			id := w.child(root, "medical")
			w.must("industry", id, "ask_consent", nil)
			w.must("industry", id, "all_consent", f{"consents": w.consents(root)})
			w.must("industry", id, "appoint_mediator", f{"handler": string(w.who["industry"].UserID)})
			w.must("industry", id, "give_rights_notice", f{"way": "signed"})
			p := w.parties(root)
			w.must("industry", id, "open_session", f{"present": many(p), "place": "第二调解室", "way": "joint"})
			w.must("industry", id, "notify_insurer", f{"insurer": "人保财险呼和浩特分公司"})
			w.must("industry", id, "propose_terms", f{"items": []any{f{"debtor": p[1], "creditor": p[0], "kind": "pay", "what": "医疗损害赔偿款", "amount": yuan, "due": "2026-05-01"}}})
			said := func(act string) {
				t.Helper()
				page := c.get("/matters/" + string(id) + "/do/" + act).is(http.StatusOK)
				if near {
					page.has("刚好没有到要另办手续的 100,000 元", "医疗损害鉴定", "只是提醒")
				} else {
					page.lacks("刚好没有到")
				}
			}
			said("finalise_text")
			w.must("industry", id, "finalise_text", f{"total": yuan, "copies": "3"})
			said("record_signature")
			for _, party := range p {
				w.must("industry", id, "record_signature", f{"party": party, "way": "wet"})
			}
			w.must("industry", id, "record_signature", f{"user": string(w.who["industry"].UserID), "way": "wet"})
			c := w.as(base, "industry")
			page := c.get("/matters/" + string(id) + "/do/affix_seal").is(http.StatusOK)
			if near {
				page.has("刚好没有到要另办手续的 100,000 元")
			}
			w.must("industry", id, "affix_seal", nil)
		}
	})
}
