package web

import (
	"context"
	"net/http"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/store"
)

const (
	officeBodies = `PET|petition_office|新城区信访局|150102000000|2||
PLC|plc|新城区委政法委|150102000000|2||
LEAD|leader|新城区人民政府|150102000000|2||`
	officePeople = `petition|格日勒|petition_clerk|PET
petitionlead|韩冬|petition_supervisor|PET
plc|高娃|plc_supervisor|PLC
leader|张建军|leader_owner|LEAD`
)

// offices adds those who work beside a centre, with a matter of each of their
// kinds, and returns these.
func (w *town) offices(root casemodel.ID) (ids []casemodel.ID) {
	w.t.Helper()
	err := w.DB.Do(context.Background(), func(tx *store.Tx) error { return w.join(tx, officeBodies, officePeople) })
	if err != nil {
		w.t.Fatal(err)
	}
	today, later := "2026-03-02", w.clock.Now().AddDate(0, 0, 9).Format("2006-01-02")
	petition := w.create("petition", "petition", "", f{
		"form": "visit", "received_on": today, "purpose": "appeal", "content_class": "construction", "title": "要求解决老旧小区供热管网改造",
		"claim": "连续两个冬天室温不到十六度，要求明确改造时间。", "occurred_area": "150102001001", "people_involved": 4, "times": "first",
	})
	w.must("petition", petition, "add_party", f{"role": "petitioner", "kind": "natural", "name": "特古斯", "phone": "13947108801"})
	handled := w.create("petition", "petition", "", f{
		"form": "letter", "received_on": today, "purpose": "appeal", "content_class": "land", "title": "反映村集体土地出租没有公示",
		"claim": "要求公开机动地的出租合同和租金去向。", "occurred_area": "150102001001", "people_involved": 6, "times": "first",
	})
	w.must("petition", handled, "inform", nil)
	w.must("petitionlead", handled, "accept_ordinary", nil)
	w.must("petition", handled, "start_handling", nil)
	listed := w.create("petitionlead", "backlog", "", f{
		"title": "老机械厂职工安置", "claim": "改制时买断工龄的二十七人要求补缴养老保险。", "occurred_area": "150102001001", "source": "city", "batch": "第三批", "cause": "legacy", "listed_on": "2023-09-01",
	})
	owned := w.create("petitionlead", "backlog", "", f{
		"title": "安居苑房产证历史遗留", "claim": "开发商注销，一百一十户没有房产证。", "occurred_area": "150102001001", "source": "national", "batch": "第一批", "cause": "several_bodies", "listed_on": "2019-06-01",
	})
	w.must("petitionlead", owned, "assign_owner", f{"owner": string(w.who["leader"].UserID)})
	w.must("petitionlead", owned, "approve_plan", f{"plan": "先登记后追缴，分三批办证。"})
	w.must("petitionlead", owned, "set_task_force", f{"note": "住建、自然资源、税务三家进专班"})
	w.must("leader", owned, "start_work", nil)
	task := w.create("triage", "linked_task", root, f{"body": string(w.bodies["DEPT"].ID), "demand": "到现场查看管道，说明能否本月更换", "urgency": "normal", "due_on": later})
	w.must("triage", task, "dispatch", f{"body": string(w.bodies["DEPT"].ID), "demand": "到现场查看管道，说明能否本月更换", "due_on": later})
	order := w.create("plc", "supervision", root, f{"body": string(w.bodies["TOWN"].ID), "level": "1", "facts": "分流六天没有签收", "requirement": "两个工作日内签收并联系当事人", "reply_by": later})
	w.must("plc", order, "issue", f{"reply_by": later})
	return []casemodel.ID{petition, handled, listed, owned, task, order}
}

func (w *town) create(username, workflow string, parent casemodel.ID, fields f) casemodel.ID {
	w.t.Helper()
	out, err := w.Create(context.Background(), w.who[username], workflow, parent, casework.Input{Fields: fields})
	if err != nil {
		w.t.Fatalf("%s as %s: %v", workflow, username, err)
	}
	return out.MatterID
}

// A task and an order have the day by which an answer was asked for, on their
// own page, beside their forms and on the page of the case as in their lists.
func TestTheDayThatWasAskedForIsTheSameEverywhere(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		root, _ := w.inSession()
		w.offices(root)
		base := w.serve()
		for _, one := range []struct{ who, list, workflow, act string }{
			{"triage", "/tasks", "linked_task", "note"}, {"plc", "/supervision", "supervision", "note"},
		} {
			c, id := w.as(base, one.who), w.open(root, one.workflow)
			c.get(one.list).is(http.StatusOK).has("03-11")
			c.get("/matters/" + string(id)).is(http.StatusOK).has("要求 03-11").lacks("无期限")
			c.get("/matters/" + string(id) + "/do/" + one.act).is(http.StatusOK).has("要求 03-11").lacks("无期限")
		}
		w.as(base, "triage").get("/matters/" + string(root)).has("要求 03-11")
		w.as(base, "triage").get("/matters?view=all").has("要求 03-11")
	})
}
