//go:build browser

package web

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
)

// The week is one stop of Tab; the arrows go through it, over what is taken,
// and Enter arranges.
func TestTheWeekIsWalkedByKeys(t *testing.T) {
	w, base := lived(t)
	first := w.room("第一调解室")
	room, err := w.AddRoom(w.t.Context(), w.who["admin"], casemodel.Room{Name: "第二调解室", Seats: 6, Hours: "08:30-12:00 14:30-17:30"}, "TOWN")
	if err != nil {
		t.Fatal(err)
	}
	day := w.Calendar().NextWorking(calendar.DayOf(w.clock.Now()).Add(1)).String()
	_, p := w.inSession()
	w.must("mediator", p, "schedule", f{"sitting_at": day + "T09:30", "room": string(first)})
	b := openBrowser(t, base)(1366, 768, false).signIn("mediator").open("/schedule?day=" + day)
	stops := func() int {
		return evaluate[int](b, `document.querySelectorAll(".hours td [tabindex='0'],.hours td[tabindex='0']").length`)
	}
	if n := stops(); n != 1 || evaluate[string](b, `document.querySelector(".hours table").getAttribute("role")`) != "grid" {
		t.Fatalf("the week has %d stops", n)
	}
	evaluate[chromedp.Void](b, `document.querySelector(".hours td [tabindex='0']").focus(); undefined`)
	focused := func() string {
		return evaluate[string](b, `(function (e) { return e.getAttribute("aria-label") || e.closest("td").innerText; })(document.activeElement)`)
	}
	press := func(key, want string) {
		t.Helper()
		b.do(chromedp.KeyEvent(key))
		if got := focused(); !strings.Contains(got, want) || stops() != 1 {
			t.Errorf("after the key one is at %q, want %q; %d stops", got, want, stops())
		}
	}
	if got := focused(); !strings.Contains(got, "第一调解室 08:30") {
		t.Fatalf("one begins at %q", got)
	}
	press(kb.ArrowDown, "第一调解室 09:00")
	press(kb.ArrowDown, "09:30—11:00")
	press(kb.ArrowDown, "第一调解室 11:00")
	press(kb.ArrowUp, "09:30—11:00")
	press(kb.ArrowRight, "第二调解室 10:30")
	press(kb.ArrowLeft, "09:30—11:00")
	press(kb.ArrowUp, "第一调解室 09:00")
	press(kb.PageDown, "第一调解室 11:00")
	press(kb.ArrowDown, "第一调解室 11:30")
	press(kb.ArrowDown, "不可安排")
	press(kb.PageUp, "09:30—11:00")
	press(kb.End, "第二调解室")
	press(kb.Home, "09:30—11:00")
	press(kb.ArrowUp, "第一调解室 09:00")
	press(kb.ArrowRight, "第二调解室 09:00")
	b.check("by keys")
	b.leaves(func() { b.do(chromedp.KeyEvent(kb.Enter)) }, "Enter")
	if got := evaluate[string](b, "location.pathname+location.search"); got != "/schedule/new?at="+day+"T09:00&room="+string(room) {
		t.Errorf("Enter leads to %s", got)
	}
}
