//go:build browser

package web

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// slow keeps what a page does after ten seconds or more until it is asked for:
// nobody here waits that long.
const slow = `(function (soon) { window.later = []; window.setTimeout = function (does, ms) {
	var rest = Array.prototype.slice.call(arguments, 2);
	if (ms < 10000) return soon.apply(window, arguments);
	return window.later.push({ms: ms, does: function () { does.apply(null, rest); }});
}; })(window.setTimeout); undefined`

// A number is dialled where it stands, without another page, and leaves the
// screen after its time.
func TestANumberIsDialledInPlaceAndLeavesAfterItsTime(t *testing.T) {
	w, base := lived(t)
	root, _ := w.inSession()
	at := "/matters/" + string(root)
	b := openBrowser(t, base)(1366, 768, false).signIn("clerk").open(at)
	evaluate[chromedp.Void](b, slow)
	evaluate[chromedp.Void](b, `window.same = true; undefined`)
	b.do(chromedp.Click(chromedp.CSS(`#parties form[action$="/reveal"] button`)))
	b.awaits(`document.querySelectorAll("[data-vanish][data-seen]").length === 1`).reads("13947106027") // seen once the page has settled
	if got := evaluate[[]string](b, `window.dialled`); len(got) != 1 || got[0] != "tel:13947106027" {
		t.Errorf("dialled is %q", got)
	}
	if !evaluate[bool](b, `window.same === true && location.pathname === "`+at+`"`) {
		t.Error("another page came")
	}
	evaluate[chromedp.Void](b, `window.later.forEach(function (one) { if (one.ms < 30000) one.does(); }); undefined`)
	b.reads("13947106027")
	evaluate[chromedp.Void](b, `window.later.forEach(function (one) { if (one.ms === 30000) one.does(); }); undefined`)
	if text := b.check("after its time").text(); strings.Contains(text, "13947106027") || !strings.Contains(text, "139****6027") {
		t.Errorf("after its time the page reads:\n%s", text)
	}
}

// Who clicks twice, with scripts or without them, has registered once.
func TestADoubleClickMakesOneCase(t *testing.T) {
	w, base := lived(t)
	tabs := openBrowser(t, base)
	for i, plain := range []bool{false, true} {
		before := w.cases()
		b := tabs(1366, 768, false)
		if plain {
			b.plain()
		} else {
			b.signIn("clerk")
		}
		b.open("/cases/new").fill(map[string]string{
			`[name="parties.0.name"]`: []string{"包海燕", "那顺"}[i], `[name="parties.0.phone"]`: []string{"13847109988", "13847105566"}[i], `[name="parties.1.name"]`: "楼下门市", `[name="summary"]`: "门市油烟直排。",
		})
		b.leaves(func() { b.do(chromedp.DoubleClick(chromedp.CSS(`form[action="/cases/new"] .foot .primary`))) }, "a double click")
		b.reads("受理凭证")
		if got := w.cases() - before; got != 1 {
			t.Errorf("a double click made %d cases; without scripts: %v", got, plain)
		}
	}
}
