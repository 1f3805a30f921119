package web

import (
	"maps"
	"net/url"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
)

// From the receipt to the last signature each page's one primary action is the
// next act: nobody looks for it, and it takes the mediator eight of them.
func TestEachPageOfAWrittenCaseLeadsToTheNextAct(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		proceeding := w.dispatched()
		root := w.header(proceeding).RootID
		at := "/matters/" + string(proceeding)
		c := w.as(w.serve(), "mediator")
		p := w.parties(root)
		acts := 0
		step := func(act string, typed url.Values) {
			t.Helper()
			if page := c.get(at); regexpFind(t, page.body, `class="btn primary" href="`+at+`/do/([a-z_]+)"`) != act {
				t.Fatalf("%s is not what stands out:\n%s", act, page.text())
			}
			form := c.form(at + "/do/" + act)
			maps.Copy(form, typed)
			c.post(at+"/do/"+act, form).redirects(at)
			acts++
		}
		consents := url.Values{}
		for _, id := range p {
			consents.Set("f.consents."+id+".consent", "agreed")
			consents.Set("f.consents."+id+".way", "present")
		}
		step("ask_consent", nil)
		step("all_consent", consents)
		w.must("chair", proceeding, "appoint_mediator", f{"handler": string(w.who["mediator"].UserID)})
		step("give_rights_notice", url.Values{"f.way": {"read_out"}})
		step("open_session", url.Values{"f.present": p, "f.way": {"joint"}})
		step("log_session", url.Values{"f.mode": {"joint"}, "f.result": {"agreed"}, "f.course": {"逐项核对，双方认可。"}})
		step("propose_terms", url.Values{"f.items.0.debtor": {p[1]}, "f.items.0.creditor": {p[0]}, "f.items.0.kind": {"pay"}, "f.items.0.amount": {"3000"}, "f.items.0.due": {"2026-05-01"}})
		step("finalise_text", url.Values{
			"f.items.0.debtor": {p[1]}, "f.items.0.creditor": {p[0]}, "f.items.0.kind": {"pay"}, "f.items.0.amount": {"3000"}, "f.items.0.due": {"2026-05-01"}, "f.total": {"3000"},
		})
		step("record_signature", url.Values{"f.parties": p, "f.user": {string(w.who["mediator"].UserID)}, "f.way": {"wet"}})
		if acts > 8 {
			t.Errorf("%d acts", acts)
		}
		c.get(at).lacks(`class="btn primary" href="` + at + "/do/")
		if m := w.header(proceeding); m.State != "signing" || m.Class != casemodel.Live {
			t.Errorf("the proceeding is %s", m.State)
		}
		w.must("seal", proceeding, "affix_seal", nil)
	})
}
