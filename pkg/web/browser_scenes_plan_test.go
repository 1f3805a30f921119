//go:build browser

package web

import (
	"net/http"

	"github.com/jiefen/jiefen/pkg/calendar"
)

// planScenes are many sittings arranged at once: what may be ticked, the day
// laid out, a paper diary with faults in it, and one of which half is arranged.
func (w *town) planScenes() []scene {
	w.t.Helper()
	on := w.Calendar().AddWorking(calendar.DayOf(w.clock.Now()), 5).String()
	diary := "序号\t案号\t日期\t时间\t房间\t调解员\n" +
		"1\t000001\t" + on + "\t上午9点半\t第一调解室\t\n2\t99999\t" + on + "\t下午3时\t第一调解室\t\n3\t000003\t" + on + "\t9:40\t党群服务中心\t\n"
	paste := func(b *tab) {
		b.fill(map[string]string{`[name="text"]`: diary})
		b.click(`button[value="read"]`)
	}
	root, p := w.inSession()
	parties := w.parties(root)
	w.must("mediator", p, "schedule", f{"sitting_at": w.Calendar().AddWorking(calendar.DayOf(w.clock.Now()), 1).String() + "T15:00", "place": "公主府社区居委会"})
	view, err := w.Case(w.t.Context(), w.who["mediator"], p)
	if err != nil {
		w.t.Fatal(err)
	}
	told := f{"sitting": string(view.Arranged[0].ID), "party": parties[0], "way": "call_out", "outcome": "not_reached", "proof": "两次无人接听"}
	w.must("clerk", p, "notify_sitting", told)
	told["way"], told["outcome"], told["proof"] = "visit", "passed_on", "其妻在家，答应转告"
	w.must("mediator", p, "notify_sitting", told)
	return []scene{
		{"tell", "clerk", "/schedule/tell", 0, nil},
		{"tell-form", "mediator", "/matters/" + string(p) + "/do/notify_sitting?f.sitting=" + string(view.Arranged[0].ID) + "&f.party=" + parties[0] + "&f.way=message", 0, nil},
		{"tell-case", "mediator", "/matters/" + string(p), 0, nil},
		{"plan", "mediator", planPath + "?day=" + on, 0, nil},
		{"plan-laid", "mediator", planPath + "?day=" + on, 0, func(b *tab) {
			evaluate[int](b, `[...document.querySelectorAll("[name=pick]")].slice(0, 4).map(e => { e.checked = true }).length`)
			b.click(`button[value="lay"]`)
		}},
		{"plan-faults", "mediator", planPath, http.StatusUnprocessableEntity, paste},
	}
}
