package web

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/pkg/store"
)

// logins counts the sessions of somebody that are kept.
func (w *town) logins(who string) int {
	w.t.Helper()
	n := 0
	if err := w.DB.Read(context.Background(), func(tx *store.Tx) error {
		all, err := tx.Logins(w.who[who].UserID)
		n = len(all)
		return err
	}); err != nil {
		w.t.Fatal(err)
	}
	return n
}

func TestAllOtherPlacesAreLeftAtOnce(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		base := w.serve()
		here, there, phone := w.as(base, "clerk"), w.as(base, "clerk"), w.as(base, "clerk")
		mark := url.Values{"_mark": here.form("/me")["_mark"][:1]}
		here.post("/me/sessions/others", mark).redirects("/me")
		here.get("/me").is(http.StatusOK).has("已退出 2 处登录").lacks(`action="/me/sessions/end"`, "退出其他各处登录")
		for _, gone := range []*client{there, phone} {
			gone.get("/home").redirects("/login")
			gone.get("/me").redirects("/login")
		}
		here.post("/me/sessions/others", mark).redirects("/me")
		here.get("/me").has("已退出 0 处登录")
	})
}

// Who signs in where somebody is signed in takes the place: the session that
// was there is over, not only forgotten by the browser.
func TestSigningInEndsWhatWasThere(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		c := w.as(w.serve(), "clerk")
		c.post("/login", url.Values{"username": {"triage"}, "password": {townPassword}}).redirects("/home")
		c.get("/home").has("王建国")
		if n := w.logins("clerk"); n != 0 {
			t.Errorf("%d sessions of the clerk go on", n)
		}
		c.post("/login", url.Values{"username": {"triage"}, "password": {townPassword}}).redirects("/home")
		if n := w.logins("triage"); n != 1 {
			t.Errorf("%d sessions at one place", n)
		}
	})
}

func TestNobodyElsesPlaceIsEnded(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		base := w.serve()
		clerk, mediator, second := w.as(base, "clerk"), w.as(base, "mediator"), w.as(base, "mediator")
		w.as(base, "clerk") // and elsewhere: alone, a page has nothing to end
		theirs := mediator.form("/me")
		mark := clerk.form("/me")["_mark"][:1]
		before := w.logins("clerk") + w.logins("mediator")
		for _, row := range []struct {
			name    string
			session string
			mark    []string
			want    int
		}{
			{"somebody else's", theirs.Get("session"), mark, http.StatusNotFound},
			{"nobody's", strings.Repeat("0", 64), mark, http.StatusNotFound},
			{"none", "", mark, http.StatusNotFound},
			{"with somebody else's form", theirs.Get("session"), theirs["_mark"][:1], http.StatusForbidden},
			{"without a form", theirs.Get("session"), nil, http.StatusForbidden},
		} {
			clerk.post("/me/sessions/end", url.Values{"session": {row.session}, "_mark": row.mark}).is(row.want)
			if w.logins("clerk")+w.logins("mediator") != before {
				t.Errorf("%s: a refused end wrote something", row.name)
			}
		}
		clerk.post("/me/sessions/others", nil).is(http.StatusForbidden)
		clerk.post("/me/sessions/end", url.Values{"session": {theirs.Get("session")}, "_mark": mark}).has("没有这一处登录", `role="alert"`)
		for _, c := range []*client{clerk, mediator, second} {
			c.get("/home").is(http.StatusOK)
		}
	})
}

func TestADeviceIsNamedInAFewWords(t *testing.T) {
	for agent, want := range map[string]string{
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36 Edg/120.0":           "Edge，Windows",
		"Mozilla/5.0 (Linux; Android 13; V2241A) AppleWebKit/537.36 Chrome/116.0.0.0 Mobile Safari/537.36 MicroMessenger/8.0":                 "微信，安卓",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Mobile/15E148 Safari/1": "Safari，iPhone",
		"Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0":                                                              "Firefox，Linux",
		`<script>alert(1)</script>`: "其他浏览器，未知系统",
		"":                          "其他浏览器，未知系统",
	} {
		if got := device(agent); got != want {
			t.Errorf("%q is %s, want %s", agent, got, want)
		}
	}
}
