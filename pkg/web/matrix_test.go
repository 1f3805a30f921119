package web

import (
	"net/http"
	"strings"
	"testing"
)

func TestTheMatrixShowsWhoMayWhat(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		base := w.serve()
		admin := w.as(base, "admin")
		admin.get("/home").has(`href="/policies"`)
		a := admin.get("/policies").is(http.StatusOK).has("纠纷案件", "分流员", "C-034", "案件所属中心", "已回避", "任何人")
		if n := strings.Count(a.body, `scope="row"`); n < 40 {
			t.Errorf("the table has %d acts", n)
		}
		// a kind of body without a line about an act leaves its roles out
		admin.get("/policies?flow=dispute_case&body=grid").has("网格员").lacks("C-034")
		admin.get("/policies?flow=office").has("系统设置：修改", "U-031", "系统管理员").lacks("C-034")
		admin.get("/policies?flow=peoples_mediation&state=no_such").is(http.StatusOK).has("人民调解")
		admin.get("/policies?line=C-034").has("所查的这一条规则", "中心主任", "中心").lacks("C-034,")
		admin.get("/policies?line=nothing&flow=nothing").is(http.StatusOK).lacks("所查的这一条规则")
	})
}

func TestTheMatrixIsForWhoMayTest(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		base := w.serve()
		for _, name := range []string{"clerk", "mediator"} {
			c := w.as(base, name)
			c.get("/policies").is(http.StatusForbidden).has("系统管理员").lacks("C-034")
			c.get("/home").lacks(`href="/policies"`)
		}
		for _, name := range []string{"director", "auditor"} {
			w.as(base, name).get("/policies").is(http.StatusOK).has("C-034")
		}
	})
}
