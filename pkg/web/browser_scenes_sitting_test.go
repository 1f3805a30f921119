//go:build browser

package web

import (
	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
)

// sittingScenes are the rooms of the house and what is arranged in them.
func (w *town) sittingScenes() []scene {
	w.t.Helper()
	id, err := w.AddRoom(w.t.Context(), w.who["admin"], casemodel.Room{Name: "第一调解室", Seats: 8, Hours: "08:30-12:00 14:30-17:30", Remark: "二楼东侧，有无障碍通道"}, "TOWN")
	if err != nil {
		w.t.Fatal(err)
	}
	_, proceeding := w.inSession()
	day := func(n int) string {
		return w.Calendar().AddWorking(calendar.DayOf(w.clock.Now()), n).String()
	}
	w.must("mediator", proceeding, "schedule", f{"sitting_at": day(1) + "T09:30", "room": string(id), "notice_way": "call_out"})
	w.must("mediator", proceeding, "schedule", f{"sitting_at": day(3) + "T15:00", "minutes": "60", "place": "公主府社区居委会"})
	at := "/matters/" + string(proceeding) + "/do/"
	registration := quarrel()
	registration.Parties[1].Needs = []string{"deaf"}
	_, waiting := w.prepare(registration)
	w.must("mediator", waiting, "schedule", f{"sitting_at": w.clock.Now().In(calendar.Zone).Format(atTheMinute), "minutes": "60", "place": "阳光社区活动室"})
	start := "/matters/" + string(waiting) + "/do/open_session"
	return []scene{
		{"schedule-day", "clerk", "/schedule?day=" + day(1), 0, nil},
		{"schedule-own-day", "mediator", "/schedule?day=" + day(1), 0, nil},
		{"schedule-room", "clerk", "/schedule?day=" + day(1) + "&room=" + string(id), 0, nil},
		{"schedule-mine", "mediator", "/schedule?view=mine&day=" + day(1), 0, nil},
		{"schedule-leave", "mediator", "/schedule?view=mine&day=" + day(1), 422, func(b *tab) { b.click(`form[action="/schedule/leave"] .primary`) }},
		{"schedule-pick", "mediator", "/schedule/new?at=" + day(2) + "T09:30&room=" + string(id), 0, nil},
		{"schedule-door", "clerk", "/schedule/door?day=" + day(1), 0, nil},
		{"arrange", "mediator", at + "schedule", 0, nil},
		{"arrange-held", "mediator", at + "schedule?f.sitting_at=" + day(2) + "T09:30&f.room=" + string(id), 0, func(b *tab) { b.click(`[name="_hold"]`) }},
		{"arrange-taken", "mediator", at + "schedule?f.sitting_at=" + day(1) + "T10:00&f.room=" + string(id), 409, func(b *tab) { b.click(`#act .foot .primary`) }},
		{"start", "mediator", start, 0, nil},
		{"start-unheard", "mediator", start, 422, func(b *tab) { b.click(`#act .foot .primary`) }},
		{"to-start", "mediator", "/matters/" + string(waiting), 0, nil},
		{"rearrange", "mediator", at + "reschedule", 0, nil},
		{"rooms", "admin", "/admin/rooms", 0, nil},
		{"room-new", "admin", "/admin/rooms/new", 0, nil},
		{"room", "admin", "/admin/rooms/" + string(id), 0, nil},
	}
}
