package web

import (
	"crypto/hmac"
	"crypto/sha1" // what RFC 6238 says and telephones do
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// offer opens the page of the second factor and returns its secret and form.
func (c *client) offer() (string, url.Values) {
	c.t.Helper()
	page := c.get("/me/second").is(http.StatusOK).has(`<svg class="qr"`)
	return strings.ReplaceAll(regexpFind(c.t, page.body, `<code>([A-Z2-7 ]+)</code>`), " ", ""), url.Values{"_offer": page.hidden()["_offer"], "password": {townPassword}}
}

// code is what a telephone shows for a secret now (RFC 6238: SHA-1, 30
// seconds, six digits), worked out without the library the program uses.
func (w *town) code(secret string) string {
	w.t.Helper()
	key, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(secret)
	if err != nil {
		w.t.Fatal(err)
	}
	mac := hmac.New(sha1.New, key)
	_ = binary.Write(mac, binary.BigEndian, w.clock.Now().Unix()/30) // a hash takes everything
	sum := mac.Sum(nil)
	at := sum[len(sum)-1] & 0xf
	return fmt.Sprintf("%06d", binary.BigEndian.Uint32(sum[at:at+4])&0x7fffffff%1_000_000)
}

func TestASecondFactorIsSetUpReplacedAndTakenAway(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		base := w.serve()
		here, there := w.as(base, "clerk"), w.as(base, "clerk")
		here.get("/me").has("未开启")
		here.get("/me/second/remove").redirects("/me/second")
		secret, form := here.offer()

		form.Set("code", "000000")
		back := here.post("/me/second", form).is(http.StatusUnprocessableEntity).has("动态码不对", `aria-invalid="true"`, "code-error").lacks(townPassword)
		back.has(secret[:4] + " " + secret[4:8]) // the same secret, not another to be scanned
		form.Set("code", w.code(secret))
		throttled := here.post("/me/second", form).is(http.StatusTooManyRequests).has("秒后再试")
		if throttled.header.Get("Retry-After") == "" {
			w.t.Error("nobody says how long to wait")
		}
		there.get("/home").is(http.StatusOK)
		w.clock.Advance(time.Minute)
		form.Set("code", w.code(secret))
		here.post("/me/second", form).redirects("/me")
		here.get("/me").is(http.StatusOK).has("两步验证已生效", "已开启")
		there.get("/home").redirects("/login")
		here.post("/me/second", form).is(http.StatusForbidden) // the form is spent

		w.clock.Advance(time.Minute)
		next, form := here.offer()
		form.Set("code", w.code(next))
		here.post("/me/second", form).is(http.StatusUnprocessableEntity).has("present-error")
		w.clock.Advance(time.Minute)
		form.Set("code", w.code(next))
		form.Set("present", w.code(secret))
		here.post("/me/second", form).redirects("/me")

		w.clock.Advance(time.Minute)
		words := url.Values{"username": {"clerk"}, "password": {townPassword}, "totp": {w.code(secret)}}
		w.stranger(base).post("/login", words).is(http.StatusUnprocessableEntity)
		w.clock.Advance(time.Minute)
		words.Set("totp", w.code(next))
		w.stranger(base).post("/login", words).redirects("/home")
		w.stranger(base).post("/login", words).is(http.StatusUnprocessableEntity) // a code counts once

		w.clock.Advance(time.Minute)
		gone := here.form("/me/second/remove")
		gone.Set("password", "nonsense")
		gone.Set("code", w.code(next))
		here.post("/me/second/remove", gone).is(http.StatusUnprocessableEntity).has("现在的密码不对")
		w.clock.Advance(time.Minute)
		gone.Set("password", townPassword)
		gone.Set("code", w.code(next))
		here.post("/me/second/remove", gone).redirects("/me")
		here.get("/me").has("两步验证已关闭", "未开启")
		w.as(base, "clerk")
	})
}

func TestNobodyPutsASecretOfHisOwnOrOfAnotherInForce(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		base := w.serve()
		clerk, mediator := w.as(base, "clerk"), w.as(base, "mediator")
		secret, form := mediator.offer()
		form.Set("code", w.code(secret))
		clerk.post("/me/second", form).is(http.StatusForbidden)
		form.Set("_offer", secret)
		clerk.post("/me/second", form).is(http.StatusForbidden)
		clerk.get("/me").has("未开启")
		clerk.post("/me/second/remove", url.Values{"password": {townPassword}}).is(http.StatusForbidden)
	})
}
