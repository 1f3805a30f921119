package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// An inquiry is written on its own page, printed from what is written, and
// locked by the photograph of what was signed; a later page stands beside it.
func TestAnInquiryIsWrittenPrintedAndLocked(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		_, id := w.inSession()
		home := "/matters/" + string(id)
		c := w.as(w.serve(), "mediator")
		path := home + "/do/log_inquiry"
		c.get(path).is(http.StatusOK).has("登记调查笔录", "问和答", "告知身份和来意", "内部记录，不入卷")
		form := c.form(path)
		form.Set("f.asked", "问：哪天漏的水？\n答：三月一日夜里。")
		c.post(path, form).is(http.StatusUnprocessableEntity).has("请选被调查的当事人，或者写被调查人的姓名", "三月一日夜里")
		form = c.form(path)
		for name, value := range map[string]string{"f.person": "赵敏", "f.about": "女，46岁，幸福社区居民", "f.place": "社区活动室", "f.with": "王明", "f.asked": "问：哪天漏的水？\n答：三月一日夜里。"} {
			form.Set(name, value)
		}
		c.post(path, form).redirects(home + "/sessions/101")
		c.get(home+"/sessions/101").is(http.StatusOK).has("第 1 份调查笔录", "赵敏", "三月一日夜里", "待签名", home+"/do/revise_inquiry?record=101")
		c.get(home+"/do/revise_inquiry?record=101").is(http.StatusOK).has("三月一日夜里", "赵敏")
		c.get(home + "/do/log_session").is(http.StatusOK).has("登记第 1 次调解笔录") // sittings are counted without it
		c.post(home+"/papers", url.Values{"paper": {"D11_inquiry" + sittingMark + "101"}}).paper("调查笔录", "第1份", "赵敏", "三月一日夜里", "王明")
		w.must("mediator", id, "sign_record", f{"record": 101, "pages": []any{string(w.waits("mediator", "一.jpg", jpegOf(t, 60, 40))), string(w.waits("mediator", "二.jpg", jpegOf(t, 61, 40)))}})
		w.must("mediator", id, "supplement_record", f{"record": 101, "files": []any{string(w.waits("mediator", "三.jpg", jpegOf(t, 62, 40)))}})
		w.must("mediator", id, "replace_page", f{"record": 101, "page": 2, "file": string(w.waits("mediator", "二清.jpg", jpegOf(t, 63, 40))), "reason": "反光"})
		c.get(home+"/sessions/101").is(http.StatusOK).has("已签名锁定", "第 3 页，共 3 页", "第 1 号补正的续页", "看不清、已更换的页（1 张，保留备查）", home+"/do/replace_page?record=101&amp;page=2").lacks("do/revise_inquiry")
		c.get(home + "/do/replace_page?record=101&page=2").is(http.StatusOK).has("更换看不清的页")
		c.get(home + "/do/supplement_record?record=101").is(http.StatusOK).has("补拍的续页")
		c.get(home + "/journal").is(http.StatusOK).lacks("三月一日夜里")
		w.as(w.serve(), "clerk").get(home + "/sessions/101").is(http.StatusNotFound)
	})
}

