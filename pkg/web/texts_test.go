package web

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// Each saving of terms is a text of its own; two of them are laid over each
// other with words for what went and what came; the one that is signed is
// marked, and stays marked as the one that binds.
func TestTheTextsOfAnAgreementAreLaidOverEachOther(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root, p := w.inSession()
		ids := w.parties(root)
		base := w.serve()
		m := w.as(base, "mediator")
		home := "/matters/" + string(p)
		m.get(home + "/texts").is(http.StatusOK).has("还没有保存过协议文本")
		terms := func(sum, what string) f {
			return f{"items": []any{f{"debtor": ids[1], "creditor": ids[0], "kind": "pay", "what": what, "amount": sum, "due": "2026-05-01", "payer": "平安保险内蒙古分公司"}}}
		}
		w.must("mediator", p, "propose_terms", terms("3000", "赔偿吊顶维修费"))
		w.must("mediator", p, "finalise_text", f{"copies": "3"})
		w.must("mediator", p, "back_to_session", nil)
		w.must("mediator", p, "propose_terms", terms("2800", "赔偿吊顶和地板维修费"))
		w.must("mediator", p, "finalise_text", f{"copies": "3", "breach": "逾期支付的，每日加付万分之三。"})
		page := m.get(home + "/texts").is(http.StatusOK)
		page.has("第 3 版 → 第 4 版", "<ins><span class=\"skip-word\">〔新增〕</span>逾期支付的，每日加付万分之三。</ins>", "定稿", "（平安保险内蒙古分公司代付）").lacks("<del><span")
		m.get(home+"/texts?from=1&to=4").has("<del><span class=\"skip-word\">〔删去〕</span>3,000</del>", "2,800", "和地板</ins>").lacks("正在签署的文本")
		m.get(home + "/texts?from=4&to=4").has("两版相同")
		beside := m.get(home+"/texts?from=1&to=4&view=side").has("合并对照", `name="view" value="side"`)
		for _, half := range strings.Split(beside.body, `<p class="removed">`)[1:] {
			left, right, _ := strings.Cut(half, "</p>")
			if right, _, _ = strings.Cut(right, "</div>"); strings.Contains(left, "<ins>") || strings.Contains(right, "<del>") {
				t.Errorf("what came stands in the earlier text, or what went in the later one: %s | %s", left, right)
			}
		}
		beside.has("3,000</del>", "和地板</ins>")
		m.get(home + "/texts?from=-1&to=99999999999999999999").is(http.StatusOK)
		m.get(home).has(home + "/texts")
		for _, party := range ids {
			w.must("mediator", p, "record_signature", f{"party": party, "way": "wet"})
		}
		w.must("mediator", p, "record_signature", f{"user": string(w.who["mediator"].UserID), "way": "wet"})
		if n := strings.Count(m.get(home+"/texts").body, "正在签署的文本"); n != 1 {
			t.Errorf("%d texts are being signed", n)
		}
		w.must("seal", p, "affix_seal", nil)
		if n := len(regexp.MustCompile(`已生效（`).FindAllString(m.get(home+"/texts").body, -1)); n != 1 {
			t.Errorf("%d texts bind", n)
		}
		m.post(home+"/papers", url.Values{"paper": {"D15_agreement"}}).paper("（平安保险内蒙古分公司代付）", "每日加付万分之三")
		// Who may not read agreements is not shown one.
		w.as(base, "clerk").get(home + "/texts").is(http.StatusForbidden).lacks("地板维修费")
		w.as(base, "village").get(home + "/texts").is(http.StatusNotFound)
		// What was given up on the way is told only to who may read the talks.
		w.as(base, "archivist").get(home+"/texts").is(http.StatusOK).has("第 4 版", "地板维修费", "2,800").lacks("3,000", "第 1 版", "第 3 版")
	})
}
