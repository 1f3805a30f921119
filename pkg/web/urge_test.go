package web

import (
	"net/http"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
)

// An urging asks for an answer by a day; from then on it is before who urged
// and whose matter it is, until somebody has spoken with them or was paid.
func TestAnUrgingAsksForAnAnswerByADay(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		root := w.settled()
		item := w.open(root, "performance_item")
		w.change(item, func(m *casemodel.Matter) { m.State = "overdue" })
		base := w.serve()
		home := "/matters/" + string(item)
		urged := w.as(base, "chair")
		form := urged.form(home + "/do/urge")
		day := string(localDay(casemodel.At(w.clock.Now().AddDate(0, 0, answerIn))))
		urged.get(home + "/do/urge").has(`name="f.next_on" value="` + day + `"`)
		form.Set("f.way", "call_out")
		form.Set("f.next_on", day)
		urged.post(home+"/do/urge", form).redirects(home)
		reason := say("todo.answer")
		urged.get("/home").is(http.StatusOK).lacks(reason)
		w.clock.Set(w.clock.Now().AddDate(0, 0, answerIn))
		for _, who := range []string{"chair", "mediator"} {
			c := w.as(base, who)
			c.get("/home").is(http.StatusOK).has(reason, "/matters?todo=answer", home)
			c.get("/matters?todo=answer").is(http.StatusOK).has(reason, home)
			c.get("/matters?todo=contact").lacks(home)
		}
		w.as(base, "mediator2").get("/home").lacks(reason)
		w.must("mediator", item, "contact", f{"with": "party", "way": "call_out", "outcome": "told", "line": "再等两天"})
		w.as(base, "chair").get("/home").lacks(reason)
	})
}
