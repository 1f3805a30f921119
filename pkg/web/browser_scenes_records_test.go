//go:build browser

package web

import (
	"net/http"
	"testing"

	"github.com/jiefen/jiefen/pkg/casework"
)

// recordScenes are records of sittings that are put right, signed, and put right
// beside what was signed.
func (w *town) recordScenes() []scene {
	w.t.Helper()
	root, id := w.inSession()
	p := w.parties(root)
	said := f{
		"mode": "joint", "result": "continue", "place": "第二调解室", "present": "公主府社区干部 赵敏",
		"told":   "已告知双方：调解自愿、平等、不收费，可以申请调解员回避，随时可以终止调解，并可依法仲裁、起诉。",
		"said":   "申请人称：卫生间渗水三个月，吊顶和地板都坏了，要求赔偿8000元。\n被申请人称：愿意修，但是只认可3000元。",
		"course": "调解员看了现场照片，核对了维修报价。",
	}
	w.must("mediator", id, "log_session", said)
	w.must("mediator", id, "log_session", said)
	w.must("mediator", id, "sign_record", f{"record": 1, "parties": many(p)})
	w.must("mediator", id, "supplement_record", f{"record": 1, "text": "各方陈述第二行“只认可3000元”应为“只认可5000元”，被申请人当场说明记错。"})
	w.must("mediator", id, "sign_record", f{"record": 1, "supplement": 1, "parties": many(p)})
	w.must("mediator", id, "supplement_record", f{"record": 1, "text": "参加人“赵敏”应为“赵明”。"})
	w.must("mediator", id, "revise_record", f{"record": 2, "said": "申请人称：要求赔偿5000元。", "result": "partly"})
	photo := func(name string) string { return string(w.waits("mediator", name, jpegOf(w.t, 600, 800))) }
	w.must("mediator", id, "log_inquiry", f{"person": "赵敏", "about": "女，46岁，幸福社区居民", "place": "社区活动室", "asked": "问：哪天漏的水？\n答：三月一日夜里。"})
	w.must("mediator", id, "sign_record", f{"record": 101, "pages": []any{photo("一.jpg"), photo("二.jpg")}})
	w.must("mediator", id, "supplement_record", f{"record": 101, "text": "另补一页。", "files": []any{photo("三.jpg")}})
	w.must("mediator", id, "replace_page", f{"record": 101, "page": 2, "file": photo("二清.jpg"), "reason": "右下角反光"})
	at := "/matters/" + string(id)
	return []scene{
		{"inquiry-form", "mediator", at + "/do/log_inquiry", 0, nil},
		{"inquiry-signed", "mediator", at + "/sessions/101", 0, nil},
		{"record-later-pages", "mediator", at + "/do/supplement_record?record=101", 0, nil},
		{"record-page-again", "mediator", at + "/do/replace_page?record=101&page=2", 0, nil},
		{"record-attach", "mediator", at + "/do/attach", 0, nil},
		{"record-signed", "mediator", at + "/sessions/1", 0, nil},
		{"record-unsigned", "mediator", at + "/sessions/2", 0, nil},
		{"record-revise", "mediator", at + "/do/revise_record?record=2", 0, nil},
		{"record-sign", "mediator", at + "/do/sign_record?record=2", http.StatusUnprocessableEntity, func(b *tab) { b.click(`#act .foot .primary`) }},
		{"record-supplement", "mediator", at + "/do/supplement_record?record=1", 0, nil},
		{"record-locked", "mediator", at + "/do/revise_record?record=1", http.StatusUnprocessableEntity, func(b *tab) { b.click(`#act .foot .primary`) }},
	}
}

// TestTheScenesOfRecords looks at these pages alone.
func TestTheScenesOfRecords(t *testing.T) {
	w, base := shown(t)
	b := openBrowser(t, base)(1366, 768, false)
	for _, one := range w.recordScenes() {
		b.signsInAs(one.who).visits(one)
	}
}

// claimScenes are claims that an agreement does not settle.
func (w *town) claimScenes() []scene {
	w.t.Helper()
	r := quarrel()
	r.Claims = []casework.Claim{{Text: "两位老人由两个儿子各照顾一位"}, {Text: "老宅基地的分配", Amount: 12000000}, {Text: "2024年以来的医药费", Amount: 860000}}
	root, id := w.mediated(r)
	p := w.parties(root)
	w.must("mediator", id, "settle_claim", f{"claim": 2, "fate": "deferred", "road": "later", "who": p[0], "agreed_by": many(p), "note": "两位老人百年以后再议，各自保留证据"})
	w.must("mediator", id, "settle_claim", f{"claim": 3, "fate": "abandoned", "agreed_by": many(p[:1])})
	w.must("mediator", id, "settle_claim", f{"text": "2023年的借款3000元", "fate": "deferred", "road": "litigation", "who": p[0], "agreed_by": many(p), "last_on": "2026-12-31"})
	w.must("mediator", id, "propose_terms", f{"items": []any{f{"debtor": p[1], "creditor": p[0], "kind": "act", "what": "照顾父亲的起居，每月到家中不少于四次", "every": "month", "due": "2026-04-01"}}})
	at := "/matters/" + string(id)
	return []scene{
		{"claim-left", "mediator", at, 0, nil},
		{"claim-form", "mediator", at + "/do/settle_claim?claim=2", 0, nil},
		{"claim-refused", "mediator", at + "/do/settle_claim?claim=1", http.StatusUnprocessableEntity, func(b *tab) { b.click(`#act .foot .primary`) }},
	}
}

// TestTheScenesOfClaims looks at these pages alone.
func TestTheScenesOfClaims(t *testing.T) {
	w, base := shown(t)
	b := openBrowser(t, base)(1366, 768, false)
	for _, one := range w.claimScenes() {
		b.signsInAs(one.who).visits(one)
	}
}
