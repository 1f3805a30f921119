//go:build browser

package web

import (
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// While an input method composes a word nothing is asked; when the word
// stands, once.
func TestNoRequestGoesWhileAWordIsComposed(t *testing.T) {
	_, base := lived(t)
	desk := openBrowser(t, base)(1366, 768, false)
	desk.signIn("clerk").open("/home")
	asked := func() int {
		return evaluate[int](desk, `performance.getEntriesByType("resource").filter(function (e) { return e.name.indexOf("/search/quick") > 0; }).length`)
	}
	desk.do(chromedp.Focus(chromedp.CSS("#search")))
	for _, letters := range []string{"z", "zh", "zhi", "zhi q", "zhi qiang"} {
		if _, err := chromedp.Call(desk.ctx, input.ImeSetComposition, input.ImeSetCompositionParams{Text: letters, SelectionStart: int64(len(letters)), SelectionEnd: int64(len(letters))}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(450 * time.Millisecond) // longer than the box waits
	}
	if n := asked(); n != 0 {
		t.Errorf("%d requests while composing", n)
	}
	if _, err := chromedp.Call(desk.ctx, input.InsertText, input.InsertTextParams{Text: "志强"}); err != nil {
		t.Fatal(err)
	}
	desk.until("suggestions", `document.querySelectorAll("#quick a").length > 0`)
	time.Sleep(600 * time.Millisecond) // a second request would go out by then
	if n := asked(); n != 1 {
		t.Errorf("%d requests for one word", n)
	}
	if n := evaluate[int](desk, `document.querySelectorAll("#quick a").length`); n > 5 {
		t.Errorf("%d suggestions", n)
	}
	desk.check("suggestions")
}

// j and k go from row to row, Enter opens the one in focus.
func TestFoundRowsAreWalkedByKeys(t *testing.T) {
	_, base := lived(t)
	desk := openBrowser(t, base)(1366, 768, false)
	desk.signIn("clerk").open("/search?q=王志强")
	evaluate[bool](desk, `document.activeElement.blur(), true`)
	row := func() int {
		return evaluate[int](desk, `Array.prototype.indexOf.call(document.querySelectorAll("a[data-row]"), document.activeElement)`)
	}
	for i, key := range []string{"j", "j", "k", "j"} {
		desk.do(chromedp.KeyEvent(key))
		if want := []int{0, 1, 0, 1}[i]; row() != want {
			t.Fatalf("after %q row %d has the focus, want %d", key, row(), want)
		}
	}
	href := evaluate[string](desk, `document.activeElement.getAttribute("href")`)
	desk.do(chromedp.KeyEvent("\r"))
	desk.awaits(fmt.Sprintf(`location.pathname + location.search === %q`, href))
}
