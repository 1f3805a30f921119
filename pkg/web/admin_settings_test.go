package web

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jiefen/jiefen/pkg/casework"
)

// set changes a setting as the page does that was just drawn.
func (c *client) set(w *town, name, value string) *answer {
	c.t.Helper()
	seen := ""
	all, err := w.SettingsNow(context.Background(), w.who["admin"])
	if err != nil {
		c.t.Fatal(err)
	}
	for _, s := range all {
		if s.Name == name {
			seen = s.Kept
		}
	}
	return c.post("/admin/settings/"+name, url.Values{"seen": {seen}, "value": {value}})
}

func TestOnlyTheAdministratorSetsAndTheAuditorReads(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		base := w.serve()
		before := w.officeTables()
		for name := range w.who {
			c := w.as(base, name)
			want := http.StatusForbidden
			if name == "admin" || name == "auditor" {
				want = http.StatusOK
			}
			page := c.get("/admin/settings").is(want)
			if menu := c.get("/home").body; strings.Contains(menu, `href="/admin/settings"`) != (want == http.StatusOK) {
				t.Errorf("the menu of %s", name)
			}
			if name == "admin" {
				continue
			}
			page.lacks(`action="/admin/settings`)
			c.set(w, casework.IdleMinutes, "60").is(http.StatusForbidden)
		}
		w.as(base, "auditor").get("/admin/settings").has("每人每天查看完整号码", "30 次", "不操作自动退出", "没有改过")
		w.as(base, "admin").set(w, "no_such", "1").is(http.StatusNotFound)
		if w.officeTables() != before || w.Idle() != 30*time.Minute {
			t.Error("a refusal wrote something")
		}
	})
}

func TestASettingIsCheckedChangedLoggedAndPutBack(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		base := w.serve()
		c := w.as(base, "admin")
		before := w.officeTables()
		for value, says := range map[string]string{"x": "整数", "9": "10 到 120", "121": "10 到 120", "-1": "10 到 120", "99999999999999999999": "整数"} {
			c.set(w, casework.IdleMinutes, value).is(http.StatusUnprocessableEntity).has(says, `value="`+value+`"`, "aria-invalid", `href="#idle_minutes"`)
		}
		c.set(w, casework.DutyWords, strings.Repeat("值", 61)).is(http.StatusUnprocessableEntity).has("不超过 60 个字", strings.Repeat("值", 61))
		if w.officeTables() != before {
			t.Error("a refusal wrote something")
		}
		c.set(w, casework.IdleMinutes, " 60 ").redirects("/admin/settings")
		c.get("/admin/settings").has(`value="60"`, "刘志强，2026-03-02 09:00", "恢复默认")
		w.as(base, "auditor").get("/admin/log").has("修改设置", "不操作自动退出", "<del>30</del>", "60", "刘志强")
		stale := c.post("/admin/settings/idle_minutes", url.Values{"seen": {""}, "value": {"90"}})
		stale.is(http.StatusConflict).has("刚才有人改了这一项，现在是「60」（刘志强", `value="90"`, `name="seen" value="60"`)
		if w.Idle() != time.Hour {
			t.Errorf("a stale change set %s", w.Idle())
		}
		after := w.officeTables()
		c.set(w, casework.IdleMinutes, "60").redirects("/admin/settings")
		if w.officeTables() != after {
			t.Error("what changed nothing is in the log")
		}
		c.post("/admin/settings/idle_minutes", url.Values{"seen": {"60"}, "value": {"90"}, "default": {"1"}}).redirects("/admin/settings")
		c.get("/admin/settings").has(`value="30"`).lacks("恢复默认", `value="60"`)
		if w.Idle() != 30*time.Minute {
			t.Errorf("back to the default is %s", w.Idle())
		}
	})
}

// Who was signed out for doing nothing does not come back when the time is made
// longer.
func TestALongerTimeRevivesNoSession(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		base := w.serve()
		gone := w.as(base, "clerk")
		w.clock.Advance(31 * time.Minute)
		c := w.as(base, "admin")
		c.set(w, casework.IdleMinutes, "120").redirects("/admin/settings")
		gone.get("/home").redirects("/login")
		kept := w.as(base, "clerk")
		w.clock.Advance(119 * time.Minute)
		kept.get("/home").is(http.StatusOK)
		w.clock.Advance(time.Minute)
		if err := w.accounts.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		kept.get("/home").is(http.StatusOK)
		w.clock.Advance(2 * time.Hour)
		kept.get("/home").redirects("/login")
	})
}

func TestASettingWorksWhereItSays(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		root, _ := w.inSession()
		base := w.serve()
		admin, clerk, director := w.as(base, "admin"), w.as(base, "clerk"), w.as(base, "director")
		nobody := w.stranger(base)
		nobody.get("/login").lacks("登录不了")
		for name, value := range map[string]string{
			casework.RevealsADay: "2", casework.DutyWords: "信息科", casework.DutyPhone: "0471-1234567", casework.OpeningHours: "周一至周五 9:00—17:00",
		} {
			admin.set(w, name, value).redirects("/admin/settings")
		}
		nobody.get("/login").has("登录不了，请联系信息科 0471-1234567")
		nobody.post("/login", url.Values{"username": {"nobody"}, "password": {"x"}}).is(http.StatusUnprocessableEntity).has("信息科 0471-1234567")
		clerk.get("/matters/"+string(root)+"/receipt").has("开放时间", "周一至周五 9:00—17:00")
		p := w.parties(root)
		for range 3 {
			director.get("/notices").lacks("查看完整号码过多")
			clerk.post("/matters/"+string(root)+"/reveal", reveals(p[0], "phone", "")).is(http.StatusOK)
		}
		director.get("/notices").has("查看完整号码过多")
		director.get("/reveals").has("t-red")
	})
}

// The town takes files of 1 MiB: a setting never takes more than the program.
func TestASettingOnlyLowersTheLargestFile(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		c := w.as(w.serve(), "admin")
		c.set(w, casework.LargestFile, "201").is(http.StatusUnprocessableEntity)
		if got := w.site.rules().Largest; got != 1<<20 {
			t.Errorf("%d bytes where 1 MiB is the program's own limit", got)
		}
		c.set(w, casework.LargestFile, "3").redirects("/admin/settings")
		if got := w.FileRules(200 << 20).Largest; got != 3<<20 {
			t.Errorf("%d bytes, 3 MiB were set", got)
		}
		if got := w.site.rules().Largest; got != 1<<20 {
			t.Errorf("%d bytes: the setting raised the limit", got)
		}
	})
}
