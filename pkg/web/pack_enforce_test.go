package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
)

// When a debtor does not pay what a court has confirmed, who is owed gets all
// there is to take to the court in one file: the application says what was
// agreed, paid and left, by which ruling; the ruling lies with it. Without a
// ruling there is no such pack.
func TestAnEnforcementIsPackedForTheCreditor(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root, id := w.confirming()
		item, confirmation := w.child(casemodel.ID(root), "performance_item"), casemodel.ID(id)
		at := "/matters/" + string(item)
		base := w.serve()
		m := w.as(base, "mediator")
		m.get(at + "/pack").is(http.StatusNotFound)
		w.must("mediator", confirmation, "submit_jointly", f{"consents": w.consents(casemodel.ID(root))})
		court := w.as(base, "courtdesk")
		w.must("courtdesk", confirmation, "accept_by_court", f{"court_case_no": "（2026）内0102诉前调确7号"})
		ruling := string(jpegOf(t, 40, 30))
		form := court.form("/matters/" + id + "/do/confirm")
		form.Set("f.ruling_no", "（2026）内0102民特7号")
		form.Set("f.ruled_on", "2026-03-02")
		court.upload("/matters/"+id+"/do/confirm", form, "f.file.new", "裁定书.jpg", []byte(ruling)).is(http.StatusSeeOther)
		w.must("mediator", item, "perform_partly", f{"amount": "1000", "evidence": "收条"})
		w.at("2026-05-06")
		m = w.as(base, "mediator")
		w.must("mediator", item, "urge", f{"way": "visit"})
		w.must("mediator", casemodel.ID(root), "add_party", f{"role": "applicant", "kind": "natural", "name": "高娃", "phone": "13947109999"})
		attach := m.form("/matters/" + root + "/do/attach")
		attach.Set("f.document", "D05_identity")
		m.upload("/matters/"+root+"/do/attach", attach, "f.files.new", "别人的身份证.jpg", jpegOf(t, 50, 30)).is(http.StatusSeeOther)
		m.get(at).is(http.StatusOK).has("强制执行申请材料", at+"/pack")
		m.get(at+"/pack").is(http.StatusOK).has("民事裁定书", "裁定书.jpg", "分不清是谁的").lacks("登记“裁定有效”时没有上传", "别人的身份证")
		got := m.post(at+"/pack", url.Values{"whole": {"1"}, "reason": {"serve"}}).is(http.StatusOK)
		names, parts := unpacked(t, got.body)
		if want := []string{"01_申请材料清单.docx", "02_强制执行申请书.docx", "03_民事裁定书.jpg", "04_调解协议书.docx", "校验清单.csv"}; !slices.Equal(names, want) {
			t.Errorf("packed %q, want %q", names, want)
		}
		application := paperText(t, string(parts["02_强制执行申请书.docx"]))
		for _, want := range []string{"申请执行人（权利人）：申请人王志强", "被执行人（义务人）：被申请人马素云", "（2026）内0102民特7号", "新城区人民法院", "已履行￥1,000.00", "尚欠人民币贰仟元整", "第二百五十条", "13947106027", "2026年3月2日"} {
			if !strings.Contains(application, want) {
				t.Errorf("the application lacks %q: %s", want, application)
			}
		}
		if strings.Contains(application, "高娃") || strings.Contains(application, "13947109999") {
			t.Error("somebody else of the case stands in the application")
		}
		alone := paperText(t, m.post(at+"/papers", url.Values{"paper": {"D20_enforcement"}, "whole": {"1"}, "reason": {"serve"}}).is(http.StatusOK).body)
		if !strings.Contains(alone, "马素云") || strings.Contains(alone, "高娃") || strings.Contains(alone, "13947109999") {
			t.Error("printed by itself, the application has others than who owes and who is owed")
		}
		if strings.Contains(application, "{{") || string(parts["03_民事裁定书.jpg"]) != ruling {
			t.Error("a mark is open, or the ruling is not as it was handed in")
		}
		w.as(base, "clerk").get(at + "/pack").is(http.StatusForbidden)
	})
}
