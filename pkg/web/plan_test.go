package web

import (
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
)

// plannable are two rooms and some mediations of one body that may be arranged,
// with the numbers of their cases.
func (w *town) plannable(n int) (ids []casemodel.ID, numbers []string) {
	w.t.Helper()
	for _, name := range []string{"第一调解室", "第二调解室"} {
		if _, err := w.AddRoom(w.t.Context(), w.who["admin"], casemodel.Room{Name: name, Seats: 8, Hours: "08:30-12:00 14:30-17:30"}, "TOWN"); err != nil {
			w.t.Fatal(err)
		}
	}
	for range n {
		root, p := w.inSession()
		ids = append(ids, p)
		view, err := w.Case(w.t.Context(), w.who["mediator"], root)
		if err != nil {
			w.t.Fatal(err)
		}
		numbers = append(numbers, view.Matter.Number)
	}
	return ids, numbers
}

// cellsSent are what the table of a page would send back.
func (a *answer) cellsSent() url.Values {
	values := a.hidden()
	for _, tag := range regexp.MustCompile(`<input class="control"[^>]*>`).FindAllString(a.body, -1) {
		name, value := regexp.MustCompile(`name="([^"]*)"`).FindStringSubmatch(tag), regexp.MustCompile(`value="([^"]*)"`).FindStringSubmatch(tag)
		if name != nil && value != nil && strings.HasPrefix(name[1], "r.") {
			values.Set(name[1], unescape(value[1]))
		}
	}
	for _, list := range regexp.MustCompile(`(?s)<select class="control" name="(r\.\d+\.minutes|col)".*?</select>`).FindAllStringSubmatch(a.body, -1) {
		picked := ""
		if m := regexp.MustCompile(`value="([^"]*)" selected`).FindStringSubmatch(list[0]); m != nil {
			picked = m[1]
		}
		values.Add(list[1], picked)
	}
	return values
}

// A day is laid out over the rooms: one mediator is in one room at a time, the
// break at noon is kept, and what stands is booked once.
func TestADayIsLaidOutLookedAtAndBooked(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		ids, _ := w.plannable(5)
		c := w.as(w.serve(), "mediator")
		day := w.Calendar().AddWorking(calendar.DayOf(w.clock.Now()), 3).String()
		c.get("/schedule").has(planPath)
		form := c.form(planPath)
		for name, value := range map[string]string{"step": "lay", "day": day, "at": "10:30", "minutes": "40"} {
			form.Set(name, value)
		}
		before := w.books()
		c.post(planPath, form).is(http.StatusUnprocessableEntity).has("请先勾选案件")
		for _, id := range ids {
			form.Add("pick", string(id))
		}
		form.Del("room")
		c.post(planPath, form).is(http.StatusUnprocessableEntity).has("请至少勾选一间")
		rooms, _, err := w.Rooms(t.Context(), w.who["mediator"])
		if err != nil {
			t.Fatal(err)
		}
		for i := range rooms {
			form.Add("room", string(rooms[i].ID))
		}
		page := c.post(planPath, form).is(http.StatusOK).has("5 场都排得下", `value="10:30"`, `value="11:10"`, `value="14:30"`, `value="15:10"`, `value="15:50"`)
		if w.books() != before {
			t.Error("a preview was written down")
		}
		off := page.cellsSent()
		off.Set("step", "again")
		for i := range ids {
			off.Set(rowName(i)+"off", "1")
		}
		c.post(planPath, off).is(http.StatusOK).has(`value="again"`).lacks(`value="keep"`, "排得下") // and back again
		keep := page.cellsSent()
		keep.Set("step", "keep")
		c.post(planPath, keep).redirects("/schedule?day=" + day)
		c.post(planPath, keep).redirects("/schedule?day=" + day) // sent twice is once
		if got := strings.Count(c.get("/schedule?day="+day).has("已安排 5 场调解").body, `<div class="sit own">`); got != 10 {
			t.Errorf("%d sittings in grid and list, want 5 in each", got)
		}
		c = w.as(w.serve(), "clerk")
		c.get(planPath).is(http.StatusForbidden)
		c.get("/schedule").lacks(planPath)
	})
}

