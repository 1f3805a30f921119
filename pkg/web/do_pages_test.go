package web

import (
	"maps"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
)

// Each act of the day stands on its page with every field it declares: what a
// page does not place itself it draws with the rest.
func TestEveryDeclaredFieldIsDrawn(t *testing.T) {
	for key, own := range ownPages {
		text, err := os.ReadFile("../../templates/pages/" + own.name + ".html")
		if err != nil {
			t.Errorf("%s: %v", key, err)
			continue
		}
		if page := string(text); !strings.Contains(page, `{{template "act_rest" .}}`) && !strings.Contains(page, "range .Fields") && !strings.Contains(page, ".Rest") {
			t.Errorf("%s: %s leaves out what an overlay adds", key, own.name)
		}
	}
	each(t, func(t *testing.T, w *town) {
		base := w.serve()
		for _, e := range w.errands() {
			page := w.as(base, e.who).get(e.path).is(http.StatusOK)
			path, _, _ := strings.Cut(e.path, "?")
			parts := strings.Split(path, "/")
			m := w.header(casemodel.ID(parts[2]))
			for _, d := range w.Flows.Flow(m.Workflow, m.WorkflowVersion).Act(parts[4]).Fields {
				if d.ID == "party" && parts[4] == "amend" && strings.Contains(e.path, "field=summary") {
					continue // a correction of the matter names no party
				}
				if !strings.Contains(page.body, `"f.`+d.ID+`"`) && !strings.Contains(page.body, `"f.`+d.ID+`.`) {
					t.Errorf("%s lacks %s", e.name, d.ID)
				}
			}
			if own, there := ownPages[m.Workflow+"."+parts[4]]; there && !own.still {
				page.has("确认后", `id="after"`)
			}
		}
	})
}

// deed is an act done by its form: by whom, with what, and where it leads.
type deed struct {
	who, act string
	with     url.Values
	state    string
}

// doneBy opens a form, sends it empty-handed by somebody who may not, then
// wrongly, then rightly.
func (w *town) doneBy(t *testing.T, base string, id casemodel.ID, d deed, stranger string) {
	t.Helper()
	path := "/matters/" + string(id) + "/do/" + d.act
	before := w.entries(id)
	version := url.Values{"version": {"1"}}
	if a := w.as(base, stranger).post(path, version); a.status < 400 || w.entries(id) != before {
		t.Errorf("%s by %s: %d, %d entries were %d", d.act, stranger, a.status, w.entries(id), before)
	}
	c := w.as(base, d.who)
	form := c.form(path)
	maps.Copy(form, d.with)
	wrong := maps.Clone(form)
	wrong.Set("on", "2026-13-40")
	page := c.post(path, wrong).is(http.StatusUnprocessableEntity).has("日期应写成", "2026-13-40")
	for name, values := range d.with {
		if name == "_together" {
			continue
		}
		for _, value := range values {
			if !strings.Contains(page.body, value) {
				t.Errorf("%s: what was typed into %s is lost", d.act, name)
			}
		}
	}
	if w.entries(id) != before {
		t.Errorf("%s: a faulty form was written", d.act)
	}
	c.post(path, form).redirects("/matters/" + string(id))
	if m := w.header(id); d.state != "" && m.State != d.state {
		t.Errorf("%s leads to %s, want %s", d.act, m.State, d.state)
	}
	if w.entries(id) <= before {
		t.Errorf("%s left no entry", d.act)
	}
}

