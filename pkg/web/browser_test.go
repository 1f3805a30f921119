//go:build browser

package web

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/pkg/store/storetest"
)

// watch counts what the browser refused, and notes what would be dialled: there
// is no telephone here. It runs before any page script.
const watch = `window.dialled = []; addEventListener("click", function (e) { if (e.target.href && e.target.protocol === "tel:") { window.dialled.push(e.target.href); e.preventDefault(); } }, true);
window.violations = []; document.addEventListener("securitypolicyviolation", function (e) { window.violations.push(e.violatedDirective + " " + e.blockedURI); });`

// What a page may cost.
const (
	maxNodes    = 2500
	maxRequests = 12
)

// tab is one page of a real browser.
type tab struct {
	t    *testing.T
	ctx  context.Context
	base string
	who  string // a table of pages signed in, if one did

	mu       sync.Mutex
	faults   []string
	requests int   // of the page in the tab
	status   int64 // it came with
	fails    int64 // it is expected to come with, where something is broken
}

// open starts a browser on a town and gives tabs of it.
func openBrowser(t *testing.T, base string) func(width, height int64, mobile bool) *tab {
	t.Helper()
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.Env("LANGUAGE=zh_CN:zh", "LANG=zh_CN.UTF-8"),
		chromedp.Flag("blink-settings", "primaryPointerType=4,availablePointerTypes=4,primaryHoverType=2,availableHoverTypes=2")) // a mouse is there, as on every desk
	alloc, stop := chromedp.NewExecAllocator(t.Context(), opts...)
	t.Cleanup(stop)
	ctx, stopBrowser := chromedp.NewContext(alloc)
	t.Cleanup(stopBrowser)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("start the browser: %v", err)
	}
	return func(width, height int64, mobile bool) *tab {
		t.Helper()
		own, stopTab := chromedp.NewContext(ctx)
		t.Cleanup(stopTab)
		b := &tab{t: t, ctx: own, base: base}
		if err := chromedp.Do(own); err != nil { // the first call binds the tab's life to its context: it must have no end
			t.Fatal(err)
		}
		view := chromedp.EmulateViewport(width, height)
		if mobile {
			view = chromedp.EmulateViewport(width, height, chromedp.EmulateMobile, chromedp.EmulateTouch)
		}
		b.do(view)
		if err := chromedp.Listen(own, b.hear); err != nil {
			t.Fatal(err)
		}
		if _, err := chromedp.Call(own, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: watch}); err != nil {
			t.Fatal(err)
		}
		return b
	}
}

// hear notes requests that leave the site and everything a page complains of.
func (b *tab) hear(ev any) {
	fault := ""
	b.mu.Lock()
	defer b.mu.Unlock()
	switch ev := ev.(type) {
	case *network.EventRequestWillBeSent:
		if ev.Type == network.ResourceTypeDocument && ev.RedirectResponse == nil {
			b.requests = 0
		}
		b.requests++
		if url := ev.Request.URL; !strings.HasPrefix(url, b.base) && !strings.HasPrefix(url, "data:") && url != "about:blank" {
			fault = "request to " + url
		}
	case *network.EventResponseReceived:
		if ev.Type == network.ResourceTypeDocument || ev.Response.Headers[formHeader] == "page" {
			b.status = ev.Response.Status
		}
	case *log.EventEntryAdded:
		if (ev.Entry.Level == "error" || ev.Entry.Level == "warning") && !b.byDesign(ev.Entry) {
			fault = "log " + ev.Entry.Text + " " + ev.Entry.URL
		}
	case *runtime.EventExceptionThrown:
		fault = "exception " + ev.ExceptionDetails.Text
	case *runtime.EventConsoleAPICalled:
		if ev.Type == "error" || ev.Type == "warning" {
			fault = "console " + string(ev.Type)
		}
	}
	if fault != "" {
		b.faults = append(b.faults, fault)
	}
}

