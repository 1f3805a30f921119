package web

import (
	"context"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jiefen/jiefen/pkg/documents"
)

// anOffice is a program in LibreOffice's place that does what its script says;
// $n counts its calls and $out is where the PDF belongs.
func (w *town) anOffice(script string) (calls func() int) {
	w.t.Helper()
	t, is := w.t.(*testing.T)
	if !is {
		w.t.Fatal("only in a test")
	}
	dir := t.TempDir()
	count := filepath.Join(dir, "calls")
	text := "#!/bin/sh\necho >> " + count + "\nn=$(wc -l < " + count + ")\nfor one in \"$@\"; do [ \"$last\" = --outdir ] && out=$one; last=$one; done\n" + script + "\n"
	if err := os.WriteFile(filepath.Join(dir, "soffice"), []byte(text), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	if w.site.office = documents.FindOffice(t.TempDir()); w.site.office == nil || w.site.office.Path != filepath.Join(dir, "soffice") {
		t.Skip("no program can be put in its place")
	}
	return func() int {
		lines, _ := os.ReadFile(count) // none is no call
		return strings.Count(string(lines), "\n")
	}
}

const makesPDF = `printf '%%PDF-1.4 %s' "$n" > "$out/paper.pdf"`

// Ticked papers come as PDF in one archive; the one that cannot be turned is
// named and comes as Word, and each is written down.
func TestTickedPapersComeAsPDF(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		calls := w.anOffice(`[ "$n" = 2 ] && exit 3; ` + makesPDF)
		root := w.settled()
		proceeding := w.child(root, "peoples_mediation")
		c := w.as(w.serve(), "mediator")
		at := "/matters/" + string(proceeding) + "/papers"
		c.get(at).is(http.StatusOK).has(`name="pick"`, "勾选的下载 PDF")
		entries := w.entries(proceeding)
		c.post(at, url.Values{"pdfs": {"1"}}).is(http.StatusUnprocessableEntity).has("请勾选要转成 PDF 的文书")
		c.post(at, url.Values{"pdfs": {"1"}, "pick": {"D15_agreement", "D99_none"}}).is(http.StatusUnprocessableEntity)
		c.post(at, url.Values{"pdfs": {"1"}, "pick": {"D17_termination!"}}).is(http.StatusUnprocessableEntity) // numbers are taken one by one
		if w.entries(proceeding) != entries || calls() > 0 {
			t.Fatal("a refused batch was written down or begun")
		}
		got := c.post(at, url.Values{"pdfs": {"1"}, "pick": {"D15_agreement", "D04_rights", "D09_acceptance"}}).is(http.StatusOK)
		names, files := unpacked(t, got.body)
		if strings.Join(names, " ") != "01_权利义务告知书.pdf 02_受理通知书.docx 03_调解协议书.pdf 校验清单.csv" {
			t.Errorf("%q", names)
		}
		if !strings.HasPrefix(string(files["03_调解协议书.pdf"]), "%PDF-") || !strings.Contains(string(files["校验清单.csv"]), "受理通知书（没有转成 PDF，附 Word）") {
			t.Errorf("%s", files["校验清单.csv"])
		}
		soundPaper(t, "D09_acceptance", string(files["02_受理通知书.docx"]))
		if w.entries(proceeding) != entries+3 {
			t.Errorf("%d entries", w.entries(proceeding)-entries)
		}
	})
}

// Ticked volumes of a list come as PDF; a case that this person may not print is
// not among them, and one whose paper cannot be turned does not keep the others.
func TestTickedVolumesComeAsPDF(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		w.anOffice(makesPDF)
		one, two := w.closed(), w.closed()
		archivist := w.as(w.serve(), "archivist")
		archivist.get("/volumes").is(http.StatusOK).has(`name="m" value="`+string(one)+`"`, "勾选的下载 PDF")
		ticked := url.Values{"m": {string(one), string(two)}, "purpose": {" "}}
		entries := w.entries(one)
		archivist.post("/volumes/pdf", ticked).is(http.StatusUnprocessableEntity).has("请写明整卷的用途", `value="`+string(one)+`" checked`)
		archivist.post("/volumes/pdf", url.Values{"purpose": {"评查"}}).is(http.StatusUnprocessableEntity).has("请勾选要打印的案卷")
		if w.entries(one) != entries {
			t.Error("a refused batch was written down")
		}
		ticked.Set("purpose", "评查")
		ticked.Add("m", nobodys)
		names, _ := unpacked(t, archivist.post("/volumes/pdf", ticked).is(http.StatusOK).body)
		if len(names) != 3 || !strings.HasSuffix(names[0], "000001号.pdf") || !strings.HasSuffix(names[1], "000002号.pdf") {
			t.Errorf("%q", names)
		}
		if w.entries(one) != entries+1 {
			t.Errorf("%d entries", w.entries(one)-entries)
		}
	})
}

// Who calls a batch off ends it: nothing more is turned, and the next one's turn
// comes at once.
func TestABatchThatIsCalledOffEnds(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		calls := w.anOffice(`[ "$n" -le 2 ] && exec sleep 40; ` + makesPDF)
		proceeding := w.child(w.settled(), "peoples_mediation")
		c := w.as(w.serve(), "mediator")
		at := c.base + "/matters/" + string(proceeding) + "/papers"
		begun := time.Now()
		for range 2 { // as many as there are workers
			ctx, cancel := context.WithCancel(t.Context())
			was := calls()
			go func() {
				for calls() == was && time.Since(begun) < 20*time.Second {
					time.Sleep(20 * time.Millisecond)
				}
				cancel()
			}()
			req, err := http.NewRequestWithContext(ctx, http.MethodPost, at, strings.NewReader(url.Values{"pdfs": {"1"}, "pick": {"D15_agreement", "D04_rights"}}.Encode()))
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			req.Header.Set("Sec-Fetch-Site", "same-origin")
			if res, err := c.http.Do(req); err == nil {
				_ = res.Body.Close()
			}
		}
		c.post("/matters/"+string(proceeding)+"/papers", url.Values{"pdfs": {"1"}, "pick": {"D15_agreement"}}).is(http.StatusOK)
		if n := calls(); n != 3 || time.Since(begun) > 25*time.Second {
			t.Errorf("%d calls, %s", n, time.Since(begun))
		}
	})
}
