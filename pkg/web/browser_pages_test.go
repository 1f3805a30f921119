//go:build browser

package web

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/gin-gonic/gin"

	"github.com/jiefen/jiefen/casemodel"
)

// scene is a page as somebody comes upon it.
type scene struct {
	name   string       // of its pictures
	who    string       // who looks, "" for nobody
	path   string       // where it is
	status int64        // it comes with, 200 when 0
	then   func(b *tab) // what is done on it before one looks, if anything
}

// widths are the screens the desk is made for.
var widths = []struct {
	name          string
	width, height int64
	opts          []chromedp.EmulateViewportOption
}{
	{"1366", 1366, 768, nil},
	{"1920", 1920, 1080, nil},
	{"390", 390, 844, []chromedp.EmulateViewportOption{chromedp.EmulateMobile, chromedp.EmulateTouch}},
}

// Every page of the site, as those see it whose it is, on every screen: nothing
// the policy refuses, no request elsewhere, not too many nor too many nodes, no
// scrolling sideways, nothing against WCAG 2.1 AA. With JIEFEN_SHOTS set each
// leaves its pictures there.
func TestEveryPageHoldsOnEveryScreen(t *testing.T) {
	for half := range 2 { // of the people, one for each processor
		t.Run(strconv.Itoa(half), func(t *testing.T) {
			t.Parallel()
			w, base := shown(t)
			b := openBrowser(t, base)(1366, 768, false)
			var people []string
			for _, one := range w.scenes() {
				if !slices.Contains(people, one.who) {
					people = append(people, one.who)
				}
				if len(people)%2 == half {
					b.signsInAs(one.who).visits(one)
				}
			}
		})
	}
}

// signsInAs changes who is signed in, when that is somebody else.
func (b *tab) signsInAs(who string) *tab {
	b.t.Helper()
	if who == b.who {
		return b
	}
	if b.who != "" {
		b.signOut()
	}
	b.who = who
	return b.signIn(who)
}

// visits opens a page as its scene says and looks at it on every screen.
func (b *tab) visits(one scene) {
	b.t.Helper()
	b.fails = one.status
	b.open(one.path)
	if one.then != nil {
		one.then(b)
	} else if got, asked := evaluate[string](b, "location.pathname"), strings.Split(one.path, "?")[0]; got != asked {
		b.t.Errorf("%s: %s leads to %s", one.name, one.path, got)
	}
	if want := max(one.status, http.StatusOK); b.status != want {
		b.t.Errorf("%s: %s answers %d, want %d", one.name, one.path, b.status, want)
	}
	if key := evaluate[string](b, `(document.body.innerText.match(/(?:^|\s)[a-z_]+\.[a-z_]+\.[a-z_]+(?:\s|$)/) || [""])[0]`); key != "" {
		b.t.Errorf("%s shows the key of a sentence that is not there: %s", one.name, key)
	}
	b.onScreens(func(size string, found []barrier) {
		at := one.name + " at " + size
		for _, v := range found {
			b.t.Errorf("%s: %s (%s) %s\n\t%s", at, v.ID, v.Impact, v.Help, strings.Join(v.Nodes, "\n\t"))
		}
		b.check(at).whole(one.name + "-" + size)
	})
}

// onScreens shows the page in the tab on every screen, with what bars somebody
// from it there. The survey judges what is there and how it is styled, and is
// most of what a page costs: of screens that all styles treat alike the first is
// surveyed.
func (b *tab) onScreens(look func(size string, found []barrier)) {
	b.t.Helper()
	surveyed := map[string]bool{}
	for _, size := range widths {
		b.do(chromedp.EmulateViewport(size.width, size.height, size.opts...))
		var found []barrier
		if style := evaluate[string](b, styled); !surveyed[style] {
			surveyed[style] = true
			found = b.barriers()
		}
		look(size.name, found)
	}
	b.do(chromedp.EmulateViewport(widths[0].width, widths[0].height))
}

// whole saves a page from its head to its foot, when somebody wants to look.
func (b *tab) whole(name string) {
	b.t.Helper()
	dir := os.Getenv("JIEFEN_SHOTS")
	if dir == "" {
		return
	}
	image, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
	if err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), image, 0o600); err != nil {
		b.t.Fatal(err)
	}
}

// Who adds a page adds it to the scenes: each address that is read by itself
// stands in one.
func TestEveryAddressIsAScene(t *testing.T) {
	w, _ := shown(t)
	var shown []string
	for _, one := range w.scenes() {
		shown = append(shown, w.route(one.path))
	}
	for _, r := range w.site.routes() {
		if r.method == http.MethodGet && !slices.Contains(shown, r.path) && !slices.Contains(partsOnly, r.path) {
			t.Errorf("nobody looks at %s", r.path)
		}
	}
}

// partsOnly are the addresses that are no page: what a page asks for by itself,
// the way to another, and a file.
var partsOnly = []string{
	"/", "/runs/rows", "/runs/:id/file", "/schedule/mine.ics", "/notices/count", "/tally", "/cases/new/places", "/me/posts", "/matters/:id/files/:file",
	"/admin/papers/:paper/file",
	"/matters/:id/files/:file/small", "/matters/:id/files/:file/large", "/files/:file/small",
}

// route is the address of the site that answers a path.
func (w *town) route(path string) (found string) {
	engine := gin.New()
	for _, r := range w.site.routes() {
		if r.method == http.MethodGet {
			engine.GET(r.path, func(c *gin.Context) { found = c.FullPath() })
		}
	}
	engine.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(w.t.Context(), http.MethodGet, path, nil))
	return found
}

// broken are the pages of what can go wrong anywhere, by address.
var broken = map[string]error{
	"forbidden":   &casemodel.Error{Kind: casemodel.Forbidden, Key: "step.forbidden"},
	"conflict":    &casemodel.Error{Kind: casemodel.Conflict, Key: "step.stale"},
	"too_large":   &casemodel.Error{Kind: casemodel.TooLarge, Key: "fail.too_large", Args: map[string]any{"max": 200}},
	"throttled":   &casemodel.Error{Kind: casemodel.Throttled, Key: "sign_in.throttled", Args: map[string]any{"seconds": 30}},
	"broken":      errors.New("a fault"),
	"unavailable": &casemodel.Error{Kind: casemodel.Unavailable, Key: "store.busy"},
}
