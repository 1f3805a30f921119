//go:build browser

package web

import "testing"

func TestTheActsOfIntakeLookAsTheyShould(t *testing.T) {
	w, base := lived(t)
	tabs := openBrowser(t, base)
	desk, phone, wide := tabs(1366, 768, false), tabs(390, 844, true), tabs(1920, 1080, false)
	desk.open("/login")
	who := ""
	for _, e := range w.errands() {
		if e.who != who {
			if who != "" {
				desk.signOut()
			}
			desk.signIn(e.who)
			who = e.who
		}
		desk.open(e.path).shot("act-" + e.name + "-1366")
		phone.open(e.path).shot("act-" + e.name + "-390")
		wide.open(e.path).shot("act-" + e.name + "-1920")
	}
}

func TestTheActsOfIntakeAreAccessible(t *testing.T) {
	w, base := lived(t)
	b := openBrowser(t, base)(1366, 768, false)
	b.open("/login")
	who := ""
	for _, e := range w.errands() {
		if e.who != who {
			if who != "" {
				b.signOut()
			}
			b.signIn(e.who)
			who = e.who
		}
		b.walk(e.path)
	}
}
