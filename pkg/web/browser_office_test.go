//go:build browser

package web

import (
	"testing"
)

// officePages are the pages of the administration, with something on them.
func (w *town) officePages(base string) []string {
	w.t.Helper()
	w.gaveUp()
	c := w.as(base, "admin")
	c.post("/admin/verify", nil).redirects("/admin/verify")
	w.checked()
	return []string{"/admin/calendars", "/admin/jobs", "/admin/verify", "/admin/log", "/admin/areas", "/admin/areas?parent=150102000000", "/admin/areas/150102002000", "/admin/areas/new"}
}

func TestTheOfficeIsAccessible(t *testing.T) {
	w, base := lived(t)
	b := openBrowser(t, base)(1366, 768, false)
	b.open("/login").signIn("admin").walk("/admin/log", "/admin/verify", "/admin/jobs")
	pages := w.officePages(base)
	b.walk(pages...)
	held, err := w.HoldCalendar(t.Context(), w.who["admin"], "2027.yaml", noticeOf2027)
	if err != nil {
		t.Fatal(err)
	}
	b.walk("/admin/calendars/previews/" + string(held))
}

func TestTheOfficeLooksAsItShould(t *testing.T) {
	w, base := lived(t)
	tabs := openBrowser(t, base)
	desk := tabs(1366, 768, false)
	desk.open("/login").signIn("admin")
	pages := w.officePages(base)
	held, err := w.HoldCalendar(t.Context(), w.who["admin"], "2027.yaml", noticeOf2027)
	if err != nil {
		t.Fatal(err)
	}
	pages = append(pages, "/admin/calendars/previews/"+string(held))
	wide, phone := tabs(1920, 1080, false), tabs(390, 844, true)
	for _, path := range pages {
		name := "office-" + path[len("/admin/"):min(len(path), 22)]
		for i, r := range []rune(name) {
			if r == '/' {
				name = name[:i] + "-" + name[i+1:]
			}
		}
		desk.open(path).shot(name + "-1366")
		wide.open(path).shot(name + "-1920")
		phone.open(path).shot(name + "-390")
	}
}
