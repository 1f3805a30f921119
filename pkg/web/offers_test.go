package web

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
)

// bargained is a mediation with one offer, accepted.
func (w *town) bargained() (proceeding casemodel.ID, p []string, offer string) {
	w.t.Helper()
	root, proceeding := w.inSession()
	p = w.parties(root)
	w.must("mediator", proceeding, "make_offer", f{"party": p[1], "way": "joint", "amount": "4321.50", "text": "赔偿吊顶", "due_on": "2026-05-01"})
	offer = string(w.looks("mediator", proceeding).Offers[0].ID)
	w.must("mediator", proceeding, "accept_offer", f{"offer": offer, "party": p[0], "way": "present"})
	return proceeding, p, offer
}

func (w *town) looks(who string, id casemodel.ID) *casework.View {
	w.t.Helper()
	view, err := w.Case(w.t.Context(), w.who[who], id)
	if err != nil {
		w.t.Fatal(err)
	}
	return view
}

var (
	formOfAct = regexp.MustCompile(`(?s)<form method="post" id="act".*?</form>`)
	inputTag  = regexp.MustCompile(`(?s)<input [^>]*>|<textarea [^>]*>.*?</textarea>|<select [^>]*>.*?</select>`)
	nameAttr  = regexp.MustCompile(`name="([^"]*)"`)
	valueAttr = regexp.MustCompile(`value="([^"]*)"`)
	areaText  = regexp.MustCompile(`(?s)>(.*)</textarea>`)
	selected  = regexp.MustCompile(`<option value="([^"]*)" selected`)
)

// typed is what the form of an act would send as it stands.
func (a *answer) typed() url.Values { return typedIn(formOfAct.FindString(a.body)) }

// typedIn is what the inputs of a piece of a page hold.
func typedIn(form string) url.Values {
	values := url.Values{}
	for _, tag := range inputTag.FindAllString(form, -1) {
		name, value := nameAttr.FindStringSubmatch(tag), valueAttr
		switch off := !strings.Contains(tag, " checked"); {
		case strings.HasPrefix(tag, "<textarea"):
			value = areaText
		case strings.HasPrefix(tag, "<select"):
			value = selected
		case strings.Contains(tag, `type="file"`), off && (strings.Contains(tag, `type="radio"`) || strings.Contains(tag, `type="checkbox"`)):
			continue
		}
		if found := value.FindStringSubmatch(tag); name != nil && found != nil {
			values.Add(name[1], unescape(found[1]))
		}
	}
	return values
}

// From the accepted offer to the printed agreement nothing is typed again: each
// form is sent as it comes.
func TestFromAcceptedOfferToPrintedAgreementNothingIsTyped(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		proceeding, p, offer := w.bargained()
		c := w.as(w.serve(), "mediator")
		at := "/matters/" + string(proceeding)
		for _, act := range []string{"propose_terms", "finalise_text"} {
			page := c.get(at+"/do/"+act).is(http.StatusOK).has("4321.50", "赔偿吊顶", "来自已接受的报价")
			c.post(at+"/do/"+act, page.typed()).is(http.StatusSeeOther)
		}
		it := w.looks("mediator", proceeding).Items
		if len(it) != 1 || string(it[0].OfferID) != offer || it[0].Amount != 432150 || string(it[0].Debtor) != p[1] || it[0].DueOn != "2026-05-01" {
			t.Errorf("the clause: %+v", it)
		}
		c.get(at + "/papers").is(http.StatusOK).has("调解协议书")
	})
}

// On the form of the text a clause whose offer was taken back is marked; left
// out or kept by a tick it no longer hangs on it.
func TestAMarkedClauseIsKeptByATickOrLeftOut(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		proceeding, p, offer := w.bargained()
		c := w.as(w.serve(), "mediator")
		at := "/matters/" + string(proceeding)
		w.must("mediator", proceeding, "propose_terms", f{"items": []any{f{"offer": offer}}})
		w.must("mediator", proceeding, "withdraw_offer", f{"offer": offer, "party": p[1]})
		c.get(at).has("所依据的报价已收回，定稿前须决定去留")
		w.as(w.serve(), "clerk").get(at).lacks("所依据的报价")
		page := c.get(at+"/do/finalise_text").is(http.StatusOK).has("所依据的报价已收回", `name="f.items.0.keep"`)
		form := page.typed()
		c.post(at+"/do/finalise_text", form).is(http.StatusUnprocessableEntity).has("请删去这一条，或者勾选仍然写入")
		form.Set("f.items.0.keep", "1")
		c.post(at+"/do/finalise_text", form).is(http.StatusSeeOther)
		if it := w.looks("mediator", proceeding).Items; len(it) != 1 || it[0].OfferID != "" || it[0].Amount != 432150 {
			w.t.Errorf("the kept clause: %+v", it)
		}
	})
}

// What is accepted, answered or let out from the ladder has its offer, and its
// party, filled in.
func TestTheLadderLeadsToItsAnswers(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root, proceeding := w.inSession()
		p := w.parties(root)
		c := w.as(w.serve(), "mediator")
		at := "/matters/" + string(proceeding)
		form := c.get(at + "/do/make_offer").is(http.StatusOK).typed()
		for field, value := range map[string]string{"party": p[0], "way": "joint", "amount": "12,800", "text": "吊顶和地板"} {
			form.Set("f."+field, value)
		}
		c.post(at+"/do/make_offer", form).is(http.StatusSeeOther)
		page := c.get(at).is(http.StatusOK).has("12,800", "吊顶和地板", "待答复")
		answers := map[string]string{}
		for _, link := range page.links() {
			if u, err := url.Parse(link); err == nil && strings.Contains(u.RawQuery, "f.offer") {
				answers[u.Path[strings.LastIndex(u.Path, "/")+1:]] = link
			}
		}
		form = c.get(answers["counter_offer"]).is(http.StatusOK).typed()
		if form.Get("f.party") != p[1] {
			t.Errorf("the counter-offer is by %q, want %q", form.Get("f.party"), p[1])
		}
		form.Set("f.way", "joint")
		c.post(at+"/do/counter_offer", form).is(http.StatusUnprocessableEntity).has("请填写金额或方案内容")
		form.Set("f.amount", "9000")
		c.post(at+"/do/counter_offer", form).is(http.StatusSeeOther)
		c.get(at).has("9,000", "双方最近报价相差 3,800", "对方已还价")
		w.as(w.serve(), "chair").get(at).has("9,000").lacks("相差")
		form = c.get(answers["accept_offer"]).is(http.StatusOK).typed()
		form.Set("f.way", "present")
		c.post(at+"/do/accept_offer", form).is(http.StatusSeeOther)
		c.get(at).has("已接受", "已另有约定").lacks("相差")
	})
}
