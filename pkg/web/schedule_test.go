package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
)

// Everybody in the house sees that a room is taken, by which mediator and under
// which slip; who comes, the category and the way in are the handler's, and
// what is printed for the door or kept in a telephone says none of it.
func TestTheScheduleNamesNobodyButToTheHandler(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root, p := w.inSession()
		room := w.room("第一调解室")
		w.room("第二调解室")
		w.must("mediator", p, "schedule", f{"sitting_at": "2026-03-03T10:00", "minutes": "60", "room": string(room)})
		w.must("mediator", p, "schedule", f{"sitting_at": "2026-03-03T15:00", "minutes": "60", "place": "植入地点"})
		base, slip := w.serve(), slipOf(w.header(p))
		secret := []string{"王志强", "马素云", "植入地点", w.Flows.Title("categories", w.header(root).Category)}
		day := "/schedule?day=2026-03-03"
		for _, who := range []string{"mediator2", "clerk", "chair", "director"} {
			c := w.as(base, who)
			for _, page := range []string{day, day + "&room=" + string(room), "/schedule/door?day=2026-03-03"} {
				c.get(page).is(http.StatusOK).has("10:00—11:00", "第一调解室", "孟", slip).lacks(secret...)
			}
		}
		c := w.as(base, "mediator")
		c.get(day).is(http.StatusOK).has("王志强", "植入地点", `href="/matters/`+string(p)+`"`, `rowspan="2"`)
		c.get("/schedule?view=mine&day=2026-03-03").is(http.StatusOK).has("王志强", "15:00—16:00")
		c.get("/schedule/door?day=2026-03-03").has(slip).lacks(secret...)
		file := c.get("/schedule/mine.ics?day=2026-03-03").is(http.StatusOK).has("BEGIN:VEVENT", "第一调解室", slip).lacks(secret...)
		if !strings.HasPrefix(file.header.Get("Content-Disposition"), "attachment") {
			t.Error("the file is shown, not kept")
		}
		w.as(base, "clerk").get("/schedule/mine.ics?day=2026-03-03").lacks("BEGIN:VEVENT")
	})
}

// From an empty hour one gets to the form with room and hour filled in; an hour
// that is past, taken or closed leads nowhere.
func TestAnEmptyHourLeadsToArranging(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		_, p := w.inSession()
		room := w.room("第一调解室")
		w.must("mediator", p, "schedule", f{"sitting_at": "2026-03-03T10:00", "minutes": "60", "room": string(room)})
		base := w.serve()
		c := w.as(base, "mediator")
		to := func(at string) string { return "/schedule/new?at=" + at + "&amp;room=" + string(room) }
		c.get("/schedule?day=2026-03-03").has(to("2026-03-03T09:30"), to("2026-03-03T11:00")).lacks(to("2026-03-03T10:00"), to("2026-03-03T10:30"), to("2026-03-03T12:30"))
		c.get("/schedule?day=2026-03-01").lacks("/schedule/new?")
		w.as(base, "clerk").get("/schedule?day=2026-03-03").lacks("/schedule/new?")
		pick := c.get("/schedule/new?at=2026-03-03T11:00&room=" + string(room)).is(http.StatusOK)
		form := "/matters/" + string(p) + "/do/schedule?f.room=" + string(room) + "&f.sitting_at=2026-03-03T11%3A00"
		pick.has(strings.ReplaceAll(form, "&", "&amp;"))
		c.get(form).is(http.StatusOK).has(`value="2026-03-03T11:00"`, `value="`+string(room)+`" checked`)
	})
}

