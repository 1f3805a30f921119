//go:build browser

package web

import (
	"strings"
	"testing"

	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/pkg/store/storetest"
)

// padScenes are the pad of slips for when there is no network.
func (w *town) padScenes() []scene {
	w.t.Helper()
	if _, err := w.PrintSlips(w.t.Context(), w.who["clerk"], 6, casework.Input{}); err != nil {
		w.t.Fatal(err)
	}
	if err := w.SpoilSlip(w.t.Context(), w.who["clerk"], "Y-002", "印坏了"); err != nil {
		w.t.Fatal(err)
	}
	return []scene{
		{"pad", "clerk", padPath, 0, nil},
		{"pad-bad", "clerk", padPath, 422, func(b *tab) { b.click(`form[action="/slips/spoil"] button`) }},
		{"pad-pile", "clerk", pileOf(1, 6), 0, nil},
		{"pad-print", "clerk", padPath, 0, func(b *tab) { b.click(`form[action="/slips"] button`) }},
	}
}

// The pages of the pad alone, on every screen; fifty sheets come two a page,
// each with its number on the sheet and on the stub.
func TestThePadHoldsOnEveryScreen(t *testing.T) {
	clock := storetest.NewClock()
	w := newTown(t, storetest.Open(t, store.SQLite, func(o *store.Options) { o.Now = clock.Now }), clock)
	scenes := w.padScenes()
	b := openBrowser(t, w.serve())(1366, 768, false)
	for _, one := range scenes {
		b.signsInAs(one.who).visits(one)
	}
	b.signsInAs("clerk").open(padPath).click(`form[action="/slips"] button`)
	sheets := b.pages("pad-pile")
	if len(sheets) != 25 {
		t.Errorf("%d pages for fifty sheets", len(sheets))
	}
	for i, page := range sheets {
		if strings.Count(page, "应急号 Y-") != 4 {
			t.Errorf("page %d: %s", i+1, page)
		}
	}
}
