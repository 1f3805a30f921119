package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// at is the address of a route, with real ids in it.
func (r route) at(id, file string) string {
	return strings.NewReplacer(":workflow", "petition", ":act", "note", ":clause", "new", ":file", file, ":no", "1", ":id", id).Replace(r.path)
}

// nobodys is an id that nothing has.
const nobodys = "01a20291-c504-7a8c-a692-3edc797b7d6e"

// Whatever address is asked, by whomever: nothing of it may be kept, framed or
// guessed at, a stranger is led to the sign-in, and a post from elsewhere is
// refused before anything is read.
func TestEveryAddressIsGuarded(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root := string(w.register(quarrel()))
		base := w.serve()
		stranger, clerk := w.stranger(base), w.as(base, "clerk")
		forged := *clerk
		forged.header = http.Header{"Sec-Fetch-Site": {"cross-site"}}
		for _, r := range w.site.routes() {
			path := r.at(root, root)
			ask := func(c *client) *answer {
				if r.method == http.MethodPost {
					return c.post(path, url.Values{"f.text": {"x"}})
				}
				return c.get(path)
			}
			a := ask(stranger)
			switch {
			case r.entry == anybody:
			case r.entry == watching:
				a.is(http.StatusNoContent)
			case a.status != http.StatusSeeOther || !strings.HasPrefix(a.header.Get("Location"), "/login?next="):
				t.Errorf("%s %s answers a stranger %d", r.method, path, a.status)
			}
			answers := []*answer{a}
			if r.method == http.MethodPost {
				answers = append(answers, ask(&forged).is(http.StatusForbidden).has("不是从本系统页面发出的"))
			} else {
				answers = append(answers, ask(clerk))
			}
			for _, a := range answers {
				for name, want := range map[string]string{
					"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin",
				} {
					if got := a.header.Get(name); got != want {
						t.Errorf("%s %s: %s is %q", r.method, path, name, got)
					}
				}
				if !strings.HasPrefix(a.header.Get("Content-Security-Policy"), "default-src 'none'") {
					t.Errorf("%s %s has no policy of contents", r.method, path)
				}
			}
		}
	})
}

// Who keeps no office is refused at every address of the administration, by the
// page and by the form alike, and does not learn whether anything is there.
func TestTheOfficeIsShutToOthers(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		base := w.serve()
		known, places := []string{string(w.who["triage"].UserID), string(w.bodies["ZX"].ID), nobodys}, []string{"150102000000", "150109000000"}
		for _, who := range []string{"clerk", "mediator", "archivist", "dept"} {
			c := w.as(base, who)
			for _, r := range w.site.routes() {
				if !strings.HasPrefix(r.path, "/admin/") || who == "archivist" && (strings.HasPrefix(r.path, "/admin/papers") || strings.HasPrefix(r.path, "/admin/clauses")) { // who binds volumes looks at their papers
					continue
				}
				said, ids := map[string]bool{}, known
				if strings.HasPrefix(r.path, "/admin/areas/:id") {
					ids = places
				}
				for _, id := range ids {
					a := c.get(r.at(id, id))
					if r.method == http.MethodPost {
						a = c.post(r.at(id, id), url.Values{"reason": {"x"}, "password": {"x"}})
					}
					if a.status != http.StatusForbidden {
						t.Errorf("%s at %s %s: %d", who, r.method, r.at(id, id), a.status)
					}
					said[a.text()] = true
				}
				if len(said) > 1 {
					t.Errorf("%s learns at %s %s what is there: %d answers", who, r.method, r.path, len(said))
				}
			}
		}
		if n := w.logins("triage"); n != 0 {
			t.Errorf("%d sessions", n)
		}
	})
}

// A matter that one may not know of answers at each of its addresses as one that
// never was.
func TestAHiddenMatterAnswersAsNone(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root, proceeding := w.inSession()
		base := w.serve()
		for _, who := range []string{"industry", "dept"} {
			c := w.as(base, who)
			for _, r := range w.site.routes() {
				if !strings.HasPrefix(r.path, "/matters/:id") {
					continue
				}
				answers := map[string][]string{}
				for _, id := range []string{string(root), string(proceeding), nobodys, "x"} {
					a := c.get(r.at(id, string(root)))
					if r.method == http.MethodPost {
						a = c.post(r.at(id, string(root)), url.Values{"f.text": {"留言"}, "kind": {"outward"}, "_as": {"x"}})
					}
					if a.status != http.StatusNotFound {
						t.Errorf("%s at %s %s: %d", who, r.method, r.at(id, id), a.status)
					}
					said := strings.ReplaceAll(a.body, id, "")
					answers[said] = append(answers[said], id)
				}
				delete(answers, "")
				if len(answers) > 2 { // what is no id at all may be led back to no matter
					t.Errorf("%s learns at %s %s what is there: %d answers", who, r.method, r.path, len(answers))
				}
			}
		}
	})
}

// Whatever stands in an address or a form, somebody is told what is wrong with
// it: nothing breaks.
func TestNothingThatIsAskedBreaksAPage(t *testing.T) {
	names := strings.Fields(`q s view kind state class category risk party number area body handler from to due_from within age sort desc after before saved
		todo workflow overdue list m year days shown draft terms field f.party f.field f.items.0.amount f.items.59.due f.attendance.x.came f.text f.mode version on why
		take.text parties.0.name parties.60.name parties.-1.x claims.59.amount people_involved applied_at occurred_area upto key post act matter form query name opening until`)
	each(t, func(t *testing.T, w *town) {
		root, _ := w.inSession()
		c := w.as(w.serve(), "director")
		for _, odd := range []string{"-1", "99999999999999999999", "9999-12-31", "%_'\"<x>", string(root), "NOT OR *", "\u202e~"} {
			values := url.Values{}
			for _, name := range names {
				values.Set(name, odd)
			}
			for _, r := range w.site.routes() {
				path := r.at(string(root), string(root))
				if strings.HasPrefix(path, "/log") || strings.HasPrefix(path, "/me/") || r.method == http.MethodPost && strings.HasPrefix(path, "/admin/") {
					continue // they end the session, or hash passwords
				}
				var a *answer
				if r.method == http.MethodPost {
					a = c.post(path, values)
				} else {
					a = c.get(path + "?" + values.Encode())
				}
				if a.status >= http.StatusInternalServerError {
					t.Errorf("%s %s with %q: %d", r.method, path, odd, a.status)
				}
			}
		}
	})
}
