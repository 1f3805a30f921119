//go:build browser

package web

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// survey runs the checker, which is there by then, by the rules of WCAG 2.1 A
// and AA and those of good practice: landmarks, headings and their order.
const survey = `axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"], resultTypes: ["violations"]}).then(function (r) {
	return r.violations.map(function (v) {
		return {id: v.id, impact: v.impact, help: v.help, nodes: v.nodes.map(function (n) { return n.target.join(" ") + ": " + n.failureSummary; })};
	});
})`

// styled is what the styles of a page ask about its screen, where they would
// change something that is on it, and the answers.
const styled = `(function asked(rules) {
	return Array.from(rules).map(function (r) {
		var below = r.cssRules ? asked(r.cssRules) : "", on = false;
		if (r.selectorText) {
			try { on = document.querySelector(r.selectorText.replace(/::[-a-z]+/g, "")) !== null; } catch (e) { on = true; }
		}
		if (below && r.media) {
			below = r.media.mediaText + " " + matchMedia(r.media.mediaText).matches + below;
		}
		return below || (on ? ";" : "");
	}).join("").replace(/;+/g, ";");
})(Array.from(document.styleSheets))`

// barrier is a rule of accessibility that a page breaks, and where.
type barrier struct {
	ID, Impact, Help string
	Nodes            []string
}

// barriers asks axe-core. It comes in by the debugger: the site's policy would
// refuse a script of another origin.
func (b *tab) barriers() []barrier {
	b.t.Helper()
	if !evaluate[bool](b, `typeof axe === "object"`) {
		source, err := os.ReadFile("testdata/axe/axe.min.js")
		if err != nil {
			b.t.Fatal(err)
		}
		b.do(chromedp.Evaluate[chromedp.Void](string(source)))
	}
	found, err := chromedp.Run(b.ctx, chromedp.Evaluate[[]barrier](survey, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatal(err)
	}
	return found
}

// Each of these is a page as somebody could break it.
func TestTheAccessCheckFindsWhatItLooksFor(t *testing.T) {
	_, base := lived(t)
	b := openBrowser(t, base)(1366, 768, false)
	for rule, breaks := range map[string]string{
		"label":           `document.querySelector('label[for="password"]').remove()`,
		"color-contrast":  `document.querySelector(".hint").style.color = "#8a97a5"`,
		"html-has-lang":   `document.documentElement.removeAttribute("lang")`,
		"document-title":  `document.title = ""`,
		"button-name":     `document.querySelector(".gate button").textContent = ""`,
		"link-name":       `document.body.appendChild(document.createElement("a")).href = "/home"`,
		"aria-valid-attr": `document.querySelector("form").setAttribute("aria-labeledby", "x")`,
	} {
		b.open("/login")
		if found := b.barriers(); len(found) > 0 {
			t.Errorf("before %s: %v", rule, found)
		}
		b.do(chromedp.Evaluate[chromedp.Void](breaks + "; undefined"))
		names := []string{}
		for _, v := range b.barriers() {
			names = append(names, v.ID)
		}
		if strings.Join(names, " ") != rule {
			t.Errorf("found %q, want %s", names, rule)
		}
	}
}

// What is wrong on one screen alone is found there: a style that only the wide
// one has makes it worth a survey of its own.
func TestTheAccessCheckSurveysEachScreenThatIsStyledItsOwnWay(t *testing.T) {
	_, base := lived(t)
	b := openBrowser(t, base)(1366, 768, false)
	for breaks, want := range map[string][]string{
		"":                   nil,
		"(min-width:1900px)": {"1920"},
		"(max-width:400px)":  {"390"},
		"(min-width:1000px)": {"1366"}, // the next one is styled alike and is not asked again
		"all":                {"1366", "390"},
	} {
		b.open("/login")
		if breaks != "" {
			b.do(chromedp.Evaluate[chromedp.Void](`document.styleSheets[0].insertRule("@media ` + breaks + ` { .hint { color: #8a97a5 !important } }", 0); undefined`))
		}
		var got []string
		b.onScreens(func(size string, found []barrier) {
			if len(found) == 1 && found[0].ID == "color-contrast" {
				got = append(got, size)
			} else if len(found) > 0 {
				t.Errorf("%s at %s: %v", breaks, size, found)
			}
		})
		if !slices.Equal(got, want) {
			t.Errorf("broken for %q: found at %q, want %q", breaks, got, want)
		}
	}
}
