//go:build browser

package web

import (
	"net/http"

	"github.com/jiefen/jiefen/casemodel"
)

// haggled is a mediation in which the sides have come near each other: what was
// offered across the table, what each told the mediator alone, and a successor
// who has not been handed it.
func (w *town) haggled() (proceeding casemodel.ID, last string) {
	w.t.Helper()
	root, proceeding := w.inSession()
	p := w.parties(root)
	offer := func(act string, fields f) {
		if last != "" {
			fields["offer"] = last
		}
		w.must("mediator", proceeding, act, fields)
		view, err := w.Case(w.t.Context(), w.who["mediator"], proceeding)
		if err != nil {
			w.t.Fatal(err)
		}
		last = string(view.Offers[len(view.Offers)-1].ID)
	}
	offer("make_offer", f{"party": p[0], "way": "joint", "amount": "12800", "text": "吊顶、地板和误工费", "due_on": "2026-04-30"})
	offer("counter_offer", f{"party": p[1], "way": "joint", "amount": "5000", "text": "只赔吊顶", "due_on": "2026-04-30"})
	offer("counter_offer", f{"party": p[0], "way": "caucus", "amount": "9800", "text": "吊顶和地板，误工费可以不要", "due_on": "2026-04-30", "expires_on": "2026-03-20", "consent": "present"})
	offer("counter_offer", f{"party": p[1], "way": "joint", "amount": "8000", "text": "吊顶和地板，分两个月付清", "due_on": "2026-04-30"})
	head := last
	last = ""
	offer("make_offer", f{"party": p[0], "way": "caucus", "amount": "8500", "text": "最低八千五，不想让对方知道"})
	last = ""
	offer("make_offer", f{"party": p[1], "way": "joint", "kind": "apologise", "text": "当面赔礼道歉"})
	w.must("mediator", proceeding, "accept_offer", f{"offer": last, "party": p[0], "way": "present"})
	w.must("mediator", proceeding, "log_session", f{"mode": "caucus", "side": p[0], "result": "continue", "text": "家里老人住院，急用钱。"})
	return proceeding, head
}

// offerScenes are the pages of a negotiation, as its mediator and its chair see it.
func (w *town) offerScenes() []scene {
	proceeding, last := w.haggled()
	at := "/matters/" + string(proceeding)
	return []scene{
		{"ladder", "mediator", at, 0, nil},
		{"ladder-chair", "chair", at, 0, nil},
		{"offer-make", "mediator", at + "/do/make_offer", 0, nil},
		{"offer-empty", "mediator", at + "/do/make_offer", http.StatusUnprocessableEntity, func(b *tab) { b.click(".foot .primary") }},
		{"offer-counter", "mediator", at + "/do/counter_offer?f.offer=" + last, 0, nil},
		{"offer-accept", "mediator", at + "/do/accept_offer?f.offer=" + last, 0, nil},
		{"offer-withdraw", "mediator", at + "/do/withdraw_offer", 0, nil},
		{"offer-disclose", "mediator", at + "/do/disclose", 0, nil},
		{"offer-handover", "mediator", at + "/do/hand_over_notes", 0, nil},
	}
}
