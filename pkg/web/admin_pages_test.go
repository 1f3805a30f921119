package web

import (
	"context"
	"fmt"
	"html"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

// crowd adds accounts c000, c001 and so on: two of three in the director's
// centre, the others in a department; some of the former have gone there, some
// have no post any more, some are switched off.
func (w *town) crowd(n int) (all, ours []string) {
	w.t.Helper()
	err := w.DB.Do(context.Background(), func(tx *store.Tx) error {
		for i := range n {
			u := casemodel.User{ID: tx.NewID(), Username: fmt.Sprintf("c%03d", i), Name: fmt.Sprintf("人员%03d", i), PasswordHash: "-", Active: 1, Version: 1, CreatedAt: tx.Now()}
			if i%50 == 7 {
				u.Active = 0
			}
			if err := tx.InsertUser(&u); err != nil {
				return err
			}
			all = append(all, u.Username)
			posts := []casemodel.Membership{{BodyID: w.bodies["TOWN"].ID, Active: 1, Roles: []string{"mediator"}}}
			known := true
			switch {
			case i%3 == 0:
				posts[0].BodyID, posts[0].Roles, known = w.bodies["DEPT"].ID, []string{"dept_handler"}, false
			case i%20 == 1: // has gone to the department
				posts[0].Until = tx.Now().Add(-time.Hour)
				posts = append(posts, casemodel.Membership{BodyID: w.bodies["DEPT"].ID, Active: 1, Roles: []string{"dept_handler"}})
				known = false
			case i%20 == 2: // has gone
				posts[0].Active = 0
			}
			if known {
				ours = append(ours, u.Username)
			}
			for _, m := range posts {
				m.ID, m.UserID, m.Since = tx.NewID(), u.ID, tx.Now().Add(-2*time.Hour)
				if err := tx.InsertMembership(&m); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return all, ours
}

var (
	namedUser = regexp.MustCompile(`<td data-name="用户名">([^<]+)</td>`)
	namedBody = regexp.MustCompile(`<td data-name="代码">([^<]+)</td>`)
)

// walk follows a list from page to page and answers what stands in it, in order.
func (c *client) walk(path, rel string, row *regexp.Regexp) (found []string, last string) {
	c.t.Helper()
	link := regexp.MustCompile(`rel="` + rel + `" href="([^"]+)"`)
	for range 50 {
		page := c.get(path).is(http.StatusOK)
		var here []string
		for _, m := range row.FindAllStringSubmatch(page.body, -1) {
			here = append(here, m[1])
		}
		if len(here) == 0 || len(here) > 200 {
			c.t.Errorf("%s has %d rows", path, len(here))
		}
		if rel == "prev" {
			slices.Reverse(here)
		}
		found = append(found, here...)
		next := link.FindStringSubmatch(page.body)
		if next == nil {
			return found, path
		}
		path = html.UnescapeString(next[1])
	}
	c.t.Fatal("the pages do not end")
	return nil, ""
}

func (c *client) rows(path string, row *regexp.Regexp) string {
	c.t.Helper()
	var found []string
	for _, m := range row.FindAllStringSubmatch(c.get(path).is(http.StatusOK).body, -1) {
		found = append(found, m[1])
	}
	return strings.Join(found, " ")
}

func TestEveryUserIsSeenExactlyOnceOverThePages(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		all, ours := w.crowd(450)
		for name := range w.who {
			all = append(all, name)
		}
		ours = append(ours, "clerk", "triage", "director", "archivist", "mediator", "mediator2", "chair", "seal", "village", "industry")
		slices.Sort(all)
		slices.Sort(ours)
		base := w.serve()
		for name, want := range map[string][]string{"admin": all, "director": ours} {
			c := w.as(base, name)
			c.get("/admin/users").has(fmt.Sprintf("共 %d 个账号", len(want))).lacks(`rel="prev"`)
			got, last := c.walk("/admin/users", "next", namedUser)
			if !slices.Equal(got, want) {
				t.Errorf("%s sees %d accounts on the pages, want %d: %v", name, len(got), len(want), got)
			}
			back, _ := c.walk(last, "prev", namedUser)
			slices.Reverse(back)
			if !slices.Equal(back, want) {
				t.Errorf("%s sees %d accounts on the way back, want %d", name, len(back), len(want))
			}
		}
	})
}

func TestASearchFindsAnyUser(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		w.crowd(450)
		base := w.serve()
		admin, director := w.as(base, "admin"), w.as(base, "director")
		for path, want := range map[string]string{
			"q=c449": "c449", "q=C449": "c449", "q=人员449": "c449", "q=c449&role=mediator": "c449", "q=c449&role=dept_handler": "", "q=c449&active=0": "",
			"active=0": "c007 c057 c107 c157 c207 c257 c307 c357 c407", "role=sysadmin": "admin", "q=no+such": "",
			"q=c44&body=" + string(w.bodies["DEPT"].ID): "c441 c444 c447", "q=c44&body=" + string(w.bodies["TOWN"].ID): "c440 c443 c445 c446 c448 c449",
			"q=c44&unit=住房": "c441 c444 c447", "q=c44&unit=town": "c440 c443 c445 c446 c448 c449",
		} {
			if got := admin.rows("/admin/users?"+path, namedUser); got != want {
				t.Errorf("%s finds %q, want %q", path, got, want)
			}
		}
		for path, want := range map[string]string{"q=c449": "c449", "q=c447": "", "q=c001": "", "q=c002": "c002", "role=dept_handler": ""} {
			if got := director.rows("/admin/users?"+path, namedUser); got != want {
				t.Errorf("the director's %s finds %q, want %q", path, got, want)
			}
		}
		page := admin.get("/admin/users?role=mediator&active=1").has(`value="mediator" selected`, `value="1" selected`)
		next := regexp.MustCompile(`rel="next" href="([^"]+)"`).FindStringSubmatch(page.body)
		if next == nil || !strings.Contains(next[1], "role=mediator") || !strings.Contains(next[1], "active=1") {
			t.Errorf("the next page forgets what was asked: %v", next)
		}
		for _, path := range []string{"?after=nonsense", "?before=%27", "?after=" + string(w.bodies["ZX"].ID)} {
			admin.get("/admin/users" + path).is(http.StatusOK)
		}
	})
}

func TestEveryBodyIsSeenExactlyOnceOverThePages(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		base := w.serve()
		c := w.as(base, "admin")
		c.get("/admin/bodies").has("共 9 个单位", "　　　<a href=").lacks("上级：", `rel="next"`)
		var want []string
		for code := range w.bodies {
			want = append(want, code)
		}
		err := w.DB.Do(context.Background(), func(tx *store.Tx) error {
			for i := range 450 {
				b := casemodel.Body{
					ID: tx.NewID(), Code: fmt.Sprintf("V%03d", i), Kind: "pmc_village", Title: fmt.Sprintf("第%03d村人民调解委员会", i), NumberName: fmt.Sprintf("V%03d", i),
					AreaID: "150102001001", Level: 4, ParentID: w.bodies["TOWN"].ID, Active: 1, Version: 1,
				}
				if i == 449 {
					b.Active = 0
				}
				if err := tx.InsertBody(&b); err != nil {
					return err
				}
				want = append(want, b.Code)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		slices.Sort(want)
		c.get("/admin/bodies").has("共 459 个单位", "上级：新城区一站式矛盾纠纷多元化解中心")
		got, last := c.walk("/admin/bodies", "next", namedBody)
		if !slices.Equal(got, want) {
			t.Errorf("%d bodies on the pages, want %d: %v", len(got), len(want), got)
		}
		back, _ := c.walk(last, "prev", namedBody)
		if slices.Reverse(back); !slices.Equal(back, want) {
			t.Errorf("%d bodies on the way back", len(back))
		}
		for path, found := range map[string]string{"q=v449": "V449", "q=第448村": "V448", "active=0": "V449", "kind=centre": "CITY ZX", "kind=centre&active=0": ""} {
			if got := c.rows("/admin/bodies?"+path, namedBody); got != found {
				t.Errorf("%s finds %q, want %q", path, got, found)
			}
		}
		c.get("/admin/users").has(`name="unit"`).lacks(`name="body"`) // too many for a list
	})
}
