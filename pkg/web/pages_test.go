package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"
)

// everyPage is each address that can be opened by itself; ID stands for a case.
var everyPage = []string{
	"/home", "/matters", "/matters?view=all&q=王志强", "/matters?view=mine&overdue=1&sort=changed&desc=1", "/matters?view=approve",
	"/cases/new", "/matters/ID", "/matters/ID/journal", "/matters/ID/receipt", "/matters/ID/seen", "/reveals", "/matters/ID/sheet?kind=internal", "/matters/ID/sheet?kind=outward", "/matters/ID/journal?key=1", "/matters/ID/do/note", "/matters/ID/do/contact",
	"/matters/new/supervision?parent=ID", "/workflows", "/workflows/dispute_case", "/workflows/medical", "/deadlines", "/deadlines?q=zzz", "/deadlines/PM-14", "/deadlines/PM-13", "/deadlines/ZZ-05a", "/policies/test",
	"/help", "/me", "/me/second", "/notices",
}

func TestEveryPageOpensForWhoeverMaySeeIt(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		base := w.serve()
		root, proceeding := w.inSession()
		for _, row := range []struct {
			who, path string
			want      int
		}{
			{"clerk", "/home", 200},
			{"clerk", "/matters", 200},
			{"clerk", "/cases/new", 200},
			{"clerk", "/matters/ID", 200},
			{"clerk", "/matters/ID/do/note", 200},
			{"clerk", "/policies/test", 403},
			{"clerk", "/matters/PID", 200},
			{"clerk", "/matters/PID/do/log_session", 403},
			{"clerk", "/matters/ID/do/accept", 409},
			{"clerk", "/matters/ID/do/nonsense", 404},
			{"director", "/policies/test", 200},
			{"admin", "/policies/test", 200},
			{"admin", "/matters/ID", 404},
			{"admin", "/cases/new", 403},
			{"auditor", "/cases/new", 403},
			{"auditor", "/matters/ID", 200},
			{"industry", "/matters/ID", 404},
			{"dept", "/matters/ID", 404},
			{"mediator", "/matters/PID", 200},
			{"mediator", "/matters/PID/do/propose_terms", 200},
			{"mediator", "/matters/PID/journal", 200},
			{"mediator", "/workflows/medical", 200},
			{"mediator", "/workflows/nothing", 404},
			{"mediator", "/nothing", 404},
			{"mediator", "/matters/not-an-id", 404},
			{"mediator", "/matters/00000000-0000-4000-8000-000000000000", 404},
			{"mediator", "/matters/new/nothing", 404},
			{"mediator", "/matters/new/dispute_case", 303},
			{"mediator", "/", 303},
			{"mediator", "/matters?after=mangled&sort=nonsense&state=nothing&risk=plaid", 200},
		} {
			path := strings.NewReplacer("PID", string(proceeding), "ID", string(root)).Replace(row.path)
			if got := w.as(base, row.who).get(path); got.status != row.want {
				t.Errorf("%s opens %s: %d, want %d\n%s", row.who, row.path, got.status, row.want, got.text())
			}
		}
	})
}

func TestEveryLinkOfEveryPageLeadsSomewhere(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		base := w.serve()
		root, proceeding := w.inSession()
		engine := gin.New()
		w.site.Mount(engine)
		for _, who := range []string{"clerk", "mediator", "director", "auditor"} {
			c := w.as(base, who)
			for _, path := range append(slices.Clone(everyPage), "/matters/"+string(proceeding)) {
				page := c.get(strings.ReplaceAll(path, "ID", string(root)))
				if page.status >= 500 {
					t.Errorf("%s opens %s: %d", who, path, page.status)
				}
				for _, link := range page.links() {
					if !leads(engine.Routes(), link) {
						t.Errorf("%s: the link %q leads nowhere", path, link)
					}
				}
			}
		}
	})
}

// leads reports whether an address is one of the routes.
func leads(routes gin.RoutesInfo, link string) bool {
	u, err := url.Parse(link)
	if err == nil && u.Scheme == "geo" { // the phone's own map
		return true
	}
	if err != nil || u.Host != "" || u.Scheme != "" {
		return false
	}
	if u.Path == "" { // a fragment or a question to the page itself
		return true
	}
	return slices.ContainsFunc(routes, func(r gin.RouteInfo) bool {
		parts, asked := strings.Split(r.Path, "/"), strings.Split(u.Path, "/")
		for i, part := range parts {
			if i < len(asked) && strings.HasPrefix(part, ":") && asked[i] != "" {
				parts[i] = asked[i]
			}
		}
		return slices.Equal(parts, asked)
	})
}

