//go:build browser

package web

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/jiefen/jiefen/pkg/documents"
	"github.com/jiefen/jiefen/templates"
)

// paperScenes are the pages of the templates of papers and of volumes.
func (w *town) paperScenes() []scene {
	w.t.Helper()
	dir := w.t.TempDir()
	for _, paper := range templates.Papers() {
		if paper.ID != "D15_agreement" {
			continue
		}
		raw, err := documents.Compose(paper.Source)
		if err != nil {
			w.t.Fatal(err)
		}
		for name, to := range map[string]string{"own.docx": "成吉思汗大街街道人民调解协议书", "bad.docx": "{{.程序.编好}}{{循环 .当事}}人民调解协议书"} {
			if err := os.WriteFile(filepath.Join(dir, name), reword(w.t, string(raw), "人民调解协议书", to), 0o600); err != nil {
				w.t.Fatal(err)
			}
		}
	}
	const page = "/admin/papers/D15_agreement"
	send := func(name string) func(b *tab) {
		return func(b *tab) {
			b.do(chromedp.SetUploadFiles(chromedp.CSS("#file"), []string{filepath.Join(dir, name)}))
			if n := evaluate[int](b, `document.querySelector("#file").files.length`); n != 1 {
				b.t.Fatalf("%d files chosen", n)
			}
			b.click(`.foot .primary`)
		}
	}
	closed := w.closed()
	w.closed()
	return []scene{
		{"paper-sent", "admin", page, 0, send("own.docx")},
		{"paper-faults", "admin", page, http.StatusUnprocessableEntity, send("bad.docx")},
		{"paper", "admin", page, 0, nil},
		{"paper-list", "admin", "/admin/papers", 0, nil},
		{"case-closed", "archivist", "/matters/" + string(closed), 0, nil},
		{"volumes", "archivist", "/volumes", 0, nil},
		{"volumes-none", "archivist", "/volumes?from=2019-01-01&until=2019-03-31", 0, nil},
		{"volumes-unasked", "archivist", "/volumes", http.StatusUnprocessableEntity, func(b *tab) { b.click(`form[action="/volumes/draw"] button`) }},
		{"volumes-drawn", "archivist", "/volumes?n=2&seed=317", 0, nil},
		{"papers-issued", "mediator", "/matters/" + string(w.child(closed, "peoples_mediation")) + "/papers", 0, nil},
	}
}

// TestTheScenesOfPapers looks at these pages alone.
func TestTheScenesOfPapers(t *testing.T) {
	w, base := shown(t)
	b := openBrowser(t, base)(1366, 768, false)
	for _, one := range w.paperScenes() {
		b.signsInAs(one.who).visits(one)
	}
}
