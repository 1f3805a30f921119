//go:build browser

package web

import (
	"fmt"
	"strings"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// farthest is how often Tab is pressed in search of something. Who has to press
// it more often than that takes the mouse.
const farthest = 150

// hands work a page with the keyboard alone, as somebody does who never takes
// the mouse; every key is counted.
type hands struct {
	*tab
	keys int
}

func (b *tab) hands() *hands { return &hands{tab: b} }

// press strikes keys one after another.
func (h *hands) press(keys ...string) *hands {
	h.t.Helper()
	for _, key := range keys {
		h.keys++
		h.do(chromedp.KeyEvent(key))
	}
	return h
}

// ctrl strikes a key with Ctrl held.
func (h *hands) ctrl(key string) *hands {
	h.t.Helper()
	h.keys++
	h.do(chromedp.KeyEvent(key, chromedp.KeyModifiers(chromedp.ModifierCtrl)))
	return h
}

// write enters a word as an input method commits it.
func (h *hands) write(text string) *hands {
	h.t.Helper()
	h.keys++
	h.types(text)
	return h
}

// to presses Tab until the focus is on an element the condition holds for; el
// is that element.
func (h *hands) to(condition string) *hands {
	h.t.Helper()
	asks := "(function (el) { return " + condition + "; })(document.activeElement)"
	for range farthest {
		if evaluate[bool](h.tab, asks) {
			return h
		}
		h.press(kb.Tab)
	}
	h.t.Fatalf("Tab never leads to: %s\non %s\n%s", condition, h.where(), h.text())
	return h
}

// field moves to an input by its name.
func (h *hands) field(name string) *hands {
	h.t.Helper()
	return h.to(fmt.Sprintf("el.name === %q", name))
}

// follow moves to a link or a button that reads so and strikes Enter.
func (h *hands) follow(words string) *hands {
	h.t.Helper()
	h.to(fmt.Sprintf("/^(A|BUTTON|SUMMARY)$/.test(el.tagName) && el.textContent.replace(/\\s+/g, '').indexOf(%q) >= 0", words))
	return h.press(kb.Enter)
}

// choose moves to a select, a row of radio buttons or boxes, and takes a value.
func (h *hands) choose(name, value string) *hands {
	h.t.Helper()
	h.field(name)
	switch kind := evaluate[string](h.tab, "document.activeElement.type"); kind {
	case "checkbox":
		h.to(fmt.Sprintf("el.name === %q && el.value === %q", name, value))
		if !evaluate[bool](h.tab, "document.activeElement.checked") {
			h.press(" ")
		}
		return h
	case "radio":
		h.press(" ")
	}
	now := fmt.Sprintf("(function (el) { return el.type === 'radio' ? el.checked && el.value === %[1]q : el.value === %[1]q; })(document.activeElement)", value)
	for range 60 {
		if evaluate[bool](h.tab, now) {
			return h
		}
		h.press(kb.ArrowDown)
	}
	h.t.Fatalf("the arrows never lead to %s of %s on %s", value, name, h.where())
	return h
}

// says waits until the page reads so.
func (h *hands) says(words ...string) *hands {
	h.t.Helper()
	for _, w := range words {
		h.awaits(fmt.Sprintf("document.body && document.body.innerText.indexOf(%q) >= 0", w))
	}
	return h
}

// at waits until the address is one of these.
func (h *hands) at(path string) *hands {
	h.t.Helper()
	h.awaits(fmt.Sprintf("document.readyState === 'complete' && location.pathname.indexOf(%q) === 0", path))
	return h
}

func (h *hands) where() string { return evaluate[string](h.tab, "location.pathname + location.search") }

// enters signs somebody in by the keyboard.
func (h *hands) enters(username string) *hands {
	h.t.Helper()
	h.open("/login")
	h.write(username).press(kb.Tab).write(townPassword).press(kb.Enter)
	return h.at("/home")
}

// leaves signs out by the keyboard.
func (h *hands) leaves() *hands {
	h.t.Helper()
	h.open("/me")
	return h.follow(strings.ReplaceAll(say("nav.logout"), " ", "")).at("/login")
}
