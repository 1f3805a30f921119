package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
)

// seek asks the box and follows to what it found.
func (c *client) seek(q string) *answer {
	c.t.Helper()
	to := c.post("/search", url.Values{"q": {q}}).is(http.StatusSeeOther).header.Get("Location")
	return c.get(to)
}

func TestOneBoxUnderstandsWhatIsTyped(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		base := w.serve()
		r := quarrel()
		r.Place = "丽苑小区北门"
		r.Parties[0].Name, r.Parties[0].IDNo = "单雄信", "11010519491231002X"
		r.Parties = append(r.Parties, casemodel.Party{Role: "respondent", Kind: "legal_person", Name: "恒泰物业服务有限公司"})
		number := w.header(w.register(r)).Number
		c := w.as(base, "clerk")
		for q, why := range map[string]string{
			"雄信": "<mark>雄信</mark>", "单雄信 漏水": "<mark>单雄信</mark>", "sxx": "拼音", "dxx": "拼音", "单xx": "<mark>单</mark>",
			"恒泰物业有限公司": "", "恒泰物业服务": "<mark>恒泰物业服务</mark>", "漏水": "<mark>漏水</mark>", "丽苑": "地点",
			"矛调 1": "案号", "000001": "案号", "2026 1": "案号", "新城矛调字第1号": "案号", "第０００００1号": "案号",
			"13947106027": "电话相符", "6027": "电话后四位", "11010519491231002x": "证件号相符", "002X": "身份证后四位", "雄信 6027": "电话后四位",
			"雄信 1180": "电话后四位", "马素云 雄信": "<mark>马素云</mark>",
		} {
			if why == "" {
				continue
			}
			if page := c.seek(q); !strings.Contains(anyTag.ReplaceAllString(page.body, ""), number) || !strings.Contains(page.body, why) {
				t.Errorf("%q does not find %s by %s:\n%s", q, number, why, page.text())
			}
		}
		for _, q := range []string{"雄心", "6028", "13947106028", "雄信 6028", "2025 1", "人调 1", "zxx", "有限", "楼下"} {
			if page := c.seek(q); q != "有限" && strings.Contains(page.body, "/matters/") && !strings.Contains(page.body, "没有找到") {
				t.Errorf("%q finds something:\n%s", q, page.text())
			}
		}
		c.get("/search?state=closed&s="+c.sealed("雄信")).has("没有找到", "找全部状态", "没有就登记新案")
		c.get("/search?state=open&year=2026&kind=case&s=" + c.sealed("雄信")).has(number)
		c.get("/search?year=2025&s=" + c.sealed("雄信")).has("没有找到")
	})
}

// sealed is the address part of a question.
func (c *client) sealed(q string) string {
	c.t.Helper()
	_, s, _ := strings.Cut(c.post("/search", url.Values{"q": {q}}).is(http.StatusSeeOther).header.Get("Location"), "s=")
	return s
}

func TestAWholeNumberOpensTheMatter(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		base := w.serve()
		id := w.register(quarrel())
		c := w.as(base, "clerk")
		for _, q := range []string{w.header(id).Number, "(2026)新城矛调字第000001号", "2026新城矛调1", "〔２０２６〕 新城矛调字 第 1 号"} {
			c.post("/search", url.Values{"q": {q}}).redirects("/matters/" + string(id))
			c.get("/search?q=" + url.QueryEscape(q)).redirects("/matters/" + string(id))
		}
		c.post("/search", url.Values{"q": {"2026矛调1"}}).redirects("/search?s=")
		// A committee that has nothing to do with it is not told that there is such a number.
		w.as(base, "industry").post("/search", url.Values{"q": {w.header(id).Number}}).redirects("/search?s=")
	})
}

func TestNoAddressAndNoLogHoldsWhatWasLookedFor(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		base := w.serve()
		w.register(quarrel())
		c := w.as(base, "clerk")
		for _, q := range []string{"王志强", "13947106027"} {
			for _, to := range []*answer{c.post("/search", url.Values{"q": {q}}), c.get("/search?q=" + url.QueryEscape(q))} {
				where := to.is(http.StatusSeeOther).header.Get("Location")
				if strings.Contains(where, url.QueryEscape(q)) || strings.Contains(where, "q=") {
					t.Errorf("the address holds the question: %s", where)
				}
				page := c.get(where).is(http.StatusOK)
				for _, link := range page.links() {
					if strings.Contains(link, url.QueryEscape(q)) {
						t.Errorf("a link holds the question: %s", link)
					}
				}
				// What one person looked for opens for nobody else.
				w.as(base, "triage").get(where).has("过期或不是您打开的").lacks("王志强", "13947106027")
			}
		}
		w.clock.Advance(askedFor + 1)
	})
}

func TestAPersonIsShownOnceWithAllCases(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		base := w.serve()
		first := w.register(quarrel())
		second := quarrel()
		second.Category = "16"
		other := w.register(second)
		stranger := quarrel()
		stranger.Parties[0].Phone = "13800001111"
		stranger.Category = "18"
		w.register(stranger)
		page := w.as(base, "clerk").seek("王志强").is(http.StatusOK).has("2 件", "1 件", "139****6027", w.header(first).Number, w.header(other).Number)
		if n := strings.Count(page.body, "<b><mark>王志强</mark></b>"); n != 2 {
			t.Errorf("%d persons of that name, want 2", n)
		}
		all := regexpFind(t, page.body, `<a href="(/search\?s=[^"]*)" data-row><b><mark>王志强`)
		w.as(base, "clerk").get(all).has("同一人的全部事项")
	})
}

func TestTheSameQuarrelTwiceIsFlagged(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		base := w.serve()
		first := w.register(quarrel())
		w.clock.Advance(60 * 24 * 3600e9)
		second := w.register(quarrel())
		page := w.as(base, "triage").seek("王志强").has("可能重复", "/matters/"+string(second)+"/do/merge")
		page.lacks("/matters/" + string(first) + "/do/merge")
		w.as(base, "clerk").seek("王志强").has("可能重复").lacks("/do/merge")
		w.must("triage", second, "accept", f{"risk": "yellow"})
		third := quarrel()
		third.Category = "16"
		w.register(third)
		w.clock.Advance(40 * 24 * 3600e9)
		if n := strings.Count(w.as(base, "triage").seek("王志强").body, "可能重复"); n != 2 {
			t.Errorf("%d cases are flagged, want 2", n)
		}
		fourth := w.register(quarrel()) // within ninety days of the second only
		w.as(base, "triage").seek("王志强").has("/matters/" + string(fourth) + "/do/merge")
	})
}

func TestUnderTheBoxStandsAHandful(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		base := w.serve()
		for range 8 {
			w.register(quarrel())
		}
		c := w.as(base, "clerk")
		quick := c.post("/search/quick", url.Values{"q": {"志强"}}).is(http.StatusOK).has("<mark>志强</mark>").lacks("<html", "<main")
		if n := strings.Count(quick.body, "<a "); n != 5 {
			t.Errorf("%d suggestions, want 5", n)
		}
		c.post("/search/quick", url.Values{"q": {"志"}}).is(http.StatusOK).lacks("<a ", "没有")
		c.post("/search/quick", url.Values{"q": {"没有的人"}}).has("没有匹配的")
		w.as(base, "auditor").post("/search/quick", url.Values{"q": {"志强"}}).lacks("<a ", "王志强")
	})
}
