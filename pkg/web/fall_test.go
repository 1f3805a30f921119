package web

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
)

// putInForce has a text signed by everybody and sealed.
func (w *town) putInForce(root, proceeding casemodel.ID) {
	w.t.Helper()
	for _, party := range w.parties(root) {
		w.must("mediator", proceeding, "record_signature", f{"party": party, "way": "wet"})
	}
	w.must("mediator", proceeding, "record_signature", f{"user": string(w.who["mediator"].UserID), "way": "wet"})
	w.must("seal", proceeding, "affix_seal", nil)
}

// deferring is an agreement of two clauses that puts a claim off, one text
// after another that did not.
func (w *town) deferring() (root, proceeding casemodel.ID) {
	w.t.Helper()
	root, proceeding = w.inSession()
	p := w.parties(root)
	terms := f{"items": []any{
		f{"debtor": p[1], "creditor": p[0], "kind": "pay", "what": "赔偿吊顶和地板维修费", "amount": "8000", "due": "2026-04-30"},
		f{"debtor": p[1], "creditor": p[0], "kind": "act", "what": "更换卫生间地漏和下水管", "due": "2026-03-31"},
	}}
	w.must("mediator", proceeding, "propose_terms", terms)
	w.must("mediator", proceeding, "finalise_text", f{"total": "8000"})
	w.must("mediator", proceeding, "back_to_session", nil)
	w.must("mediator", proceeding, "propose_terms", terms)
	w.must("mediator", proceeding, "settle_claim", f{"text": "误工损失", "fate": "deferred", "road": "litigation", "who": p[0], "agreed_by": many(p), "last_on": "2026-12-31"})
	w.must("mediator", proceeding, "finalise_text", f{"total": "8000"})
	w.putInForce(root, proceeding)
	return root, proceeding
}

// replacing is a case whose second agreement took the place of the first one.
func (w *town) replacing() (root, second casemodel.ID) {
	w.t.Helper()
	root, _ = w.deferring()
	p := w.parties(root)
	w.must("mediator", root, "reopen_talks", f{"consents": w.consents(root), "reason": "各方要求变更"})
	w.must("triage", root, "dispatch", f{"body": string(w.bodies["TOWN"].ID), "reason": "各方要求仍由原单位调解"})
	second = w.newestChild(root, "peoples_mediation")
	w.must("mediator", second, "ask_consent", nil)
	w.must("mediator", second, "all_consent", f{"consents": w.consents(root)})
	w.must("chair", second, "appoint_mediator", f{"handler": string(w.who["mediator"].UserID)})
	w.must("mediator", second, "give_rights_notice", f{"way": "signed"})
	w.must("mediator", second, "open_session", f{"present": many(p), "place": "第二调解室", "way": "joint"})
	w.must("mediator", second, "propose_terms", f{"items": []any{f{"debtor": p[1], "creditor": p[0], "kind": "pay", "what": "一次付清维修费", "amount": "6000", "due": "2026-06-30"}}})
	w.must("mediator", second, "finalise_text", f{"total": "6000", "replaces": "all"})
	w.putInForce(root, second)
	return root, second
}

// Whoever has the judgment in hand finds the clause by its number; what is asked
// of an earlier agreement is asked only where there was one; where nothing can
// fall the page says why.
func TestTheFormOfAFallShowsWhatCanFall(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		root, id := w.deferring()
		c := w.as(w.serve(), "director")
		at := "/matters/" + string(id) + "/do/declare_void"
		c.get(at).is(http.StatusOK).has("第 1 条 被申请人", "第 2 条 被申请人", "更换卫生间地漏").lacks("被它取代的原协议怎样处理", `name="f.members_void"`)
		w.falls("director", id, f{"scope": "clauses", "clauses_void": "2"})
		c.get(at).is(http.StatusOK).has("协议已失效")
		w.falls("director", id, f{"scope": "clauses", "clauses_void": "1"})
		c.get(at).is(http.StatusUnprocessableEntity).has("这份协议的各条都已经登记失效")
		c.get("/matters/"+string(id)).has("「登记协议失效」暂不能办：这份协议的各条都已经登记失效", "原协议第 2 条 更换卫生间地漏和下水管")
		c.get("/matters/"+string(root)).has("没有在协议里解决的诉求", "条款已失效，未解决")

		_, talks := w.inSession()
		c.get("/matters/" + string(talks)).lacks("登记协议失效").lacks("没有失效登记") // nobody misses it there
		c.get("/matters/" + string(talks) + "/do/declare_void").is(http.StatusUnprocessableEntity).has("没有生效的协议文本，谈不上失效")

		again, second := w.replacing()
		at = "/matters/" + string(second) + "/do/declare_void"
		c.get(at).is(http.StatusOK).has("被它取代的原协议怎样处理", "被这份协议取代的原协议条款", "第 2 条 被申请人")
		w.falls("director", second, f{"earlier": "some", "earlier_clauses": "1"})
		c.get("/matters/"+string(second)).has("原协议被它取代的 1 项恢复履行，尚未履行 8,000 元", "恢复的是原协议第 1 条")
		c.get("/matters/" + string(again) + "/performance").has("应付 8,000 元，已付 0 元，尚欠 8,000 元")
	})
}

// What is owed no more has no rest: not on the case, nor on its own page, among
// what is performed, in a list or on a paper.
func TestWhatFellIsOwedNoMoreAnywhere(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		root := w.settled()
		debt := w.child(root, "performance_item")
		w.must("mediator", debt, "perform_partly", f{"amount": "1000", "evidence": "收条"})
		w.falls("director", w.child(root, "peoples_mediation"), nil)
		c := w.as(w.serve(), "mediator")
		for _, path := range []string{"/matters/" + string(root), "/matters/" + string(debt)} {
			c.get(path).is(http.StatusOK).has("约定 3,000 元，已付 1,000 元，不再履行").lacks("尚欠 2,000")
		}
		c.get("/matters/"+string(root)+"/performance").is(http.StatusOK).has("3,000", "1,000").lacks("<b>2,000")
		c.list("/obligations?view=mine").is(http.StatusOK).lacks("还欠 2,000")
		c.post("/matters/"+string(debt)+"/papers", url.Values{"paper": {"D20_urging"}}).lacks("2,000")
	})
}
