//go:build browser

package web

import (
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
)

func TestTheCasePageLooksAsItShould(t *testing.T) {
	w, base := lived(t)
	tabs := openBrowser(t, base)
	spoken, child := w.spoken()
	root, proceeding := casemodel.ID(spoken), casemodel.ID(child)
	for range 32 {
		if _, err := w.Reveal(t.Context(), w.who["clerk"], root, casework.Input{Fields: f{"party": w.parties(root)[0], "field": "id_no", "reason": "verify"}}); err != nil {
			t.Fatal(err)
		}
	}
	desk := tabs(1366, 768, false)
	desk.signIn("clerk")
	desk.open("/matters/" + string(root)).shot("case-clerk-1366")
	desk.signOut().signIn("mediator")
	desk.open("/matters/" + string(root)).shot("case-root-1366")
	desk.open("/matters/" + string(proceeding)).shot("case-mediator-1366")
	page := "/matters/" + string(root)
	desk.open(page + "/sheet?kind=internal").shot("sheet-1366")
	desk.open(page + "/sheet?kind=outward").shot("sheet-outward-1366")
	desk.open(page + "/receipt").shot("receipt-1366")
	desk.open(page + "/reveal?party=" + w.parties(root)[0] + "&field=id_no").shot("reveal-1366")
	desk.open(page + "/journal?key=1").shot("journal-key-1366")
	paper := tabs(794, 1123, false)
	if _, err := chromedp.Call(paper.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"}); err != nil {
		t.Fatal(err)
	}
	paper.open(page + "/sheet?kind=internal").shot("print-preview") // a preview prints nothing
	for _, kind := range []string{sheetInternal, sheetOutward} {
		paper.open(page + "/sheet?kind=" + kind)
		paper.do(chromedp.Evaluate[chromedp.Void](`document.querySelector('form[action$="/sheet"]').submit(); undefined`))
		paper.do(chromedp.WaitReady(chromedp.CSS(".note-ok")))
		paper.shot("print-" + kind)
	}
	paper.open(page + "/receipt").shot("print-receipt")
	wide := tabs(1920, 1080, false)
	wide.open("/matters/" + string(proceeding)).shot("case-mediator-1920")
	phone := tabs(390, 844, true)
	phone.open("/matters/" + string(proceeding)).shot("phone-case-390")
	phone.open(page + "/sheet?kind=internal").shot("phone-sheet-390")
	phone.open(page + "/receipt").shot("phone-receipt-390")
	desk.signOut().signIn("director")
	desk.open(page + "/seen").shot("seen-1366")
	desk.open("/reveals").shot("reveals-1366")
	phone.open(page + "/seen").shot("phone-seen-390")
	phone.open("/reveals").shot("phone-reveals-390")
}
