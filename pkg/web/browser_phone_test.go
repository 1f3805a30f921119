//go:build browser

package web

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
)

// A mediator's morning by taps: today's four sittings stand on the first
// screen; from there a number is two taps away, and a call is noted in three.
func TestAMediatorsMorningOnAPhone(t *testing.T) {
	w, base := lived(t)
	now := w.clock.Now().In(calendar.Zone)
	var proceeding casemodel.ID
	for i := range 4 {
		_, proceeding = w.inSession()
		at := time.Date(now.Year(), now.Month(), now.Day(), 20+i, 0, 0, 0, calendar.Zone)
		w.must("mediator", proceeding, "schedule", f{"sitting_at": at.Format(time.RFC3339), "minutes": "60", "place": fmt.Sprintf("第%d调解室", i+1)})
	}
	b := openBrowser(t, base)(390, 844, true).signIn("mediator").open("/home")
	seen := `Array.from(document.querySelectorAll(".sits li a")).filter(function (a) { return a.getBoundingClientRect().bottom <= document.querySelector("nav.bottom, .bottom").getBoundingClientRect().top; }).length`
	b.check("home").shot("phone-today-390")
	if n := evaluate[int](b, seen); n < 4 {
		t.Errorf("%d sittings of four stand on the first screen", n)
	}
	b.click(".sits li a") // one
	order := evaluate[[]string](b, `Array.from(document.querySelectorAll(".road a, .road button")).filter(function (e) { return e.offsetParent; }).map(function (e) { return e.innerText.trim(); })`)
	at := func(word string) int {
		return slices.IndexFunc(order, func(s string) bool { return strings.HasPrefix(s, word) })
	}
	for i, word := range []string{"联系记录", "地址导航", "拍照", "笔录"} {
		if before := []string{"拨打", "联系记录", "地址导航", "拍照"}[i]; at(before) < 0 || at(before) >= at(word) {
			t.Errorf("%s does not stand before %s in %q", before, word, order)
		}
	}
	if to := evaluate[string](b, `document.querySelector('.road a[href^="geo:"]').href`); !strings.HasPrefix(to, "geo:0,0?q=") || len(to) < 20 {
		t.Errorf("the way leads to %q", to)
	}
	b.check("the case").shot("phone-road-390")
	b.do(chromedp.Click(chromedp.CSS(`.road form[action$="/reveal"] button`))) // two: it rings
	b.awaits(`(window.dialled || []).length === 1`)
	path := evaluate[string](b, "location.pathname")
	began, before := time.Now(), w.entries(casemodel.ID(strings.TrimPrefix(path, "/matters/")))
	b.click(`.road a[href$="/do/contact"]`).tick(`input[name="f.outcome"][value="told"]`).click("#act .foot .primary").reads("已办理：联系记录")
	if took := time.Since(began); took > 8*time.Second {
		t.Errorf("a call is noted in %v", took)
	}
	if got := w.entries(casemodel.ID(strings.TrimPrefix(path, "/matters/"))); got != before+1 {
		t.Errorf("%d entries came of it", got-before)
	}
}

// The line is cut on the road, before the form goes out or after: the page
// stays with every word, and when the line is back there is one case.
func TestAPageOnTheSpotOutlivesACutLine(t *testing.T) {
	for _, how := range []int64{noRequest, noResponse} {
		w, _ := lived(t)
		l, base := w.serveBy()
		b := openBrowser(t, base)(390, 844, true).signIn("mediator").open(spotAt).road("02")
		l.state.Store(how)
		b.do(chromedp.Click(chromedp.CSS(`form[action="` + spotAt + `"] .foot .primary`)))
		b.awaits(`!document.getElementById("cut").hidden`).reads("网络不通，内容还在本页")
		for css, want := range roadTyped {
			if got := evaluate[string](b, `document.querySelector('`+css+`').value`); got != want {
				t.Errorf("%s reads %q", css, got)
			}
		}
		l.state.Store(whole)
		b.leaves(func() { b.do(chromedp.Click(chromedp.CSS("#cut [data-retry]"))) }, "trying again")
		b.mu.Lock()
		b.faults = nil // the cut stands in the log
		b.mu.Unlock()
		b.reads("受理凭证", "包海燕")
		list, err := w.List(t.Context(), w.who["mediator"], casemodel.Filter{View: casemodel.ViewAll, Query: "包海燕", Kinds: []casemodel.Kind{casemodel.KindCase}})
		if err != nil || len(list.Items) != 1 {
			t.Errorf("%d cases, want one; %v", len(list.Items), err)
		}
	}
}
