//go:build browser

package web

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/jiefen/jiefen/pkg/calendar"
)

// A mediator's day by taps: today's sitting stands on the first page, somebody is
// rung up and that is noted, who came is ticked as the sitting begins, a photo is
// taken there, the record is written with a page of it, and the next sitting
// stands in the list before the case is left.
func TestAMediatorsDayOnAPhone(t *testing.T) {
	w, base := lived(t)
	root, proceeding := w.prepare(quarrel())
	now := w.clock.Now().In(calendar.Zone)
	at := time.Date(now.Year(), now.Month(), now.Day(), 20, 0, 0, 0, calendar.Zone)
	w.must("mediator", proceeding, "schedule", f{"sitting_at": at.Format(time.RFC3339), "minutes": "60", "place": "公主府社区居委会"})
	w.clock.Advance(time.Minute)
	photo := filepath.Join(t.TempDir(), "image.jpg")
	if err := os.WriteFile(photo, jpegOf(t, 900, 600), 0o600); err != nil {
		t.Fatal(err)
	}
	home := "/matters/" + string(proceeding)
	send := "#act .foot .primary"

	b := openBrowser(t, base)(390, 844, true).signIn("mediator").open("/home")
	if !evaluate[bool](b, `document.querySelector(".sits li a").getBoundingClientRect().bottom <= innerHeight`) {
		t.Error("today's sitting does not stand on the first screen")
	}
	b.shot("phone-day-1-today").click(".sits li a")
	if got := evaluate[string](b, "location.pathname"); got != home {
		t.Fatalf("today's sitting leads to %s", got)
	}

	before := w.entries(proceeding)
	b.click(`.road a[href$="/do/contact"]`).tick(`input[name="f.outcome"][value="told"]`).click(send).reads("已办理：联系记录") // three
	if got := w.entries(proceeding); got != before+1 {
		t.Errorf("%d entries came of a call", got-before)
	}

	b.click(`main a[href*="/do/open_session"]`).shot("phone-day-2-start")
	for _, p := range w.parties(root) {
		if !evaluate[bool](b, `!!document.querySelector('input[name="f.came.`+p+`.came"][value="self"]:checked')`) {
			t.Errorf("%s is not ticked as here", p)
		}
	}
	b.pick("f.way", "joint").click(send).reads("调解中")
	w.stands(proceeding, "in_session")

	b.shoots(".road [data-shoot]", photo).awaits(`!!document.querySelector('[data-photo="done"]')`)
	if names := w.photoNames(proceeding); len(names) != 1 {
		t.Errorf("with the case lie %v", names)
	}

	b.click(`main a[href*="/do/log_session"]`).tick(`label[for="f.mode-joint"]`).fill(map[string]string{
		`[name="f.course"]`: "到现场看过，双方都认可漏水的部位。", `[name="f.sitting_at"]`: now.AddDate(0, 0, 5).Format("2006-01-02") + "T09:30",
	}).pick("f.result", "continue")
	b.do(chromedp.SetUploadFiles(chromedp.CSS(`#act [data-upload]:not([capture])`), []string{photo}))
	b.awaits(`!!document.querySelector("[data-kept] input:checked")`)
	b.fresh().shot("phone-day-3-record").click(send).reads("已办理：登记调解笔录").shot("phone-day-4-after")

	view := w.looks("mediator", proceeding)
	if n := len(view.Sessions); n != 1 || view.Sessions[0].Minutes.Said["course"] == "" {
		t.Fatalf("%d records: %+v", n, view.Sessions)
	}
	if got := len(view.Arranged); got != 2 {
		t.Errorf("%d sittings are arranged, want the one held and the next", got)
	}
	b.open(home + "/sessions/1")
	if !evaluate[bool](b, `document.body.textContent.includes("第 1 页，共 1 页")`) { // folded away
		t.Error("the page that was photographed is not with the record")
	}
	b.shot("phone-day-5-sitting")
}
