package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// What was to be paid and is not is counted the same on the first page, in the
// list of its queue and in that of the obligations, also when a part was paid.
func TestWhatIsUnpaidIsCountedTheSameEverywhere(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		root, later := w.workers(3), w.settled() // due on 20 March, and on 1 May
		first := w.child(root, "performance_item")
		w.must("mediator", first, "perform_partly", f{"amount": "50", "evidence": "收条"})
		base := w.serve()
		w.as(base, "mediator").get("/home").lacks("到期未付")
		w.at("2026-03-23")
		w.must("mediator", first, "urge", f{"way": "visit"})
		w.must("mediator", first, "perform_partly", f{"amount": "20", "evidence": "收条"})
		m := w.as(base, "mediator")
		home := m.get("/home").is(http.StatusOK).has("到期未付", "3 件", "/matters?todo=unpaid", "待督促履行").lacks("本单位待签收")
		home.has(`href="/matters?todo=urge">待督促履行 <span class="pill num">3</span>`)
		m.get("/matters?todo=unpaid").is(http.StatusOK).has("共 3 件", "/matters/"+string(first))
		m.get("/matters?todo=urge").is(http.StatusOK).has("共 3 件")
		m.get("/obligations?unpaid=1&view=mine").is(http.StatusOK).has("共 3 件", "到期未付", string(first), `name="unpaid" value="1"`).lacks(string(w.child(later, "performance_item")))
		m.get("/obligations").has("unpaid=1")
		m.get("/matters").lacks("unpaid=1")
		w.as(base, "chair").get("/home").has("本单位到期未付", "/matters?todo=unpaid_body")
		w.as(base, "mediator2").get("/home").lacks("到期未付")
	})
}

// A case that waits for somebody of the committee to sign for it is late for
// everybody who could: the head of the first page says so, with a list of it.
func TestTheHeadOfTheFirstPageKnowsWhatItsToDosKnow(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		root := w.register(quarrel())
		w.must("triage", root, "accept", f{"risk": "blue"})
		w.must("triage", root, "dispatch", f{"body": string(w.bodies["TOWN"].ID)})
		base := w.serve()
		w.as(base, "mediator").get("/home").lacks("待签收的已超期")
		w.at("2026-03-23")
		m := w.as(base, "mediator")
		m.get("/home").is(http.StatusOK).has("超期 20 天", "本单位待签收的已超期", "/matters?todo=over_unheld")
		m.get("/matters?todo=over_unheld").is(http.StatusOK).has("共 1 件")
		w.as(base, "chair").get("/home").has("本单位待签收的已超期")
		w.as(base, "clerk").get("/home").lacks("本单位待签收的已超期")
		w.must("mediator", w.child(root, "peoples_mediation"), "ask_consent", nil)
	})
}

// A number that was read out or copied in groups is the same number, and stands
// in no address either.
func TestAListFindsANumberHoweverItIsGrouped(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		id := w.register(quarrel())
		c := w.as(w.serve(), "clerk")
		for _, q := range []string{"13947106027", "139 4710 6027", "139-4710-6027", "+86 139 4710 6027", "139\u00a04710\u00a06027"} {
			find := func(q string) *answer {
				to := c.get("/matters?s=&view=centre&q=" + url.QueryEscape(q)).header.Get("Location")
				if to == "" || strings.Contains(to, "4710") {
					t.Errorf("the number stands in the address %q", to)
				}
				return c.get(to).is(http.StatusOK)
			}
			find(q).has("共 1 件", string(id))
			find(strings.Replace(q, "6027", "6028", 1)).lacks(string(id))
		}
	})
}