// The journal names a printed paper by its title, and the file of a signed
// record by its sitting, to who may read records.
func TestTheJournalNamesPapersAndSittings(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root, id := w.inSession()
		home := "/matters/" + string(id)
		base := w.serve()
		c := w.as(base, "mediator")
		w.must("mediator", id, "log_session", f{"mode": "joint", "result": "continue", "said": "一"})
		c.get(home+"/do/attach").is(http.StatusOK).has("是哪一次的笔录", "第 1 次 面对面")
		clerk, act := w.as(base, "clerk"), "/matters/"+string(root)+"/do/attach"
		clerk.get(act).is(http.StatusOK).has("是哪一次的笔录", "第 1 次调解 2026-03-02").lacks("面对面") // its number and its day
		form := clerk.form(act)
		form.Set("f.document", "D13_record")
		clerk.uploads(act, form, "f.files.new", sent{"签名件.jpg", jpegOf(t, 61, 40)}).is(http.StatusUnprocessableEntity).has("请选这份签名件是哪一次的笔录", "请调解员先登记那一次调解", "签名件.jpg")
		c.get(home + "/sessions/1").is(http.StatusOK).has("待签名") // and nothing is locked
		w.must("mediator", id, "attach", f{"document": "D13_record", "files": []any{string(w.waits("mediator", "签名件.jpg", jpegOf(t, 60, 40)))}})
		w.must("mediator", id, "print", f{"document": "roster"})
		c.get(home).is(http.StatusOK).has("第 1 次 面对面")
		c.get(home+"/journal").is(http.StatusOK).has("群体名单", "第 1 次 面对面").lacks(">roster<")
		clerk.get(home + "/journal").lacks("是哪一次的笔录")
		clerk.get(act).is(http.StatusOK).lacks("是哪一次的笔录") // which is signed, he is not told
	})
}

// Of which record each filed copy is stands in the journal of the case, and is
// asked for once and not once a line.
func TestTheJournalAsksForRecordsOnce(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root, id := w.inSession()
		w.must("director", root, "add_participant", f{"user": string(w.who["mediator"].UserID), "role": "co_mediator"})
		c := w.as(w.serve(), "mediator")
		copied := func(i int) {
			w.must("mediator", id, "log_session", f{"mode": "joint", "result": "continue", "said": "第" + itoa(i) + "次"})
			view, err := w.Case(t.Context(), w.who["mediator"], id)
			if err != nil {
				t.Fatal(err)
			}
			last := view.Sessions[len(view.Sessions)-1]
			w.must("mediator", root, "attach", f{"document": "D13_record", "session": string(last.ID), "files": []any{string(w.waits("mediator", "签名件.jpg", jpegOf(t, 60+i, 40)))}})
		}
		asked := func(n int) int64 {
			t.Helper()
			path := "/matters/" + string(root) + "/journal"
			c.get(path) // what every page asks once an hour is known
			before := w.DB.Statements()
			c.get(path).is(http.StatusOK).has("第 " + itoa(n) + " 次 面对面")
			return w.DB.Statements() - before
		}
		copied(1)
		few := asked(1)
		for i := range 4 {
			copied(i + 2)
		}
		if many := asked(5); many > few+1 {
			t.Errorf("%d questions for one copy, %d for five", few, many)
		}
	})
}

// What puts a signed record right is on the paper of every mediation, a
// department's too.
func TestASupplementIsOnThePaperOfADepartment(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root := w.register(quarrel())
		w.must("triage", root, "accept", f{"risk": "yellow"})
		w.must("triage", root, "dispatch", f{"body": string(w.bodies["DEPT"].ID), "track": "administrative_mediation"})
		id := w.child(root, "administrative_mediation")
		w.must("dept", id, "start_decision", nil)
		w.must("dept", id, "accept", f{"handler": string(w.who["dept"].UserID)})
		w.must("dept", id, "log_session", f{"mode": "joint", "result": "continue", "said": "要求赔偿五千元。"})
		paper := url.Values{"paper": {"D13_other_record" + sittingMark + "1"}}
		c, home := w.as(w.serve(), "dept"), "/matters/"+string(id)+"/papers"
		if text := c.post(home, paper).paper("要求赔偿五千元"); strings.Contains(text, "补正") {
			t.Errorf("nothing was put right: %s", text)
		}
		w.must("dept", id, "sign_record", f{"record": 1, "parties": many(w.parties(root))})
		w.must("dept", id, "supplement_record", f{"record": 1, "text": "五千元应为三千元。"})
		c.post(home, paper).paper("要求赔偿五千元", "补正（第1号）", "五千元应为三千元", "当事人（签名、捺印）")
	})
}