// A paper diary is brought in: columns are guessed and may be named anew, what
// cannot be arranged is told in its row and mended there, the others are booked.
func TestADiaryIsBroughtInAndMendedWhereItStands(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		_, numbers := w.plannable(3)
		c := w.as(w.serve(), "mediator")
		on := w.Calendar().AddWorking(calendar.DayOf(w.clock.Now()), 3)
		short := strings.TrimLeft(on.String()[5:7], "0") + "月" + strings.TrimLeft(on.String()[8:], "0") + "日"
		text := "序号\t案号\t日期\t时间\t房间\t调解员\n" +
			"1\t" + numbers[0] + "\t" + short + "（周三）\t上午9点半\t第一调解室\t\n" +
			"2\t" + numbers[1] + "\t" + short + "\t9:30—10:10\t第一调解室\t\n" +
			"3\t99999\t" + short + "\t下午3时\t第一调解室\t\n"
		form := c.form(planPath)
		form.Set("step", "read")
		form.Set("usual", "40")
		form.Set("text", text)
		before := w.books()
		page := c.post(planPath, form).is(http.StatusUnprocessableEntity).has("有 2 行排不下", "与第 1 行用了同一间调解室", "与第 1 行是同一位调解员", "没有找到这件", `value="09:30"`, `value="15:00"`, numbers[0])
		if w.books() != before {
			t.Error("a preview was written down")
		}
		keep := page.cellsSent()
		keep.Set("step", "keep")
		page = c.post(planPath, keep).is(http.StatusUnprocessableEntity).has("已安排 1 场；2 行没有安排", "另有安排", "都有空的时间")
		keep = page.cellsSent()
		keep.Set("r.1.at", "10:10")
		keep.Set("r.2.number", strings.TrimLeft(regexp.MustCompile(`\d+`).FindAllString(numbers[2], -1)[1], "0"))
		keep.Set("step", "again")
		page = c.post(planPath, keep).is(http.StatusOK).has("2 场都排得下", "已安排", numbers[2])
		keep = page.cellsSent()
		keep.Set("step", "keep")
		c.post(planPath, keep).redirects("/schedule?day=" + on.String())
		if got := strings.Count(c.get("/schedule?day="+on.String()).body, `<div class="sit own">`); got != 6 {
			t.Errorf("%d sittings in grid and list, want 3 in each", got)
		}
	})
}

func TestADiaryComesInAFile(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		_, numbers := w.plannable(1)
		c := w.as(w.serve(), "mediator")
		const on = "2026-03-05"
		diary, err := os.ReadFile("testdata/diary.xlsx")
		if err != nil {
			t.Fatal(err)
		}
		form := url.Values{"step": {"read"}, "usual": {"40"}}
		c.upload(planPath, form, "file", "排期.xlsx", []byte("PK\x03\x04 nothing")).is(http.StatusUnprocessableEntity).has("表格打不开")
		page := c.upload(planPath, form, "file", "排期.xlsx", diary).is(http.StatusOK).has("1 场都排得下", `value="14:30"`, `value="60" selected`, "公主府社区居委会")
		again := page.cellsSent()
		again.Set("text", "调解日期\t几点\t案件编号\t地点\n"+on+"\t15:30\t"+numbers[0]+"\t公主府\n")
		again.Set("step", "again")
		again["col"] = []string{"on", "at", "number", ""} // the place is left out: nowhere to sit
		c.post(planPath, again).is(http.StatusUnprocessableEntity).has("请选择调解室", `value="15:30"`)
	})
}

func TestDaysAndHoursOfADiaryAreRead(t *testing.T) {
	for cell, want := range map[string]string{
		"2026-03-04": "2026-03-04", "2026/3/4": "2026-03-04", "2026年3月4日": "2026-03-04", "20260304": "2026-03-04", "3月4日": "2026-03-04", "3.4": "2026-03-04",
		"1-5": "2027-01-05", "３月４日": "2026-03-04", "2026-02-30": "2026-02-30", "2月30日": "2月30日", "某日": "某日", "": "",
	} {
		if got := dayTyped(cell, "2026-03-02"); got != want {
			t.Errorf("day %q is %q, want %q", cell, got, want)
		}
	}
	for cell, want := range map[string][2]string{
		"9:00": {"09:00"}, "9：30": {"09:30"}, "上午9点": {"09:00"}, "9点半": {"09:30"}, "下午3点15分": {"15:15"}, "14时30分": {"14:30"}, "9:00-9:40": {"09:00", "40"},
		"下午2点—3点半": {"14:00", "90"}, "25:00": {"25:00"}, "九点": {"九点"}, "": {""}, "9:75": {"9:75"},
	} {
		if at, minutes := hourTyped(cell); at != want[0] || minutes != want[1] {
			t.Errorf("hour %q is %q for %q, want %v", cell, at, minutes, want)
		}
	}
	for cell, want := range map[string][2]string{"2026-03-04 09:30": {"2026-03-04", "09:30"}, "3月4日（周三）上午9点": {"3月4日", "上午9点"}, "3月4日 星期三": {"3月4日"}} {
		if day, hour := dayAndHour(cell); day != want[0] || hour != want[1] {
			t.Errorf("%q parts into %q and %q", cell, day, hour)
		}
	}
}

// Who has an hour already is marked with it in the list, and nobody is ticked
// by default.
func TestWhoSitsAlreadyIsMarkedWhereADayIsPlanned(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		ids, _ := w.plannable(2)
		w.must("mediator", ids[0], "schedule", f{"sitting_at": "2026-03-05T09:30", "place": "第二调解室"})
		page := w.as(w.serve(), "mediator").get("/schedule/plan").is(http.StatusOK).lacks("checked aria-label")
		rows := strings.Split(page.body, `name="pick"`)
		if len(rows) != 3 || !strings.Contains(rows[1]+rows[2], "已安排") || strings.Contains(rows[1], "已安排") == strings.Contains(rows[2], "已安排") {
			t.Errorf("one of two is marked: %q", rows[1:])
		}
		for _, row := range rows[1:] {
			if strings.Contains(row, string(ids[0])) && (!strings.Contains(row, "已安排") || !strings.Contains(row, "09:30")) {
				t.Errorf("the hour is not said: %s", row)
			}
		}
		w.at("2026-03-06")
		w.as(w.serve(), "mediator").get("/schedule/plan").lacks("已安排")
	})
}
