package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/store"
)

// ledger is everything an administrator can change, in one text: a refusal
// must leave it as it was.
func (w *town) ledger() string {
	w.t.Helper()
	var b strings.Builder
	err := w.DB.Read(context.Background(), func(tx *store.Tx) error {
		users, err := tx.Users(store.UserFilter{})
		if err != nil {
			return err
		}
		for _, u := range users {
			b.WriteString(u.Username + u.PasswordHash + string(rune('0'+u.Active)) + string(rune('0'+u.Version)))
			posts, err := tx.Memberships(u.ID)
			if err != nil {
				return err
			}
			for _, m := range posts {
				b.WriteString(string(m.ID) + strings.Join(m.Roles, ",") + string(rune('0'+m.Active)))
			}
		}
		bodies, err := tx.Bodies(store.BodyFilter{})
		for _, o := range bodies {
			b.WriteString(o.Code + o.Title + o.NumberName + string(rune('0'+o.Active)) + string(rune('0'+o.Version)))
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return b.String()
}

func (w *town) unchanged(before string) {
	w.t.Helper()
	if w.ledger() != before {
		w.t.Error("a refusal wrote something")
	}
}

func (w *town) bodyNow(code string) casemodel.Body {
	w.t.Helper()
	b, err := w.Body(context.Background(), w.bodies[code].ID)
	if err != nil {
		w.t.Fatal(err)
	}
	return *b
}

func usersPath(w *town, name string) string { return "/admin/users/" + string(w.who[name].UserID) }

func TestOnlyWhoMayAdministersAndSeesTheMenu(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		base := w.serve()
		w.as(base, "admin").get("/home").has("管理", `href="/admin/users"`, `href="/admin/bodies"`)
		w.as(base, "director").get("/home").has(`href="/admin/users"`, `href="/admin/bodies"`)
		w.as(base, "auditor").get("/home").has(`href="/admin/bodies"`).lacks(`href="/admin/users"`)
		clerk := w.as(base, "clerk")
		clerk.get("/home").lacks("/admin/")
		before := w.ledger()
		for _, path := range []string{"/admin/users", "/admin/users/new", usersPath(w, "mediator"), "/admin/bodies", "/admin/bodies/new", "/admin/bodies/" + string(w.bodies["ZX"].ID)} {
			clerk.get(path).is(http.StatusForbidden).has("系统管理员")
		}
		mine := usersPath(w, "mediator")
		for _, path := range []string{"/admin/users/new", mine + "/posts", mine + "/posts/end", mine + "/active", mine + "/password", mine + "/sessions/end", "/admin/bodies/new", "/admin/bodies/" + string(w.bodies["ZX"].ID)} {
			clerk.post(path, url.Values{"title": {"x"}, "version": {"1"}}).is(http.StatusForbidden)
		}
		director := w.as(base, "director")
		director.get("/admin/bodies").is(http.StatusOK).has("新城区人民法院诉前调解窗口").lacks("/admin/bodies/new")
		director.get("/admin/bodies/new").is(http.StatusForbidden)
		director.post("/admin/bodies/"+string(w.bodies["ZX"].ID), url.Values{"title": {"x"}, "version": {"1"}}).is(http.StatusForbidden)
		w.unchanged(before)
		admin := w.as(base, "admin")
		for _, path := range []string{"/admin/users/nobody", "/admin/users/00000000-0000-7000-8000-000000000000", "/admin/bodies/nobody", "/admin/bodies/00000000-0000-7000-8000-000000000000"} {
			admin.get(path).is(http.StatusNotFound)
		}
	})
}

func TestADirectorStaysInTheOwnCentreAndRaisesNobody(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		base := w.serve()
		c := w.as(base, "director")
		c.get("/admin/users").is(http.StatusOK).has("孟和", "苏敏", "云永军").lacks("刘志强", "徐建国", "朱文斌")
		c.get("/admin/users?q=%E5%AD%9F").has("孟和").lacks("苏敏")
		before := w.ledger()
		for _, other := range []string{"admin", "courtdesk", "dept", "auditor"} {
			path := usersPath(w, other)
			c.get(path).is(http.StatusForbidden).lacks(w.who[other].Name + "</h1>")
			for _, act := range []string{"/password", "/active", "/sessions/end", "/posts", "/posts/end"} {
				c.post(path+act, url.Values{"body": {"ZX"}, "roles": {"front_desk"}, "post": {string(w.who[other].MembershipID)}}).is(http.StatusForbidden)
			}
		}
		for _, row := range []url.Values{
			{"body": {"ZX"}, "roles": {"sysadmin"}},
			{"body": {"ZX"}, "roles": {"front_desk", "auditor"}},
			{"body": {"COURT"}, "roles": {"mediator"}},
			{"body": {"CITY"}, "roles": {"centre_director"}},
			{"body": {"PLAT"}, "roles": {"front_desk"}},
		} {
			c.post(usersPath(w, "mediator")+"/posts", row).is(http.StatusForbidden)
			row["name"], row["username"] = []string{"甲"}, []string{"somebody"}
			c.post("/admin/users/new", row).is(http.StatusForbidden)
		}
		own := usersPath(w, "director")
		c.post(own+"/posts", url.Values{"body": {"ZX"}, "roles": {"front_desk"}}).is(http.StatusForbidden)
		c.post(own+"/active", url.Values{"active": {"false"}}).is(http.StatusForbidden)
		c.get("/admin/users/new").is(http.StatusOK).lacks(`value="sysadmin"`, `value="COURT"`).has(`value="TOWN"`, "窗口")
		w.unchanged(before)
	})
}

