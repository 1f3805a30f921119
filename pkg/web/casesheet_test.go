package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
)

// uttered are sentences of a sitting, planted; none may leave it.
var uttered = []string{"植入笔录：差四千二", "植入让步：可以降到八千", "植入联系：他说不同意"}

// spoken gives a mediation with a sitting, a caucus, an offer and a call.
func (w *town) spoken() (root, proceeding string) {
	w.t.Helper()
	r := quarrel()
	r.Parties[0].HideAddress, r.Parties[0].IDNo = true, "15010219900101233X"
	id := w.register(r)
	w.must("triage", id, "accept", f{"risk": "yellow"})
	w.must("triage", id, "dispatch", f{"body": string(w.bodies["TOWN"].ID)})
	child := w.child(id, "peoples_mediation")
	w.must("mediator", child, "ask_consent", nil)
	var consents, present []any
	for _, p := range w.parties(id) {
		consents, present = append(consents, f{"party": p, "consent": "agreed", "way": "present"}), append(present, p)
	}
	w.must("mediator", child, "all_consent", f{"consents": consents})
	w.must("chair", child, "appoint_mediator", f{"handler": string(w.who["mediator"].UserID)})
	w.must("mediator", child, "give_rights_notice", f{"way": "signed"})
	w.must("mediator", child, "open_session", f{"present": present, "place": "第二调解室", "way": "joint"})
	w.must("mediator", child, "log_session", f{"mode": "joint", "result": "continue", "place": "第二调解室", "present": "双方", "text": uttered[0]})
	w.must("mediator", child, "log_session", f{"mode": "caucus", "side": w.parties(id)[0], "result": "continue", "place": "第二调解室", "present": "一方", "text": uttered[1]})
	w.must("mediator", child, "contact", f{"with": "party", "party": w.parties(id)[1], "way": "call_out", "outcome": "told", "line": uttered[2], "next_on": "2026-03-05"})
	return string(id), string(child)
}

func TestNoSentenceOfASittingLeavesIt(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		root, proceeding := w.spoken()
		base := w.serve()
		mediator := w.as(base, "mediator")
		mediator.get("/matters/" + proceeding).is(http.StatusOK).has(uttered...) // the plant is alive
		for _, who := range []string{"mediator", "clerk", "director", "triage"} {
			c := w.as(base, who)
			for _, id := range []string{root, proceeding} {
				for _, path := range []string{"/journal", "/journal?key=1", "/receipt", "/sheet?kind=internal", "/sheet?kind=outward", "/seen", "/do/note"} {
					if who == "mediator" && strings.HasPrefix(path, "/journal") {
						continue // who was there reads the line of a call in the journal, by his right
					}
					c.get("/matters/" + id + path).lacks(uttered...)
				}
				for _, kind := range []string{"internal", "outward"} {
					c.post("/matters/"+id+"/sheet", url.Values{"kind": {kind}}).lacks(uttered...)
				}
			}
			if who != "mediator" {
				c.get("/matters/" + root).lacks(uttered...)
				c.get("/matters/" + proceeding).lacks(uttered...)
			}
		}
	})
}

func TestASheetHoldsWhatItsReadersMayHave(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root, _ := w.spoken()
		c := w.as(w.serve(), "clerk")
		sheet := "/matters/" + root + "/sheet"
		before := w.entries(idOf(root))
		c.get(sheet+"?kind=internal").is(http.StatusOK).has("内部流转单", "预览", "139****6027", "住址保密", planted).lacks("13947106027", "丽苑小区3号楼", "15010219900101233X")
		if w.entries(idOf(root)) != before {
			t.Error("a preview is written down as a print")
		}
		inside := c.post(sheet, url.Values{"kind": {"internal"}}).is(http.StatusOK)
		inside.has("内部", "王志强", "马素云", planted, "黄", "139****6027", "打印人").lacks("13947106027", "丽苑小区3号楼")
		if w.entries(idOf(root)) != before+1 {
			t.Error("a print is not in the journal")
		}
		outside := c.post(sheet, url.Values{"kind": {"outward"}}).is(http.StatusOK)
		outside.has("对外单", "王志强", "马素云", "苏日娜", "不影响起诉", "接下来")
		paper := outside.body[strings.Index(outside.body, "<article"):strings.Index(outside.body, "</article")]
		for _, not := range []string{"139****", "13947", "丽苑小区3号楼", "住址保密", "150102", "黄", planted, "风险", "系统默认"} {
			if strings.Contains(paper, not) {
				t.Errorf("the sheet for outside holds %q", not)
			}
		}
	})
}

func TestWholeNumbersOnPaperAreEachWrittenDown(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root, _ := w.spoken()
		c := w.as(w.serve(), "clerk")
		sheet := "/matters/" + root + "/sheet"
		before := w.entries(idOf(root))
		c.post(sheet, url.Values{"kind": {"internal"}, "whole": {"1"}}).is(http.StatusUnprocessableEntity).has("请选择查看完整号码的理由").lacks("13947106027")
		c.post(sheet, url.Values{"kind": {"internal"}, "whole": {"1"}, "reason": {"工作需要"}}).is(http.StatusUnprocessableEntity).lacks("13947106027")
		if w.entries(idOf(root)) != before {
			t.Error("a refused print left an entry")
		}
		c.post(sheet, url.Values{"kind": {"internal"}, "whole": {"1"}, "reason": {"serve"}}).is(http.StatusOK).
			has("13947106027", "13947101180", "15010219900101233X").lacks("丽苑小区3号楼")
		if got := w.entries(idOf(root)) - before; got != 4 { // the print, two phones, an ID number
			t.Errorf("%d entries", got)
		}
		c.post(sheet, url.Values{"kind": {"outward"}, "whole": {"1"}, "reason": {"serve"}}).is(http.StatusOK).lacks("13947106027")
	})
}

func TestAReceiptHasAPageForEachPartyWithoutTheOther(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		c := w.as(w.serve(), "clerk")
		root := w.register(quarrel())
		page := c.get("/matters/"+string(root)+"/receipt").is(http.StatusOK).has("受理凭证", "首接负责人", "苏日娜", "不影响起诉", "接下来")
		slips := strings.Split(page.body, `<section class="paper receipt"`)[1:]
		if len(slips) != 2 {
			t.Fatalf("%d pages", len(slips))
		}
		for i, names := range [][2]string{{"王志强", "马素云"}, {"马素云", "王志强"}} {
			if !strings.Contains(slips[i], names[0]) || strings.Contains(slips[i], names[1]) || strings.Contains(slips[i], "139") {
				t.Errorf("page %d is not %s's alone", i+1, names[0])
			}
		}
	})
}

func idOf(id string) casemodel.ID { return casemodel.ID(id) }
