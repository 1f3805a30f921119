package casework_test

import (
	"testing"
	"time"

	"github.com/jiefen/jiefen/pkg/casework/worktest"
)

// What the law asks of a clause and nobody has said is named at the cell of the
// clause that lacks it, and nothing is made final.
func TestWhatAClauseLacksIsNamedAtItsCell(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		n := negotiating(t, w)
		whole := func() worktest.F {
			return worktest.F{"debtor": n.asked, "creditor": n.asks, "kind": "pay", "what": "compensation", "amount": "3000", "due": "2026-05-01"}
		}
		for _, c := range []struct {
			cell, key string
			spoil     func(worktest.F)
		}{
			{"creditor", "guard.item_creditor", func(f worktest.F) { delete(f, "creditor") }},
			{"what", "guard.item_what", func(f worktest.F) { f["kind"] = "act"; delete(f, "what"); delete(f, "amount") }},
			{"amount", "guard.item_amount", func(f worktest.F) { f["amount_kind"] = "sum"; delete(f, "amount") }},
			{"due", "guard.item_due", func(f worktest.F) { delete(f, "due") }},
		} {
			spoilt := whole()
			c.spoil(spoilt)
			n.does("propose_terms", worktest.F{"items": []any{whole(), spoilt}})
			n.refused("mediator", "finalise_text", "items.1."+c.cell, c.key, nil)
			n.refused("mediator", "finalise_text", "items.1."+c.cell, c.key, worktest.F{"items": []any{whole(), spoilt}})
			n.does("back_to_session", nil)
		}
		nobody := whole()
		delete(nobody, "debtor")
		n.refused("mediator", "propose_terms", "items.0.debtor", "guard.item_debtor", worktest.F{"items": []any{nobody}})
	})
}

// An offer whose clause binds already is taken back by nobody, neither by who
// made it nor by who accepted it.
func TestAnOfferInForceIsNotTakenBack(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		n := negotiating(t, w)
		n.does("make_offer", worktest.F{"party": n.asked, "way": "joint", "amount": "5000", "text": "compensation", "due_on": "2026-05-01"})
		offer := n.last()
		n.does("accept_offer", worktest.F{"offer": offer, "party": n.asks, "way": "present"})
		n.does("propose_terms", worktest.F{"items": []any{worktest.F{"offer": offer}}})
		n.does("finalise_text", nil)
		for _, party := range []string{n.asks, n.asked} {
			n.does("record_signature", worktest.F{"party": party, "way": "wet"})
		}
		n.does("record_signature", worktest.F{"user": w.User("mediator"), "way": "wet"})
		w.Must("seal", n.id, "affix_seal_partial", worktest.F{"remaining": "the repair"})
		for _, party := range []string{n.asked, n.asks} {
			n.refused("mediator", "withdraw_offer", "offer", "offer.in_force", worktest.F{"offer": offer, "party": party})
		}
		// One that was taken back, or has expired, becomes no clause of what is agreed next.
		n.does("make_offer", worktest.F{"party": n.asked, "way": "joint", "amount": "10", "text": "more", "due_on": "2026-05-01"})
		gone := n.last()
		n.does("withdraw_offer", worktest.F{"offer": gone, "party": n.asked})
		n.refused("mediator", "propose_terms", "items.0.offer", "offer.clause_gone", worktest.F{"items": []any{worktest.F{"offer": gone}}})
		n.does("make_offer", worktest.F{"party": n.asked, "way": "joint", "amount": "10", "text": "more", "due_on": "2026-05-01", "expires_on": "2026-03-02"})
		late := n.last()
		w.Clock.Advance(48 * time.Hour)
		n.refused("mediator", "accept_offer", "offer", "offer.not_open.expired", worktest.F{"offer": late, "party": n.asks, "way": "present"})
		n.refused("mediator", "propose_terms", "items.0.offer", "offer.clause_gone", worktest.F{"items": []any{worktest.F{"offer": late}}})
	})
}
