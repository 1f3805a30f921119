//go:build browser

package web

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// until waits for the page to become so.
func (b *tab) until(what, expression string) {
	b.t.Helper()
	for range 600 {
		if evaluate[bool](b, expression) {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	b.t.Fatalf("never: %s", what)
}

// A word that an input method still composes asks nothing; when it stands, one
// question goes out. The rows come alone and the address follows.
func TestAWordIsSearchedWhenItStands(t *testing.T) {
	_, base := lived(t)
	b := openBrowser(t, base)(1366, 768, false)
	b.signIn("clerk").open("/matters?view=centre")
	evaluate[chromedp.Void](b, `window.asked = []; document.body.addEventListener("htmx:beforeRequest", function (e) { window.asked.push(e.detail.requestConfig.path); }); undefined`)
	evaluate[chromedp.Void](b, `document.querySelector("#filter [name=q]").focus(); undefined`)
	for _, word := range []string{"y", "yu", "yun", "yun'y", "yun'yong'jun"} {
		if _, err := chromedp.Call(b.ctx, input.ImeSetComposition, input.ImeSetCompositionParams{Text: word, SelectionStart: int64(len(word)), SelectionEnd: int64(len(word))}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(450 * time.Millisecond) // longer than the search waits for the next letter
	}
	if n := evaluate[int](b, `window.asked.length`); n != 0 {
		t.Errorf("%d questions went out while the word was composed", n)
	}
	if _, err := chromedp.Call(b.ctx, input.InsertText, input.InsertTextParams{Text: "云永军"}); err != nil {
		t.Fatal(err)
	}
	b.until("the rows of the word", `document.querySelectorAll("#found tbody tr").length === 1`)
	time.Sleep(600 * time.Millisecond)
	if n := evaluate[int](b, `window.asked.length`); n != 1 {
		t.Errorf("%d questions went out for one word", n)
	}
	if at := evaluate[string](b, `decodeURIComponent(location.search)`); !strings.Contains(at, "q=云永军") || !strings.Contains(at, "view=centre") {
		t.Errorf("the address reads %s", at)
	}
	if got := evaluate[string](b, `document.getElementById("count").textContent`); !strings.Contains(got, "1") {
		t.Errorf("the count reads %s", got)
	}
	if at := evaluate[string](b, `document.activeElement.name`); at != "q" {
		t.Errorf("the cursor went to %q", at)
	}
}

// A list is worked through by keyboard: down, tick, order, open.
func TestAListIsWorkedThroughByKeys(t *testing.T) {
	_, base := lived(t)
	b := openBrowser(t, base)(1366, 768, false)
	b.signIn("clerk").open("/matters?view=centre")
	row := `Array.from(document.querySelectorAll("#found tbody tr")).indexOf(document.activeElement.closest("tr"))`
	b.do(chromedp.KeyEvent("j"), chromedp.KeyEvent("j"), chromedp.KeyEvent("j"), chromedp.KeyEvent("k"))
	if at := evaluate[int](b, row); at != 1 {
		t.Errorf("jjjk leads to row %d", at)
	}
	b.do(chromedp.KeyEvent("x"))
	if got := evaluate[string](b, `document.querySelector("[data-ticked]").textContent`); !strings.Contains(got, "1") {
		t.Errorf("the bar reads %q", got)
	}
	tall := evaluate[float64](b, `document.querySelector("#found tbody tr").getBoundingClientRect().height`)
	if tall < 44 || tall > 48 {
		t.Errorf("a row is %.1f px high", tall)
	}
	b.do(chromedp.Evaluate[chromedp.Void](`document.querySelector('th a[href*="sort=risk"]').click(); undefined`))
	b.until("the order by risk", `!!document.querySelector('th[aria-sort="descending"] a[href*="sort=risk"]') && location.search.indexOf("sort=risk") > 0`)
	b.do(chromedp.KeyEvent("j"))
	if _, err := chromedp.RunResponse(b.ctx, chromedp.KeyEvent("\r")); err != nil {
		t.Fatal(err)
	}
	if at := evaluate[string](b, "location.pathname"); !strings.HasPrefix(at, "/matters/0") {
		t.Errorf("Enter leads to %s", at)
	}
}
