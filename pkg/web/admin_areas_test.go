package web

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/store"
)

// places is the tree as the database has it, and what was recorded of it.
func (w *town) places() string {
	w.t.Helper()
	var b strings.Builder
	err := w.DB.Read(context.Background(), func(tx *store.Tx) error {
		all, err := tx.EveryArea("", "1", 0)
		if err != nil {
			return err
		}
		for _, a := range all {
			fmt.Fprintln(&b, a)
		}
		log, err := tx.Office(store.OfficeFilter{})
		fmt.Fprintln(&b, len(log))
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return b.String()
}

const newPlaces = `code,name,level,parent
150102003000,成吉思汗大街街道,town,150102000000
150102003001,塞外社区,village,150102003000
150102002000,保合少镇政府,town,150102000000
150103000000,回民区,county,150100000000
`

func TestPlacesAreKept(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		base := w.serve()
		before := w.places()
		w.as(base, "director").get("/admin/areas").is(http.StatusOK).lacks("导入地区", "新增地区")
		for _, name := range []string{"director", "auditor", "clerk"} {
			c := w.as(base, name)
			for _, path := range []string{"/admin/areas/new", "/admin/areas/150103000000"} {
				c.get(path).is(http.StatusForbidden)
			}
			for _, path := range []string{"/admin/areas", "/admin/areas/new", "/admin/areas/150103000000", "/admin/areas/imports/" + string(w.bodies["ZX"].ID)} {
				c.post(path, url.Values{"text": {newPlaces}, "code": {"15"}, "name": {"x"}, "was": {"回民区"}, "level": {"city"}, "mark": {"x"}}).is(http.StatusForbidden)
			}
		}
		c := w.as(base, "admin")
		c.get("/admin/areas").has("内蒙古自治区", "街道（乡镇） 2").lacks("新城区")
		c.get("/admin/areas?parent=150102000000").has("全部地区", "呼和浩特市", "海拉尔东路街道", "保合少镇")
		c.get("/admin/areas?q=15010200").has("阳光社区", "保合少镇").lacks(">回民区<")
		for field, values := range map[string]url.Values{
			"代码由 2 到 18 位": {"code": {"15-1"}, "name": {"某村"}, "level": {"village"}, "parent": {"150102001000"}},
			"代码重复":         {"code": {"150102001001"}, "name": {"某村"}, "level": {"village"}, "parent": {"150102001000"}},
			"找不到上级":        {"code": {"150102001009"}, "name": {"某村"}, "level": {"village"}, "parent": {"99"}},
			"请核对层级和上级":     {"code": {"150102001009"}, "name": {"某镇"}, "level": {"town"}, "parent": {"150102001001"}},
		} {
			c.post("/admin/areas/new", values).is(http.StatusUnprocessableEntity).has(field)
		}
		c.post("/admin/areas/150103000000", url.Values{"was": {"另一个名字"}, "name": {"回民"}}).is(http.StatusConflict).has("名称已被改为“回民区”")
		c.post("/admin/areas/150102001000", url.Values{"was": {"海拉尔东路街道"}, "name": {"海拉尔东路街道"}, "closed": {"true"}}).is(http.StatusUnprocessableEntity).has("请先停用下级")
		if w.places() != before {
			t.Error("a refusal wrote something")
		}
		c.post("/admin/areas/new", url.Values{"code": {"150102001009"}, "name": {"新建社区"}, "level": {"village"}, "parent": {"150102001000"}}).redirects("/admin/areas?parent=150102001000")
		c.post("/admin/areas/150102002000", url.Values{"was": {"保合少镇"}, "name": {"保合少乡"}, "closed": {"true"}}).redirects("/admin/areas")
		c.get("/admin/areas?parent=150102000000").has("保合少乡", "已停用")
		c.get("/admin/log").has("新增地区", "新建社区", "修改地区", "<del>保合少镇</del>")
		r := quarrel()
		r.Area = "150102002000"
		if _, err := w.Register(context.Background(), w.who["clerk"], r, casework.Input{}); err == nil || !strings.Contains(err.Error(), "area_closed") {
			t.Errorf("registered in a closed place: %v", err)
		}
	})
}

func TestATableOfPlacesIsReadBeforeItIsTaken(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		c := w.as(w.serve(), "admin")
		before := w.places()
		c.post("/admin/areas", nil).is(http.StatusUnprocessableEntity).has("请选择文件")
		bad := newPlaces + "1,二,townhall,\n150102009001,某村,village,77\n150102003000,重复,town,150102000000\n150102001000,街道,town,150103000000\n,无码,town,150102000000\n"
		at := c.upload("/admin/areas", nil, "file", "areas.csv", []byte("\ufeff"+bad)).is(http.StatusSeeOther).header.Get("Location")
		c.get(at).is(http.StatusOK).has("有错误，不能导入", `>6</td><td data-name="列">level`, "townhall", `>7</td><td data-name="列">parent`, `>8</td><td data-name="列">code`,
			`>9</td><td data-name="列">parent`, "150103000000", `>10</td>`).lacks("确认生效")
		c.post(at, url.Values{"mark": {c.get(at).hidden().Get("mark")}}).is(http.StatusConflict)
		at = c.post("/admin/areas", url.Values{"text": {newPlaces}}).is(http.StatusSeeOther).header.Get("Location")
		page := c.get(at).is(http.StatusOK).has("成吉思汗大街街道", "塞外社区", "<del>保合少镇</del> → 保合少镇政府")
		if w.places() != before {
			t.Error("a preview wrote something")
		}
		c.post("/admin/areas/150103000000", url.Values{"was": {"回民区"}, "name": {"回民"}}).redirects("/admin/areas")
		c.post(at, page.hidden()).is(http.StatusConflict).has("没有导入", "<del>回民</del>")
		c.post(at, c.get(at).hidden()).redirects("/admin/areas")
		c.get("/admin/areas?q=" + url.QueryEscape("塞外")).has("塞外社区")
		c.get("/admin/log?kind=area").has("导入地区", "新增</span> 2")
		c.post(at, page.hidden()).redirects("/admin/areas")
	})
}
