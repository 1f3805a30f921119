//go:build browser

package web

import (
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/jiefen/jiefen/casemodel"
)

// survey runs the checker, which is there by then, by the rules of WCAG 2.1 A
// and AA and those of good practice: landmarks, headings and their order.
const survey = `axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"], resultTypes: ["violations"]}).then(function (r) {
	return r.violations.map(function (v) {
		return {id: v.id, impact: v.impact, help: v.help, nodes: v.nodes.map(function (n) { return n.target.join(" ") + ": " + n.failureSummary; })};
	});
})`

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

// accessible holds the page in the tab to WCAG on a desk and on a phone.
func (b *tab) accessible(at string) *tab {
	b.t.Helper()
	for _, size := range []struct {
		name          string
		width, height int64
		opts          []chromedp.EmulateViewportOption
	}{
		{"1366x768", 1366, 768, nil},
		{"390x844", 390, 844, []chromedp.EmulateViewportOption{chromedp.EmulateMobile, chromedp.EmulateTouch}},
	} {
		b.do(chromedp.EmulateViewport(size.width, size.height, size.opts...))
		for _, v := range b.barriers() {
			b.t.Errorf("%s at %s: %s (%s) %s\n\t%s", at, size.name, v.ID, v.Impact, v.Help, strings.Join(v.Nodes, "\n\t"))
		}
		b.check(at + " at " + size.name)
	}
	b.do(chromedp.EmulateViewport(1366, 768))
	return b
}

// walk opens addresses one after the other and holds each to everything.
func (b *tab) walk(paths ...string) *tab {
	b.t.Helper()
	for _, path := range paths {
		b.open(path).accessible(path)
		if got := evaluate[string](b, "location.pathname + location.search"); got != path || b.status != http.StatusOK {
			b.t.Errorf("%s leads to %s and %d", path, got, b.status)
		}
	}
	return b
}

// answers expects what the page in the tab came with and holds it to the rest.
func (b *tab) answers(status int64, at string) *tab {
	b.t.Helper()
	if b.status != status {
		b.t.Errorf("%s answers %d, want %d", at, b.status, status)
	}
	return b.accessible(at)
}

// forms visits every act a case page offers that was not seen yet.
func (b *tab) forms(seen map[string]bool, id casemodel.ID) *tab {
	b.t.Helper()
	b.open("/matters/" + string(id))
	for _, href := range evaluate[[]string](b, `Array.from(document.querySelectorAll('main a[href*="/do/"], main a[href*="/matters/new/"]')).map(function (a) { return a.getAttribute("href"); })`) {
		act := href[strings.LastIndex(href, "/")+1:]
		if cut, _, found := strings.Cut(act, "?"); found {
			act = cut
		}
		if !seen[act] {
			seen[act] = true
			b.walk(href)
		}
	}
	return b
}

func TestEveryPageIsAccessible(t *testing.T) {
	w, base := lived(t)
	b := openBrowser(t, base)(1366, 768, false)
	root, proceeding := w.inSession()
	fresh := w.register(quarrel())
	at := func(id casemodel.ID) string { return "/matters/" + string(id) }
	seen := map[string]bool{}

	b.walk("/login").fill(map[string]string{"#username": "nobody", "#password": "not this one"}).click(".gate button").accessible("a refused sign-in")
	b.signIn("clerk").walk(
		"/home", "/matters", "/matters?view=all", "/matters?view=all&q=1394&state=mediating&overdue=1&desc=1&party=x", "/matters?view=mine",
		"/cases/new", at(root), at(fresh), at(fresh)+"/receipt", at(root)+"/journal", at(root)+"/journal?key=1",
		at(root)+"/sheet?kind=internal", at(root)+"/sheet?kind=outward", at(root)+"/reveal?party="+w.parties(root)[0]+"&field=phone", "/deadlines", "/deadlines/PM-14", "/workflows", "/workflows/dispute_case",
		"/workflows/peoples_mediation", "/me", "/help",
	).forms(seen, fresh)
	b.open("/cases/new").click(`form[action="/cases/new"] .foot .primary`).answers(http.StatusUnprocessableEntity, "an empty registration")
	b.open("/cases/new").fill(map[string]string{`[name="parties.0.name"]`: "half"}).click(`button[name="_draft"]`).answers(http.StatusOK, "a home with a draft")
	b.walk("/cases/new")
	b.open(at(fresh)+"/do/affix_seal").answers(http.StatusNotFound, "an act that is not there")
	b.open("/nothing").answers(http.StatusNotFound, "no page")

	b.signOut().signIn("triage").walk("/home").forms(seen, fresh)
	b.open(at(fresh)+"/do/accept").click(".foot .primary").answers(http.StatusUnprocessableEntity, "an empty act")
	b.open(at(fresh) + "/do/accept").fill(map[string]string{`[name="f.risk"]`: "yellow", `[name="f.complexity"]`: "simple"})
	w.must("triage", fresh, "amend", f{"field": "complexity", "value": "complex", "reason": "seen again"})
	b.click(".foot .primary").answers(http.StatusConflict, "a conflict")

	b.signOut().signIn("mediator").walk("/home", at(proceeding), at(proceeding)+"/journal").forms(seen, proceeding)
	b.open(at(proceeding)+"/do/log_session").click(".foot .primary").answers(http.StatusUnprocessableEntity, "an empty record")
	b.open(at(proceeding) + "/do/propose_terms").do(chromedp.Click(chromedp.CSS(`button[name="_more"]`)))
	b.accessible("terms in two rows")
	b.click(".foot .primary").answers(http.StatusUnprocessableEntity, "empty terms")
	p := w.parties(root)
	w.must("mediator", proceeding, "propose_terms", f{"items": []any{f{"debtor": p[1], "creditor": p[0], "kind": "pay", "what": "repair", "amount": "3000", "due": "2026-05-01"}}})
	w.must("mediator", proceeding, "finalise_text", f{"total": "3000"})
	w.must("mediator", proceeding, "record_signature", f{"party": p[0], "way": "fingerprint"})
	b.walk(at(proceeding), at(root)).forms(seen, proceeding)

	out := w.must("clerk", fresh, "void", f{"reason": "twice"})
	b.signOut().signIn("director").walk(
		"/home", "/matters?view=approve", at(out.Approval), "/matters?view=centre", at(root)+"/seen", "/reveals",
		"/policies/test?matter="+string(proceeding)+"&act=log_session&post="+string(w.who["mediator"].MembershipID),
	).forms(seen, out.Approval)
	b.open(at(proceeding)+"/do/record_signature").answers(http.StatusForbidden, "a refused act")
	w.must("director", out.Approval, "approve", nil)
	b.walk(at(fresh))
	b.signOut().signIn("auditor").walk("/home", "/matters")
	person, centre := "/admin/users/"+string(w.who["mediator"].UserID), "/admin/bodies/"+string(w.bodies["ZX"].ID)
	b.signOut().signIn("admin").walk(
		"/home", "/me", "/me/second", "/admin/users", "/admin/users?q=nobody+of+this+name", "/admin/users/new", person, "/admin/bodies", "/admin/bodies/new", centre,
	)
	b.open("/admin/users/new").click(".foot .primary").answers(http.StatusUnprocessableEntity, "an empty account")
	b.open("/admin/bodies/new").click(".foot .primary").answers(http.StatusUnprocessableEntity, "an empty body")
	t.Logf("%d forms seen", len(seen))
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