func TestAMediatorEntersWhenHeIsAway(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		_, p := w.inSession()
		w.must("mediator", p, "schedule", f{"sitting_at": "2026-03-03T10:00", "place": "村委会"})
		base := w.serve()
		c := w.as(base, "mediator")
		c.post("/schedule/leave", url.Values{"from": {"2026-03-03T09:00"}, "until": {"2026-03-03T12:00"}}).is(http.StatusConflict).has("2026-03-03 10:00 已经安排了调解", `value="2026-03-03T09:00"`)
		c.post("/schedule/leave", url.Values{"from": {"2026-03-05T09:00"}, "until": {"2026-03-04T12:00"}}).is(http.StatusUnprocessableEntity).has("结束时间应晚于开始时间")
		c.post("/schedule/leave", url.Values{"from": {"2026-03-04T09:00"}, "until": {"2026-03-05T18:00"}, "remark": {"植入培训"}}).redirects("/schedule?view=mine&day=2026-03-04")
		c.get("/schedule?view=mine&day=2026-03-04").has("植入培训")
		w.as(base, "mediator2").get("/schedule?day=2026-03-04").lacks("植入培训")
		mine, err := w.OwnDiary(t.Context(), w.who["mediator"], casemodel.At(w.clock.Now()), casemodel.Never)
		if err != nil {
			t.Fatal(err)
		}
		end := "/schedule/leave/" + string(mine[len(mine)-1].ID) + "/end"
		w.as(base, "mediator2").post(end, nil).is(http.StatusNotFound)
		c.post(end, nil).redirects("/schedule")
		c.get("/schedule?view=mine&day=2026-03-04").lacks("植入培训")
	})
}

// What is past, shut or a day off is offered nowhere: not in the grid, not in
// the list of a telephone, not among the next free hours, and not by the act.
func TestAnHourThatIsGoneIsNotOffered(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		_, p := w.inSession()
		room := w.room("第一调解室")
		base := w.serve()
		var c *client
		grid := func(at string) string { return "/schedule/new?at=" + at + "&amp;room=" + string(room) }
		phone := func(page *answer) *answer {
			_, list, _ := strings.Cut(page.body, `<section class="phone">`)
			return &answer{t: page.t, status: page.status, header: page.header, body: list}
		}
		at := func(day, hour, minute int) {
			w.clock.Set(time.Date(2026, 4, day, hour, minute, 0, 0, calendar.Zone))
			c = w.as(base, "mediator")
		}
		at(3, 15, 10) // the Friday before three days off
		day := c.get("/schedule").is(http.StatusOK).has(grid("2026-04-03T15:30"), grid("2026-04-03T17:00")).
			lacks("at=2026-04-03T15:00", "at=2026-04-03T11:30", "at=2026-04-03T12:00", "at=2026-04-03T08:30", "at=2026-04-03T17:30")
		phone(day).has("15:30—17:30 在这里安排").lacks("08:30—12:00", "14:30")
		c.get("/schedule?day=2026-04-02").lacks("/schedule/new?", "在这里安排")
		c.get("/schedule?day=2026-04-06").has("清明节").lacks("/schedule/new?", "在这里安排")
		phone(c.get("/schedule?day=2026-04-07")).has("08:30—12:00 在这里安排", "14:30—17:30 在这里安排", grid("2026-04-07T08:30"))
		week := c.get("/schedule?room="+string(room)+"&day=2026-04-03").lacks("at=2026-04-03T15:00", "at=2026-04-04", "at=2026-04-05", "at=2026-04-02").has(grid("2026-04-03T15:30"), "清明节")
		phone(week).has("15:30—17:30 在这里安排")
		c.get("/schedule?view=mine&day=2026-04-06").lacks("at=2026-04-06").has("at=2026-04-07T09:00", "清明节")

		form := "/matters/" + string(p) + "/do/schedule"
		c.get(form+"?f.room="+string(room)).has(`name="_free" value="2026-04-03T15:30"`, `name="_free" value="2026-04-07T08:30"`).lacks(`value="2026-04-04`, `value="2026-04-06`, `value="2026-04-03T15:00"`)
		typed := c.form(form)
		typed.Set("f.place", "社区活动室")
		typed.Set("f.sitting_at", "2026-04-03T09:00")
		c.post(form, typed).is(http.StatusUnprocessableEntity).has("时间已经过去")
		typed.Set("f.sitting_at", "2026-04-03T15:00") // they came in ten minutes ago
		c.post(form, typed).redirects("/matters/" + string(p))

		at(3, 17, 40)
		phone(c.get("/schedule").has("/schedule/plan?day=2026-04-07")).has("没有安排", "/schedule?day=2026-04-07", "看 4 月 7 日").lacks("在这里安排", "/schedule/new?")
		phone(c.get("/schedule?day=2026-04-07")).lacks("已没有可约的时段")
	})
}
