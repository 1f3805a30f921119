package web

import (
	"archive/zip"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/pkg/documents"
)

var markup = regexp.MustCompile(`<[^>]*>`)

// paperText is what one reads on a paper.
func paperText(t testing.TB, body string) string {
	t.Helper()
	z, err := zip.NewReader(strings.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return markup.ReplaceAllString(string(text), "")
}

func (a *answer) paper(want ...string) string {
	a.t.Helper()
	a.is(http.StatusOK)
	text := paperText(a.t, a.body)
	for _, one := range want {
		if !strings.Contains(text, one) {
			a.t.Errorf("the paper lacks %q: %s", one, text)
		}
	}
	return text
}

// An agreement is printed from its terms, nothing typed again; that it was made
// is written down, and each whole number on it.
func TestAPaperIsMadeOfWhatIsWrittenDown(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root := w.settled()
		proceeding := w.child(root, "peoples_mediation")
		base := w.serve()
		c := w.as(base, "mediator")
		home := "/matters/" + string(proceeding)
		c.get(home).has(home + "/papers")
		c.get(home+"/papers").is(http.StatusOK).has("调解协议书", "终止调解告知书", "卷宗封面").lacks("移交函", "督促履行通知书")

		before := w.entries(proceeding)
		got := c.post(home+"/papers", url.Values{"paper": {"D15_agreement"}})
		text := got.paper("人民调解协议书", "王志强", "马素云", "赔偿维修费", "人民币叁仟元整", "￥3,000.00", "139****6027", "由被申请人马素云向申请人王志强履行", "2026年5月1日前")
		if strings.Contains(text, "13947106027") || strings.Contains(text, "{{") || w.entries(proceeding) != before+1 {
			t.Errorf("%d entries; %s", w.entries(proceeding)-before, text)
		}
		if name := got.header.Get("Content-Disposition"); !strings.HasPrefix(name, "attachment") {
			t.Error(name)
		}

		c.post(home+"/papers", url.Values{"paper": {"D15_agreement"}, "whole": {"1"}}).is(http.StatusUnprocessableEntity).has("为什么要完整号码", "checked")
		if w.entries(proceeding) != before+1 {
			t.Error("a refused paper was written down")
		}
		c.post(home+"/papers", url.Values{"paper": {"D15_agreement"}, "whole": {"1"}, "reason": {"serve"}}).paper("13947106027", "13947101180")
		w.as(base, "director").get("/matters/" + string(root) + "/seen").has("送达文书")
		w.as(base, "director").get(home + "/seen").has("调解协议书")
	})
}

// What one may not read is on no paper one can have made, and what one side
// said alone on none at all.
func TestNoPaperSaysWhatItsMakerMayNotRead(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root, proceeding := w.inSession()
		const alone, together = "背靠背时说只要八千", "两次修过仍漏"
		w.must("mediator", proceeding, "log_session", f{"mode": "caucus", "side": w.parties(root)[0], "result": "continue", "text": alone})
		w.must("mediator", proceeding, "log_session", f{"mode": "joint", "result": "continue", "text": together})
		base := w.serve()
		for username := range w.who {
			c := w.as(base, username)
			for _, id := range []string{string(root), string(proceeding)} {
				home := "/matters/" + id + "/papers"
				page := c.get(home)
				if page.status != http.StatusOK {
					c.post(home, url.Values{"paper": {"D13_record~2"}}).lacks(together)
					continue
				}
				page.lacks(alone, together)
				for _, one := range regexp.MustCompile(`name="paper" value="([^"]*)"`).FindAllStringSubmatch(page.body, -1) {
					text := c.post(home, url.Values{"paper": {one[1]}}).paper()
					if strings.Contains(text, alone) || strings.Contains(text, together) && (one[1] != "D13_record~2" || username == "clerk" || username == "triage") {
						t.Errorf("%s has %s made, which says %s", username, one[1], text)
					}
				}
				for _, forged := range []string{"D13_record~1", "D13_record", "D13_record~9", "D47_opinion", "../words", ""} {
					c.post(home, url.Values{"paper": {forged}}).is(http.StatusUnprocessableEntity)
				}
			}
		}
		w.as(base, "mediator").post("/matters/"+string(proceeding)+"/papers", url.Values{"paper": {"D13_record~2"}}).paper(together, "人民调解记录")
	})
}

// A paper that goes out takes its number once: a draft says that it has none,
// and printed again it keeps it and says what it is.
func TestAPaperGoesOutUnderANumber(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		proceeding := w.child(w.failed(), "peoples_mediation")
		home := "/matters/" + string(proceeding)
		c := w.as(w.serve(), "mediator")
		c.get(home+"/papers").is(http.StatusOK).has("签发编号", `value="D17_termination!"`)
		if text := c.post(home+"/papers", url.Values{"paper": {"D17_termination"}}).paper("草稿，未编号"); strings.Contains(text, "系统打印件") {
			t.Error("a draft is no copy")
		}
		before := w.entries(proceeding)
		text := c.post(home+"/papers", url.Values{"paper": {"D17_termination!"}}).paper("终止调解告知书", "调终字第000001号")
		if strings.Contains(text, "系统打印件") || w.entries(proceeding) != before+1 {
			t.Errorf("%d entries; %s", w.entries(proceeding)-before, text)
		}
		page := c.get(home+"/papers").has("再打印", "调终字第000001号")
		again := regexp.MustCompile(`value="(D17_termination#[^"]+)"`).FindStringSubmatch(page.body)[1]
		c.post(home+"/papers", url.Values{"paper": {again}}).paper("调终字第000001号", "系统打印件")
		c.post(home+"/papers", url.Values{"paper": {"D25_index"}}).paper("调终字第000001号")
		c.get(home + "/journal?payload=1").has("调终字第000001号")
		for _, forged := range []string{"D15_agreement!", "D20_urging!", again + "0", "D17_termination#", "D13_record!"} {
			c.post(home+"/papers", url.Values{"paper": {forged}}).is(http.StatusUnprocessableEntity)
		}
		if text := c.post(home+"/papers", url.Values{"paper": {"D17_termination!"}}).paper("调终字第000002号"); strings.Contains(text, "000001") {
			t.Error("a second one has the number of the first")
		}
	})
}

// Where LibreOffice is found a paper can be had as PDF, and nowhere else.
func TestAPaperIsHadAsPDFWhereThatIsPossible(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		home := "/matters/" + string(w.child(w.settled(), "peoples_mediation")) + "/papers"
		base := w.serve()
		c := w.as(base, "mediator")
		c.get(home).lacks(`name="pdf"`)
		c.post(home, url.Values{"pdf": {"D04_rights"}}).is(http.StatusUnprocessableEntity)
		w.as(base, "admin").get("/admin/papers").has("没有找到 LibreOffice")
		if w.site.office = documents.FindOffice(t.TempDir()); w.site.office == nil {
			t.Skip("there is no LibreOffice")
		}
		c.get(home).has(`name="pdf"`)
		got := c.post(home, url.Values{"pdf": {"D04_rights"}}).is(http.StatusOK)
		if !strings.HasPrefix(got.body, "%PDF-") || got.header.Get("Content-Type") != "application/pdf" {
			t.Errorf("%s: %.20q", got.header.Get("Content-Type"), got.body)
		}
		w.as(base, "admin").get("/admin/papers").has(w.site.office.Path)
		w.site.office.Path = "/bin/false"
		c.post(home, url.Values{"pdf": {"D04_rights"}}).is(http.StatusServiceUnavailable).has("没有转成 PDF")
	})
}
