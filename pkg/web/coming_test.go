package web

import (
	"net/http"
	"testing"
)

// What is to be paid within sixty days has a tab of its own for who watches over
// it: the sixtieth day is in it, the sixty-first is not, and neither is what is
// late, was paid or fell with its agreement.
func TestWhatComesDueHasATabOfItsOwn(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		root, p := w.mediated(quarrel())
		parties := w.parties(root)
		var items []any
		for _, due := range []string{"2026-03-05", "2026-05-05", "2026-05-06", "2026-07-01"} {
			items = append(items, f{"debtor": parties[1], "creditor": parties[0], "kind": "pay", "what": "赔偿", "amount": "100", "due": due})
		}
		w.must("mediator", p, "propose_terms", f{"items": items})
		w.must("mediator", p, "finalise_text", f{"total": "400"})
		for _, party := range parties {
			w.must("mediator", p, "record_signature", f{"party": party, "way": "wet"})
		}
		w.must("mediator", p, "record_signature", f{"user": string(w.who["mediator"].UserID), "way": "wet"})
		w.must("seal", p, "affix_seal", nil)
		base := w.serve()
		w.at("2026-03-06") // the sixtieth day from then on is 5 May
		m := w.as(base, "mediator")
		m.get("/obligations").is(http.StatusOK).has("coming=1", "待履行")
		m.get("/matters").lacks("coming=1")
		m.get("/obligations?coming=1&view=mine").is(http.StatusOK).has("共 1 件", "约定 60 天内履行")
		w.at("2026-03-07")
		m = w.as(base, "mediator")
		m.get("/obligations?coming=1&view=mine").has("共 2 件")
		w.as(base, "director").get("/obligations?coming=1&view=centre").is(http.StatusOK).has("共 2 件")
		w.falls("director", p, f{"void_on": "2026-03-06", "served_on": "", "served_way": ""})
		m.get("/obligations?coming=1&view=mine").has("今后 60 天没有到期要履行的事项")
	})
}
