//go:build browser

package web

import (
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// An inquiry by the keyboard alone, at the desk and at the width of a phone:
// what is typed outlives leaving the page and a refusal, the photograph of what
// was signed locks it, what is wrong is put right beside it, and all of it is
// printed.
func TestAnInquiryByKeyboard(t *testing.T) {
	for name, size := range map[string]struct {
		width, height int64
		phone         bool
	}{"desk": {1366, 768, false}, "phone": {390, 844, true}} {
		t.Run(name, func(t *testing.T) {
			w, base := shown(t)
			_, id := w.inSession()
			photo := filepath.Join(t.TempDir(), "image.jpg")
			if err := os.WriteFile(photo, jpegOf(t, 900, 600), 0o600); err != nil {
				t.Fatal(err)
			}
			home := "/matters/" + string(id)
			h := openBrowser(t, base)(size.width, size.height, size.phone).hands()
			h.enters("mediator")
			h.open(home)
			h.act("log_inquiry").at(home + "/do/log_inquiry")
			h.field("f.about").write("女，46岁，幸福社区居民").field("f.place").write("社区活动室").field("f.with").write("王明")
			h.field("f.opening").write("说明身份和来意。").field("f.asked").write("问：哪天漏的水？答：三月一日夜里。").field("f.text").write("当场看了水渍。")
			h.opens("存草稿").says("已存草稿")
			before := w.entries(id)
			h.press(kb.Escape).goes("h").says("没写完的").skips().to(`/draft=/.test(el.href || "")`).goes(kb.Enter)
			h.keeps("问：哪天漏的水", "说明身份和来意", "当场看了水渍", "社区活动室")

			h.field("f.asked").sends().says("请选被调查的当事人，或者写被调查人的姓名").keeps("问：哪天漏的水", "王明")
			if got := w.entries(id); got != before || len(w.records(id)) != 0 {
				t.Errorf("a refused inquiry wrote %d entries, %d records", got-before, len(w.records(id)))
			}
			h.shot("inquiry-refused-" + name)
			h.field("f.person").write("赵敏").sends().at(home+"/sessions/101").says("第 1 份调查笔录", "三月一日夜里", "待签名")
			h.shot("inquiry-open-" + name)

			h.opens("登记签名").says("第 1 份调查笔录").to(`el.matches("#act [data-upload]:not([capture])")`)
			choose := func() {
				h.do(chromedp.SetUploadFiles(chromedp.CSS(`#act [data-upload]:not([capture])`), []string{photo})) // the dialog is the system's own
				h.awaits(`!!document.querySelector("[data-kept] input:checked") && !document.querySelector("[data-up]")`)
			}
			choose()
			h.sends().at(home+"/sessions/101").says("已签名锁定", "第 1 页，共 1 页")
			h.opens("补正").says("第 1 份调查笔录").field("f.text").write("三月一日应为二月二十八日。").sends().at(home+"/sessions/101").says("第 1 号补正", "二月二十八日")
			h.shot("inquiry-signed-" + name)

			h.open(home + "/do/revise_inquiry?record=101") // by an old address: it stays as it was signed
			h.field("f.person").write("改").sends().says("这份笔录已经签名")
			if one := w.records(id)[0]; one.Minutes.Inquiry.Person != "赵敏" {
				t.Errorf("the signed inquiry names %q", one.Minutes.Inquiry.Person)
			}
			h.open(home + "/papers")
			for _, far := range h.far { // the list of papers is long
				t.Errorf("too far with Tab: %s", far)
			}
			h.skips().to(`el.name === "paper" && el.value === "D11_inquiry~101"`) // it comes as a file
			w.as(base, "mediator").post(home+"/papers", url.Values{"paper": {"D11_inquiry~101"}}).paper("赵敏", "三月一日夜里", "补正（第1号）", "二月二十八日")
		})
	}
}

// On a phone each party is a block of its own: who came for it, and by what
// authority, is asked where somebody did.
func TestWhoCameIsShortOnAPhone(t *testing.T) {
	w, base := shown(t)
	root, id := w.inSession()
	p := w.parties(root)
	b := openBrowser(t, base)(390, 844, true).signIn("mediator").open("/matters/" + string(id) + "/do/log_session")
	asks := func(party string, want bool) {
		t.Helper()
		for _, cell := range []string{"name", "authority", "checked"} {
			if got := evaluate[bool](b, `document.querySelector('[name="f.came.`+party+`.`+cell+`"]').checkVisibility()`); got != want {
				t.Errorf("%s of %s is there: %t", cell, party, got)
			}
		}
	}
	asks(p[0], false)
	asks(p[1], false)
	b.tick(`input[name="f.came.` + p[1] + `.came"][value="agent"]`)
	asks(p[0], false)
	asks(p[1], true)
	b.fill(map[string]string{`[name="f.came.` + p[1] + `.name"]`: "刘律师"}).tick(`input[name="f.came.` + p[1] + `.came"][value="self"]`)
	asks(p[1], true) // what was typed is not hidden
	b.check("who came").shot("came-390")
	b.do(chromedp.EmulateViewport(1366, 768))
	asks(p[0], true)
}
