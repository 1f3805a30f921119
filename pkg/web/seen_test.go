package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jiefen/jiefen/pkg/casework"
)

func TestWhoHasSeenACaseIsToldToWhoMayAsk(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root, proceeding := w.inSession()
		p := w.parties(root)
		base := w.serve()
		home, seen := "/matters/"+string(root), "/matters/"+string(root)+"/seen"
		clerk := w.as(base, "clerk")
		clerk.get(home).is(http.StatusOK).lacks(`href="` + seen)
		clerk.get(home).is(http.StatusOK) // within the minute it is the same look
		w.clock.Advance(2 * time.Minute)
		clerk.get(home).is(http.StatusOK)
		clerk.post(home+"/reveal", reveals(p[0], "id_no", "verify"))
		mediator := w.as(base, "mediator")
		mediator.get("/matters/" + string(proceeding)).is(http.StatusOK)
		mediator.post("/matters/"+string(proceeding)+"/reveal", reveals(p[0], "phone", "")).is(http.StatusOK)
		mediator.post(home+"/sheet", url.Values{"kind": {"outward"}}).is(http.StatusOK)

		director := w.as(base, "director")
		page := director.get(seen).is(http.StatusOK).text()
		for _, want := range []string{"苏日娜", "孟和", "核对身份", "直接拨打", "对外单", "马素云"} {
			if want != "马素云" && !strings.Contains(page, want) {
				t.Errorf("the trace lacks %q:\n%s", want, page)
			}
		}
		if !strings.Contains(page, "09:02 2") {
			t.Errorf("two looks of one day are not counted: %s", page)
		}
		w.as(base, "chair").get(seen).is(http.StatusOK)
		w.as(base, "auditor").get(seen).is(http.StatusOK).lacks("王志强", "13947106027") // who may only see that it exists
		for who, status := range map[string]int{"clerk": http.StatusForbidden, "mediator": http.StatusForbidden, "archivist": http.StatusForbidden, "industry": http.StatusNotFound} {
			w.as(base, who).get(seen).is(status)
		}
	})
}

// Whoever reads a case is seen, whichever of its pages he came by.
func TestEveryPageOfACaseIsALook(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root, proceeding := w.inSession()
		p := w.parties(root)
		w.must("mediator", proceeding, "log_session", f{"mode": "joint", "result": "continue", "text": "谈了一上午", "place": "第二调解室"})
		base := w.serve()
		mediator := w.as(base, "mediator")
		director := w.as(base, "director")
		part, seen := "/matters/"+string(proceeding), "/matters/"+string(root)+"/seen"
		director.get(seen).lacks("孟和")
		looks := 0
		for _, page := range []string{
			part, part + "/sessions/1", part + "/journal", part + "/journal?key=1", part + "/receipt", part + "/sheet", part + "/do/log_session",
			part + "/reveal?party=" + p[0] + "&field=phone",
		} {
			w.clock.Advance(2 * time.Minute)
			mediator.get(page).is(http.StatusOK)
			mediator.get(page).is(http.StatusOK)
			looks++
			if want := "孟和 海拉尔东路街道人民调解委员会"; !strings.Contains(director.get(seen).text(), want) {
				t.Fatalf("after %s the trace lacks %s: %s", page, want, director.get(seen).text())
			}
			if want := " " + itoa(looks) + " "; looks > 1 && !strings.Contains(director.get(seen).text(), want) {
				t.Errorf("%s is no look: %s", page, director.get(seen).text())
			}
		}
		w.clock.Advance(2 * time.Minute)
		mediator.get(part + "/sessions/7").is(http.StatusNotFound)
		if got := director.get(seen).text(); !strings.Contains(got, " "+itoa(looks)+" ") {
			t.Errorf("a page that shows nothing is a look: %s", got)
		}
	})
}