// byDesign says that a log entry only repeats the answer a page came with: a
// refusal, a conflict and a form with faults are pages too. Over http on a
// network a browser ignores one header and says so.
func (b *tab) byDesign(e *log.Entry) bool {
	if strings.HasPrefix(e.Text, "The Cross-Origin-Opener-Policy header has been ignored") {
		return true
	}
	return e.Source == "network" && b.status >= 400 && (b.status < 500 || b.status == b.fails) && strings.Contains(e.Text, "status of "+strconv.FormatInt(b.status, 10))
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 30*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.t.Fatal(err)
	}
}

// open goes to an address and looks at the page.
func (b *tab) open(path string) *tab {
	b.t.Helper()
	b.do(chromedp.Navigate(b.base + path))
	return b.check(path)
}

// click presses something that leads to another page, and looks at that.
func (b *tab) click(css string) *tab {
	b.t.Helper()
	b.leaves(func() { b.do(chromedp.Click(chromedp.CSS(css))) }, css)
	return b.check(css)
}

// leaves does what leads to another page and waits for it: one the browser went
// to, or one that form.js put in the place of the last.
func (b *tab) leaves(by func(), how string) {
	b.t.Helper()
	evaluate[chromedp.Void](b, `window.before = document.querySelector("main"); undefined`)
	by()
	for range 1500 {
		arrived, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](`document.readyState === "complete" && document.querySelector("main") && document.querySelector("main") !== window.before`))
		if err == nil && arrived {
			return
		}
		b.do(chromedp.Sleep(20 * time.Millisecond))
	}
	b.t.Fatalf("%s leads nowhere:\n%s", how, evaluate[string](b, "document.body.innerText"))
}

func (b *tab) fill(values map[string]string) *tab {
	b.t.Helper()
	for css, value := range values {
		b.do(chromedp.SetValue(chromedp.CSS(css), value))
	}
	return b
}

func evaluate[T any](b *tab, js string) T {
	b.t.Helper()
	got, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](js))
	if err != nil {
		b.t.Fatalf("%s: %v", js, err)
	}
	return got
}

// fresh forgets what a form asked for while it was typed into: a page is held
// to what its coming costs.
func (b *tab) fresh() *tab {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.requests = 0
	return b
}

// check holds every page to the same rules.
func (b *tab) check(at string) *tab {
	b.t.Helper()
	for _, problem := range b.problems() {
		b.t.Errorf("%s: %s", at, problem)
	}
	return b
}

// problems is what the page in the tab does that no page may, and what was
// heard since the last look.
func (b *tab) problems() []string {
	b.t.Helper()
	var found []string
	if refused := evaluate[[]string](b, "window.violations || []"); len(refused) > 0 {
		found = append(found, fmt.Sprintf("the policy refused %q", refused))
	}
	if wide := evaluate[int](b, "document.documentElement.scrollWidth - document.documentElement.clientWidth"); wide > 0 {
		found = append(found, fmt.Sprintf("scrolls sideways by %d pixels", wide))
	}
	if n := evaluate[int](b, `document.getElementsByTagName("*").length`); n > maxNodes {
		found = append(found, fmt.Sprintf("has %d nodes, more than %d", n, maxNodes))
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.requests > maxRequests {
		found = append(found, fmt.Sprintf("asks for %d things, more than %d", b.requests, maxRequests))
	}
	found = append(found, b.faults...)
	b.faults = nil
	return found
}

// shot saves what is seen, for people to look at.
func (b *tab) shot(name string) *tab {
	b.t.Helper()
	dir := os.Getenv("JIEFEN_SHOTS")
	if dir == "" {
		dir = b.t.TempDir()
	}
	image, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), image, 0o600); err != nil {
		b.t.Fatal(err)
	}
	return b
}

func (b *tab) signIn(username string) *tab {
	b.t.Helper()
	b.open("/login").fill(map[string]string{"#username": username, "#password": townPassword})
	return b.click(".gate button")
}

// lived gives a town with cases at several steps, on SQLite: what a browser
// shows does not depend on the database.
func lived(t *testing.T) (*town, string) {
	t.Helper()
	clock := storetest.NewClock()
	w := newTown(t, storetest.Open(t, store.SQLite, func(o *store.Options) { o.Now = clock.Now }), clock)
	w.live()
	return w, w.serve()
}
