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
	return []scene{
		{"plan", "mediator", planPath + "?day=" + on, 0, nil},
		{"plan-laid", "mediator", planPath + "?day=" + on, 0, func(b *tab) {
			evaluate[int](b, `[...document.querySelectorAll("[name=pick]")].slice(0, 4).map(e => { e.checked = true }).length`)
			b.click(`button[value="lay"]`)
		}},
		{"plan-faults", "mediator", planPath, http.StatusUnprocessableEntity, paste},
	}
}
