//go:build browser

package web

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/jiefen/jiefen/pkg/documents"
)

// dossierScenes are the pages of a volume that is printed in one go.
func (w *town) dossierScenes() []scene {
	w.t.Helper()
	at := "/matters/" + string(w.settled()) + "/dossier"
	return []scene{
		{"dossier", "director", at, 0, nil},
		{"dossier-outward", "director", at + "?kind=outward", 0, nil},
		{"dossier-unasked", "director", at, 422, func(b *tab) { b.click(`button[value="word"]`) }},
		{"dossier-print", "director", at, 0, func(b *tab) {
			b.do(chromedp.SendKeys(chromedp.CSS(`input[name="purpose"]`), "案卷评查"))
			b.click(`button[value="print"]`)
			b.awaits(`document.querySelectorAll(".leaf-foot").length>0`)
		}},
	}
}

// Each page of a printed volume says which of how many it is, the index names
// the page on which a paper begins, and nothing of a long text is lost between
// two pages.
func TestABrowserPrintsAVolume(t *testing.T) {
	w, base := shown(t)
	b := openBrowser(t, base)(1366, 768, false)
	scenes := w.dossierScenes()
	for _, one := range scenes {
		b.signsInAs(one.who).visits(one)
	}
	if w.site.office = documents.FindOffice(t.TempDir()); w.site.office != nil { // with the buttons for PDF
		paper := "/matters/" + string(w.child(w.closed(), "peoples_mediation")) + "/papers"
		b.signsInAs("mediator").visits(scene{"papers-pdf", "mediator", paper, 0, nil})
		b.signsInAs("archivist").visits(scene{"volumes-pdf", "archivist", "/volumes", 0, nil})
		b.visits(scene{"volumes-pdf-unticked", "archivist", "/volumes", 422, func(b *tab) { b.click(`button[form="pdfs"]`) }})
		w.site.office = nil
	}
	b.signsInAs(scenes[3].who).visits(scenes[3])
	type sheets struct {
		N, Heads, Wrong, Over int
		Foot                  string
	}
	got := evaluate[sheets](b, `(function(){
		var all=Array.from(document.querySelectorAll(".leaf.cut")), wrong=0, begins=[];
		all.forEach(function(s,i){if(s.querySelector(".leaf-head"))begins.push(i+1)});
		document.querySelectorAll("[data-page]").forEach(function(p){if(p.textContent!==String(begins[p.dataset.page-1]))wrong++});
		return {N:all.length,Heads:begins.length,Wrong:wrong,Over:all.filter(function(s){return s.firstChild.scrollHeight>s.firstChild.clientHeight+1}).length,Foot:all[all.length-1].querySelector(".leaf-foot").textContent}})()`)
	if got.N <= got.Heads || got.Wrong > 0 || got.Over > 0 || got.Foot != "第 "+itoa(got.N)+" 页　共 "+itoa(got.N)+" 页" {
		t.Errorf("%+v", got)
	}
	paper := b.pages("dossier-browser")
	for i, page := range paper {
		if want := "第" + itoa(i+1) + "页共" + itoa(len(paper)) + "页"; !strings.Contains(dense(page), want) || strings.Count(dense(page), "页共") != 1 {
			t.Errorf("page %d does not say %s alone: %s", i+1, want, page)
		}
	}
	if len(paper) != got.N {
		t.Errorf("%d pages of paper for %d on the screen", len(paper), got.N)
	}
}
