package web

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

func TestSigningInLeadsOnlyToOurOwnPages(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		base := w.serve()
		for next, want := range map[string]string{
			"/matters?view=all": "/matters?view=all", "": "/home", "https://elsewhere.example/": "/home", "//elsewhere.example/x": "/home",
			`/\elsewhere.example`: "/home", "/login?next=/home": "/home", "javascript:alert(1)": "/home", "matters": "/home",
		} {
			got := w.stranger(base).post("/login", url.Values{"username": {"clerk"}, "password": {townPassword}, "next": {next}}).is(http.StatusSeeOther)
			if to := got.header.Get("Location"); to != want {
				t.Errorf("next %q leads to %q, want %q", next, to, want)
			}
		}
	})
}

func TestAWrongPasswordSaysSoAndKeepsTheName(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		c := w.stranger(w.serve())
		a := c.post("/login", url.Values{"username": {"clerk"}, "password": {"wrong"}, "next": {"/matters"}}).is(http.StatusUnprocessableEntity)
		a.has("用户名或密码不对", `value="clerk"`, `name="next" value="/matters"`).lacks("wrong\"")
		if strings.Contains(a.header.Get("Set-Cookie"), sessionCookie+"=") {
			t.Error("a session was opened")
		}
		b := c.post("/login", url.Values{"username": {"clerk"}, "password": {townPassword}}).is(http.StatusTooManyRequests)
		b.has("秒后再试")
		if b.header.Get("Retry-After") == "" {
			t.Error("nobody says how long to wait")
		}
		w.clock.Advance(2 * time.Second)
		c.post("/login", url.Values{"username": {"clerk"}, "password": {townPassword}}).redirects("/home")
	})
}

// behind serves the town behind a proxy on this machine that is trusted, or is
// not, to say who is asking.
func (w *town) behind(trusted ...string) string {
	w.t.Helper()
	engine := gin.New()
	if err := engine.SetTrustedProxies(trusted); err != nil {
		w.t.Fatal(err)
	}
	w.site.Mount(engine)
	srv := httptest.NewServer(engine)
	w.t.Cleanup(srv.Close)
	return srv.URL
}

// failures counts the wrong tries of an address.
func (w *town) failures(address string) int {
	w.t.Helper()
	var kept store.LoginFailure
	if err := w.DB.Read(context.Background(), func(tx *store.Tx) (err error) {
		kept, err = tx.LoginFailure("address:" + address)
		return err
	}); err != nil {
		w.t.Fatal(err)
	}
	return kept.Failures
}

// A hundred wrong tries close an address for a quarter of an hour: behind a
// trusted proxy that must be the desk they came from, not the whole town hall,
// and for nobody else a word in a header.
func TestWrongTriesCountForWhereTheyComeFrom(t *testing.T) {
	for _, row := range []struct {
		name    string
		trusted []string
		counted string
	}{
		{"behind a trusted proxy", []string{"127.0.0.1"}, "203.0.113.9"},
		{"from whoever claims to be one", nil, "127.0.0.1"},
	} {
		t.Run(row.name, func(t *testing.T) {
			each(t, func(t *testing.T, w *town) {
				c := w.stranger(w.behind(row.trusted...))
				c.header.Set("X-Forwarded-For", "198.51.100.7")
				c.post("/login", url.Values{"username": {"clerk"}, "password": {townPassword}}).redirects("/home")
				c.header.Set("X-Forwarded-For", "203.0.113.9") // the same desk, moved
				c.post("/me/password", url.Values{"password": {"wrong"}, "new": {"another phrase"}, "again": {"another phrase"}}).is(http.StatusUnprocessableEntity)
				if got := w.failures(row.counted); got != 1 {
					t.Errorf("a wrong present password: %d failures at %s", got, row.counted)
				}
				c.http.Jar.SetCookies(mustParse(t, c.base), []*http.Cookie{{Name: sessionCookie, MaxAge: -1}})
				c.post("/login", url.Values{"username": {"nobody"}, "password": {"x"}}).is(http.StatusUnprocessableEntity)
				if got := w.failures(row.counted); got != 2 {
					t.Errorf("and a wrong sign-in: %d failures at %s", got, row.counted)
				}
			})
		})
	}
}

