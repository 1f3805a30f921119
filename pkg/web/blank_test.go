package web

import (
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// A form about nobody's case has the head of the house, who printed it and when,
// lines to write on and nothing else; the log knows of it.
func TestAFormAboutNobodysCaseIsPrinted(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		w.addressed()
		w.settled() // there are cases: none of them is on it
		base := w.serve()
		c := w.as(base, "mediator")
		c.get(blankPath).is(http.StatusOK).has("空白文书", "人民调解申请书", "授权委托书", "权利义务告知书").has(`value="D04_rights"`).lacks("督促履行通知书", "D09_acceptance")
		before := w.prints()
		c.post(blankPath, url.Values{"word": {"D09_acceptance"}}).is(http.StatusUnprocessableEntity)
		c.post(blankPath, url.Values{"word": {"nothing"}}).is(http.StatusUnprocessableEntity)
		c.post(blankPath, url.Values{"pdf": {"D04_rights"}}).is(http.StatusUnprocessableEntity) // no office here
		if !maps.Equal(before, w.prints()) {
			t.Error("what was refused is written down")
		}
		got := c.post(blankPath, url.Values{"word": {"D04_rights"}}).is(http.StatusOK)
		soundPaper(t, "blank", got.body)
		text := paperText(t, got.body)
		for _, want := range []string{"空白文书", "孟和", "2026-03-02", w.bodies["TOWN"].Title, "申请人（签名", "＿＿＿"} {
			if !strings.Contains(text, want) {
				t.Errorf("it lacks %s: %s", want, text)
			}
		}
		for _, never := range []string{"王志强", "马素云", "（2026）"} {
			if strings.Contains(text, never) {
				t.Errorf("it says %s: %s", never, text)
			}
		}
		c.post(blankPath, url.Values{"print": {"D13_record"}}).is(http.StatusOK).has("人民调解记录", "空白文书", `class="leaf"`)
		if lines := w.printedDeeds(); len(lines) != 2 || !strings.Contains(lines[1], "forms_printed") || !strings.Contains(lines[1], "权利义务告知书") {
			t.Errorf("%q", lines)
		}
		w.as(base, "clerk").get(blankPath).has("/slips")
	})
}
