//go:build browser

package web

import "testing"

// The pages of single acts, second half: from the sitting to the archive.
func TestPagesOfActsLookAsTheyShould(t *testing.T) {
	w, base := lived(t)
	tabs := openBrowser(t, base)
	_, proceeding := w.inSession()
	at := "/matters/" + string(proceeding)
	sizes := []struct {
		name  string
		tab   *tab
		phone bool
	}{{"1366", tabs(1366, 768, false), false}, {"1920", tabs(1920, 1080, false), false}, {"390", tabs(390, 844, true), true}}
	sizes[0].tab.open("/login").signIn("mediator")
	each := func(path, name string) {
		t.Helper()
		for _, s := range sizes {
			s.tab.open(path).shot(name + "-" + s.name)
		}
	}
	each(at+"/do/log_session", "do-session")
}