// A person of the own centre who is more than a director can give must not be
// taken over by way of a new password.
func TestADirectorDoesNotTakeOverWhoIsMore(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		base := w.serve()
		admin, director := w.as(base, "admin"), w.as(base, "director")
		admin.post(usersPath(w, "clerk")+"/posts", url.Values{"body": {"ZX"}, "roles": {"sysadmin"}}).redirects(usersPath(w, "clerk"))
		admin.post(usersPath(w, "mediator")+"/posts", url.Values{"body": {"COURT"}, "roles": {"court_clerk"}}).redirects(usersPath(w, "mediator"))
		before := w.ledger()
		for _, name := range []string{"clerk", "mediator"} {
			director.get(usersPath(w, name)).is(http.StatusOK).lacks("/password", "/active")
			director.post(usersPath(w, name)+"/password", nil).is(http.StatusForbidden)
			director.post(usersPath(w, name)+"/active", url.Values{"active": {"false"}}).is(http.StatusForbidden)
		}
		w.unchanged(before)
		director.post(usersPath(w, "mediator")+"/posts/end", url.Values{"post": {string(w.who["mediator"].MembershipID)}}).redirects(usersPath(w, "mediator"))
	})
}

func TestAnAddedAccountSignsInAndADisabledOneDoesNot(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		base := w.serve()
		c := w.as(base, "director")
		before := w.ledger()
		c.post("/admin/users/new", url.Values{"username": {"bad name"}, "name": {"新人"}, "body": {"TOWN"}, "roles": {"mediator"}}).
			is(http.StatusUnprocessableEntity).has(`id="username-error"`, `value="新人"`, `value="mediator" checked`)
		c.post("/admin/users/new", url.Values{"username": {"mediator"}, "name": {"新人"}, "body": {"TOWN"}, "roles": {"mediator"}}).
			is(http.StatusUnprocessableEntity).has("已有人使用")
		c.post("/admin/users/new", url.Values{"username": {"newone"}, "phone": {"12"}, "body": {"TOWN"}}).
			is(http.StatusUnprocessableEntity).has(`id="name-error"`, `id="phone-error"`, `id="roles-error"`)
		w.unchanged(before)

		a := c.post("/admin/users/new", url.Values{"username": {"newone"}, "name": {"新人"}, "phone": {"13947100000"}, "body": {"TOWN"}, "roles": {"mediator"}}).redirects("/admin/users/")
		path := a.header.Get("Location")
		page := c.get(path).is(http.StatusOK)
		password := regexpFind(t, page.body, "首次密码：([A-Z0-9]{16})")
		c.get(path).lacks(password)
		fresh := w.stranger(base)
		fresh.post("/login", url.Values{"username": {"newone"}, "password": {password}}).redirects("/home")
		c.get(path).has("结束全部登录")

		c.post(path+"/sessions/end", nil).redirects(path)
		fresh.get("/home").redirects("/login")
		c.post(path+"/password", nil).redirects(path)
		second := regexpFind(t, c.get(path).body, "新密码：([A-Z0-9]{16})")
		fresh.post("/login", url.Values{"username": {"newone"}, "password": {second}}).redirects("/home")

		c.post(path+"/active", url.Values{"active": {"false"}}).redirects(path)
		fresh.get("/home").redirects("/login")
		w.stranger(base).post("/login", url.Values{"username": {"newone"}, "password": {second}}).is(http.StatusUnprocessableEntity)
		c.post(path+"/active", url.Values{"active": {"true"}}).redirects(path)
		w.clock.Advance(2 * 1e9)
		fresh.post("/login", url.Values{"username": {"newone"}, "password": {second}}).redirects("/home")

		post := regexpFind(t, c.get(path).body, `name="post" value="([^"]+)"`)
		c.post(path+"/posts/end", url.Values{"post": {post}}).redirects(path)
		fresh.get("/home").redirects("/login")
	})
}

