package web

import (
	"context"
	"net/http"
	"net/url"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
)

// said is one planted sentence for every place of a record that somebody
// writes a sitting into.
var said = map[string]string{
	"f.told": "植入告知", "f.said": "植入陈述\n第二行", "f.dispute": "植入焦点", "f.course": "植入经过", "f.outcome": "植入结果", "f.text": "植入其他",
	"f.present": "植入社区代表", "f.interpreter": "植入翻译", "f.read_by": "植入宣读人",
}

func sitting(w *town, root casemodel.ID, form url.Values) url.Values {
	p := w.parties(root)
	for name, text := range said {
		form.Set(name, text)
	}
	form.Set("f.mode", "joint")
	form.Set("f.began", "2026-03-02T08:10")
	form.Set("f.ended", "2026-03-02T08:55")
	form.Set("f.place", "第二调解室")
	form.Set("f.result", "continue")
	form.Set("f.sitting_at", "2026-03-09T09:00")
	form.Set("f.came."+p[0]+".came", "self")
	form.Set("f.came."+p[1]+".came", "agent")
	form.Set("f.came."+p[1]+".late", "true")
	form.Set("f.came."+p[1]+".name", "植入代理人")
	form.Set("f.came."+p[1]+".authority", "special")
	return form
}

func TestARecordHasFiveHeadingsAndWhoCame(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		root, proceeding := w.inSession()
		path := "/matters/" + string(proceeding) + "/do/log_session"
		c := w.as(w.serve(), "mediator")
		page := c.get(path).is(http.StatusOK).has("登记第 1 次调解笔录", "权利义务告知", "各方陈述", "争议焦点", "调解经过", "结果与约定", "王志强", "马素云",
			`value="joint" checked`, "第二调解室", `id="f.ended" name="f.ended" value=""`, "3 月 9 日（周一）")
		page.lacks("分别谈话")
		c.post(path, sitting(w, root, c.form(path))).redirects("/matters/" + string(proceeding))
		record := c.get("/matters/"+string(proceeding)+"/sessions/1").is(http.StatusOK).has(
			"2026-03-02 08:10 至 08:55", "申请人 王志强：本人", "被申请人 马素云：代理人、植入代理人、特别授权、迟到", "未达成，继续调解", "2026-03-09 09:00", "签名")
		for _, text := range said {
			record.has(text)
		}
		w.card(root, "2026-03-09T01:00:00.000000Z")
	})
}

// card asserts the next sitting that lists show.
func (w *town) card(root casemodel.ID, want string) {
	w.t.Helper()
	view, err := w.Case(context.Background(), w.who["clerk"], root)
	if err != nil {
		w.t.Fatal(err)
	}
	if got := view.Card.NextSittingAt.String(); got != want {
		w.t.Errorf("the next sitting is %s, want %s", got, want)
	}
}

// The sitting that a record names is on the mediator's day and on the case, and
// the next record keeps it unless it is struck out.
func TestTheNextSittingOfARecordIsOnTheDay(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		root, proceeding := w.inSession()
		base, path := w.serve(), "/matters/"+string(proceeding)+"/do/log_session"
		c := w.as(base, "mediator")
		c.get("/home").has("今天、明天没有安排调解。")
		form := sitting(w, root, c.form(path))
		form.Set("f.sitting_at", "2026-03-03T09:10")
		c.post(path, form).redirects("/matters/" + string(proceeding))
		shown := func(who, page string, is bool) {
			if a := w.as(base, who).get(page); is {
				a.has("09:10")
			} else {
				a.lacks("09:10")
			}
		}
		all := func(is bool) {
			shown("mediator", "/home", is)
			shown("triage", "/home", is)
			shown("mediator", "/matters/"+string(root), is)
			shown("clerk", "/matters/"+string(root), is)
		}
		all(true)
		c.get("/home").has("王志强").lacks("今天、明天没有安排调解。")
		form = c.form(path)
		c.get(path).has(`value="2026-03-03T09:10"`)
		sitting(w, root, form).Set("f.sitting_at", "")
		c.post(path, form).redirects("/matters/" + string(proceeding))
		all(false)
	})
}

func TestWhatASittingSaidStaysInIt(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		root, proceeding := w.inSession()
		path := "/matters/" + string(proceeding) + "/do/log_session"
		base := w.serve()
		m := w.as(base, "mediator")
		form := m.form(path)
		m.post(path, sitting(w, root, form)).redirects("/matters/" + string(proceeding))
		for _, username := range []string{"clerk", "triage", "director", "archivist"} {
			c := w.as(base, username)
			for _, page := range []string{"/matters/" + string(proceeding), "/matters/" + string(root), "/matters/" + string(proceeding) + "/journal", "/matters/" + string(root) + "/journal", "/home", "/matters", "/matters?view=all&q=" + url.QueryEscape("植入")} {
				c.get(page).lacks("植入告知", "植入陈述", "植入焦点", "植入经过", "植入结果", "植入其他", "植入社区代表", "植入翻译", "植入宣读人", "植入代理人")
			}
			c.get("/matters/" + string(proceeding) + "/sessions/1").is(http.StatusNotFound)
		}
		m.get("/matters/" + string(proceeding) + "/journal").lacks("植入")
	})
}

func TestAWrongRecordKeepsFiveHeadingsAndRows(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root, proceeding := w.inSession()
		path := "/matters/" + string(proceeding) + "/do/log_session"
		c := w.as(w.serve(), "mediator")
		p := w.parties(root)
		before := w.entries(proceeding)
		for _, wrong := range []struct{ name, value, says, at string }{
			{"f.ended", "2026-03-02T08:00", "结束时间应晚于开始时间", "f.ended"},
			{"f.ended", "2026-03-02T18:00", "结束时间还没有到", "f.ended"},
			{"f.began", "2026-03-05T08:00", "日期不能晚于今天", "f.began"},
			{"f.sitting_at", "2026-03-01T09:00", "下次时间应晚于现在", "f.sitting_at"},
			{"f.came." + p[1] + ".name", "", "代理人到场的，请写明是谁", "f.came"},
			{"f.result", "", "请填写这一项", "f.result"},
		} {
			form := sitting(w, root, c.form(path))
			form.Set(wrong.name, wrong.value)
			page := c.post(path, form).is(http.StatusUnprocessableEntity).has(wrong.says, `href="#`+wrong.at+`"`)
			for name, text := range said {
				if name != wrong.name {
					page.has(text)
				}
			}
			page.has(`name="f.came.`+p[0]+`.came" value="self" checked`, `name="f.came.`+p[1]+`.late" value="true" checked`, `value="special" selected`)
		}
		if got := w.entries(proceeding); got != before {
			t.Errorf("%d entries, were %d", got, before)
		}
	})
}

func TestACaucusNoteIsOfOneSide(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		root, proceeding := w.inSession()
		path := "/matters/" + string(proceeding) + "/do/log_session"
		c := w.as(w.serve(), "mediator")
		form := c.form(path)
		form.Set("f.mode", "caucus")
		form.Set("f.result", "continue")
		form.Set("f.text", "植入底线")
		c.post(path, form).is(http.StatusUnprocessableEntity).has("单独谈话请选择是哪一方", "植入底线", `value="caucus" checked`)
		form.Set("f.side", w.parties(root)[0])
		c.post(path, form).redirects("/matters/" + string(proceeding))
		c.get("/matters/"+string(proceeding)+"/sessions/1").is(http.StatusOK).has("单独谈话，未经同意不得外传", "植入底线")
		w.as(w.serve(), "chair").get("/matters/" + string(proceeding) + "/sessions/1").is(http.StatusNotFound)
	})
}
