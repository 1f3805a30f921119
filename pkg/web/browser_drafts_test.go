//go:build browser

package web

import "testing"

// Who opens a form and leaves it as it is has written nothing, whatever the
// scripts of the page made of its fields: no draft of it is sent.
func TestAFormLeftAsItWasIsNoDraft(t *testing.T) {
	w, base := shown(t)
	root := string(w.register(quarrel()))
	for _, one := range []struct{ who, path string }{{"clerk", "/cases/new"}, {"triage", "/matters/" + root + "/do/accept"}, {"triage", "/matters/" + root + "/do/contact"}} {
		b := openBrowser(t, base)(1366, 768, false)
		b.signIn(one.who)
		b.open(one.path).awaits(`document.readyState === "complete"`)
		evaluate[bool](b, `(() => { window.fetch = (to) => { sessionStorage.setItem("sent", to); return Promise.reject(); }; return true; })()`)
		b.open("/home")
		if sent := evaluate[string](b, `sessionStorage.getItem("sent") || ""`); sent != "" {
			t.Errorf("%s left %s as it was, and it is sent to %s", one.who, one.path, sent)
		}
	}
}
