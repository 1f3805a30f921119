package web

import (
	"net/http"
	"net/url"
	"regexp"
	"testing"
)

var caseLink = regexp.MustCompile(`<td class="wrap long"><a href="(/matters/[0-9a-f-]{36})"`)

// A closed case says what its volume lacks and leads to each; the list of the
// quarter says the same; volumes are drawn by a seed that draws the same again.
func TestVolumesAreLookedThroughAndDrawn(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root := w.closed()
		for range 5 {
			w.closed()
		}
		base := w.serve()
		keeper := w.as(base, "archivist")
		home := "/matters/" + string(root)
		keeper.get(home).is(http.StatusOK).has("卷宗：还缺", "登记回执", "权利义务告知书", home+"/do/attach?f.document=D01_receipt", "/papers")
		keeper.get("/volumes").has("缺 4 份", "登记回执、受理登记表（或申请书）、调解意愿征询记录、权利义务告知书", "未归档", string(root))
		keeper.get("/volumes?from=2025-01-01&until=2025-03-31").has("这段时间没有结案的案件").lacks(string(root))
		w.handIn("archivist", root, "其他.jpg")
		w.must("archivist", root, "archive", f{"checked": true, "elsewhere": "纸质在卷", "shelf": "3柜2盒7册"})
		keeper.get("/volumes").has("3柜2盒7册")

		form := url.Values{"from": {"2026-01-01"}, "until": {"2026-12-31"}, "n": {"3"}, "seed": {"三百一十七"}}
		to := keeper.post("/volumes/draw", form).header.Get("Location")
		drawn := func(c *client, path string) []string {
			var all []string
			for _, m := range caseLink.FindAllStringSubmatch(c.get(path).is(http.StatusOK).has("三百一十七", "6 件中抽取 3 件").body, -1) {
				all = append(all, m[1])
			}
			return all
		}
		first, again := drawn(keeper, to), drawn(w.as(base, "director"), to)
		if len(first) != 3 || first[0] != again[0] || first[1] != again[1] || first[2] != again[2] {
			t.Errorf("one seed drew %v and %v", first, again)
		}
		w.as(base, "admin").get("/admin/log").has("抽卷", "三百一十七")

		deeds := w.officeTables()
		for _, bad := range []url.Values{{"n": {"0"}, "seed": {"1"}}, {"n": {"201"}, "seed": {"1"}}, {"n": {"x"}, "seed": {"1"}}, {"n": {"3"}, "seed": {" "}}, {"n": {"3"}, "seed": {"1"}, "from": {"2026-05-01"}, "until": {"2026-04-01"}}} {
			keeper.post("/volumes/draw", bad).is(http.StatusUnprocessableEntity)
		}
		w.as(base, "mediator").post("/volumes/draw", form).is(http.StatusForbidden)
		if w.officeTables() != deeds {
			t.Error("a refused draw is written down")
		}
	})
}
