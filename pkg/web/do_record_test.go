package web

import (
	"net/http"
	"strings"
	"testing"
)

// What is written of a sitting is put right from its own page, with all its
// words filled in: a form that knew nothing of them would write them away.
func TestARecordIsPutRightWithItsWordsInTheForm(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		_, id := w.inSession()
		w.must("mediator", id, "log_session", f{"mode": "joint", "result": "continue", "said": "申请人要求赔偿8000元。", "course": "看了照片", "place": "第二调解室"})
		w.must("mediator", id, "log_session", f{"mode": "joint", "result": "continue", "said": "被申请人只认5000元。", "course": "核对了票据", "place": "第三调解室"})
		mediator, home := w.as(w.serve(), "mediator"), "/matters/"+string(id)
		mediator.get(home).lacks("/do/revise_record", "/do/sign_record", "/do/supplement_record").has(home + "/sessions/1")
		mediator.get(home+"/sessions/1").has(home+"/do/revise_record?record=1", home+"/do/sign_record?record=1")

		act := home + "/do/revise_record"
		for query, want := range map[string][]string{"?record=1": {"8000元", "看了照片", "第二调解室"}, "": {"5000元", "核对了票据", "第三调解室"}} {
			mediator.get(act + query).is(http.StatusOK).has(want...)
		}
		form := mediator.form(act + "?record=1")
		if got := form.Get("f.record"); got != "1" {
			t.Fatalf("the form carries record %q", got)
		}
		form.Set("f.said", "申请人要求赔偿3000元。")
		mediator.post(act, form).redirects(home + "/sessions/1")
		mediator.get(home+"/sessions/2").has("5000元", "核对了票据", "第三调解室")
		if page := mediator.get(act); strings.Contains(page.body, "3000元") {
			t.Error("the form holds the words of another record")
		}
		form = mediator.form(act + "?record=1")
		form.Set("f.said", "申请人要求赔偿3000元。")
		form.Set("f.result", "partly")
		mediator.post(act, form).redirects(home + "/sessions/1")
		mediator.get(home+"/sessions/1").has("修改前的笔录（2 次，保留备查）", "部分达成", "<del>", "<ins>")
		form.Set("f.record", "")
		mediator.post(act, form).is(http.StatusUnprocessableEntity).has("第几次笔录", "3000元")
	})
}
