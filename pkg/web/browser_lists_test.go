//go:build browser

package web

import "testing"

func TestTheListsLookAsTheyShould(t *testing.T) {
	w, base := lived(t)
	w.variety()
	tabs := openBrowser(t, base)
	desk := tabs(1366, 768, false)
	desk.open("/login").signIn("clerk")
	desk.open("/matters").shot("list-1366")
	desk.open("/matters?view=centre&risk=orange&from=2026-03-01&to=2026-03-18&within=30&crowd=1").shot("list-filtered-1366")
	desk.open("/matters?view=centre&overdue=1&category=07").shot("list-empty-1366")
	desk.signOut().signIn("director")
	for _, name := range []string{"petitions", "backlog", "tasks", "followups", "obligations", "supervision"} {
		desk.open("/" + name + "?view=all").shot(name + "-1366")
	}
	phone := tabs(390, 844, true)
	phone.open("/matters").shot("phone-list-390")
	phone.open("/followups?view=all").shot("phone-followups-390")
	wide := tabs(1920, 1080, false)
	wide.open("/matters").shot("list-1920")
	desk.signOut().signIn("mediator").open("/matters").shot("list-mediator-1366")
}
