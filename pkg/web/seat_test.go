package web

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

// takes lets somebody else sign in at the same counter, without a sign-out.
func (c *client) takes(username string) *client {
	c.t.Helper()
	c.post("/login", url.Values{"username": {username}, "password": {townPassword}}).redirects("/home")
	return c
}

// What a page leaves for the next one is for who did it: the next person at the
// counter reads neither the word nor the codes, and one case's codes do not
// stand on another's receipt.
func TestWhatIsLeftForTheNextPageIsForOnePersonAlone(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		base := w.serve()
		c := w.as(base, "clerk")
		note := "/matters/" + string(w.register(quarrel())) + "/do/note"
		form := c.form(note)
		form.Set("f.text", "转告王建国")
		c.post(note, form).is(http.StatusSeeOther)
		c.takes("triage").get("/home").is(http.StatusOK).lacks("已办理")
		c.takes("clerk").get("/home").lacks("已办理")

		receipt := c.post("/cases/new", visitor(c.form("/cases/new"))).redirects("/matters/").header.Get("Location")
		c.takes("triage").get(receipt).is(http.StatusOK).has("查询码只显示一次").lacks(`class="receipt-code"`)
		c.takes("clerk")

		first := c.post("/cases/new", other(c.form("/cases/new"), "金花")).redirects("/matters/").header.Get("Location")
		second := c.post("/cases/new", other(c.form("/cases/new"), "银花")).redirects("/matters/").header.Get("Location")
		c.get(first).is(http.StatusOK).has("查询码只显示一次", "金花").lacks("银花", `class="receipt-code"`)
		c.get(second).is(http.StatusOK).has("银花", `class="receipt-code"`)
	})
}

// other is a visitor of another name.
func other(form url.Values, name string) url.Values {
	form = visitor(form)
	form.Set("parties.0.name", name)
	form.Set("parties.0.phone", "139471"+itoa(10000+len(name)*int([]rune(name)[0])%80000))
	form.Set("parties.1.name", "邻居"+name)
	return form
}

// A form that was drawn under one post does not go out under another one of the
// same person; what was typed waits for the post it was typed under.
func TestAFormOfOnePostDoesNotGoOutUnderAnother(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		second := casemodel.Membership{UserID: w.who["clerk"].UserID, BodyID: w.bodies["ZX"].ID, Roles: []string{"triage_clerk"}, Active: 1}
		if err := w.DB.Do(t.Context(), func(tx *store.Tx) error {
			second.ID = tx.NewID()
			return tx.InsertMembership(&second)
		}); err != nil {
			t.Fatal(err)
		}
		path := "/matters/" + string(w.register(quarrel())) + "/do/note"
		c := w.as(w.serve(), "clerk")
		form := c.form(path)
		form.Set("f.text", "在窗口岗位上写的")
		c.post("/me/membership", url.Values{"membership": {string(second.ID)}}).redirects("/home")
		c.post(path, form).is(http.StatusForbidden).has("换人或换岗之前打开的")
		c.post("/me/membership", url.Values{"membership": {string(w.who["clerk"].MembershipID)}}).redirects("/home")
		c.get(path + "?draft=1").is(http.StatusOK).has("在窗口岗位上写的")
	})
}
