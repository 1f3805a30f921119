//go:build browser

package web

import (
	"net/http"
	"testing"
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
	at := "/matters/" + string(id)
	return []scene{
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
