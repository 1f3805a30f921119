package web

import (
	"net/http"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
)

// The three questions stand at the counter and at the sorting desk, open where
// the category is one of family; what was answered opens how to call and is
// told to nobody again (users.md F7).
func TestTheThreeQuestionsAreAskedWhereTheCategoryIsOfFamily(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		base := w.serve()
		c := w.as(base, "clerk")
		const open, shut = "<details data-homely open>", "<details data-homely>"
		form := visitor(c.form("/cases/new"))
		c.get("/cases/new").has(shut, "最近七天内动过手", "不愿说", "12338").lacks(open)
		form.Set("category", "0101")
		form.Set("_again", "occurred_area")
		c.post("/cases/new", form).is(http.StatusOK).has(open)
		form.Del("_again")
		form.Set("violence_ever", "yes")
		form.Set("violence_lately", "no")
		form.Set("violence_fear", "silent")
		form.Set("parties.0.address", "丽苑小区3号楼")
		form.Del("parties.0.safe_contact")
		c.post("/cases/new", form).is(http.StatusUnprocessableEntity).has(open, "请问清这个电话", `href="#parties.0.safe_contact"`)
		form.Set("parties.0.safe_contact", "never")
		home := strings.TrimSuffix(c.post("/cases/new", form).redirects("/matters/").header.Get("Location"), "/receipt")
		c.get(home).is(http.StatusOK).has("不可致电", "橙", "住址保密").lacks("violence", "丽苑小区", "请分别谈话")
		c.get(home+"/journal").lacks("violence", "最近七天", "不愿说")

		desk := w.as(base, "triage")
		desk.get(home+"/do/accept").has(open, "三个问题已经问过").lacks("还没有单独问", `value="yes" checked`, `value="silent" checked`)
		plain := w.register(quarrel())
		desk.get("/matters/"+string(plain)+"/do/accept").has(shut).lacks(open, "还没有单独问", "三个问题已经问过")
		r := quarrel()
		r.Category, r.Parties[0].Name, r.Parties[0].Phone = "26", "白玉兰", "13847105551"
		unasked := "/matters/" + string(w.register(r))
		desk.get(unasked+"/do/accept").has(open, "还没有单独问", `href="#f.violence_ever"`)
		form = desk.form(unasked + "/do/accept")
		form.Set("f.risk", "blue")
		form.Set("f.violence_lately", "yes")
		desk.post(unasked+"/do/accept", form).redirects(unasked)
		desk.get(unasked).has("红").lacks("violence", "请分别谈话")
	})
}

func TestWhoMediatesIsToldToTalkToEachAlone(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		r := quarrel()
		r.Category, r.Parties[0].SafeContact = "0101", "only"
		r.Violence = casemodel.Screening{Ever: "yes", Lately: "no", Fear: "yes"}
		root := w.register(r)
		w.must("triage", root, "accept", f{"risk": "orange"})
		w.must("triage", root, "dispatch", f{"body": string(w.bodies["TOWN"].ID)})
		child := w.child(root, "family")
		w.must("mediator", child, "ask_consent", nil)
		w.must("mediator", child, "all_consent", f{"consents": w.consents(root)})
		w.must("chair", child, "appoint_mediator", f{"handler": string(w.who["mediator"].UserID)})
		w.must("mediator", child, "give_rights_notice", f{"way": "signed"})
		base := w.serve()
		m, home := w.as(base, "mediator"), "/matters/"+string(child)
		m.get(home).has("请分别谈话")
		for _, who := range []string{"chair", "clerk", "triage", "director"} {
			w.as(base, who).get(home).lacks("请分别谈话")
		}
		form := m.form(home + "/do/open_session")
		form.Set("f.way", "joint")
		form["f.present"] = w.parties(root)
		m.post(home+"/do/open_session", form).is(http.StatusUnprocessableEntity).has("不宜面对面调解")
		form.Set("f.way", "caucus")
		m.post(home+"/do/open_session", form).redirects(home)
	})
}
