package web

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

var shownCode = regexp.MustCompile(`<span class="code">([0-9]{5} [0-9]{5})</span>`)

// made asks for recovery codes and returns those of the page that shows them.
func (w *town) made(c *client, secret string) (codes []string, spent url.Values) {
	w.t.Helper()
	w.clock.Advance(time.Minute)
	form := c.form("/me/second/recovery")
	form.Set("password", townPassword)
	form.Set("code", w.code(secret))
	page := c.post("/me/second/recovery", form).is(http.StatusOK).has("只显示这一次", `href="/me/second"`).lacks(`name="password"`)
	for _, m := range shownCode.FindAllStringSubmatch(page.body, -1) {
		codes = append(codes, m[1])
	}
	if page.header.Get("Cache-Control") != "no-store" {
		w.t.Errorf("the codes may be kept by whoever is between: %q", page.header.Get("Cache-Control"))
	}
	return codes, form
}

// enters signs in with a password and a second word, and says whether it was
// taken.
func (w *town) enters(base, totp string) bool {
	w.t.Helper()
	w.clock.Advance(10 * time.Minute) // past the wait after a wrong one
	a := w.stranger(base).post("/login", url.Values{"username": {"clerk"}, "password": {townPassword}, "totp": {totp}})
	if a.status != http.StatusSeeOther {
		a.is(http.StatusUnprocessableEntity)
	}
	return a.status == http.StatusSeeOther
}

func TestRecoveryCodesAreShownOnceUsedOnceAndMadeAnew(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		base := w.serve()
		c := w.as(base, "clerk")
		c.get("/me/second").lacks("备用码")
		c.get("/me/second/recovery").redirects("/me/second") // nothing to stand in for
		c.post("/me/second/recovery", url.Values{"password": {townPassword}, "code": {"000000"}}).is(http.StatusForbidden)
		secret, form := c.offer()
		form.Set("code", w.code(secret))
		c.post("/me/second", form).redirects("/me")
		c.get("/me/second").has("还有 0 个备用码没有用过", `href="/me/second/recovery"`)

		// not without the password and a code of the telephone
		w.clock.Advance(time.Minute)
		wrong := c.form("/me/second/recovery")
		wrong.Set("password", "nonsense")
		wrong.Set("code", w.code(secret))
		c.post("/me/second/recovery", wrong).is(http.StatusUnprocessableEntity).has("现在的密码不对", `aria-invalid="true"`).lacks("您的 10 个备用码", "nonsense")
		w.clock.Advance(10 * time.Minute)
		c = w.entered(base, secret)
		wrong = c.form("/me/second/recovery")
		wrong.Set("password", townPassword)
		wrong.Set("code", "000000")
		c.post("/me/second/recovery", wrong).is(http.StatusUnprocessableEntity).has("动态码不对").lacks("您的 10 个备用码")
		c.get("/me/second").has("还有 0 个")

		w.clock.Advance(10 * time.Minute)
		c = w.entered(base, secret)
		codes, spent := w.made(c, secret)
		if len(codes) != 10 {
			t.Fatalf("%d codes are shown: %v", len(codes), codes)
		}
		// shown once: the page that is drawn anew asks again, and its form is spent
		c.post("/me/second/recovery", spent).is(http.StatusForbidden)
		for _, path := range []string{"/me/second/recovery", "/me/second", "/me"} {
			if body := c.get(path).is(http.StatusOK).body; shownCode.MatchString(body) || strings.Contains(body, codes[0]) {
				t.Errorf("%s shows the codes again", path)
			}
		}
		c.get("/me/second").has("还有 10 个备用码没有用过")

		// used once, with the space or without
		if !w.enters(base, codes[0]) || w.enters(base, codes[0]) {
			t.Error("a code counts other than once")
		}
		if !w.enters(base, strings.ReplaceAll(codes[1], " ", "")) {
			t.Error("a code without its space is refused")
		}
		if w.enters(base, "00000 00000") {
			t.Error("a code that was never made is taken")
		}
		c = w.entered(base, secret)
		c.get("/me/second").has("还有 8 个备用码没有用过")

		// made anew: the older ones are void
		next, _ := w.made(c, secret)
		c.get("/me/second").has("还有 10 个备用码没有用过")
		if w.enters(base, codes[2]) || !w.enters(base, next[0]) {
			t.Error("the codes of before still count, or the new ones do not")
		}
	})
}

// entered signs in with the telephone's code.
func (w *town) entered(base, secret string) *client {
	w.t.Helper()
	w.clock.Advance(10 * time.Minute)
	c := w.stranger(base)
	c.post("/login", url.Values{"username": {"clerk"}, "password": {townPassword}, "totp": {w.code(secret)}}).redirects("/home")
	return c
}
