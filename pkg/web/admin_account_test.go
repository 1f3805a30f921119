package web

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/pkg/store"
)

func TestAnAccountIsDescribedAndItsSecondFactorCleared(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		err := w.DB.Do(context.Background(), func(tx *store.Tx) error {
			u, err := tx.User(w.who["mediator"].UserID)
			if err != nil {
				return err
			}
			u.TOTPSecret, u.TOTPStep = "JBSWY3DPEHPK3PXP", 1
			return tx.UpdateUser(u)
		})
		if err != nil {
			t.Fatal(err)
		}
		base, path := w.serve(), usersPath(w, "mediator")
		before := w.officeTables()
		for _, name := range []string{"clerk", "auditor", "courtdesk"} {
			c := w.as(base, name)
			c.post(path+"/details", url.Values{"name": {"甲"}}).is(http.StatusForbidden)
			c.post(path+"/second", nil).is(http.StatusForbidden)
		}
		c := w.as(base, "admin")
		c.get(path).has("解除两步验证", "姓名与电话")
		c.post(path+"/details", url.Values{"name": {""}, "phone": {"12"}}).is(http.StatusUnprocessableEntity).has(`aria-invalid="true"`)
		w.as(base, "admin").post(usersPath(w, "admin")+"/details", url.Values{"name": {"甲"}}).is(http.StatusForbidden)
		if w.officeTables() != before {
			t.Error("a refusal wrote something")
		}
		c.post(path+"/details", url.Values{"name": {"孟和平"}, "phone": {"13947106027"}}).redirects(path)
		c.get(path).has("孟和平", "13947106027")
		c.post(path+"/second", nil).redirects(path)
		c.get(path).has("两步验证已解除").lacks(`action="` + path + `/second"`)
		c.get("/admin/log").has("修改账号资料", "<del>孟和</del> → 孟和平", "不记录内容", "解除两步验证").lacks("13947106027")
		w.as(base, "mediator").get("/home").is(http.StatusOK)
	})
}

// seatOf is the session whose row on an account's page holds a text.
func (a *answer) seatOf(text string) string {
	a.t.Helper()
	for row := range strings.SplitSeq(a.body, "<tr>") {
		if strings.Contains(row, text) && strings.Contains(row, `name="session"`) {
			return regexpFind(a.t, row, `name="session" value="([0-9a-f]+)"`)
		}
	}
	a.t.Fatalf("nobody is signed in with %q", text)
	return ""
}

// with signs somebody in with a browser.
func (w *town) with(base, username, agent string) *client {
	w.t.Helper()
	c := w.stranger(base)
	c.header.Set("User-Agent", agent)
	c.post("/login", url.Values{"username": {username}, "password": {townPassword}}).redirects("/home")
	return c
}

func TestOneSessionOfSomebodyIsEnded(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		base, path := w.serve(), usersPath(w, "mediator")
		desk := w.with(base, "mediator", "Mozilla/5.0 (Windows NT 10.0) Chrome/120.0 Safari/537.36")
		phone := w.with(base, "mediator", "Mozilla/5.0 (Linux; Android 13) MicroMessenger/8.0")
		other := w.with(base, "clerk", "Mozilla/5.0 (Windows NT 10.0) Firefox/120.0")
		admin := w.as(base, "admin")
		page := admin.get(path).has("Chrome，Windows", "微信，安卓", "127.0.0.1", "2026-03-02 09:00", `aria-label="结束 2026-03-02 09:00 的登录：微信，安卓"`)
		lost := page.seatOf("微信")
		theirs := admin.get(usersPath(w, "clerk")).seatOf("Firefox")

		before := w.officeTables()
		for _, name := range []string{"clerk", "auditor", "courtdesk"} {
			w.as(base, name).post(path+"/session/end", url.Values{"session": {lost}}).is(http.StatusForbidden)
		}
		for _, id := range []string{"", "x", lost[1:], theirs} {
			admin.post(path+"/session/end", url.Values{"session": {id}}).is(http.StatusNotFound).has("没有这一处登录", `role="alert"`, "微信，安卓")
		}
		w.as(base, "mediator").post(path+"/session/end", url.Values{"session": {lost}}).is(http.StatusForbidden)
		if w.officeTables() != before {
			t.Error("a refusal wrote something")
		}
		for _, c := range []*client{desk, phone, other} {
			c.get("/home").is(http.StatusOK)
		}

		admin.post(path+"/session/end", url.Values{"session": {lost}}).redirects(path)
		admin.get(path).has("这一处登录已结束", "Chrome，Windows").lacks("微信")
		phone.get("/home").redirects("/login")
		desk.get("/home").is(http.StatusOK)
		other.get("/home").is(http.StatusOK)
		admin.get("/admin/log").has("结束一处登录", "<del>微信，安卓，127.0.0.1，2026-03-02 09:00 登录</del>", "孟和").lacks(lost)
		admin.post(path+"/session/end", url.Values{"session": {lost}}).is(http.StatusNotFound)

		// a director does so in the own centre, and one end is one entry
		director := w.as(base, "director")
		director.post(path+"/session/end", url.Values{"session": {director.get(path).seatOf("Chrome")}}).redirects(path)
		desk.get("/home").redirects("/login")
		if n := strings.Count(admin.get("/admin/log").body, "结束一处登录"); n != 2 {
			t.Errorf("%d entries of the log, two sessions were ended", n)
		}
	})
}
