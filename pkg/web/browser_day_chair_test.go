//go:build browser

package web

import (
	"testing"

	"github.com/chromedp/chromedp/kb"

	"github.com/jiefen/jiefen/casemodel"
)

// consented leads a quarrel of somebody to where its mediator is appointed.
func (w *town) consented(name string) (root, proceeding casemodel.ID) {
	w.t.Helper()
	r := quarrel()
	r.Parties[0].Name = name
	root = w.register(r)
	w.must("triage", root, "accept", f{"risk": "blue"})
	w.must("triage", root, "dispatch", f{"body": string(w.bodies["TOWN"].ID)})
	proceeding = w.child(root, "peoples_mediation")
	w.must("mediator", proceeding, "ask_consent", nil)
	var consents []any
	for _, p := range w.parties(root) {
		consents = append(consents, f{"party": p, "consent": "agreed", "way": "present"})
	}
	w.must("mediator", proceeding, "all_consent", f{"consents": consents})
	return root, proceeding
}

// A chair's day: a case that belongs to another body goes back with its name,
// one is taken from under his hands, two get their mediators, one while a
// colleague works on it.
func TestAChairsDayByKeyboard(t *testing.T) {
	w, base := lived(t)
	_, one := w.consented("那日苏")
	_, two := w.consented("乌云")
	h := openBrowser(t, base)(1366, 768, false).hands()
	h.enters("chair").says("今日待办")

	h.finds("云永军").act("return_dispatch").field("f.reason").write("属于社区").choose("f.competent_body", string(w.bodies["VIL"].ID))
	back := h.id()
	h.sends().says("已办理：退回分流")
	w.stands(back, "accepted")

	h.finds("乌长福").act("return_dispatch")
	late := h.id()
	h.field("f.reason").write("当事人住在别处").choose("f.competent_body", string(w.bodies["VIL"].ID))
	w.must("triage", late, "recall_dispatch", f{"reason": "分错了"})
	before := w.entries(late)
	h.sends().says("已经不是这一步", "王建国").keeps("当事人住在别处")
	w.stands(late, "accepted")
	if w.entries(late) != before {
		t.Error("something was written")
	}

	h.finds("那日苏").into(one).act("appoint_mediator").choose("f.handler", string(w.who["mediator2"].UserID))
	w.must("mediator", one, "give_rights_notice", f{"way": "signed"})
	h.sends().says("内容已被他人修改", "孟和", "没有冲突")
	w.stands(one, "accepted")
	h.sends().says("告知与调查")
	w.stands(one, "preparing")
	if got := w.header(one).HandlerID; got != w.who["mediator2"].UserID {
		t.Errorf("%s mediates", got)
	}
	if h.has("log_session") {
		t.Error("the chair is offered somebody else's record")
	}

	h.finds("乌云").into(two).act("appoint_mediator").choose("f.handler", string(w.who["mediator"].UserID)).sends().says("告知与调查")
	w.stands(two, "preparing")
	h.leaves("额尔敦")
}

// An archivist's day: what is missing in a file is named, nothing is archived
// unchecked, nor over a colleague's head.
func TestAnArchivistsDayByKeyboard(t *testing.T) {
	w, base := lived(t)
	one, two := w.closed(), w.closed()
	h := openBrowser(t, base)(1366, 768, false).hands()
	h.enters("archivist").says("今日待办")
	h.goes("c").says("已结案")

	h.into(one).act("archive").says("缺，必备", "存放位置")
	before := w.entries(one)
	h.field("f.shelf").write("3柜2盒5册").sends().says("处需要修改").keeps("3柜2盒5册")
	w.stands(one, "closed")
	if w.entries(one) != before {
		t.Error("something was written")
	}
	h.choose("f.checked", "true").sends().says("卷内还缺", "登记回执")
	h.field("f.elsewhere").write("原件在纸质卷宗")
	w.must("triage", one, "grade_risk", f{"risk": "yellow", "reason": "来访"})
	h.sends().says("内容已被他人修改", "王建国")
	w.stands(one, "closed")
	h.sends().says("已归档")
	w.stands(one, "archived")
	w.field(one, "shelf", "3柜2盒5册")

	h.press(kb.Escape).goes("c").into(two).act("archive").choose("f.checked", "true").field("f.elsewhere").write("原件在纸质卷宗").field("f.shelf").write("3柜2盒6册")
	w.must("director", two, "reopen", f{"reason": "new_facts", "note": "当事人补充证据"})
	before = w.entries(two)
	h.sends().says("已经不是这一步", "王主任").keeps("3柜2盒6册")
	w.stands(two, "triage")
	if w.entries(two) != before {
		t.Error("something was written")
	}
	h.goes("c").leaves("李建新")
}
