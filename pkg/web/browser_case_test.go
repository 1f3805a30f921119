//go:build browser

package web

import (
	"testing"
)

func TestTheCasePageLooksAsItShould(t *testing.T) {
	w, base := lived(t)
	tabs := openBrowser(t, base)
	root, proceeding := w.inSession()
	desk := tabs(1366, 768, false)
	desk.signIn("clerk")
	desk.open("/matters/" + string(root)).shot("case-clerk-1366")
	desk.open("/me")
	desk.click(`main form[action="/logout"] button`)
	desk.signIn("mediator")
	desk.open("/matters/" + string(root)).shot("case-root-1366")
	desk.open("/matters/" + string(proceeding)).shot("case-mediator-1366")
	wide := tabs(1920, 1080, false)
	wide.open("/matters/" + string(proceeding)).shot("case-mediator-1920")
	phone := tabs(390, 844, true)
	phone.open("/matters/" + string(proceeding)).shot("phone-case-390")
}
