package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
)

func reveals(party, field, reason string) url.Values {
	return url.Values{"party": {party}, "field": {field}, "reason": {reason}}
}

func TestWhoWorksOnAMatterDialsAndEverybodyElseSaysWhy(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root, proceeding := w.inSession()
		p := w.parties(root)
		base := w.serve()
		handler, other := w.as(base, "mediator"), w.as(base, "triage")
		home := "/matters/" + string(proceeding)
		page := handler.get(home).has("139****6027", "拨打").lacks("13947106027")
		if !strings.Contains(page.body, `action="`+home+`/reveal"`) {
			t.Error("dialling is no post")
		}
		before := w.entries(proceeding)
		handler.post(home+"/reveal", reveals(p[0], "phone", "")).is(http.StatusOK).has(`href="tel:13947106027"`, "返回事项")
		if w.entries(proceeding) != before+1 {
			t.Error("a dialled number is not in the journal")
		}
		handler.get(home).lacks("13947106027").has("查看完整号码") // the journal says that, and not the number

		home = "/matters/" + string(root)
		reasons := other.get(home + "/reveal?party=" + p[0] + "&field=phone").is(http.StatusOK)
		reasons.has("通知到场", "核对身份", "送达文书", "回访", "紧急处置").lacks("工作需要", "13947106027")
		before = w.entries(root)
		other.post(home+"/reveal", reveals(p[0], "phone", "")).is(http.StatusUnprocessableEntity).has("请选择查看完整号码的理由").lacks("13947106027")
		other.post(home+"/reveal", reveals(p[0], "phone", "工作需要")).is(http.StatusUnprocessableEntity).lacks("13947106027")
		if w.entries(root) != before {
			t.Error("a refused look left an entry")
		}
		other.post(home+"/reveal", reveals(p[0], "phone", "notify")).is(http.StatusOK).has("13947106027")
		if w.entries(root) != before+1 {
			t.Error("a look is not in the journal")
		}
	})
}

func TestANumberComesInPlaceAndOnlyOnce(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root, _ := w.inSession()
		p := w.parties(root)
		c := w.as(w.serve(), "clerk")
		home := "/matters/" + string(root)
		c.header.Set("HX-Request", "true")
		c.get(home + "/reveal?party=" + p[0] + "&field=phone").is(http.StatusOK).has("通知到场").lacks("<html")
		a := c.post(home+"/reveal", reveals(p[0], "phone", "")).is(http.StatusOK).has("13947106027", "data-vanish=\"30\"", "139****6027").lacks("<html")
		if a.header.Get("Cache-Control") != "no-store" || a.header.Get("Location") != "" {
			t.Errorf("the number may be kept: %v", a.header)
		}
		c.header.Del("HX-Request")
		c.get(home).lacks("13947106027")
		c.get("/home").lacks("13947106027")
	})
}

func TestASafeContactAndAnIDNumberAlwaysAsk(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		r := quarrel()
		r.Parties[0].SafeContact, r.Parties[0].HideAddress, r.Parties[0].IDNo = "never", true, "15010219900101233X"
		id := w.register(r)
		p := w.parties(id)
		c := w.as(w.serve(), "clerk") // who registered it
		home := "/matters/" + string(id)
		c.get(home).has("不可致电", "住址保密").lacks("丽苑小区3号楼", "15010219900101233X")
		before := w.entries(id)
		for _, field := range []string{"phone", "id_no", "address"} {
			c.post(home+"/reveal", reveals(p[0], field, "")).is(http.StatusUnprocessableEntity).lacks("13947106027", "15010219900101233X", "丽苑小区3号楼")
		}
		if w.entries(id) != before {
			t.Error("a refused look left an entry")
		}
		c.post(home+"/reveal", reveals(p[0], "address", "serve")).is(http.StatusOK).has("丽苑小区3号楼")
		c.post(home+"/reveal", reveals(p[1], "phone", "")).is(http.StatusOK).has("tel:13947101180")
	})
}

func TestNobodyIsShownANumberWithoutTheRight(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root, _ := w.inSession()
		p := w.parties(root)
		base := w.serve()
		home := "/matters/" + string(root)
		before := w.entries(root)
		for who, status := range map[string]int{"auditor": http.StatusForbidden, "archivist": http.StatusForbidden, "industry": http.StatusNotFound} {
			w.as(base, who).post(home+"/reveal", reveals(p[0], "phone", "notify")).is(status).lacks("13947106027")
		}
		if w.entries(root) != before {
			t.Error("a refused look left an entry")
		}
		w.as(base, "clerk").post(home+"/reveal", reveals(string(w.who["clerk"].UserID), "phone", "notify")).lacks("13947106027")
		if got := w.header(root).Class; got != casemodel.Live {
			t.Errorf("the case is %s", got)
		}
	})
}
