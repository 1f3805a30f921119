package web

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/store"
)

// officeTables is everything the pages of the administration can write.
func (w *town) officeTables() string {
	w.t.Helper()
	var b strings.Builder
	b.WriteString(w.ledger())
	err := w.DB.Read(context.Background(), func(tx *store.Tx) error {
		log, err := tx.Office(store.OfficeFilter{})
		if err != nil {
			return err
		}
		for _, e := range log {
			fmt.Fprintln(&b, e.Act, e.About, e.Changes)
		}
		years, err := tx.CalendarYears()
		if err != nil {
			return err
		}
		checks, err := tx.Checks(0)
		if err != nil {
			return err
		}
		letters, err := tx.Outgoing(0)
		fmt.Fprintln(&b, len(years), len(checks))
		for _, l := range letters {
			fmt.Fprintln(&b, l.ID, l.Dead, l.RunAt)
		}
		for _, one := range casework.Settings() {
			kept, err := tx.Settings(one.Name)
			if err != nil {
				return err
			}
			fmt.Fprintln(&b, kept)
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return b.String()
}

const noticeOf2027 = `year: 2027
source: https://example.test/notice
holidays:
  "2027-01-01": 元旦
  "2027-02-05": 春节
  "2027-02-08": 春节
  "2027-02-09": 春节
  "2027-02-10": 春节
  "2027-02-11": 春节
  "2027-02-12": 春节
  "2027-04-05": 清明节
  "2027-05-03": 劳动节
  "2027-06-09": 端午节
  "2027-09-15": 中秋节
  "2027-10-01": 国庆节
  "2027-10-04": 国庆节
workdays:
  "2027-02-20": 春节
`

// gaveUp leaves a piece of work that nobody does any more.
func (w *town) gaveUp() casemodel.ID {
	w.t.Helper()
	var id casemodel.ID
	matter := w.register(quarrel())
	err := w.DB.Do(context.Background(), func(tx *store.Tx) error {
		if err := tx.Outbox("act", "", matter, []byte("{}"), tx.Now()); err != nil {
			return err
		}
		list, err := tx.ClaimOutbox("act", tx.Now(), 1, time.Second)
		if err != nil {
			return err
		}
		id = list[0].ID
		return tx.OutboxFailed(id, "no such state", tx.Now(), true)
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return id
}

func TestWhoseTheOfficePagesAre(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		base := w.serve()
		before := w.officeTables()
		pages := map[string][]string{ // who may look
			"/admin/calendars": {"admin", "director", "auditor"}, "/admin/jobs": {"admin", "auditor"}, "/admin/verify": {"admin", "auditor"},
			"/admin/log": {"admin", "auditor"},
		}
		for _, name := range []string{"admin", "director", "auditor", "clerk", "mediator", "courtdesk"} {
			c := w.as(base, name)
			for path, may := range pages {
				want := http.StatusForbidden
				for _, m := range may {
					if m == name {
						want = http.StatusOK
					}
				}
				c.get(path).is(want)
			}
			if name == "admin" {
				continue
			}
			for _, path := range []string{"/admin/calendars", "/admin/calendars/previews/" + string(w.bodies["ZX"].ID), "/admin/verify", "/admin/verify/cancel", "/admin/jobs/" + string(w.bodies["ZX"].ID) + "/revive", "/admin/jobs/" + string(w.bodies["ZX"].ID) + "/drop"} {
				c.post(path, url.Values{"text": {noticeOf2027}, "reason": {"x"}, "mark": {"x"}}).is(http.StatusForbidden)
			}
		}
		if w.officeTables() != before {
			t.Error("a refusal wrote something")
		}
	})
}

func TestAYearIsUploadedReadAndConfirmed(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		w.clock.Set(time.Date(2026, 12, 1, 9, 0, 0, 0, time.FixedZone("", 8*3600)))
		_, proceeding := w.inSession()
		base := w.serve()
		c := w.as(base, "admin")
		c.get("/admin/calendars").is(http.StatusOK).has("2027 年的放假通知还没有录入", "国庆节", "10-01 至 10-07", ">班<")
		before := w.officeTables()
		for text, says := range map[string]string{
			"": "请选择文件", "year: 20x7": "第 1 行", "nonsense": "第 1 行",
			strings.Replace(noticeOf2027, `"2027-02-20"`, `"2027-02-24"`, 1): "第 18 行有误：周一到周五本来就上班",
		} {
			c.post("/admin/calendars", url.Values{"text": {text}}).is(http.StatusUnprocessableEntity).has(says)
		}
		c.upload("/admin/calendars", nil, "file", "2027.yaml", []byte{0xff, 0xfe, 0}).is(http.StatusUnprocessableEntity).has("UTF-8")
		at := c.upload("/admin/calendars", nil, "file", "2027.yaml", []byte(noticeOf2027)).is(http.StatusSeeOther).header.Get("Location")
		preview := c.get(at).is(http.StatusOK).has("2027.yaml", "新增这一年", "2027-02-20", "确认生效")
		w.as(base, "auditor").get(at).is(http.StatusForbidden)
		if w.officeTables() != before {
			t.Error("a preview wrote something")
		}
		c.post(at, url.Values{"mark": {"another"}}).is(http.StatusConflict).has("没有生效")
		if w.officeTables() != before {
			t.Error("a stale confirmation wrote something")
		}
		c.post(at, preview.hidden()).redirects("/admin/calendars")
		c.get("/admin/calendars?year=2027").has("工作日历已生效", "元旦", "02-08 至 02-12", "刘志强").lacks("还没有录入。录入之前")
		c.post(at, preview.hidden()).redirects("/admin/calendars")
		c.get("/admin/calendars").has("已经确认过")
		c.get("/admin/log").has("更新工作日历", "2027", "刘志强")
		w.as(base, "mediator").get("/matters/"+string(proceeding)+"/journal").has("工作日历更新，期限重新计算", "→")
	})
}

func TestACheckRunsInTheBackgroundAndSaysWhatItFound(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		w.Data = t.TempDir()
		w.register(quarrel())
		c := w.as(w.serve(), "admin")
		c.get("/admin/verify").is(http.StatusOK).has("还没有核验过")
		c.post("/admin/verify", nil).redirects("/admin/verify")
		w.checked()
		c.get("/admin/verify").has("全部相符", "没有发现改动或缺失", "没有锚点").lacks("every 2s")
		root := w.register(quarrel())
		err := w.DB.Do(context.Background(), func(tx *store.Tx) error {
			m, err := tx.Matter(root)
			if err != nil {
				return err
			}
			m.State = "closed"
			return tx.UpdateMatter(m, m.Seq)
		})
		if err != nil {
			t.Fatal(err)
		}
		c.post("/admin/verify", nil).redirects("/admin/verify")
		w.checked()
		c.get("/admin/verify").has("发现 1 处问题", "事项的状态或版本与记录不符", "最先发现的位置")
		c.post("/admin/verify/cancel", url.Values{"check": {string(w.bodies["ZX"].ID)}}).redirects("/admin/verify")
		c.get("/admin/verify").has("已经结束")
	})
}

