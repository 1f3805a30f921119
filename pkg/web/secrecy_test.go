package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// What a case is about stays with those who may read the registration; what
// was said alone stays with who heard it.
func TestPlantedSentencesReachNobodyWhoMayNotReadThem(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		base := w.serve()
		root, proceeding := w.inSession()
		const whispered = "植入句：最低可以接受五千"
		p := w.parties(root)
		w.must("mediator", proceeding, "log_session", f{"mode": "caucus", "side": p[0], "result": "continue", "text": whispered, "place": "小会议室"})
		w.must("mediator", root, "contact", f{"with": "party", "party": p[0], "way": "call_out", "outcome": "told", "line": "植入句：家里有人住院"})
		pages := []string{
			"/home", "/matters", "/matters?view=all", "/matters?view=all&q=漏水", "/matters?view=all&party=王志强", "/matters?view=area",
			"/matters?view=all&q=13947106027", "/matters/ID", "/matters/PID", "/matters/ID/journal", "/matters/PID/journal", "/matters/ID/receipt",
			"/matters/ID/do/note", "/matters/PID/do/log_session",
		}
		for _, row := range []struct {
			who    string
			secret []string
		}{
			{"auditor", []string{planted, whispered, "王志强", "马素云", "139****6027", "丽苑小区", "住院"}},
			{"industry", []string{planted, whispered, "王志强", "马素云", "丽苑小区", "住院"}},
			{"admin", []string{planted, whispered, "王志强", "马素云", "丽苑小区", "住院"}},
			{"clerk", []string{whispered, "植入句：最低"}},
			{"seal", []string{whispered}},
			{"director", []string{whispered}},
		} {
			c := w.as(base, row.who)
			for _, path := range pages {
				page := c.list(strings.NewReplacer("PID", string(proceeding), "ID", string(root)).Replace(path))
				shown := page.body
				for _, asked := range []string{"q=", "party="} { // one's own question comes back in its box
					if _, typed, is := strings.Cut(path, asked); is {
						shown = strings.ReplaceAll(shown, typed, "")
					}
				}
				for _, secret := range row.secret {
					if strings.Contains(shown, secret) {
						t.Errorf("%s reads %q on %s", row.who, secret, path)
					}
				}
			}
		}
		w.as(base, "auditor").get("/matters/"+string(root)).is(http.StatusOK).has("您可以看到办理进度，看不到登记内容和当事人", "邻里纠纷")
		w.as(base, "mediator").get("/matters/"+string(proceeding)).has(whispered, "单独谈话，未经同意不得外传")
		w.as(base, "clerk").get("/matters/"+string(root)).has(planted, "王志强")
	})
}

func TestASearchAsksOnlyWhatOneMayRead(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		base := w.serve()
		root, _ := w.inSession()
		number := w.header(root).Number
		for _, q := range []string{"漏水", "王志强", "13947106027"} {
			w.as(base, "clerk").list("/matters?view=all&q=" + q).has(number)
			w.as(base, "auditor").list("/matters?view=all&q=" + q).lacks(number).has("没有符合条件的事项")
		}
	})
}

// Whose telephone or identity number somebody looked for stands in no address:
// not of the page, not of its links, not of what a saved view keeps.
func TestANumberStandsInNoAddressOfAList(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		base := w.serve()
		root := w.register(quarrel())
		c, colleague := w.as(base, "clerk"), w.as(base, "triage")
		for _, q := range []string{"13947106027", "139 4710 6027", "1394710"} {
			to := c.get("/matters?view=all&sort=number&q=" + url.QueryEscape(q)).redirects("/matters?").header.Get("Location")
			page := c.get(to).is(http.StatusOK).has(q)
			if q == "13947106027" {
				page.has(w.header(root).Number)
			}
			push := c.part("/matters?view=all&q=" + url.QueryEscape(q)).is(http.StatusOK).header.Get("HX-Push-Url")
			for _, address := range append(page.links(), to, push) {
				plain, err := url.QueryUnescape(address)
				if err != nil || strings.Contains(plain, q) {
					t.Errorf("%q stands in %s", q, address)
				}
			}
			form := url.Values{"list": {"matters"}, "name": {"我的"}, "query": {page.hidden().Get("query")}}
			if query := form.Get("query"); strings.Contains(query, q) || strings.Contains(query, "s=") || !strings.Contains(query, "view=all") {
				t.Errorf("a view keeps %q", query)
			}
			form.Set("query", "view=all&q="+q)
			if kept := c.post("/views", form).is(http.StatusSeeOther).header.Get("Location"); strings.Contains(kept, "q=") {
				t.Errorf("a view keeps %q", kept)
			}
			colleague.get(to).is(http.StatusOK).lacks(q)
			c.get(to).has("清空筛选")
		}
		to := c.get("/matters?view=all&q=13947106027").header.Get("Location")
		c.get(to+"&q="+url.QueryEscape("没有的人")).lacks("13947106027", w.header(root).Number)
		c.get("/matters?view=all&q=6027").is(http.StatusOK)
		w.clock.Advance(25 * time.Hour)
		w.as(base, "clerk").get(to).is(http.StatusOK).lacks("13947106027")
	})
}