func TestABodyIsAddedAndItsNumberNameIsItsOwn(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		c := w.as(w.serve(), "admin")
		before := w.ledger()
		form := url.Values{
			"code": {"TOWN2"}, "kind": {"pmc_town"}, "area": {"150102002000"}, "title": {"保合少镇人民调解委员会"}, "number_name": {"新城"},
			"parent": {"ZX"}, "categories": {"16"}, "active": {"true"},
		}
		c.post("/admin/bodies/new", form).is(http.StatusUnprocessableEntity).has(`id="number_name-error"`, "已有单位使用", "保合少镇人民调解委员会")
		form.Set("number_name", "保合少")
		form.Set("parent", "NONE")
		c.post("/admin/bodies/new", form).is(http.StatusUnprocessableEntity).has(`id="parent-error"`)
		form.Set("parent", "ZX")
		form.Set("code", "TOWN")
		c.post("/admin/bodies/new", form).is(http.StatusUnprocessableEntity).has(`id="code-error"`)
		w.unchanged(before)
		form.Set("code", "TOWN2")
		c.post("/admin/bodies/new", form).redirects("/admin/bodies")
		c.get("/admin/bodies").has("保合少镇人民调解委员会")
		found, err := w.Bodies(t.Context(), casework.BodyQuery{Words: "TOWN2"})
		if err != nil || len(found) != 1 {
			t.Fatal(found, err)
		}
		if b := found[0]; b.Level != 3 || b.ParentID != w.bodies["ZX"].ID || b.Version != 1 || !slices.Equal(b.Categories, []string{"16"}) {
			t.Errorf("%+v", b)
		}
	})
}

func TestAStaleBodyIsShownFieldByField(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		c := w.as(w.serve(), "admin")
		path := "/admin/bodies/" + string(w.bodies["TOWN"].ID)
		c.get(path).has(`name="version" value="1"`, "海拉尔东路街道人民调解委员会")
		mine := url.Values{"title": {"街道调委会"}, "number_name": {"TOWN"}, "parent": {"ZX"}, "phone": {"0471-1111111"}, "active": {"true"}, "version": {"1"}}
		c.post(path, mine).redirects("/admin/bodies")
		before := w.ledger()
		mine.Set("title", "另一个名称")
		mine.Set("number_name", "新城") // taken, but the version comes first
		a := c.post(path, mine).is(http.StatusConflict).has("街道调委会", "另一个名称", `name="theirs.title"`).lacks(`name="theirs.phone"`)
		w.unchanged(before)
		again := a.hidden()
		again.Set("take.title", "theirs")
		again.Set("number_name", "TOWN")
		c.post(path, again).redirects("/admin/bodies")
		if b := w.bodyNow("TOWN"); b.Title != "街道调委会" || b.Version != 3 || b.Kind != "pmc_town" || b.Code != "TOWN" {
			t.Errorf("%+v", b)
		}
		before = w.ledger()
		c.post(path, url.Values{"title": {"x"}, "number_name": {"新城"}, "version": {"3"}}).is(http.StatusUnprocessableEntity).has(`id="number_name-error"`)
		c.post(path, url.Values{"title": {"x"}, "parent": {"VIL"}, "version": {"3"}}).is(http.StatusUnprocessableEntity).has(`id="parent-error"`)
		c.post("/admin/bodies/"+string(w.bodies["PLAT"].ID), url.Values{"title": {"x"}, "version": {"1"}}).is(http.StatusUnprocessableEntity).has(`id="active-error"`)
		w.unchanged(before)
	})
}

func TestAnInactiveBodyGetsNoNewMatter(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		id := w.register(quarrel())
		w.must("triage", id, "accept", f{"risk": "yellow"})
		c := w.as(w.serve(), "admin")
		c.post("/admin/bodies/"+string(w.bodies["TOWN"].ID), url.Values{"title": {"街道调委会"}, "parent": {"ZX"}, "version": {"1"}}).redirects("/admin/bodies")
		version := w.header(id).Version
		_, err := w.Do(t.Context(), w.who["triage"], id, "dispatch", casework.Input{Version: &version, Fields: f{"body": string(w.bodies["TOWN"].ID)}})
		if !refusedBy(err, "guard.target_active") || w.header(id).Version != version {
			t.Errorf("dispatched: %v", err)
		}
	})
}

func refusedBy(err error, key string) bool {
	var refused *casemodel.Error
	return asRefusal(err, &refused) && (refused.Key == key || slices.ContainsFunc(refused.All(), func(f casemodel.FieldError) bool { return f.Key == key }))
}
