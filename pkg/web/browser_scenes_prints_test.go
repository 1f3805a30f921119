//go:build browser

package web

import (
	"net/url"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/pkg/store/storetest"
)

// ticksAll ticks every row of a list.
func (b *tab) ticksAll() *tab {
	b.t.Helper()
	b.do(chromedp.Click(chromedp.CSS("[data-all]")))
	return b
}

// ticksThree ticks the first three: a page of print of fifty matters is as long
// as their papers are.
func (b *tab) ticksThree() *tab {
	b.t.Helper()
	evaluate[chromedp.Void](b, `[...document.querySelectorAll(".rows td input[type=checkbox]")].slice(0, 3).forEach(function (one) { one.click(); }); undefined`)
	return b
}

// printScenes are papers of many matters, forms of none, and long runs.
func (w *town) printScenes() []scene {
	list := "/matters?view=centre"
	return []scene{
		{"print-list", "clerk", list, 0, func(b *tab) { b.ticksAll().click(`#ticked .bulk button:not([formaction])`) }},
		{"print-many", "clerk", list, 0, func(b *tab) { b.ticksAll().click(`#ticked button[formaction]`) }},
		{"print-many-nothing", "clerk", list, 422, func(b *tab) {
			b.ticksAll().click(`#ticked button[formaction]`).click(`button[value="print"]`)
		}},
		{"print-many-run", "clerk", list, 0, func(b *tab) {
			b.ticksThree().click(`#ticked button[formaction]`)
			b.do(chromedp.Click(chromedp.CSS(`input[name="receipt"]`)), chromedp.Click(chromedp.CSS(`input[name="internal"]`)))
			b.click(`button[value="print"]`).awaits(`document.querySelectorAll(".leaf-foot").length>1`)
		}},
		{"blank-papers", "mediator", blankPath, 0, nil},
		{"blank-paper", "mediator", blankPath, 0, func(b *tab) {
			b.click(`button[name="print"][value="D13_record"]`).awaits(`document.querySelectorAll(".leaf-foot").length>0`)
		}},
		{"runs-none", "clerk", runsPath, 0, nil},
	}
}

// The pages of print runs alone, on every screen; each matter counts its own
// pages, and rows are chosen by keyboard.
func TestPrintRunsHoldOnEveryScreen(t *testing.T) {
	clock := storetest.NewClock()
	w := newTown(t, storetest.Open(t, store.SQLite, func(o *store.Options) { o.Now = clock.Now }), clock)
	w.live()
	base := w.serve()
	b := openBrowser(t, base)(1366, 768, false)
	for _, one := range w.printScenes() {
		b.signsInAs(one.who).visits(one)
	}
	b.signsInAs("clerk").open("/matters?view=centre")
	b.do(chromedp.KeyEvent("j"), chromedp.KeyEvent(" "), chromedp.KeyEvent("j"), chromedp.KeyEvent("x"))
	b.awaits(`document.querySelector("[data-ticked]").textContent.includes("2")`)
	b.do(chromedp.KeyEvent("X"))
	b.awaits(`document.querySelector("[data-all]").checked && document.querySelectorAll(".rows td input:not(:checked)").length===0`)
	b.do(chromedp.KeyEvent("x"))
	b.awaits(`!document.querySelector("[data-all]").checked`)

	loose := w.hanging()
	defer loose()
	w.site.patience = time.Millisecond
	proceeding := w.child(w.settled(), "peoples_mediation")
	w.as(base, "mediator").post("/matters/"+string(proceeding)+"/papers", url.Values{"pdfs": {"1"}, "pick": {"D15_agreement", "D04_rights"}}).redirects(runsPath)
	b.signsInAs("mediator").visits(scene{"runs", "mediator", runsPath, 0, nil})
	loose()
	b.awaits(`document.querySelector('#runs a.primary')!==null`) // by itself
	b.visits(scene{"runs-done", "mediator", runsPath, 0, func(b *tab) { b.awaits(`document.querySelector('#runs a.primary')!==null`) }})
}
