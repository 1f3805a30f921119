//go:build browser

package web

import (
	"fmt"
	"strings"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/jiefen/jiefen/casemodel"
)

// farthest is how often Tab is pressed in search of something. Who has to press
// it more often than that takes the mouse.
const farthest = 150

// reach is how often one likes to press Tab for one thing.
const reach = 40

// hands work a page with the keyboard alone, as somebody does who never takes
// the mouse; every key is counted.
type hands struct {
	*tab
	keys  int
	far   []string // what it took more than reach to get to
	typed []string // word by word
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
	h.typed = append(h.typed, text)
	h.types(text)
	return h
}

// to presses Tab until the focus is on an element the condition holds for; el
// is that element.
func (h *hands) to(condition string) *hands {
	h.t.Helper()
	asks := "(function (el) { return " + condition + "; })(document.activeElement)"
	for i := range farthest {
		if evaluate[bool](h.tab, "!!document.activeElement && "+asks) {
			if i > reach {
				h.far = append(h.far, fmt.Sprintf("%d to %s on %s", i, condition, h.where()))
			}
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

// keeps waits until the page holds what was typed, to read or to copy.
func (h *hands) keeps(words ...string) *hands {
	h.t.Helper()
	for _, w := range words {
		h.awaits(fmt.Sprintf(`Array.from(document.querySelectorAll("main textarea, main input:not([type=hidden]), main dd")).some(function (el) { return (el.value || el.textContent).indexOf(%q) >= 0; })`, w))
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

func (h *hands) fresh() *hands {
	h.tab.fresh()
	return h
}

// goes strikes keys that lead to another page, and looks at that.
func (h *hands) goes(keys ...string) *hands {
	h.t.Helper()
	h.fresh().tab.leaves(func() { h.press(keys...) }, strings.Join(keys, ""))
	h.check(h.where())
	return h
}

// opens follows a link or a button to another page, and looks at that.
func (h *hands) opens(words string) *hands {
	h.t.Helper()
	h.fresh().tab.leaves(func() { h.follow(words) }, words)
	h.check(words)
	return h
}

// act opens the page of an act from the page of its matter, unfolding what it
// is folded into.
func (h *hands) act(id string) *hands {
	h.t.Helper()
	link := fmt.Sprintf(`document.querySelector('main a[href$="/do/%s"]')`, id)
	if !evaluate[bool](h.tab, "!!"+link) {
		h.t.Fatalf("no way to %s on %s:\n%s", id, h.where(), h.text())
	}
	if evaluate[bool](h.tab, "!!"+link+`.closest("details:not([open])")`) {
		h.skips().to("el.tagName === 'SUMMARY' && el.parentNode.contains(" + link + ")").press(kb.Enter)
	}
	h.skips().to("el === " + link)
	return h.goes(kb.Enter)
}

// sends hands the form in that the focus is in, and looks at the answer.
func (h *hands) sends() *hands {
	h.t.Helper()
	h.fresh().tab.leaves(func() { h.ctrl(kb.Enter) }, "Ctrl+Enter")
	h.check("sent from " + h.where())
	return h
}

// on waits for the page to put the caret into a field by itself.
func (h *hands) on(name string) *hands {
	h.t.Helper()
	h.awaits(fmt.Sprintf("document.activeElement && document.activeElement.name === %q", name))
	return h
}

// skips goes past the menu, as the first link of every page lets one.
func (h *hands) skips() *hands {
	h.t.Helper()
	if evaluate[bool](h.tab, "document.activeElement === document.body") {
		h.press(kb.Tab)
		if evaluate[bool](h.tab, `document.activeElement.className === "skip"`) {
			h.press(kb.Enter)
		}
	}
	return h
}

// into follows the link to a matter.
func (h *hands) into(id casemodel.ID) *hands {
	h.t.Helper()
	return h.skips().to(fmt.Sprintf(`el.tagName === "A" && el.getAttribute("href") === "/matters/%s"`, id)).goes(kb.Enter)
}

// picks types into a field that finds as one types and takes the first it finds.
func (h *hands) picks(id, word string) *hands {
	h.t.Helper()
	h.to(fmt.Sprintf("el.id === %q", id+"-typed")).write(word)
	h.awaits(fmt.Sprintf(`document.querySelectorAll("#%s-list [role=option]").length > 0`, id))
	return h.press(kb.Enter)
}

// day types a date, in the order the browser has its parts in.
func (h *hands) day(name, day string) *hands {
	h.t.Helper()
	h.field(name)
	h.typed = append(h.typed, day)
	y, m, d := day[:4], day[5:7], day[8:]
	if evaluate[bool](h.tab, `/^zh/.test(navigator.language)`) {
		h.press(strings.Split(y, "")...).press(kb.ArrowRight).press(strings.Split(m+d, "")...)
	} else {
		h.press(strings.Split(m+d+y, "")...)
	}
	if got := evaluate[string](h.tab, "document.activeElement.value"); got != day {
		h.t.Fatalf("%s reads %q after %s was typed", name, got, day)
	}
	return h
}

// id is the matter the page is about.
func (h *hands) id() casemodel.ID {
	h.t.Helper()
	return casemodel.ID(strings.Split(evaluate[string](h.tab, "location.pathname")+"//", "/")[2])
}

// finds searches for a name and opens the first case of it.
func (h *hands) finds(name string) *hands {
	h.t.Helper()
	h.press(kb.Escape, "/").write(name)
	h.goes(kb.Enter).at("/search").says(name)
	for range 10 {
		h.press("j")
		if evaluate[bool](h.tab, `/\/matters\//.test(document.activeElement.href || "")`) {
			return h.goes(kb.Enter).at("/matters/")
		}
	}
	h.t.Fatalf("no case of %s:\n%s", name, h.text())
	return h
}

// has reports whether the page leads to an act.
func (h *hands) has(act string) bool {
	h.t.Helper()
	return evaluate[bool](h.tab, fmt.Sprintf(`!!document.querySelector('main a[href$="/do/%s"]')`, act))
}

// stands holds that a matter is in a state, past every permission.
func (w *town) stands(id casemodel.ID, state string) {
	w.t.Helper()
	if got := w.header(id).State; got != state {
		w.t.Errorf("the matter is %s, want %s", got, state)
	}
}

// enters signs somebody in by the keyboard.
func (h *hands) enters(username string) *hands {
	h.t.Helper()
	h.open("/login")
	h.write(username).press(kb.Tab).write(townPassword)
	return h.goes(kb.Enter).at("/home")
}

// leaves signs out by the keyboard, from wherever one is, and tells how many
// keys the day took.
func (h *hands) leaves(name string) *hands {
	h.t.Helper()
	h.press(kb.Escape).goes("h").at("/home").follow(name)
	h.opens(say("nav.logout")).at("/login")
	h.t.Logf("%d keys", h.keys)
	for _, one := range h.far {
		h.t.Errorf("too far with Tab: %s", one)
	}
	return h
}
