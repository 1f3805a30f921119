package web

import "testing"

func TestFirst(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		base := w.serve()
		c := w.as(base, "clerk")
		root, p := w.inSession()
		for _, path := range []string{"/home", "/matters", "/me", "/help", "/workflows", "/workflows/dispute_case", "/deadlines", "/cases/new", "/matters/" + string(root), "/matters/" + string(root) + "/journal", "/matters/" + string(root) + "/do/note"} {
			a := c.get(path)
			t.Log(path, a.status, len(a.body))
			if a.status != 200 {
				t.Log(a.text())
			}
		}
		m := w.as(base, "mediator")
		a := m.get("/matters/" + string(p))
		t.Log(a.status, a.text())
		a = m.get("/matters/" + string(p) + "/do/propose_terms")
		t.Log(a.status, a.text())
	})
}