func TestSigningOutEndsTheSessionEverywhere(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		base := w.serve()
		c := w.as(base, "clerk")
		cookies := c.http.Jar.Cookies(mustParse(t, base))
		c.post("/logout", nil).redirects("/login")
		c.http.Jar.SetCookies(mustParse(t, base), cookies) // a thief kept the cookie
		c.get("/home").redirects("/login")
	})
}

func TestOnesOwnAccountIsManagedOnOnePage(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		base := w.serve()
		here, elsewhere := w.as(base, "mediator"), w.as(base, "mediator")
		page := here.get("/me").is(http.StatusOK).has("孟和", "海拉尔东路街道人民调解委员会", "当前岗位", "本机")
		elsewhere.get("/home").is(http.StatusOK)
		end := page.hidden()
		end["_mark"] = end["_mark"][:1]
		here.post("/me/sessions/end", end).redirects("/me")
		here.get("/me").has("已退出 1 处登录")
		elsewhere.get("/home").redirects("/login")

		for _, row := range []struct {
			name                 string
			present, next, again string
			want                 string
		}{
			{"a typing error", townPassword, "another phrase", "another phrases", "两次输入的新密码不一样"},
			{"too short", townPassword, "short", "short", "密码不少于 10 个字符，现有 5 个"},
			{"the present one is wrong", "nonsense", "another phrase", "another phrase", "现在的密码不对"},
		} {
			a := here.post("/me/password", url.Values{"password": {row.present}, "new": {row.next}, "again": {row.again}})
			a.is(http.StatusUnprocessableEntity).has(row.want, `aria-invalid="true"`)
			w.clock.Advance(2 * time.Second)
		}
		here.post("/me/password", url.Values{"password": {townPassword}, "new": {"another phrase"}, "again": {"another phrase"}}).redirects("/me")
		here.get("/me").is(http.StatusOK).has("密码已修改")
	})
}

func TestAMembershipIsSwitchedOpenly(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		second := casemodel.Membership{UserID: w.who["village"].UserID, BodyID: w.bodies["TOWN"].ID, Roles: []string{"mediator"}, Active: 1}
		if err := w.DB.Do(t.Context(), func(tx *store.Tx) error {
			second.ID = tx.NewID()
			return tx.InsertMembership(&second)
		}); err != nil {
			t.Fatal(err)
		}
		c := w.as(w.serve(), "village")
		c.get("/me").has("阳光社区人民调解委员会", "海拉尔东路街道人民调解委员会", "切换")
		c.post("/me/membership", url.Values{"membership": {string(second.ID)}}).redirects("/home")
		c.get("/home").has("已切换到 海拉尔东路街道人民调解委员会")
		c.post("/me/membership", url.Values{"membership": {string(w.who["clerk"].MembershipID)}}).is(http.StatusForbidden).has("这不是您的岗位")
	})
}

func TestWhatWasTypedOutlivesTheSession(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		base := w.serve()
		root, _ := w.inSession()
		path := "/matters/" + string(root) + "/do/note"
		c := w.as(base, "clerk")
		form := c.form(path)
		form.Set("f.text", "来电询问进度，约好周四答复")
		w.clock.Advance(31 * time.Minute)
		to := c.post(path, form).redirects("/login?next=").header.Get("Location")
		c.get(to).is(http.StatusOK).has("刚才填写的内容已经保存").lacks("来电询问进度")
		next := mustParse(t, base+to).Query().Get("next")

		other := c.post("/login", url.Values{"username": {"triage"}, "password": {townPassword}, "next": {next}}).redirects(next)
		c.get(other.header.Get("Location")).is(http.StatusOK).lacks("来电询问进度")
		c.post("/logout", nil)

		c.post("/login", url.Values{"username": {"clerk"}, "password": {townPassword}, "next": {next}}).redirects(next)
		again := c.get(next).is(http.StatusOK).has("来电询问进度，约好周四答复", "还没有提交")
		form = again.hidden()
		form.Set("f.text", "来电询问进度，约好周四答复")
		c.post(path, form).redirects("/matters/" + string(root))
		c.get("/home").lacks("没写完的")
	})
}

func TestNobodyLeavesDraftsInAnothersName(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		base := w.serve()
		root := w.register(quarrel())
		path := "/matters/" + string(root) + "/do/note"
		w.stranger(base).post(path, url.Values{"_as": {"forged"}, "f.text": {"不该出现"}}).redirects("/login?next=%2Fhome")
		w.as(base, "clerk").get("/home").lacks("没写完的")
	})
}

func mustParse(t *testing.T, address string) *url.URL {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u
}
