package web

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"testing"
)

var (
	waiving  = regexp.MustCompile(`href="/matters/([0-9a-f-]{36})/do/waive"`)
	nextTurn = regexp.MustCompile(`href="([^"]+)" rel="next"|rel="next" href="([^"]+)"|href="([^"]+)"[^>]*rel="next"`)
)

// Two hundred duties stand on five pages: each on one of them, with its waiver,
// the sums of all on every page, and what was paid for the rows that are shown.
// A payment made on one page comes back to it and moves no other row; what is
// pasted is found on whichever page it stands; all are printed at once.
func TestTwoHundredDutiesStandOnPages(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		const duties = 210
		root := w.workers(duties)
		c := w.as(w.serve(), "mediator")
		home := "/matters/" + string(root) + "/performance"
		walk := func(sums string) (ids []string, pages []string) {
			t.Helper()
			for at := home; at != ""; {
				pages = append(pages, at)
				a := c.get(at).is(http.StatusOK).has(sums, fmt.Sprintf("共 %d 项", duties))
				for _, m := range waiving.FindAllStringSubmatch(a.body, -1) {
					ids = append(ids, m[1])
				}
				at = ""
				if m := nextTurn.FindStringSubmatch(a.body); m != nil {
					at = unescape(m[1] + m[2] + m[3])
				}
			}
			return ids, pages
		}
		ids, pages := walk("应付 43,050 元，已付 0 元，尚欠 43,050 元") // 210 times 100.50, and 0 to 209
		seen := map[string]bool{}
		for _, id := range ids {
			seen[id] = true
		}
		if len(pages) != 5 || len(ids) != duties || len(seen) != duties {
			t.Fatalf("%d pages with %d duties, %d of them different", len(pages), len(ids), len(seen))
		}

		third := pages[2]
		a := c.post(third, url.Values{"step": {"ticked"}, "pick": {ids[120]}, "paid_on": {"2026-03-02"}, "evidence": {"现金收条甲"}}).is(http.StatusOK).has("1 笔，合计 220.50 元")
		kept := rowsOf(a.body)
		kept.Set("step", "keep")
		kept.Set("_once", a.hidden().Get("_once"))
		c.post(third, kept).redirects(third)
		c.get(third).has("现金收条甲", "已付 220.50 元")
		c.get(home).has("已付 220.50 元，尚欠 42,829.50 元").lacks("现金收条甲")
		if now, _ := walk("尚欠 42,829.50 元"); len(now) != duties-1 {
			t.Errorf("%d duties are left, want %d", len(now), duties-1)
		}
		c.post(home, url.Values{"step": {"list"}, "list": {"王志强 309.50 第210期工资"}, "evidence": {"农行代发"}}).is(http.StatusOK).has("1 笔，合计 309.50 元")

		whole := c.get(home+"?all=1").is(http.StatusOK).has("第1期工资", "第210期工资", "现金收条甲").lacks("rel=\"next\"")
		if got := len(waiving.FindAllString(whole.body, -1)); got != duties-1 {
			t.Errorf("all are %d", got)
		}
		for _, odd := range []string{"?after=x", "?after=" + string(root), "?before=" + ids[0]} {
			c.get(home + odd).is(http.StatusOK).has("第1期工资")
		}
		back := c.get(third).body
		if m := regexp.MustCompile(`rel="prev" href="([^"]+)"|href="([^"]+)" rel="prev"`).FindStringSubmatch(back); m == nil {
			t.Error("no way back from the third page")
		} else {
			c.get(unescape(m[1]+m[2])).has("第51期工资", "第100期工资").lacks("第101期工资", "第50期工资")
		}
	})
}