// checked waits for the end of the check.
func (w *town) checked() {
	w.t.Helper()
	for range 400 {
		list, err := w.Checks(context.Background(), w.who["admin"])
		if err != nil {
			w.t.Fatal(err)
		}
		if len(list) > 0 && list[0].State != "running" {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	w.t.Fatal("the check does not end")
}

// While one runs, anywhere, no other begins; one whose server went away does
// not stand in the way for ever.
func TestOneCheckAtATime(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		elsewhere := &store.OfficeCheck{State: "running", AskedName: "somebody", Total: 7, Result: "{}"}
		err := w.DB.Do(context.Background(), func(tx *store.Tx) error {
			elsewhere.ID, elsewhere.StartedAt, elsewhere.SeenAt = tx.NewID(), tx.Now(), tx.Now()
			return tx.InsertCheck(elsewhere)
		})
		if err != nil {
			t.Fatal(err)
		}
		c := w.as(w.serve(), "admin")
		c.get("/admin/verify").has("正在核验", "0 / 7 件", `hx-get="/admin/verify"`, "disabled")
		c.post("/admin/verify", nil).redirects("/admin/verify")
		c.get("/admin/verify").has("已有一次核验正在进行")
		c.post("/admin/verify/cancel", url.Values{"check": {string(elsewhere.ID)}}).redirects("/admin/verify")
		c.get("/admin/verify").has("核验已取消", "已取消")
		c.post("/admin/verify", nil).redirects("/admin/verify")
		w.checked()
		c.get("/admin/verify").has("还没有事项")
	})
}

func TestWorkThatWasGivenUpIsRevivedOrDropped(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		first, second := w.gaveUp(), w.gaveUp()
		base := w.serve()
		c := w.as(base, "admin")
		c.get("/admin/jobs").is(http.StatusOK).has("失败停止 2", "no such state", string(first)).lacks("王志强", "漏水")
		w.as(base, "auditor").get("/admin/jobs").is(http.StatusOK).has("no such state").lacks("重新执行")
		before := w.officeTables()
		c.post("/admin/jobs/"+string(first)+"/drop", url.Values{"reason": {" "}}).is(http.StatusUnprocessableEntity).has("aria-invalid")
		if w.officeTables() != before {
			t.Error("a refusal wrote something")
		}
		c.post("/admin/jobs/"+string(first)+"/drop", url.Values{"reason": {"重复了"}}).redirects("/admin/jobs")
		c.post("/admin/jobs/"+string(second)+"/revive", nil).redirects("/admin/jobs")
		c.post("/admin/jobs/"+string(second)+"/revive", nil).is(http.StatusNotFound)
		c.get("/admin/jobs").has("等待 1").lacks(string(first))
		c.get("/admin/log").has("划掉后台事项", "重复了", "重新执行后台事项")
	})
}

func TestTheLogTellsWhoChangedWhat(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		base := w.serve()
		c := w.as(base, "admin")
		c.get("/admin/log").is(http.StatusOK).has("没有符合条件的改动")
		c.post(usersPath(w, "clerk")+"/posts", url.Values{"body": {"ZX"}, "roles": {"archivist"}}).redirects("/admin")
		c.post(usersPath(w, "mediator")+"/password", nil).redirects("/admin")
		values := c.form("/admin/bodies/" + string(w.bodies["TOWN"].ID))
		values.Set("title", "海拉尔东路街道调委会")
		values.Set("number_name", "TOWN")
		values.Set("parent", "ZX")
		values.Set("active", "true")
		c.post("/admin/bodies/"+string(w.bodies["TOWN"].ID), values).redirects("/admin/bodies")
		page := w.as(base, "auditor").get("/admin/log").is(http.StatusOK)
		page.has("增加岗位", "苏日娜 clerk", "档案", "生成新密码", "孟和 mediator", "修改单位", "<del>海拉尔东路街道人民调解委员会</del>", "海拉尔东路街道调委会", "刘志强")
		c.get("/admin/log?kind=body").has("修改单位").lacks("增加岗位")
		c.get("/admin/log?q=" + url.QueryEscape("孟和")).has("生成新密码").lacks("修改单位")
		c.get("/admin/log?from=2026-03-03").has("没有符合条件的改动")
		c.get("/admin/log?from=2026-03-02&until=2026-03-02").has("修改单位")
	})
}
