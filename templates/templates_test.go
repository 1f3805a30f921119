package templates_test

import (
	"strings"
	"testing"

	"github.com/jiefen/jiefen/templates"
	"github.com/jiefen/jiefen/workflows"
)

func TestEveryPageParses(t *testing.T) {
	set, err := templates.Open()
	if err != nil {
		t.Fatal(err)
	}
	if len(set.Pages()) < 15 {
		t.Errorf("%d pages", len(set.Pages()))
	}
	if err := set.Render(&strings.Builder{}, "no_such_page", nil); err == nil {
		t.Error("a page that does not exist was rendered")
	}
}

func TestEveryStageHasALook(t *testing.T) {
	flows, err := workflows.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range flows.All() {
		for _, id := range f.States.Keys {
			look := templates.LookOf(id, f.States.Get(id).Phase)
			if look.Tint == "" || look.Icon == "" || look == templates.LookOf("none", "none") && f.States.Get(id).Phase != "结案" {
				t.Errorf("%s.%s has no look", f.ID, id)
			}
		}
	}
}

func TestAStaticFileIsNamedAfterItsContent(t *testing.T) {
	address := templates.Asset("app.css")
	f, ok := templates.Static(strings.TrimPrefix(address, "/static/"))
	if !ok || f.Type != "text/css; charset=utf-8" || len(f.Zipped) == 0 || len(f.Zipped) >= len(f.Plain) {
		t.Errorf("%s is %v, %s", address, ok, f.Type)
	}
	if _, ok := templates.Static("app.css"); ok {
		t.Error("a file without its hash would be kept for ever")
	}
	if _, ok := templates.Static("../text/zh-CN.yaml"); ok {
		t.Error("a path left the folder")
	}
}

func TestADueDateExplainsItselfInWords(t *testing.T) {
	for _, row := range []struct {
		name  string
		terms []templates.Term
		want  string
	}{
		{
			"thirty days over Qingming", []templates.Term{
				{Kind: "start", On: "2026-03-05"},
				{Kind: "plus", N: 30, Unit: "calendar_day", On: "2026-04-04"},
				{Kind: "rolled", On: "2026-04-07", Days: 3, Reason: "清明节"},
			}, "自 2026 年 3 月 5 日起，+30 日，至 4 月 4 日，遇清明节顺延至 4 月 7 日",
		},
		{
			"a pause", []templates.Term{
				{Kind: "start", On: "2026-04-01"},
				{Kind: "plus", N: 30, Unit: "working_day", On: "2026-05-18"},
				{Kind: "paused", On: "2026-04-10", To: "2026-04-30", Days: 21, N: 15, Reason: "appraisal"},
			}, "自 2026 年 4 月 1 日起，+30 个工作日，至 5 月 18 日，4 月 10 日至 4 月 30 日因鉴定中止 21 日不计",
		},
		{
			"hours into another year", []templates.Term{
				{Kind: "start", On: "2026-12-31"},
				{Kind: "plus", N: 24, Unit: "hour", On: "2027-01-01", At: "2027-01-01T09:00"},
				{Kind: "provisional", N: 2027},
			}, "自 2026 年 12 月 31 日起，+24 小时，至 2027 年 1 月 1 日 09:00，2027 年放假安排未公布，日期暂定",
		},
		{
			"the day itself, over Qingming", []templates.Term{
				{Kind: "start", On: "2026-04-04"},
				{Kind: "plus", N: 1, Unit: "calendar_day", On: "2026-04-04"},
				{Kind: "rolled", On: "2026-04-07", Days: 3, Reason: "清明节"},
			}, "自 2026 年 4 月 4 日起，当日到期，遇清明节顺延至 4 月 7 日",
		},
		{
			"the next day is not the day itself", []templates.Term{
				{Kind: "start", On: "2026-04-08"}, {Kind: "plus", N: 1, Unit: "calendar_day", On: "2026-04-09"},
			}, "自 2026 年 4 月 8 日起，+1 日，至 4 月 9 日",
		},
		{
			"one hour of the day", []templates.Term{
				{Kind: "start", On: "2026-04-08"}, {Kind: "plus", N: 1, Unit: "hour", On: "2026-04-08", At: "2026-04-08T10:00"},
			}, "自 2026 年 4 月 8 日起，+1 小时，至 4 月 8 日 10:00",
		},
		{"a plain weekend", []templates.Term{{Kind: "rolled", On: "2026-03-09", Days: 2}}, "遇休息日顺延至 2026 年 3 月 9 日"},
	} {
		t.Run(row.name, func(t *testing.T) {
			if got := templates.Explain(row.terms); got != row.want {
				t.Errorf("reads\n %s\nwant\n %s", got, row.want)
			}
		})
	}
}

func TestALawIsCitedAsLawsAre(t *testing.T) {
	for _, row := range []struct{ law, article, want string }{
		{"人民调解法", "33", "《人民调解法》第 33 条"},
		{"人民调解法", "8,9,34", "《人民调解法》第 8、9、34 条"},
		{"人民调解工作若干规定(司法部令第75号,2002)", "33", "《人民调解工作若干规定（司法部令第75号，2002）》第 33 条"},
		{"某规范", "未读", "《某规范》未读"},
		{"某规定", "-", "《某规定》"},
		{"", "3", ""},
	} {
		if got := templates.Cite(row.law, row.article); got != row.want {
			t.Errorf("%s %s reads %s", row.law, row.article, got)
		}
	}
}
