package web

import (
	"net/http"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
)

// The form of a visit asks what its kind is for and nothing else; what it finds
// leads in one step to the act that answers it.
func TestAVisitAsksByKindAndLeadsOn(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root := w.settled()
		item := w.child(root, "performance_item")
		follow := "/matters/" + string(w.open(root, "follow_up"))
		w.clock.Set(w.clock.Now().AddDate(0, 2, 3))
		if _, err := w.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		base := w.serve()
		m := w.as(base, "mediator")
		m.get(follow+"/do/complete").has("到期付款", `name="f.ability"`, "到回访日应当履行的", "/matters/"+string(item), "满意度", `value="call_out" checked`).
			lacks(`name="f.safe"`, `name="f.calm"`, `name="f.care"`, `name="f.received"`, `name="f.alone"`)
		form := m.form(follow + "/do/complete")
		form.Set("f.way", "call_out")
		form.Set("f.performed", "no")
		form.Set("f.voluntary", "true")
		before := w.entries(w.open(root, "follow_up"))
		m.post(follow+"/do/complete", form).is(http.StatusUnprocessableEntity).has("这一类回访要问这一项")
		form.Set("f.ability", "late")
		form.Set("f.satisfaction", "5")
		m.post(follow+"/do/complete", form).is(http.StatusUnprocessableEntity).has("满意度请由其他人问")
		if w.entries(w.open(root, "follow_up")) != before {
			t.Error("something was written")
		}
		for _, found := range []struct{ kind, leads string }{
			{"not_performed", "/matters/" + string(item)},
			{"violence", "/matters/" + string(root) + "/do/grade_risk?f.boxes=2"},
			{"relapse", "/matters/" + string(root) + "/performance"},
		} {
			form = m.form(follow + "/do/find_problem")
			form.Set("f.kind", found.kind)
			form.Set("f.note", "上门见到的情况")
			to := found.leads
			if found.kind == "relapse" { // not yet in the state in which a case relapses: back to the visit
				to = follow
			}
			m.post(follow+"/do/find_problem", form).redirects(to)
			page := m.get(follow).has("接着处理")
			if to != follow {
				page.has(strings.ReplaceAll(to, "&", "&amp;"))
				m.get(to).is(http.StatusOK)
			}
			next := casemodel.Day(string(localDay(casemodel.At(w.clock.Now().AddDate(0, 0, 7)))))
			w.must("mediator", w.child(root, "follow_up"), "handle_problem", f{"note": "已经督促", "due_on": string(next)})
		}
		m.get("/matters/" + string(root) + "/do/grade_risk?f.boxes=2").has(`value="2" checked`)
	})
}

// The figures of satisfaction are those of the visits in the list, told with how
// many were asked and how many answered.
func TestARateIsToldWithHowManyAnswered(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		base := w.serve()
		var visits []casemodel.ID
		for range 4 {
			visits = append(visits, w.open(w.settled(), "follow_up"))
		}
		w.as(base, "mediator").get("/followups").lacks("问满意度")
		done := f{"way": "visit", "performed": "not_due", "voluntary": true, "ability": "none"}
		for _, id := range visits {
			w.must("mediator", id, "complete", done)
		}
		m := w.as(base, "mediator")
		m.get("/followups").is(http.StatusOK).has("已回访 4 件，没有问满意度")
		for i, said := range []string{"5", "2", "none"} {
			w.must("clerk", visits[i], "rate", f{"way": "call_out", "satisfaction": said})
		}
		m.get("/followups").has("已回访 4 件，问过满意度 3 件，作出评价 2 件（参评率 66.7%），其中满意 1 件（满意率 50.0%）")
		m.get("/followups?view=mine&state=done&state=verified").has("共 4 件", "作出评价 2 件")
		m.get("/matters/" + string(visits[0])).has("很满意")
		w.as(base, "mediator2").get("/followups").lacks("问过满意度")
	})
}
