package web

import (
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jiefen/jiefen/pkg/calendar"
)

// A pile is printed, each number once; a sheet is entered at the counter with
// the hour that stands on it, and the receipt is of that day.
func TestAPileIsPrintedAndASheetEntered(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		base := w.serve()
		clerk := w.as(base, "clerk")
		clerk.get(padPath).is(http.StatusOK).has("还没有印过应急登记单")
		asked := clerk.form(padPath)
		asked.Set("n", "3")
		clerk.post(padPath, asked).redirects(pileOf(1, 3))
		clerk.get(padPath).has("重印还没用的", "from=1&amp;to=3")
		clerk.get(pileOf(4, 9)).is(http.StatusNotFound)
		w.as(base, "auditor").get(pileOf(1, 3)).is(http.StatusForbidden)
		pile := clerk.get(pileOf(1, 3)).is(http.StatusOK).has("Y-001", "Y-002", "Y-003", "领取人存根", "第 3 张，共 3 张")
		if n := strings.Count(pile.body, "<b>Y-002</b>"); n != 2 {
			t.Errorf("the number stands %d times on its sheet", n)
		}
		before := w.prints()
		clerk.post(padPath, asked).redirects(pileOf(1, 3)) // a second click
		for _, n := range []string{"", "0", "101", "x"} {
			clerk.post(padPath, url.Values{"n": {n}}).is(http.StatusUnprocessableEntity).has("请填写打印张数")
		}
		clerk.post("/slips/spoil", url.Values{"slip": {"Y-009"}, "why": {"撕坏"}}).is(http.StatusUnprocessableEntity).has("本单位没有印过这个应急号", "撕坏")
		w.as(base, "auditor").post(padPath, url.Values{"n": {"3"}}).is(http.StatusForbidden)
		w.as(base, "auditor").get(padPath).is(http.StatusForbidden)
		if !maps.Equal(before, w.prints()) {
			t.Error("what was refused is written down")
		}
		clerk.post("/slips/spoil", url.Values{"slip": {"Y-003"}, "why": {"印坏了"}}).redirects(padPath)
		clerk.get(pileOf(1, 3)).has("Y-002").lacks("Y-003")

		w.clock.Set(time.Date(2026, 3, 3, 10, 0, 0, 0, calendar.Zone))
		clerk = w.as(base, "clerk")
		form := clerk.form(windowPath)
		for name, value := range map[string]string{
			"parties.0.role": "applicant", "parties.0.kind": "natural", "parties.0.name": "包文华", "parties.0.phone": "13947100777", "summary": "楼上漏水泡坏地板，要求赔偿", "occurred_area": "150102001001", "slip": "y2", "applied_at": "2026-03-02T14:25",
		} {
			form.Set(name, value)
		}
		clerk.post(windowPath, form).is(http.StatusUnprocessableEntity).has("补录原因", "2026-03-02T14:25")
		form.Set("slip_why", "区里断网")
		to := clerk.post(windowPath, form).is(http.StatusSeeOther).header.Get("Location")
		clerk.get(to).is(http.StatusOK).has("<dd>2026-03-02 14:25</dd>").lacks("<dd>2026-03-03")
		home := strings.TrimSuffix(to, "/receipt")
		clerk.get(home).has("补录，应急号", "Y-002", "区里断网", "2026-03-02 14:25")
		clerk.post(home+"/papers", url.Values{"paper": {"D03_receipt"}}).paper("2026年3月2日提出", "2026年3月3日登记")
		clerk.get(padPath).has("已补录", home, "已作废", "印坏了")
		form.Set("_once", "another-one-key")
		clerk.post(windowPath, form).is(http.StatusUnprocessableEntity).has("这个应急号已经补录或者作废")
	})
}
