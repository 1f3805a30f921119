//go:build browser

package web

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"

	"github.com/jiefen/jiefen/casemodel"
)

// How a line can be cut.
const (
	whole      = iota
	noRequest  // nothing reaches the server
	noResponse // the server does its work, and nobody hears of it
)

// line stands between browser and server and is cut in the middle of things.
type line struct {
	http.Handler
	state, cut atomic.Int64
}

func (l *line) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	state := l.state.Load()
	if state == whole {
		l.Handler.ServeHTTP(w, r)
		return
	}
	l.cut.Add(1)
	if state == noResponse {
		l.Handler.ServeHTTP(httptest.NewRecorder(), r)
	}
	conn, _, err := http.NewResponseController(w).Hijack()
	if err == nil {
		_ = conn.Close() // that is the point
	}
}

// serveBy puts a town behind a line.
func (w *town) serveBy() (*line, string) {
	w.t.Helper()
	handler, err := w.site.Handler()
	if err != nil {
		w.t.Fatal(err)
	}
	l := &line{Handler: handler}
	srv := httptest.NewServer(l)
	w.t.Cleanup(srv.Close)
	return l, srv.URL
}

// types enters text where the caret is, as an input method commits it.
func (b *tab) types(text string) *tab {
	b.t.Helper()
	if _, err := chromedp.Call(b.ctx, input.InsertText, input.InsertTextParams{Text: text}); err != nil {
		b.t.Fatal(err)
	}
	return b
}

// awaits polls until the page says so.
func (b *tab) awaits(js string) *tab {
	b.t.Helper()
	for range 1500 {
		if ok, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](js)); err == nil && ok {
			return b
		}
		b.do(chromedp.Sleep(20 * time.Millisecond))
	}
	b.t.Fatalf("never: %s\n%s", js, evaluate[string](b, "document.body.innerText"))
	return b
}

// trial is one form that is written while something breaks.
type trial struct {
	w    *town
	b    *tab
	line *line
	rnd  *rand.Rand
	text string // what is typed, to the last character
	send string
}

// write types the text in pieces; at a moment nobody chose, something breaks.
func (tr *trial) write(css string, broken func()) {
	tr.b.t.Helper()
	runes := []rune(tr.text)
	at := 1 + tr.rnd.IntN(len(runes)-2)
	tr.b.do(chromedp.Focus(chromedp.CSS(css)))
	tr.b.types(string(runes[:at]))
	broken()
	tr.b.types(string(runes[at:]))
	if got := evaluate[string](tr.b, `document.querySelector('`+css+`').value`); got != tr.text {
		tr.b.t.Fatalf("the field reads %q, want %q", got, tr.text)
	}
}

// Twenty times the line is cut or the session ends at a random moment, on the
// registration and on the record of a sitting: no character is lost, and one
// form has one effect however often it is sent.
func TestNothingTypedIsLost(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		_, proceeding := w.inSession()
		l, base := w.serveBy()
		tabs := openBrowser(t, base)
		clerk := tabs(1366, 768, false).signIn("clerk")
		seed := uint64(time.Now().UnixNano())
		t.Logf("seed %d", seed)
		rnd := rand.New(rand.NewPCG(seed, 1))
		cases, records, heard := w.cases(), 0, 0
		breaks := []string{"no request", "no response", "draft and no request", "session", "session and no request"}
		for n := range 20 {
			tr := &trial{w: w, b: clerk, line: l, rnd: rnd, text: fmt.Sprintf("第 %d 次：", n) + strings.Repeat("漏水泡坏地板，", 3+rnd.IntN(30)) + "完。", send: "button.primary"}
			registers, how := n%2 == 0, breaks[rnd.IntN(len(breaks))]
			css := `textarea[name="summary"]`
			if registers {
				tr.b.open("/cases/new").fill(map[string]string{
					`[name="parties.0.name"]`: fmt.Sprintf("来访人%d", n), `[name="parties.0.phone"]`: fmt.Sprintf("139471%05d", 20000+37*n),
					`[name="parties.1.name"]`: fmt.Sprintf("对方%d", n),
				})
			} else {
				css = `textarea[name="f.text"]`
				tr.b.signOut().signIn("mediator").open("/matters/" + string(proceeding) + "/do/log_session")
				evaluate[chromedp.Void](tr.b, `document.querySelectorAll('[name="f.mode"][value="joint"], [name="f.result"][value="continue"]').forEach(function (e) { e.checked = true; });
					document.querySelectorAll('select[name="f.mode"]').forEach(function (e) { e.value = "joint"; }); document.querySelectorAll('select[name="f.result"]').forEach(function (e) { e.value = "continue"; }); undefined`)
			}
			tr.write(css, func() { tr.breaks(how) })
			tr.survives(how)
			heard++
			if registers {
				cases++
				tr.b.click(".headline .primary")
				tr.holds(w.summary(casemodel.ID(strings.TrimPrefix(evaluate[string](tr.b, "location.pathname"), "/matters/"))))
			} else {
				records++
				tr.holds(w.lastRecord(proceeding))
				tr.b.signOut().signIn("clerk")
			}
			if got := w.cases(); got != cases {
				t.Fatalf("trial %d (%s): %d cases, want %d", n, how, got, cases)
			}
			if got := len(w.records(proceeding)); got != records {
				t.Fatalf("trial %d (%s): %d records, want %d", n, how, got, records)
			}
		}
		t.Logf("%d trials, %d requests cut", heard, l.cut.Load())
	})
}

