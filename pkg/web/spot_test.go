package web

import (
	"maps"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
)

// wall is a quarrel about a wall as a mediator types it on the road.
func wall(form url.Values) url.Values {
	visitor(form)
	for name, value := range map[string]string{
		"source_channel": "active", "result": "oral", "course": "到现场看了墙，当场谈妥。", "parties.1.phone": "13947106028",
		"items.0.debtor": "1", "items.0.creditor": "0", "items.0.kind": "pay", "items.0.amount": "800", "items.0.what": "修墙", "items.0.paid": "true",
	} {
		form.Set(name, value)
	}
	for _, name := range []string{"claims.0.text", "claims.0.amount"} {
		form.Del(name)
	}
	return form
}

const spotAt = "/cases/on-the-spot"

// One page and its answer: the quarrel is registered, heard, settled and paid.
func TestAMediatorTakesASettledQuarrelDownOnOnePage(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		c := w.as(w.serve(), "mediator")
		form := wall(c.form(spotAt))
		to := c.post(spotAt, form).redirects("/matters/").header.Get("Location")
		c.get(to).is(http.StatusOK).has("受理凭证", "包海燕", "楼上住户", "后四位")
		root := casemodel.ID(strings.Split(to, "/")[2])
		if m := w.header(root); m.State != "follow_up" || m.BodyID != w.who["mediator"].BodyID {
			t.Errorf("the case is %s at %s", m.State, m.BodyID)
		}
		for _, at := range []string{"peoples_mediation", "performance_item"} {
			if m := w.header(w.child(root, at)); m.Class != casemodel.Done {
				t.Errorf("%s is %s", at, m.State)
			}
		}
		c.get(strings.TrimSuffix(to, "/receipt")).is(http.StatusOK).has("回访")
	})
}

func TestTwoClicksOnTheSpotMakeOneCase(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		c := w.as(w.serve(), "mediator")
		form := wall(c.form(spotAt))
		var clicks sync.WaitGroup
		for range 3 {
			clicks.Go(func() { c.post(spotAt, form).redirects("/matters/") })
		}
		clicks.Wait()
		list, err := w.List(t.Context(), w.who["mediator"], casemodel.Filter{View: casemodel.ViewAll, Kinds: []casemodel.Kind{casemodel.KindCase}})
		if err != nil || len(list.Items) != 1 {
			t.Fatalf("%d cases, %v", len(list.Items), err)
		}
	})
}

// What cannot be settled on the spot says at which step and why, keeps all that
// was typed, registers nothing, and goes the ordinary road when one says so,
// with the terms waiting where they are taken.
func TestAPageThatEndsAtAStepKeepsAllAndGoesOnTheOrdinaryRoad(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		c := w.as(w.serve(), "mediator")
		for _, row := range []struct {
			name, state string
			spoil       func(url.Values)
			want        []string
		}{
			{"danger", "registered", func(v url.Values) { v.Set("risk_boxes", "1") }, []string{"到「受理」这一步不能就地办", "勾选了风险", "由中心接着研判"}},
			{"too much money", "registered", func(v url.Values) { v.Set("items.0.amount", "2,0000.01") }, []string{"超过 20,000 元"}},
			{"nobody was asked", "registered", func(v url.Values) { v.Set("category", "0104") }, []string{"先单独问这三个问题"}},
			{"land by word", "in_mediation", func(v url.Values) { v.Set("category", "09") }, []string{"到「登记口头协议」这一步", "应采用书面形式", "从这一步按普通程序接着办"}},
		} {
			t.Run(row.name, func(t *testing.T) {
				before := w.prints()
				form := wall(c.form(spotAt))
				form.Set("parties.0.name", "包"+row.name)
				form.Set("duplicates_seen", "true")
				row.spoil(form)
				a := c.post(spotAt, form).is(http.StatusUnprocessableEntity).has(row.want...)
				a.has("转普通程序", "到现场看了墙", `value="包`+row.name+`"`)
				if !maps.Equal(before, w.prints()) {
					t.Error("the refusal wrote something")
				}
				form.Set("_once", a.hidden().Get("_once"))
				form.Set("_road", "1")
				to := strings.TrimSuffix(c.post(spotAt, form).redirects("/matters/").header.Get("Location"), "/receipt")
				root := casemodel.ID(strings.TrimPrefix(to, "/matters/"))
				if got := w.header(root).State; got != row.state {
					t.Errorf("the case is %s, want %s", got, row.state)
				}
				if row.state == "in_mediation" {
					proceeding := w.newestChild(root, "land")
					c.get("/matters/"+string(proceeding)+"/do/propose_terms?draft=1").is(http.StatusOK).has(`value="800"`, `value="修墙"`)
				}
			})
		}
	})
}