func TestACaseGoesFromTheCounterIntoASittingByItsPages(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		base := w.serve()
		root := w.register(quarrel())
		p := w.parties(root)
		w.doneBy(t, base, root, deed{"triage", "grade_risk", url.Values{"f.boxes": {"4"}}, "registered"}, "auditor")
		if got := w.header(root).Risk; got != casemodel.RiskOrange {
			t.Errorf("ten people together are %s", got)
		}
		w.doneBy(t, base, root, deed{"triage", "accept", url.Values{"f.risk": {"orange"}, "f.complexity": {"simple"}, "f.note": {"同住一楼"}}, "accepted"}, "clerk")
		w.doneBy(t, base, root, deed{"triage", "dispatch", url.Values{"f.body": {string(w.bodies["TOWN"].ID)}, "f.reason": {"双方愿意"}, "f.urgency": {"urgent"}}, "dispatched"}, "clerk")
		first := w.child(root, "peoples_mediation")
		w.doneBy(t, base, first, deed{"mediator", "decline", url.Values{"f.reason": {"不在本辖区"}}, "declined"}, "clerk")
		w.as(base, "triage").get("/matters/"+string(root)+"/do/dispatch").is(http.StatusOK).has("已退回 1 次", "不在本辖区", "上次就由这个单位调解")
		w.doneBy(t, base, root, deed{"triage", "dispatch", url.Values{"f.body": {string(w.bodies["TOWN"].ID)}, "f.parties_asked": {"true"}, "f.reason": {"当事人坚持"}}, "dispatched"}, "clerk")
		second := w.newestChild(root, "peoples_mediation")
		w.doneBy(t, base, second, deed{"mediator", "ask_consent", url.Values{"f.note": {"收到"}}, "consent_pending"}, "clerk")
		w.doneBy(t, base, second, deed{"mediator", "contact", url.Values{"f.with": {"party"}, "f.party": {p[1]}, "f.way": {"call_out"}, "f.outcome": {"will_come"}, "f.line": {"下午来"}}, "consent_pending"}, "auditor")
		w.doneBy(t, base, second, deed{"mediator", "all_consent", url.Values{"_together": {"1"}}, "accepted"}, "clerk")
		w.doneBy(t, base, second, deed{"mediator", "give_rights_notice", url.Values{"f.way": {"read_out"}}, "accepted"}, "clerk")
		w.doneBy(t, base, second, deed{"chair", "appoint_mediator", url.Values{"f.handler": {string(w.who["mediator"].UserID)}}, "preparing"}, "clerk")
		w.doneBy(t, base, second, deed{"mediator", "schedule", url.Values{"f.sitting_at": {"2026-03-09T09:30"}, "f.place": {"第二调解室"}}, "preparing"}, "clerk")
		w.doneBy(t, base, second, deed{"mediator", "suspend", url.Values{"f.reason": {"away"}, "f.expected_on": {"2026-03-20"}}, "suspended"}, "clerk")
		w.doneBy(t, base, second, deed{"mediator", "resume_preparation", nil, "preparing"}, "clerk")
		w.doneBy(t, base, second, deed{"mediator", "extend_term", url.Values{
			"f.until": {"2026-05-08"}, "f.consents." + p[0] + ".consent": {"agreed"}, "f.consents." + p[0] + ".way": {"written"},
			"f.consents." + p[1] + ".consent": {"agreed"}, "f.consents." + p[1] + ".way": {"present"},
		}, "preparing"}, "clerk")
		w.doneBy(t, base, root, deed{"clerk", "amend", url.Values{"f.field": {"occurred_place"}, "f.value": {"丽苑小区5号楼"}, "f.reason": {"登记时写错"}}, ""}, "auditor")
		w.doneBy(t, base, second, deed{"mediator", "any_refuse", url.Values{"f.party": {p[1]}, "f.way": {"recorded_call"}}, "refused"}, "clerk")
		if m := w.header(root); m.State != "not_agreed" {
			t.Errorf("after a refusal the case is %s", m.State)
		}
		w.doneBy(t, base, root, deed{"triage", "divert", url.Values{"f.route": {"litigation"}}, "diverted"}, "clerk")
	})
}

// newestChild is the last matter of a workflow that came into being.
func (w *town) newestChild(root casemodel.ID, workflow string) casemodel.ID {
	w.t.Helper()
	view, err := w.Case(w.t.Context(), w.who["director"], root)
	if err != nil {
		w.t.Fatal(err)
	}
	var found casemodel.ID
	for _, c := range view.Children {
		if c.Matter.Workflow == workflow && c.Matter.ID > found {
			found = c.Matter.ID
		}
	}
	return found
}