func TestADownloadIsWrittenDown(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		root, _ := w.inSession()
		base := w.serve()
		home := "/matters/" + string(root)
		clerk := w.as(base, "clerk")
		form := clerk.form(home + "/do/attach")
		form.Set("f.read", "registration")
		form.Set("f.document", "D01_receipt")
		clerk.upload(home+"/do/attach", form, "f.files.new", "收据.pdf", []byte("%PDF-1.7\n1 0 obj\n%%EOF\n")).redirects(home)
		page := clerk.get(home).has("收据.pdf", "登记回执 · PDF", "是哪份文书", "苏日娜")
		clerk.get(regexpFind(w.t, page.body, `href="(`+home+`/files/[^"]+)"`)).is(http.StatusOK)
		w.as(base, "director").get(home+"/seen").has("下载过材料", "收据.pdf")
	})
}

func TestTheDirectorHearsOfTooManyNumbers(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root, _ := w.inSession()
		p := w.parties(root)
		base := w.serve()
		home := "/matters/" + string(root)
		clerk, director := w.as(base, "clerk"), w.as(base, "director")
		for range casework.ManyReveals {
			clerk.post(home+"/reveal", reveals(p[0], "phone", "")).is(http.StatusOK)
		}
		director.get("/reveals").is(http.StatusOK).has("苏日娜", "直接拨打 30 次").lacks("t-red")
		director.get("/notices").lacks("查看完整号码过多")
		clerk.post(home+"/reveal", reveals(p[0], "phone", "")).is(http.StatusOK)
		clerk.post(home+"/reveal", reveals(p[0], "phone", "")).is(http.StatusOK)
		page := director.get("/reveals").is(http.StatusOK).has("苏日娜", "t-red", "直接拨打 32 次", home).lacks("13947106027")
		if !strings.Contains(page.text(), "32") {
			t.Error("the count is not there")
		}
		notices := director.get("/notices").has("查看完整号码过多", `href="/reveals"`)
		if n := strings.Count(notices.body, "查看完整号码过多"); n != 1 {
			t.Errorf("told %d times", n)
		}
		clerk.get("/notices").lacks("查看完整号码过多")
		clerk.get("/reveals").is(http.StatusForbidden).has("中心主任").lacks("直接拨打")
		w.as(base, "industry").get("/reveals").is(http.StatusOK).lacks("苏日娜")
	})
}

func TestALookBeyondOnesOwnMattersStandsOnTheList(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		root, _ := w.inSession()
		p := w.parties(root)
		base := w.serve()
		w.as(base, "triage").post("/matters/"+string(root)+"/reveal", reveals(p[0], "phone", "notify")).is(http.StatusOK)
		w.as(base, "director").get("/reveals").has("王建国", "通知到场 1 次", "t-amber")
	})
}

// People ask for a copy of a case that is over, and the archivist calls who has
// a paper still: the page offers it, and it stands on the lists like any look.
func TestAFinishedCaseIsPrintedAndLookedAtInTheOpen(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root := w.closed()
		w.must("archivist", root, "archive", f{"checked": true, "elsewhere": "纸质在卷", "shelf": "3柜2盒"})
		p := w.parties(root)
		base := w.serve()
		home := "/matters/" + string(root)
		clerk, keeper := w.as(base, "clerk"), w.as(base, "archivist")
		clerk.get(home).is(http.StatusOK).has("已归档", home+"/sheet?kind=outward", home+"/reveal?party="+p[0]).lacks("拨打", "13947106027", home+"/do/note", home+"/do/print")
		clerk.post(home+"/reveal", reveals(p[0], "phone", "")).is(http.StatusUnprocessableEntity).lacks("13947106027")
		clerk.get(home + "/sheet?kind=outward").is(http.StatusOK)
		clerk.post(home+"/sheet", url.Values{"kind": {"outward"}}).is(http.StatusOK).has("对外单", "已归档")
		keeper.post(home+"/reveal", reveals(p[0], "phone", "serve")).is(http.StatusOK).has("13947106027")
		director := w.as(base, "director")
		page := director.get(home + "/seen").is(http.StatusOK).text()
		for _, want := range []string{"对外单", "送达文书"} {
			if !strings.Contains(page, want) {
				t.Errorf("the trace lacks %q:\n%s", want, page)
			}
		}
		director.get("/reveals").is(http.StatusOK).has("送达文书 1 次", home)
	})
}
