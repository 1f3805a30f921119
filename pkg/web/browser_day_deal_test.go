//go:build browser

package web

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/jiefen/jiefen/casemodel"
)

// done are the acts that somebody did himself in a matter, in their order; what
// is done at once for several is one, and a paper that is made changes nothing.
func (w *town) done(who string, id casemodel.ID) (acts []string) {
	w.t.Helper()
	lines, err := w.Journal(w.t.Context(), w.who[who], id, 0, 1000)
	if err != nil {
		w.t.Fatal(err)
	}
	for i := range lines {
		if e := &lines[i].Entry; e.ActorID == w.who[who].UserID && e.Cause == "" && e.Act != "print" {
			acts = append(acts, e.Act)
		}
	}
	return slices.Compact(acts)
}

// known is what nobody has to type again: the names of a case and what was
// written into it.
func (w *town) known(who string, id casemodel.ID) []string {
	w.t.Helper()
	view := w.looks(who, id)
	words := []string{w.summary(view.Root.ID)}
	for i := range view.Parties {
		words = append(words, view.Parties[i].Name, view.Parties[i].Phone)
	}
	for i := range view.Offers {
		words = append(words, view.Offers[i].Text, view.Offers[i].Amount.String(), string(view.Offers[i].Terms.Due))
	}
	return words
}

// retyped are the words typed that were known, or typed before.
func retyped(typed, known []string) (twice []string) {
	for i, word := range typed {
		if slices.Contains(known, word) || slices.Contains(typed[:i], word) {
			twice = append(twice, word)
		}
	}
	return twice
}

// prints has a paper of the matter in the tab made, by the keyboard, and reads
// the same one as its maker does.
func (h *hands) prints(w *town, who, paper string) string {
	h.t.Helper()
	id := h.id()
	link := `document.querySelector('main a[href$="/papers"]')`
	if evaluate[bool](h.tab, link+`.closest("details:not([open])") !== null`) {
		h.skips().to("el.tagName === 'SUMMARY' && el.parentNode.contains(" + link + ")").press(kb.Enter)
	}
	h.skips().to("el === " + link).goes(kb.Enter)
	before := w.entries(id)
	h.skips().to(`el.name === "paper" && el.value === "` + paper + `"`).press(kb.Enter)
	for range 500 {
		if w.entries(id) > before { // each paper is written down
			return w.as(h.base, who).post("/matters/"+string(id)+"/papers", url.Values{"paper": {paper}}).paper()
		}
		h.do(chromedp.Sleep(20 * time.Millisecond))
	}
	h.t.Fatalf("%s never comes:\n%s", paper, h.text())
	return ""
}

// An ordinary written case, from the first to-do of its mediator to the paper
// that everybody has signed: eight acts of his, and nothing written twice.
func TestAnOrdinaryWrittenCaseIsEightActs(t *testing.T) {
	w, base := lived(t)
	h := openBrowser(t, base)(1366, 768, false).hands()
	h.enters("mediator").opens("处理第一件").at("/matters/")
	proceeding := h.id()
	p := w.parties(w.header(proceeding).RootID)
	known := w.known("mediator", proceeding)
	h.typed = nil
	if !strings.HasSuffix(h.where(), "/ask_consent") {
		h.act("ask_consent")
	}
	h.field("f.received_on").sends()
	h.act("all_consent").opens("各方当面同意").says("指定调解员")
	w.must("chair", proceeding, "appoint_mediator", f{"handler": string(w.who["mediator"].UserID)})
	h.press(kb.Escape).open("/matters/" + string(proceeding))
	h.act("give_rights_notice").choose("f.way", "signed").sends()
	h.act("open_session")
	for _, id := range p {
		h.choose("f.present", id)
	}
	h.choose("f.way", "joint").sends()
	h.goes("t").choose("f.mode", "joint").field("f.course").write("逐项核对损失，物业认可维修责任。").choose("f.result", "agreed").sends().says("已办理：登记调解笔录")
	h.act("propose_terms").choose("f.items.0.debtor", p[1]).choose("f.items.0.creditor", p[0]).choose("f.items.0.kind", "pay")
	h.field("f.items.0.amount").write("3000").field("f.items.0.what").write("赔偿维修费").day("f.items.0.due", "2026-05-01").sends()
	h.act("finalise_text").sends().says("待签署")
	h.act("record_signature").opens("签名").says("已办理：登记签名")
	w.must("seal", proceeding, "affix_seal", nil)
	w.stands(proceeding, "effective")

	h.open("/matters/" + string(proceeding))
	text := h.prints(w, "mediator", "D15_agreement")
	for _, word := range []string{"王志强", "恒泰物业服务有限公司", "赔偿维修费", "￥3,000.00", "2026年5月1日前"} {
		if !strings.Contains(text, word) {
			t.Errorf("the paper lacks %s: %s", word, text)
		}
	}
	want := strings.Fields("ask_consent all_consent give_rights_notice open_session log_session propose_terms finalise_text record_signature")
	if got := w.done("mediator", proceeding); !slices.Equal(got, want) {
		t.Errorf("the mediator did %d things: %v", len(got), got)
	}
	if twice := retyped(h.typed, known); len(twice) > 0 {
		t.Errorf("typed again: %q", twice)
	}
	h.leaves("孟和")
}

// What the sides agreed on lies in the case: from there to the printed paper
// nothing is typed at all, and it takes three acts.
func TestFromAgreedTermsToThePaperNothingIsTyped(t *testing.T) {
	w, base := lived(t)
	proceeding, p, _ := w.bargained()
	h := openBrowser(t, base)(1366, 768, false).hands()
	h.enters("mediator")
	known, before := w.known("mediator", proceeding), len(w.done("mediator", proceeding))
	h.open("/matters/" + string(proceeding))
	h.typed = nil
	began := time.Now()
	h.act("propose_terms").sends().says("拟定协议")
	h.act("finalise_text").sends().says("待签署")
	text := h.prints(w, "mediator", "D15_agreement")
	t.Logf("%v of the machine, %d keys", time.Since(began), h.keys)
	h.open("/matters/" + string(proceeding))
	h.act("record_signature").opens("签名").says("已办理：登记签名")
	if got := w.done("mediator", proceeding)[before:]; !slices.Equal(got, []string{"propose_terms", "finalise_text", "record_signature"}) {
		t.Errorf("the mediator did %v", got)
	}
	if len(h.typed) > 0 {
		t.Errorf("typed again: %q of %q", h.typed, known)
	}
	for _, word := range []string{"王志强", "马素云", "赔偿吊顶", "￥4,321.50", "人民币肆仟叁佰贰拾壹元伍角", "2026年5月1日前"} {
		if !strings.Contains(text, word) {
			t.Errorf("the paper lacks %s: %s", word, text)
		}
	}
	if at := slices.IndexFunc(w.looks("mediator", proceeding).Items, func(it casemodel.Item) bool { return it.OfferID != "" && string(it.Debtor) == p[1] }); at < 0 {
		t.Error("the clause does not say which offer it is made of")
	}
	h.leaves("孟和")
}
