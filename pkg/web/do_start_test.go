package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jiefen/jiefen/pkg/calendar"
)

// A sitting is opened from the list of those who were expected: who is late,
// whose agent shows which letter, who comes along and what the other side says
// to it. All of it stands in the record without being typed again.
func TestTheListOfAttendanceOpensASitting(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root, p := w.prepare(quarrel())
		party := w.parties(root)
		w.must("mediator", p, "schedule", f{"sitting_at": "2026-03-02T10:00", "room": string(w.room("第一调解室"))})
		w.clock.Set(time.Date(2026, 3, 2, 10, 5, 0, 0, calendar.Zone))
		base, home := w.serve(), "/matters/"+string(p)
		c := w.as(base, "mediator")
		path := home + "/do/open_session"
		c.get(home).has(path + "?f.sitting=").lacks("/do/start_sitting?f.sitting=")
		page := c.get(path).is(http.StatusOK).has("对应的安排", "3 月 2 日（周一）10:00—11:30 第一调解室", "到场情况", `name="f.came.`+party[0]+`.came" value="self" checked`, "陪同人员").lacks(`name="f.present"`)
		if came, place := strings.Index(page.body, "f.came."), strings.Index(page.body, `name="f.place"`); came > place {
			t.Error("where it is held stands before who came")
		}
		form := c.form(path)
		at := func(n int, cell string) string { return "f.came." + party[n] + "." + cell }
		form.Set("f.way", "joint")
		form.Set(at(0, "came"), "self")
		form.Set(at(0, "late"), "true")
		form.Set(at(0, "with"), "植入陪同张桂兰")
		form.Set(at(1, "came"), "agent")
		form.Set(at(1, "name"), "植入代理刘律师")
		form.Set(at(1, "authority"), "special")
		c.post(path, form).is(http.StatusUnprocessableEntity).has("请填写陪同人员与当事人的关系", "植入陪同张桂兰")
		form.Set(at(0, "relation"), "母亲")
		form.Set(at(0, "capacity"), "care")
		form.Set(at(0, "admitted"), "agreed")
		c.post(path, form).is(http.StatusUnprocessableEntity).has("请核对授权委托书和代理人身份")
		form.Set(at(1, "checked"), "true")
		c.post(path, form).redirects(home)
		c.get(home).has("10:05 开始", "进行中")

		record := home + "/do/log_session"
		c.get(record).is(http.StatusOK).has(`value="2026-03-02T10:05"`, `value="植入陪同张桂兰"`, `value="植入代理刘律师"`, `value="母亲"`)
		w.clock.Set(time.Date(2026, 3, 2, 11, 0, 0, 0, calendar.Zone))
		c = w.as(base, "mediator")
		written := c.form(record)
		written.Set("f.result", "continue")
		written.Set("f.mode", "joint")
		for cell, value := range map[string]string{"came": "self", "late": "true", "with": "植入陪同张桂兰", "relation": "母亲", "capacity": "care", "admitted": "agreed"} {
			written.Set(at(0, cell), value)
		}
		for cell, value := range map[string]string{"came": "agent", "name": "植入代理刘律师", "authority": "special", "checked": "true"} {
			written.Set(at(1, cell), value)
		}
		written.Set("f.course", "双方各自说明了漏水经过。")
		c.post(record, written).redirects(home)
		whole := "陪同人员植入陪同张桂兰（母亲，照料），对方同意其在场"
		c.get(home+"/sessions/1").is(http.StatusOK).has("迟到", whole, "植入代理刘律师", "委托书和身份已核对")
		c.post(home+"/papers", url.Values{"paper": {"D13_record" + sittingMark + "1"}}).paper(whole)
		for _, who := range []string{"clerk", "director", "seal", "auditor"} {
			for _, page := range []string{home, home + "/journal", "/matters/" + string(root)} {
				w.as(base, who).get(page).lacks("植入陪同", "植入代理")
			}
		}
	})
}

// Who cannot follow the talk is shown at arranging, on the page of the case and
// at the beginning, and is not sat down without help.
func TestWhoNeedsAnInterpreterIsSeenFromArrangingOn(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		registration := quarrel()
		registration.Parties[1].Needs = []string{"deaf"}
		root, p := w.prepare(registration)
		base, home := w.serve(), "/matters/"+string(p)
		c := w.as(base, "mediator")
		c.get(home + "/do/schedule").has("马素云听障：请安排手语翻译")
		w.must("mediator", p, "schedule", f{"sitting_at": "2026-03-02T10:00", "place": "社区活动室"})
		c.get(home).has("还没有约翻译")
		path := home + "/do/open_session"
		form := c.form(path)
		form.Set("f.way", "joint")
		form.Set("f.came."+w.parties(root)[1]+".came", "self")
		c.post(path, form).is(http.StatusUnprocessableEntity).has("请填写翻译人员，或者勾选", "<details open>")
		form.Set("f.interpreter", "高手语")
		form.Set("f.pledge", "true")
		c.post(path, form).redirects(home)
		c.get(home).lacks("还没有约翻译")
		c.get(home+"/do/log_session").has(`value="高手语"`, `name="f.pledge" value="true" checked`)
	})
}
