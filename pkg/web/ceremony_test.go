package web

import (
	"net/http"
	"testing"

	"github.com/jiefen/jiefen/pkg/store"
)

// users.md F1: no page has a button for a ceremony; the next act of substance is
// there instead, and brings it with it.
func TestACeremonyHasNoButton(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		root := w.register(quarrel())
		w.must("triage", root, "accept", f{"risk": "blue"})
		task := w.create("triage", "linked_task", root, f{"body": string(w.bodies["DEPT"].ID), "demand": "到现场查看管道，说明能否本月更换"})
		w.must("triage", task, "dispatch", f{"body": string(w.bodies["DEPT"].ID), "demand": "到现场查看管道，说明能否本月更换"})
		w.must("dept", task, "accept", nil)
		path := "/matters/" + string(task)
		c := w.as(w.serve(), "dept")
		c.get(path).is(http.StatusOK).has("/do/submit_feedback").lacks("/do/start\"")
		form := c.get(path + "/do/submit_feedback").is(http.StatusOK).hidden()
		form.Set("f.result_code", "solved")
		c.post(path+"/do/submit_feedback", form).is(http.StatusUnprocessableEntity)
		form.Set("f.result", "管道已经更换")
		c.post(path+"/do/submit_feedback", form).is(http.StatusSeeOther)
		c.get(path+"/journal").has("开始办理", "反馈结果")
		triage := w.as(w.serve(), "triage")
		triage.get(path).has("/do/confirm_result").lacks("/do/start_verification")
		w.must("triage", task, "confirm_result", f{"demand_met": "not_met", "contact": "电话核实"})
		triage.get(path).has("/do/close_task").lacks("/do/assess\"")
	})
}

// Who takes a petition on holds it for weeks before there is an opinion: that
// has a button, beside the opinion that brings it with it.
func TestAPetitionIsTakenOnWithoutAnOpinion(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		if err := w.DB.Do(t.Context(), func(tx *store.Tx) error { return w.join(tx, officeBodies, officePeople) }); err != nil {
			t.Fatal(err)
		}
		id := w.create("petition", "petition", "", f{
			"form": "letter", "received_on": "2026-03-02", "purpose": "appeal", "title": "公开租金", "claim": "要求公开租金去向。", "occurred_area": "150102001001",
		})
		w.must("petition", id, "inform", nil)
		w.must("petitionlead", id, "accept_ordinary", nil)
		c, path := w.as(w.serve(), "petitionlead"), "/matters/"+string(id)
		c.get(path).has("/do/start_handling", "/do/issue_opinion")
		c.post(path+"/do/start_handling", c.form(path+"/do/start_handling")).is(http.StatusSeeOther)
		if m := w.header(id); m.State != "handling" || m.HandlerID != w.who["petitionlead"].UserID {
			t.Errorf("%s, held by %s", m.State, m.HandlerID)
		}
	})
}
