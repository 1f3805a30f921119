package web

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/jiefen/jiefen/casemodel"
)

// scripted is the client as form.js is: it says so.
func (c *client) scripted() *client {
	own := *c
	own.header = c.header.Clone()
	own.header.Set(formHeader, "send")
	return &own
}

func (a *answer) word() word {
	a.t.Helper()
	var w word
	if err := json.Unmarshal([]byte(a.body), &w); err != nil {
		a.t.Fatalf("%v: %s", err, a.body)
	}
	return w
}

func TestADraftSavesItselfAndEachFormHasItsOwn(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		base := w.serve()
		c := w.as(base, "clerk")
		js := c.scripted()
		first, second := visitor(c.form("/cases/new")), visitor(c.form("/cases/new"))
		second.Set("summary", "另一位来访人的事")
		for _, form := range []url.Values{first, second, first} {
			got := js.post("/drafts/save", form).is(http.StatusOK).word()
			if got.Says != "草稿 09:00 已存" || got.Left < 28*60 || got.Left > 30*60 {
				t.Errorf("saved: %+v", got)
			}
		}
		kept, err := w.Drafts(t.Context(), w.who["clerk"])
		if err != nil || len(kept) != 2 {
			t.Fatalf("%d drafts, %v", len(kept), err)
		}
		c.post("/logout", nil)
		c = w.as(base, "clerk")
		for _, form := range []url.Values{first, second} {
			found := 0
			for _, d := range kept {
				page := c.get(draftPath(d.Form, "")).is(http.StatusOK)
				if strings.Contains(page.body, form.Get("summary")) {
					page.has("包海燕", "138 4710 6027", "还没有提交")
					found++
				}
			}
			if found != 1 {
				t.Errorf("%s stands in %d drafts", form.Get("summary"), found)
			}
		}
		c.get("/home").has("没写完的")
		second.Set("_drafted", "1")
		c.scripted().post("/cases/new", second).is(http.StatusNoContent)
		if kept, err = w.Drafts(t.Context(), w.who["clerk"]); err != nil || len(kept) != 1 {
			t.Fatalf("after one was sent %d drafts, %v", len(kept), err)
		}
		w.clock.Advance(29 * 24 * time.Hour)
		w.as(base, "clerk").get(draftPath(kept[0].Form, "")).has(planted)
	})
}

// Typing keeps a session alive, and the end of it loses nothing: the form is
// kept, the password is asked on the page, and the same form goes out.
func TestASessionIsRenewedInPlace(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		c := w.as(w.serve(), "clerk")
		js := c.scripted()
		form := visitor(c.form("/cases/new"))
		for range 4 {
			w.clock.Advance(20 * time.Minute)
			js.post("/drafts/save", form).is(http.StatusOK)
		}
		w.clock.Advance(31 * time.Minute)
		if says := js.post("/drafts/save", form).is(http.StatusUnauthorized).word().Says; !strings.Contains(says, "内容还在本页") {
			t.Errorf("it says %q", says)
		}
		js.post("/cases/new", form).is(http.StatusUnauthorized)
		if n := w.cases(); n != 0 {
			t.Fatalf("%d cases without a session", n)
		}
		wrong := js.post("/session/renew", url.Values{"_as": {form.Get("_as")}, "password": {"not this one"}}).is(http.StatusUnprocessableEntity)
		if !strings.Contains(wrong.word().Says, "不对") {
			t.Errorf("a wrong password: %q", wrong.word().Says)
		}
		js.post("/drafts/save", form).is(http.StatusUnauthorized)
		w.clock.Advance(2 * time.Second)
		renewed := js.post("/session/renew", url.Values{"_as": {form.Get("_as")}, "password": {townPassword}}).is(http.StatusOK).word()
		if renewed.Left < 28*60 {
			t.Errorf("renewed for %d seconds", renewed.Left)
		}
		to := js.post("/cases/new", form).is(http.StatusNoContent).header.Get(goHeader)
		c.get(to).is(http.StatusOK).has("包海燕")
		if n := w.cases(); n != 1 {
			t.Errorf("%d cases", n)
		}
	})
}

