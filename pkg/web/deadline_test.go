package web

import (
	"context"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

func TestTheListOfRulesIsFilteredAndSearched(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		c := w.as(w.serve(), "clerk")
		c.get("/deadlines").is(http.StatusOK).has("共 134 条", ">PM-14<", ">ZZ-02<", `href="/deadlines/PM-14"`)
		for path, want := range map[string]string{
			"q=pm-14":                             "PM-14",
			"q=" + "一般在一个月内调结":                    "PM-14", // its quoted words
			"q=SF/T+0083&use=not":                 "PM-16c",
			"flow=peoples_mediation&class=soft":   "PM-14 PM-16a ZZ-08",
			"flow=peoples_mediation&tag=V":        "PM-15a PM-15b",
			"flow=peoples_mediation&kind=info":    "",
			"q=" + "宁波市人民调解条例（2015）" + "&use=not": "PM-19",
		} {
			page := c.get("/deadlines?" + path).is(http.StatusOK)
			var got []string
			for _, m := range regexp.MustCompile(`<td class="keep"><a href="/deadlines/([^"]+)"`).FindAllStringSubmatch(page.body, -1) {
				got = append(got, m[1])
			}
			if strings.Join(got, " ") != want {
				t.Errorf("%s: %v, want %s", path, got, want)
			}
			if want == "" {
				page.has("没有符合条件的期限规则", `href="/deadlines"`).lacks("<table")
			}
		}
		page := c.get("/deadlines?flow=medical&tag=V&q=zzz").has("列出 0 条，共 134 条", `value="medical" selected`, `value="V" selected`, `value="zzz"`)
		if !strings.Contains(page.text(), "医疗纠纷人民调解 · 已核对原文 · “zzz”") {
			t.Errorf("the choice does not stand beside the title, for paper: %.400s", page.text())
		}
	})
}

func TestARuleIsCountedFromAChosenDay(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		c := w.as(w.serve(), "clerk")
		c.get("/deadlines/PM-14?on=2026-03-05").is(http.StatusOK).has(`value="2026-03-05"`, "2026-03-06（周五） 至 2026-04-05（周日），共 31 天，其中工作日 21 天",
			"2026-04-07（周二）", "清明节", "2026-04-05（周日） 至 2026-04-06（周一）", "到期日落在此，顺延", "人民调解：各方同意调解", `href="/workflows/peoples_mediation"`)
		c.get("/deadlines/PM-16a?on=2026-04-30").has("2026-05-01（周五） 至 2026-05-08（周五），共 8 天，其中工作日 3 天", "劳动节", "2026-05-01（周五） 至 2026-05-05（周二）", "不计").
			lacks("顺延</td>")
		c.get("/deadlines/PM-16a?on=2026-05-07").has("2026-05-09（周六）", "调休上班，计入")
		hours := c.get("/deadlines/ZZ-05a?on=2026-03-02T15:30").is(http.StatusOK)
		hours.has(`type="datetime-local"`, `value="2026-03-02T15:30"`, "2026-03-02 15:30").lacks("计入的日子")
		c.get("/deadlines/PM-14").has(`value="2026-03-02"`) // today
		for _, path := range []string{"/deadlines/PM-14?on=2026-02-30", "/deadlines/PM-14?on=9999-01-01", "/deadlines/PM-14?on=x"} {
			c.get(path).is(http.StatusUnprocessableEntity).has("日期应写成", `aria-invalid="true"`, `href="#on"`).lacks("计入的日子")
		}
		c.get("/deadlines/ZZ-05a?on=2026-03-02").is(http.StatusUnprocessableEntity).has("请填写日期和时间")
		c.get("/deadlines/PM-13").is(http.StatusOK).has("另计", `href="/deadlines/JC-01"`).lacks(`name="on"`)
		c.get("/deadlines/XZ-01").redirects("/deadlines?q=XZ-01")
		c.get("/deadlines/NO-1").is(http.StatusNotFound)
	})
}

// What the page says is what a clock of a matter does that starts that day.
func TestTheExampleIsWhatAClockOfAMatterSays(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root, _ := w.inSession()
		var clocks []casemodel.Deadline
		err := w.DB.Read(context.Background(), func(tx *store.Tx) (err error) {
			clocks, err = tx.Deadlines(root)
			return err
		})
		if err != nil || len(clocks) == 0 {
			t.Fatal(len(clocks), err)
		}
		c := w.as(w.serve(), "clerk")
		for i := range clocks {
			d := &clocks[i]
			form := string(d.AnchorOn)
			if d.Unit == "hour" {
				form = strings.Replace(minute(d.AnchorAt), " ", "T", 1)
			}
			due := "<dt>到期</dt><dd>" + string(d.DueOn)
			if d.Unit == "hour" {
				due = "<dt>到期</dt><dd>" + minute(d.DueAt)
			}
			c.get("/deadlines/" + d.RuleID + "?on=" + form).is(http.StatusOK).has(due)
		}
	})
}

func TestEveryRuleCanBeTried(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		c := w.as(w.serve(), "clerk")
		for _, r := range w.Flows.Rules.All() {
			page := c.get("/deadlines/" + r.ID).is(http.StatusOK)
			if tried := strings.Contains(page.body, "怎么算的"); tried == (r.SameAs != "") {
				t.Errorf("%s has an example: %t; it is the same as %q", r.ID, tried, r.SameAs)
			}
		}
	})
}
