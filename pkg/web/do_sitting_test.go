package web

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
)

// room makes a room of the town's committee.
func (w *town) room(name string) casemodel.ID {
	w.t.Helper()
	id, err := w.AddRoom(w.t.Context(), w.who["admin"], casemodel.Room{Name: name, Seats: 8, Hours: "08:30-12:00 14:30-17:30"}, "TOWN")
	if err != nil {
		w.t.Fatal(err)
	}
	return id
}

// A mediator takes a proposed hour, holds it while telephoning and arranges it;
// who wants the same people then hears only that they are taken.
func TestASittingIsArrangedFromAFreeHour(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		_, one := w.inSession()
		_, two := w.inSession() // the same two people, the same mediator
		room, base := w.room("第一调解室"), w.serve()
		c := w.as(base, "mediator")
		path, other := "/matters/"+string(one)+"/do/schedule", "/matters/"+string(two)+"/do/schedule"
		c.get(path).is(http.StatusOK).has("都有空的时间", `name="_free" value="2026-03-02T09:00"`, "第一调解室（8 座）", "先占 10 分钟")
		form := c.form(path)
		form.Set("f.room", string(room))
		form.Set("f.minutes", "60")
		form.Set("_free", "2026-03-03T10:00")
		c.post(path, form).is(http.StatusOK).has(`value="2026-03-03T10:00"`)
		form.Del("_free")
		form.Set("f.sitting_at", "2026-03-03T10:00")
		hold := url.Values{}
		maps.Copy(hold, form)
		hold.Set("_hold", "1")
		c.post(path, hold).is(http.StatusOK).has("已占用到 09:10", `value="2026-03-03T10:00"`)
		want := c.form(other)
		want.Set("f.room", string(room))
		want.Set("f.minutes", "60")
		want.Set("f.sitting_at", "2026-03-03T10:30")
		c.post(other, want).is(http.StatusConflict).has("第一调解室在 10:30—11:00 已有安排", "本人（王志强）在 10:30—11:00 另有安排", "3 月 3 日（周二）11:00—12:00").
			lacks(w.header(one).Number)
		c.post(path, form).redirects("/matters/" + string(one))
		w.card(w.header(one).RootID, "2026-03-03T02:00:00.000000Z")
		c.get("/matters/" + string(two) + "/do/reschedule").lacks("先占 10 分钟") // there is nothing to move
		move := "/matters/" + string(one) + "/do/reschedule"
		c.get(move).is(http.StatusOK).has("3 月 3 日（周二）10:00—11:00 第一调解室", `value="2026-03-03T10:00"`)
	})
}

// The page of the matter shows what is arranged and who is to be told still;
// that one side is talked to alone is told to nobody else.
func TestTheCaseShowsWhatIsArrangedAndWhoWasTold(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		root, p := w.inSession()
		party := w.parties(root)[0]
		base, home := w.serve(), "/matters/"+string(p)
		w.must("mediator", p, "schedule", f{"sitting_at": "2026-03-03T10:00", "place": "社区活动室", "way": "caucus", "expected": []any{party}})
		c := w.as(base, "mediator")
		page := c.get(home).is(http.StatusOK).has("调解安排", "3 月 3 日（周二）10:00—11:30", "社区活动室", "已安排", "背对背", "还没有通知到", "改期", "取消调解")
		w.as(base, "chair").get(home).has("社区活动室").lacks("背对背", "单方")
		w.as(base, "chair").get(home+"/journal").lacks("背对背", "caucus")
		link := home + "/do/notify_sitting?f.sitting="
		page.has(link)
		view, err := w.Case(c.t.Context(), w.who["mediator"], p)
		if err != nil {
			c.t.Fatal(err)
		}
		path := home + "/do/notify_sitting"
		tell := func(way, outcome string) url.Values {
			form := c.form(path)
			for name, value := range map[string]string{"sitting": string(view.Arranged[0].ID), "party": party, "way": way, "outcome": outcome, "proof": "植入回执"} {
				form.Set("f."+name, value)
			}
			return form
		}
		c.post(path, tell("call_out", "not_reached")).redirects(home)
		c.get(home).has("去电，未通知到", "还没有通知到")
		c.post(path, tell("no_answer", "told")).is(http.StatusUnprocessableEntity).has("结果请选「未通知到」")
		c.post(path, tell("letter", "told")).redirects(home)
		c.get(home).has("去电，未通知到", "信函，已通知", "植入回执", "已送达，有凭据").lacks("还没有通知到")
		w.must("mediator", p, "schedule", f{"sitting_at": "2026-03-05T10:00", "place": "社区活动室"})
		clerk := w.as(base, "clerk")
		clerk.get("/schedule").has("/schedule/tell")
		list := clerk.get("/schedule/tell").is(http.StatusOK).has("3 月 5 日", "王志强", "马素云", "还没有通知", "去电通知").lacks("3 月 3 日", "背对背")
		way := list.links()[slices.IndexFunc(list.links(), func(l string) bool { return strings.Contains(l, "do/notify_sitting") && strings.Contains(l, party) })]
		page = clerk.get(unescape(way)).is(http.StatusOK).has("已经通知的情况", `value="call_out"`, "还没有通知").lacks("植入回执")
		try := page.hidden()
		for name, value := range map[string]string{"sitting": regexpFind(c.t, way, `f\.sitting=([0-9a-f-]+)`), "party": party, "way": "call_out", "outcome": "not_reached"} {
			try.Set("f."+name, value)
		}
		clerk.post(path, try).redirects(home)
		clerk.get("/schedule/tell").has("没有通知到", "去电，未通知到", "短信微信通知")
		try = clerk.form(path)
		for name, value := range map[string]string{"sitting": regexpFind(c.t, way, `f\.sitting=([0-9a-f-]+)`), "party": party, "way": "message", "outcome": "passed_on", "proof": "其妻转告"} {
			try.Set("f."+name, value)
		}
		clerk.post(path, try).redirects(home)
		clerk.get("/schedule/tell").has("他人转告，本人未确认", "短信微信，由他人转告", "上门通知")
		finish := c.form(home + "/do/finish_sitting")
		finish.Set("f.sitting", string(view.Arranged[0].ID))
		c.post(home+"/do/finish_sitting", finish).is(http.StatusUnprocessableEntity).has("请先登记笔录")
	})
}