// The form that asks for the password is no form of which a draft is kept: the
// one that was kept is still there, and no password stands in any.
func TestRenewingASessionLeavesTheDraftAlone(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		base := w.serve()
		c := w.as(base, "clerk")
		js := c.scripted()
		form := visitor(c.form("/cases/new"))
		w.clock.Advance(31 * time.Minute)
		js.post("/drafts/save", form).is(http.StatusUnauthorized)
		for _, password := range []string{"not this one", townPassword} {
			js.post("/session/renew", url.Values{"_as": {form.Get("_as")}, "password": {password}, "totp": {"123456"}})
			w.clock.Advance(2 * time.Second)
			kept, err := w.Drafts(t.Context(), w.who["clerk"])
			if err != nil || len(kept) != 1 {
				t.Fatalf("%d drafts, %v", len(kept), err)
			}
			d, err := w.Draft(t.Context(), w.who["clerk"], kept[0].Form, "")
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(d.Content, password) || strings.Contains(d.Content, "totp") || !strings.Contains(d.Content, planted) {
				t.Errorf("after %q the draft is %s", password, d.Content)
			}
		}
	})
}

// A form that cannot be read or runs into something broken keeps its page, where
// alone what was typed stands: form.js gets a word, everybody else a page.
func TestAFormThatIsNotTakenKeepsItsPage(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root := w.register(quarrel())
		c := w.as(w.serve(), "clerk")
		js := c.scripted()
		path := "/matters/" + string(root) + "/do/attach"
		form := c.form(path)
		form.Set("f.note", strings.Repeat("长", largestForm/3))
		for _, row := range []struct {
			a    *answer
			says string
		}{
			{js.post(path, form).is(http.StatusRequestEntityTooLarge), "不超过 2 MB"},
			{js.upload(path, url.Values{"f.note": {"短"}}, "f.files.new", "a.txt", make([]byte, largestForm+2<<20)).is(http.StatusRequestEntityTooLarge), "不超过 1 MB"},
		} {
			if kind := row.a.header.Get(formHeader); kind != "stay" || !strings.Contains(row.a.word().Says, row.says) {
				t.Errorf("answered %q: %s", kind, row.a.body)
			}
		}
		c.post(path, form).is(http.StatusRequestEntityTooLarge).has("<html", "不超过 2 MB")
		for _, err := range []error{&casemodel.Error{Kind: casemodel.Busy, Key: "store.busy"}, errors.New("the disk is full")} {
			rec := httptest.NewRecorder()
			g, _ := gin.CreateTestContext(rec)
			g.Request = httptest.NewRequestWithContext(t.Context(), "POST", path, nil)
			g.Request.Header.Set(formHeader, "send")
			w.site.fail(&visit{s: w.site, c: g}, err)
			if rec.Code != statusOf(err) || rec.Header().Get(formHeader) != "stay" || strings.Contains(rec.Body.String(), "<html") || strings.Contains(rec.Body.String(), "disk") {
				t.Errorf("%v: %d %v %s", err, rec.Code, rec.Header(), rec.Body)
			}
		}
		other := w.as(c.base, "triage").scripted().post(path, c.form(path)).is(http.StatusForbidden)
		if kind := other.header.Get(formHeader); kind != "page" {
			t.Errorf("another's form is answered with %q", kind)
		}
	})
}

// The mark of a form opens a session for its own user alone, and only with his
// password.
func TestNobodyRenewsAnothersSession(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		base := w.serve()
		c := w.as(base, "clerk")
		mark := c.form("/cases/new").Get("_as")
		other := w.as(base, "triage")
		other.scripted().post("/session/renew", url.Values{"_as": {mark}, "password": {townPassword}}).is(http.StatusForbidden)
		stranger := w.stranger(base)
		stranger.scripted().post("/session/renew", url.Values{"_as": {"forged"}, "password": {townPassword}}).is(http.StatusForbidden)
		stranger.scripted().post("/session/renew", url.Values{"_as": {mark}}).is(http.StatusUnprocessableEntity)
		stranger.get("/home").redirects("/login")
		other.get("/home").is(http.StatusOK).has("王建国")
	})
}

// cases counts the rows.
func (w *town) cases() int {
	w.t.Helper()
	list, err := w.List(w.t.Context(), w.who["director"], casemodel.Filter{View: casemodel.ViewAll, Limit: 100})
	if err != nil {
		w.t.Fatal(err)
	}
	return len(list.Items)
}