// A form that is refused for its size stays as it is, says why, and goes out
// when it is shorter.
func TestAFormTooLargeStaysOnItsPage(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root := w.register(quarrel())
		b := openBrowser(t, w.serve())(1366, 768, false).signIn("clerk").open("/matters/" + string(root) + "/do/note")
		evaluate[chromedp.Void](b, `var text = document.querySelector('[name="f.text"]'); text.value = "长".repeat(800000); document.querySelector("button.primary").click(); undefined`)
		b.awaits(`!document.getElementById("cut").hidden`).reads("不超过 2 MB").awaits(`document.querySelector('[name="f.text"]').value.length === 800000`)
		evaluate[chromedp.Void](b, `document.querySelector('[name="f.text"]').value = "说短一点"; document.querySelector("#cut [data-retry]").click(); undefined`)
		b.awaits(`document.readyState === "complete" && !location.pathname.includes("/do/") && !!document.querySelector("main")`)
		b.mu.Lock()
		b.faults = nil // the refusal stands in the log
		b.mu.Unlock()
		b.open("/matters/" + string(root) + "/journal").reads("说短一点")
	})
}

// breaks lets something happen while somebody types.
func (tr *trial) breaks(how string) {
	if strings.HasPrefix(how, "draft") {
		evaluate[chromedp.Void](tr.b, `document.querySelector("form[data-form]").dataset.pause = 0.01; undefined`)
	}
	if strings.HasPrefix(how, "session") {
		tr.w.clock.Advance(31 * time.Minute)
	}
	switch {
	case strings.HasSuffix(how, "no request"):
		tr.line.state.Store(noRequest)
	case strings.HasSuffix(how, "no response"):
		tr.line.state.Store(noResponse)
	}
}

// survives sends the form, impatiently, and mends what is broken.
func (tr *trial) survives(how string) {
	tr.b.t.Helper()
	b := tr.b
	twice := `var f = document.querySelector("form[data-form]"), p = f.querySelector("` + tr.send + `"); p.click(); p.click(); f.requestSubmit(p); undefined`
	evaluate[chromedp.Void](b, `window.before = document.querySelector("main"); undefined`)
	evaluate[chromedp.Void](b, twice)
	if tr.line.state.Load() != whole {
		b.awaits(`!document.getElementById("cut").hidden`).reads("网络不通，内容还在本页，请勿关闭")
		if kept := evaluate[bool](b, `Array.from(document.querySelectorAll("form[data-form] textarea")).some(function (e) { return e.value === `+fmt.Sprintf("%q", tr.text)+`; })`); !kept {
			b.t.Fatal("the text is not on the page any more")
		}
		tr.line.state.Store(whole)
		b.awaits(`document.activeElement.matches("#cut [data-retry]")`).do(chromedp.KeyEvent("\r"))
	}
	if strings.HasPrefix(how, "session") {
		b.awaits(`!document.getElementById("renew").hidden && document.activeElement.name === "password"`).reads("输入密码")
		b.types(townPassword)
		b.do(chromedp.KeyEvent("\r"))
	}
	b.awaits(`document.readyState === "complete" && document.querySelector("main") && document.querySelector("main") !== window.before`)
	b.mu.Lock()
	b.faults = nil // a cut line and an ended session stand in the log
	b.mu.Unlock()
	if at := evaluate[string](b, "location.pathname"); strings.HasSuffix(at, "/new") || strings.Contains(at, "/do/") {
		b.t.Fatalf("%s: still at %s:\n%s", how, at, b.text())
	}
}

func (tr *trial) holds(got string) {
	tr.b.t.Helper()
	if got != tr.text {
		tr.b.t.Fatalf("kept is %q, typed was %q", got, tr.text)
	}
}

func (w *town) summary(id casemodel.ID) string {
	w.t.Helper()
	view, err := w.Case(context.Background(), w.who["director"], id)
	if err != nil {
		w.t.Fatal(err)
	}
	return view.Fields["summary"]
}

func (w *town) records(id casemodel.ID) []casemodel.Session {
	w.t.Helper()
	view, err := w.Case(context.Background(), w.who["mediator"], id)
	if err != nil {
		w.t.Fatal(err)
	}
	return view.Sessions
}

func (w *town) lastRecord(id casemodel.ID) string {
	w.t.Helper()
	all := w.records(id)
	if len(all) == 0 {
		w.t.Fatal("there is no record")
	}
	last := all[0]
	for _, s := range all {
		if s.No > last.No {
			last = s
		}
	}
	return last.Text
}