func TestAFormTellsWhatItWouldDo(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		base := w.serve()
		root := w.register(quarrel())
		path := "/matters/" + string(root) + "/do/accept"
		c := w.as(base, "triage")
		before := w.entries(root)
		c.get(path).has("转为", "「甄别研判」已办", "「办结（一般）」开始计算").lacks("橙色首次接触")
		form := c.form(path)
		form.Set("f.risk", "orange")
		form.Set("f.complexity", "complex")
		form.Set("_again", "after")
		c.post(path, form).is(http.StatusOK).has("「橙色首次接触」开始计算", "「办结（复杂）」开始计算", "<!doctype html>")
		c.header.Set("HX-Request", "true")
		c.post(path, form).is(http.StatusOK).has("「橙色首次接触」开始计算", `id="after"`).lacks("<!doctype html>", "<form")
		c.header.Del("HX-Request")
		if w.entries(root) != before || w.header(root).State != "registered" {
			t.Error("looking ahead wrote something")
		}
	})
}

// Who chooses and sends in one breath has a look ahead on its way when the act
// is done: it does not take the word that it is done.
func TestALookAheadLeavesTheWordOfWhatWasDone(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		root := "/matters/" + string(w.register(quarrel()))
		c := w.as(w.serve(), "triage")
		look := c.form(root + "/do/accept")
		look.Set("_again", "after")
		note := c.form(root + "/do/note")
		note.Set("f.text", "已核对")
		c.post(root+"/do/note", note).redirects(root)
		c.header.Set("HX-Request", "true")
		c.post(root+"/do/accept", look).is(http.StatusOK)
		c.header.Del("HX-Request")
		c.get(root).has("已办理：备注")
		c.get(root).lacks("已办理：备注")
	})
}

func TestWhatIsMissingLeadsToWhereItIsMended(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		bare := quarrel()
		bare.Category, bare.Parties = "", bare.Parties[:1]
		root := w.register(bare)
		other := w.register(quarrel())
		c := w.as(w.serve(), "triage")
		page := c.get("/matters/" + string(root) + "/do/accept")
		if n := strings.Count(page.text(), w.header(other).Number); n != 1 {
			t.Errorf("the number of a similar case stands %d times", n)
		}
		page.has("还差这些", `href="#f.category"`, "还没有被申请人", "/do/add_party?f.role=respondent", "没有当事人证件号码").
			has("可能是同一件事", w.header(other).Number)
		c.get("/matters/" + string(root) + "/do/add_party?f.role=respondent").has(`value="respondent" checked`)
		for range 6 {
			w.register(quarrel())
		}
		_, list, _ := strings.Cut(c.get("/matters/"+string(root)+"/do/accept").has("还有 2 件相似的").body, "可能是同一件事")
		if first, _, _ := strings.Cut(list, "还有 2 件相似的"); strings.Count(first, `<a href="/matters/`) != firstSimilar {
			t.Errorf("before the fold stand %s", first)
		}
	})
}

func TestARefusalLeadsToItsOwnForm(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		base := w.serve()
		pending := w.dispatched()
		w.must("mediator", pending, "ask_consent", nil)
		path, p := "/matters/"+string(pending)+"/do/all_consent", w.parties(w.header(pending).RootID)
		c := w.as(base, "mediator")
		form, before := c.form(path), w.entries(pending)
		form.Set("f.consents."+p[0]+".consent", "agreed")
		form.Set("f.consents."+p[0]+".way", "present")
		form.Set("f.consents."+p[1]+".consent", "refused")
		form.Set("f.consents."+p[1]+".way", "recorded_call")
		page := c.post(path, form).is(http.StatusUnprocessableEntity).has("登记「被申请人 马素云」拒绝调解")
		if w.entries(pending) != before {
			t.Error("half a consent was written")
		}
		link := unescape(regexpFind(t, page.body, `href="([^"]*/do/any_refuse[^"]*recorded_call[^"]*)"`))
		c.get(link).is(http.StatusOK).has(`value="`+p[1]+`" checked`, `value="recorded_call" checked`, "当事人拒绝", "终止调解告知书")
		form.Set("f.consents."+p[1]+".consent", "")
		c.post(path, form).is(http.StatusUnprocessableEntity).has("马素云还没有表示同意").lacks("请从列表中选择") // not reached: the way says nothing
	})
}
