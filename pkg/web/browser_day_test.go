//go:build browser

package web

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// A clerk's day: two people come in, a call, a slip that two mend at once, a
// form that was begun and taken up again, and one that came too late.
func TestAClerksDayByKeyboard(t *testing.T) {
	w, base := lived(t)
	h := openBrowser(t, base)(1366, 768, false).hands()
	h.enters("clerk").says("今日待办", "我登记的，还没人接")

	h.goes("n").at("/cases/new")
	h.on("parties.0.name").write("包海燕").field("parties.0.phone").write("13847109988").field("parties.1.name").write("楼下门市")
	h.field("summary").write("门市油烟直排。").picks("occurred_area", "yg").picks("category", "ll")
	h.sends().says("受理凭证", "包海燕", "后四位")
	first := h.id()
	w.stands(first, "registered")

	// the next one is begun, put aside and taken up again
	h.goes("n").on("parties.0.name").write("那顺").field("parties.0.phone").write("13847105566").ctrl("s").says("已存")
	h.press(kb.Escape).goes("h").says("没写完的").to(`/draft=/.test(el.href || "")`).goes(kb.Enter)
	if got := evaluate[string](h.tab, `document.querySelector("[name='parties.0.phone']").value`); got != "13847105566" {
		t.Errorf("the draft comes back with %q", got)
	}
	h.field("parties.1.name").write("隔壁邻居").field("summary").write("树枝越界。").picks("category", "ll").sends().says("受理凭证", "那顺")
	second := h.id()
	w.stands(second, "registered")

	h.finds("包海燕").says("门市油烟直排", "138****9988", "已登记")
	if h.id() != first {
		t.Fatalf("the search leads to %s", h.id())
	}
	h.goes("l").choose("f.party", w.parties(first)[0]).choose("f.outcome", "told").field("f.line").write("已告知办理时间").sends()
	h.says("已办理：联系记录")
	w.stands(first, "registered")

	// a slip, mended by two at once
	h.act("amend").choose("f.field", "summary").opens("更新").field("f.value").ctrl(kb.End).write("每天晚上。").field("f.reason").write("当事人补充")
	w.must("triage", first, "amend", f{"field": "summary", "value": "门市油烟、噪声。", "reason": "电话核实"})
	h.sends().says("内容已被他人修改", "王建国的", "门市油烟、噪声。", "合并")
	w.field(first, "summary", "门市油烟、噪声。")
	h.choose("take.value", "merged").sends().says("已办理：更正")
	w.field(first, "summary", "门市油烟直排。每天晚上。\n门市油烟、噪声。")

	// a wish to withdraw that comes too late
	h.finds("那顺").act("withdraw")
	h.choose("f.agreed_by", w.parties(second)[0]).field("f.reason").write("双方自己谈好了")
	w.must("triage", second, "reject", f{"reason": "not_civil", "routes": "住建部门"})
	before := w.entries(second)
	h.sends().says("已经不是这一步", "不予受理", "王建国").keeps("双方自己谈好了")
	w.stands(second, "rejected")
	if w.entries(second) != before {
		t.Error("something was written")
	}

	h.press(kb.Escape).goes("c").skips().to("el.name === 'q'").write("包海燕")
	h.awaits(`document.querySelectorAll("#found tbody tr").length === 1`)
	h.press(kb.Escape, "j").goes(kb.Enter).at("/matters/" + string(first)).says("须由")
	h.leaves("苏日娜")
}

// A mediator's day: the first to-do, everybody is there and agrees, a sitting
// whose record is nearly lost to a change of mediator, an agreement, money.
func TestAMediatorsDayByKeyboard(t *testing.T) {
	w, base := lived(t)
	h := openBrowser(t, base)(1366, 768, false).hands()
	h.enters("mediator").opens("处理第一件").at("/matters/")
	proceeding := h.id()
	root := w.header(proceeding).RootID
	p := w.parties(root)
	if at := h.where(); !strings.HasSuffix(at, "/ask_consent") {
		h.act("ask_consent")
	}
	h.field("f.received_on").sends().says("征询意愿")
	w.stands(proceeding, "consent_pending")
	h.act("all_consent").opens("各方当面同意").says("已受理", "指定调解员")
	w.stands(proceeding, "accepted")
	if h.has("appoint_mediator") {
		t.Error("the mediator is offered to appoint himself")
	}
	w.must("chair", proceeding, "appoint_mediator", f{"handler": string(w.who["mediator"].UserID)})

	h.press(kb.Escape).goes("h").finds("恒泰").into(proceeding)
	h.act("give_rights_notice").choose("f.way", "signed").sends().says("已办理：告知权利义务")
	h.act("open_session")
	for _, id := range p {
		h.choose("f.present", id)
	}
	h.choose("f.way", "joint").sends().says("调解中")
	w.stands(proceeding, "in_session")

	// the record is typed while the chair gives the case to somebody else
	h.goes("t").choose("f.mode", "joint")
	h.choose("f.came."+p[0]+".came", "self").choose("f.came."+p[1]+".came", "agent").field("f.came."+p[1]+".name").write("刘经理").choose("f.came."+p[1]+".authority", "special")
	h.choose("f.came."+p[2]+".came", "absent")
	h.field("f.told").write("已告知权利义务。").field("f.said").write("申请人要求赔偿。").field("f.dispute").write("维修责任。")
	h.field("f.course").write("逐项核对损失。").field("f.outcome").write("愿意继续。")
	h.choose("f.result", "continue")
	w.must("chair", proceeding, "replace_mediator", f{"handler": string(w.who["mediator2"].UserID), "reason": "临时外出"})
	before := w.entries(proceeding)
	h.sends().says("不由您办理", "谁可以办", "本事项承办人").keeps("逐项核对损失。")
	if w.entries(proceeding) != before {
		t.Error("a refused record was written")
	}
	w.must("chair", proceeding, "replace_mediator", f{"handler": string(w.who["mediator"].UserID), "reason": "已经回来"})
	h.goes("h").says("没写完的").to(`/draft=/.test(el.href || "")`).goes(kb.Enter)
	h.sends().says("已办理：登记调解笔录")

	h.act("propose_terms").choose("f.items.0.debtor", p[1]).choose("f.items.0.creditor", p[0]).choose("f.items.0.kind", "pay")
	h.field("f.items.0.amount").write("3000").field("f.items.0.what").write("赔偿维修费").day("f.items.0.due", "2026-05-01")
	h.follow("再加一行").choose("f.items.1.kind", "act").field("f.items.1.what").write("修好漏水的阀门").day("f.items.1.due", "2026-04-20").sends().says("拟定协议")
	w.stands(proceeding, "drafting")

	// the chair mends the header while the text is made final
	h.act("finalise_text").field("f.breach").write("逾期按日计付利息")
	w.must("chair", proceeding, "amend", f{"field": "urgency", "value": "urgent", "reason": "核对"})
	h.sends().says("内容已被他人修改", "额尔敦")
	w.stands(proceeding, "drafting")
	h.sends().says("待签署")
	w.stands(proceeding, "signing")

	h.act("record_signature")
	h.opens("签名").says("已办理：登记签名") // all at the table, the mediator too
	w.must("seal", proceeding, "affix_seal", nil)
	w.stands(root, "performing")

	h.press(kb.Escape).goes("h").finds("恒泰")
	item := w.child(root, "performance_item")
	h.into(item).act("perform").field("f.evidence").write("收条").sends().says("已履行")
	w.stands(item, "performed")
	h.leaves("孟和")
}