func TestEveryAnswerCarriesTheHeadersThatProtectIt(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		base := w.serve()
		root, _ := w.inSession()
		c := w.as(base, "clerk")
		for _, a := range []*answer{c.get("/matters/" + string(root)), c.get("/nothing"), w.stranger(base).get("/login"), w.stranger(base).get("/home")} {
			for name, want := range map[string]string{
				"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cache-Control": "no-store",
				"Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'",
			} {
				if got := a.header.Get(name); !strings.HasPrefix(got, want) {
					t.Errorf("%s is %q, want %q", name, got, want)
				}
			}
		}
		for _, cookie := range c.get("/home").header.Values("Set-Cookie") {
			if !strings.Contains(cookie, "HttpOnly") || !strings.Contains(cookie, "SameSite=Lax") {
				t.Errorf("cookie %s", cookie)
			}
		}
		page := c.get("/home")
		var css string
		for _, link := range page.links() {
			if strings.HasSuffix(link, ".css") {
				css = link
			}
		}
		sheet := c.get(css).is(http.StatusOK)
		if got := sheet.header.Get("Cache-Control"); !strings.Contains(got, "immutable") {
			t.Errorf("the style sheet is kept as %q", got)
		}
	})
}

func TestBothFramesHaveTheSameHead(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		base := w.serve()
		for name, page := range map[string]*answer{"desk": w.as(base, "clerk").get("/home"), "plain": w.stranger(base).get("/login")} {
			head, _, _ := strings.Cut(page.is(http.StatusOK).body, "</head>")
			for _, want := range []string{`<meta charset="utf-8">`, "<title>", `rel="icon"`, `href="/static/bootstrap.min.`, `href="/static/app.`} {
				if strings.Count(head, want) != 1 {
					t.Errorf("the head of %s holds %s not once:\n%s", name, want, head)
				}
			}
			if strings.Contains(head, "<script") != (name == "desk") {
				t.Errorf("the script belongs to the desk alone; %s:\n%s", name, head)
			}
		}
	})
}

func TestAStrangerIsLedToTheSignInPage(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		base := w.serve()
		root := w.register(quarrel())
		c := w.stranger(base)
		for _, path := range everyPage {
			c.get(strings.ReplaceAll(path, "ID", string(root))).redirects("/login?next=").lacks("王志强", planted)
		}
		for _, path := range []string{"/cases/new", "/matters/" + string(root) + "/do/void", "/me/password", "/drafts/drop"} {
			c.post(path, url.Values{}).redirects("/login?next=")
		}
		if got := w.header(root).State; got != "registered" {
			t.Errorf("the case is %s", got)
		}
	})
}

func TestPostsFromElsewhereAreRefused(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		base := w.serve()
		root := w.register(quarrel())
		for _, row := range []struct {
			name   string
			header http.Header
			want   int
		}{
			{"another site", http.Header{"Sec-Fetch-Site": {"cross-site"}}, 403},
			{"a sister site", http.Header{"Sec-Fetch-Site": {"same-site"}}, 403},
			{"another origin", http.Header{"Origin": {"http://elsewhere.example"}}, 403},
			{"an origin that hides its name", http.Header{"Origin": {"null"}}, 403},
			{"another port of our machine", http.Header{"Origin": {base + "1"}}, 403},
			{"no header at all", http.Header{}, 403},
			{"our own page", http.Header{"Sec-Fetch-Site": {"same-origin"}}, 303},
			{"our own page over plain http, or an older browser", http.Header{"Origin": {base}}, 303},
		} {
			c := w.as(base, "clerk")
			c.header = row.header
			got := c.post("/matters/"+string(root)+"/do/note", url.Values{"f.text": {row.name}, "version": {"1"}})
			if got.status != row.want {
				t.Errorf("%s: %d, want %d\n%s", row.name, got.status, row.want, got.text())
			}
		}
	})
}