// Every fault stands at its field, and nothing is written.
func TestAPageOnTheSpotNamesItsFaults(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		c := w.as(w.serve(), "mediator")
		for _, row := range []struct {
			name  string
			spoil func(url.Values)
			want  []string
		}{
			{"nobody can be reached", func(v url.Values) { v.Del("parties.0.phone") }, []string{"请留下一个能找到申请人的方式", `href="#parties.0.phone"`}},
			{"no amount", func(v url.Values) { v.Set("items.0.amount", "八百") }, []string{"金额只填数字", `href="#items.0.amount"`, "八百"}},
			{"a debtor who is nobody", func(v url.Values) { v.Set("items.0.debtor", "3") }, []string{`href="#items.0.debtor"`}},
			{"no result", func(v url.Values) { v.Del("result") }, []string{"请填写这一项", `href="#result"`}},
			{"no reason", func(v url.Values) { v.Set("result", "none") }, []string{"请填写这一项", `href="#reason"`}},
			{"a day to come", func(v url.Values) { v.Set("on", "2026-12-01") }, []string{`href="#on"`}},
			{"an old day without a reason", func(v url.Values) { v.Set("on", "2026-02-10") }, []string{`href="#why"`}},
		} {
			t.Run(row.name, func(t *testing.T) {
				before := w.prints()
				form := wall(c.form(spotAt))
				row.spoil(form)
				c.post(spotAt, form).is(http.StatusUnprocessableEntity).has(row.want...)
				if !maps.Equal(before, w.prints()) {
					t.Error("the refusal wrote something")
				}
			})
		}
		for _, who := range []string{"clerk", "triage", "director"} {
			d := w.as(c.base, who)
			d.get(spotAt).is(http.StatusForbidden)
			d.post(spotAt, wall(url.Values{})).is(http.StatusForbidden)
		}
	})
}

// The picture of the signed sheet outlives a step that is refused, and then is
// the paper it is, for those who read agreements.
func TestTheSignedSheetIsKeptThroughARefusalAndIsThePaper(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		base := w.serve()
		c := w.as(base, "mediator")
		form := wall(c.form(spotAt))
		form.Set("risk_boxes", "6")
		page := c.upload(spotAt, form, "photos.new", "签字单.pdf", []byte("%PDF-1.4\n1 0 obj\n<<>>\nendobj\n")).is(http.StatusUnprocessableEntity).has("签字单.pdf", "勾选了风险")
		form.Set("photos", regexpFind(t, page.body, `name="photos" value="([^"]+)" checked`))
		form.Set("_once", page.hidden().Get("_once"))
		form.Del("risk_boxes")
		root := casemodel.ID(strings.Split(c.post(spotAt, form).redirects("/matters/").header.Get("Location"), "/")[2])
		at := "/matters/" + string(w.child(root, "peoples_mediation"))
		c.get(at).is(http.StatusOK).has("签字单.pdf", "口头协议登记表")
		w.as(base, "clerk").get(at).lacks("签字单.pdf")
	})
}
