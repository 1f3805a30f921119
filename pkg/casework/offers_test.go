package casework_test

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
	"github.com/jiefen/jiefen/pkg/store"
)

// table is a mediation under way, with its two sides and what somebody sees.
type negotiation struct {
	*worktest.World
	t           *testing.T
	id, root    casemodel.ID
	asks, asked string
}

func negotiating(t *testing.T, w *worktest.World) *negotiation {
	t.Helper()
	root, id := w.InSession(t)
	p := w.Parties(root)
	return &negotiation{w, t, id, root, string(p[0]), string(p[1])}
}

func (n *negotiation) sees(who string) *casework.View {
	n.t.Helper()
	v, err := n.Case(n.t.Context(), n.Who[who], n.id)
	if err != nil {
		n.t.Fatal(err)
	}
	return v
}

// last is the newest offer of the matter.
func (n *negotiation) last() string {
	n.t.Helper()
	return string(n.offers()[len(n.offers())-1].ID)
}

func (n *negotiation) offers() (all []casemodel.Offer) {
	n.t.Helper()
	err := n.DB.Read(n.t.Context(), func(tx *store.Tx) (err error) {
		all, err = tx.Offers(n.id)
		return err
	})
	if err != nil {
		n.t.Fatal(err)
	}
	return all
}

// does an act as the mediator.
func (n *negotiation) does(act string, fields worktest.F) {
	n.t.Helper()
	n.Must("mediator", n.id, act, fields)
}

// refused tries an act that must be refused at a field with a key, and must
// write nothing.
func (n *negotiation) refused(who, act, field, key string, fields worktest.F) {
	n.t.Helper()
	before := prints(n.t, n.World)
	_, err := n.Try(who, n.id, act, fields)
	var refusal *casemodel.Error
	if !errors.As(err, &refusal) || refusal.Key != key && !slices.ContainsFunc(refusal.All(), func(f casemodel.FieldError) bool { return f.Key == key }) || refusal.Field != field {
		n.t.Errorf("%s by %s: %v, want %s at %q", act, who, err, key, field)
	}
	if !maps.Equal(before, prints(n.t, n.World)) {
		n.t.Errorf("%s: the refusal wrote something", act)
	}
}

// A chain of six: each answers the one before, accepting one closes the others,
// and nothing is answered twice.
func TestOffersClimbALadderAndAcceptingOneClosesTheOthers(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		n := negotiating(t, w)
		n.does("make_offer", worktest.F{"party": n.asks, "way": "joint", "amount": "8000", "text": "compensation", "due_on": "2026-05-01"})
		sides := []string{n.asked, n.asks}
		for i, yuan := range []string{"3000", "6500", "4500", "5200.50", "5000"} {
			n.does("counter_offer", worktest.F{"offer": n.last(), "party": sides[i%2], "way": "joint", "amount": yuan})
		}
		n.does("make_offer", worktest.F{"party": n.asked, "way": "joint", "kind": "apologise", "text": "says sorry"})
		apology := n.last()
		agreed := string(n.offers()[5].ID)
		n.refused("mediator", "accept_offer", "party", "offer.same_side", worktest.F{"offer": agreed, "party": n.asked, "way": "present"})
		n.does("accept_offer", worktest.F{"offer": agreed, "party": n.asks, "way": "present"})
		var states []string
		for _, o := range n.offers() {
			states = append(states, o.State)
		}
		if want := []string{"closed", "closed", "closed", "closed", "closed", "accepted", "open"}; !slices.Equal(states, want) {
			t.Errorf("the ladder stands at %v, want %v", states, want)
		}
		o := n.offers()[5]
		if o.Amount != 500000 || o.Terms.Kind != "pay" || string(o.Terms.Debtor) != n.asked || string(o.Terms.Creditor) != n.asks {
			t.Errorf("the accepted offer: %+v", o)
		}
		n.refused("mediator", "counter_offer", "offer", "offer.not_open.closed", worktest.F{"offer": string(n.offers()[0].ID), "party": n.asked, "way": "joint", "amount": "1"})
		n.refused("mediator", "decline_offer", "offer", "offer.not_open.accepted", worktest.F{"offer": agreed, "party": n.asks})
		n.does("decline_offer", worktest.F{"offer": apology, "party": n.asks, "reason": "not enough"})
		n.refused("mediator", "withdraw_offer", "offer", "offer.not_open.declined", worktest.F{"offer": apology, "party": n.asked})
		n.refused("clerk", "make_offer", "", "step.forbidden", worktest.F{"party": n.asks, "way": "joint", "amount": "1"})
		if replies := n.sees("mediator").Replies; len(replies) != 2 || replies[1].Text != "not enough" || string(replies[0].PartyID) != n.asks {
			t.Errorf("the answers: %+v", replies)
		}
	})
}

// What an offer must say, each at its field.
func TestAnOfferThatSaysNothingOrCannotBeIsRefusedAtItsField(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		n := negotiating(t, w)
		stranger := string(w.Parties(w.Register(worktest.Quarrel()))[0])
		for _, c := range []struct {
			field, key string
			change     worktest.F
		}{
			{"amount", "offer.empty", worktest.F{"amount": ""}},
			{"amount", "guard.item_amount", worktest.F{"amount": "0", "text": "x"}},
			{"amount", "field.money", worktest.F{"amount": "abc"}},
			{"kind", "field.missing", worktest.F{"amount": "", "text": "sweeps the yard"}},
			{"party", "field.no_such_party", worktest.F{"party": stranger}},
			{"to", "offer.same_side", worktest.F{"to": n.asks}},
			{"creditor", "offer.same_party", worktest.F{"debtor": n.asked, "creditor": n.asked}},
			{"expires_on", "offer.expired_already", worktest.F{"expires_on": "2026-03-01"}},
			{"until", "offer.until", worktest.F{"until": "2026-09-01"}},
			{"way", "field.missing", worktest.F{"way": ""}},
		} {
			fields := worktest.F{"party": n.asks, "way": "joint", "amount": "8000"}
			maps.Copy(fields, c.change)
			n.refused("mediator", "make_offer", c.field, c.key, fields)
		}
	})
}

// The day after its last day an offer cannot be accepted, and says so.
func TestAnOfferExpiresWithItsDay(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		n := negotiating(t, w)
		n.does("make_offer", worktest.F{"party": n.asks, "way": "joint", "amount": "8000", "expires_on": "2026-03-04"})
		w.Clock.Set(time.Date(2026, 3, 4, 23, 0, 0, 0, time.FixedZone("", 8*3600)))
		if state := n.sees("mediator").Offers[0].State; state != "open" {
			t.Errorf("on its last day it is %s", state)
		}
		w.Clock.Advance(2 * time.Hour)
		if state := n.sees("mediator").Offers[0].State; state != "expired" {
			t.Errorf("the day after it is %s", state)
		}
		n.refused("mediator", "accept_offer", "offer", "offer.not_open.expired", worktest.F{"offer": n.last(), "party": n.asked, "way": "present"})
	})
}

// What a side says to its mediators alone is answered by nobody and read by
// nobody else until that side, and no other, has agreed: once, of this one thing.
func TestWhatWasSaidInConfidenceIsLetOutOneByOneByWhoSaidIt(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		n := negotiating(t, w)
		n.does("make_offer", worktest.F{"party": n.asks, "way": "caucus", "amount": "5000", "text": "bottom line"})
		offer := n.last()
		n.does("log_session", worktest.F{"mode": "caucus", "side": n.asks, "result": "continue", "text": "would take less"})
		n.does("log_session", worktest.F{"mode": "caucus", "side": n.asks, "result": "continue", "text": "is ill"})
		note := string(n.sees("mediator").Sessions[0].ID)
		read := func(who string) (sessions, offers, kept int) {
			v := n.sees(who)
			return len(v.Sessions), len(v.Offers), len(v.KeptBack)
		}
		is := func(who string, sessions, offers, kept int) {
			t.Helper()
			if a, b, c := read(who); a != sessions || b != offers || c != kept {
				t.Errorf("%s reads %d notes and %d offers and knows of %d more, want %d %d %d", who, a, b, c, sessions, offers, kept)
			}
		}
		is("mediator", 2, 1, 0)
		is("chair", 0, 0, 3)
		is("clerk", 0, 0, 0)
		n.refused("mediator", "counter_offer", "offer", "offer.unreleased", worktest.F{"offer": offer, "party": n.asked, "way": "joint", "amount": "1"})
		n.refused("mediator", "accept_offer", "offer", "offer.unreleased", worktest.F{"offer": offer, "party": n.asked, "way": "present"})
		n.refused("mediator", "disclose", "party", "disclose.not_theirs", worktest.F{"thing": note, "party": n.asked, "way": "present"})
		n.refused("mediator", "disclose", "party", "field.missing", worktest.F{"thing": note, "way": "present"})
		n.refused("mediator", "disclose", "consent_on", "date.future", worktest.F{"thing": note, "party": n.asks, "way": "present", "consent_on": "2026-03-03"})
		n.refused("chair", "disclose", "", "step.forbidden", worktest.F{"thing": note, "party": n.asks, "way": "present"})
		n.does("disclose", worktest.F{"thing": note, "party": n.asks, "way": "recorded_call"})
		is("chair", 1, 0, 2)
		n.refused("mediator", "disclose", "thing", "field.no_such_note", worktest.F{"thing": note, "party": n.asks, "way": "present"})
		n.does("disclose", worktest.F{"thing": offer, "party": n.asks, "way": "present"})
		is("chair", 1, 1, 1)
		if d := n.sees("chair").Disclosed; len(d) != 2 || d[0].Way != "recorded_call" || string(d[0].PartyID) != n.asks || d[0].On != "2026-03-02" {
			t.Errorf("the consents: %+v", d)
		}
		n.does("accept_offer", worktest.F{"offer": offer, "party": n.asked, "way": "present"})
	})
}

// A successor, and who joins later, reads what was said in confidence only when
// who heard it hands it over.
func TestASuccessorReadsConfidencesOnlyByHandOver(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		n := negotiating(t, w)
		n.does("log_session", worktest.F{"mode": "caucus", "side": n.asks, "result": "continue", "text": "first secret"})
		n.does("make_offer", worktest.F{"party": n.asks, "way": "caucus", "amount": "5000"})
		n.refused("mediator", "hand_over_notes", "to", "field.not_mediator", worktest.F{"to": w.User("mediator2")})
		w.Must("chair", n.id, "replace_mediator", worktest.F{"handler": w.User("mediator2"), "reason": "moved"})
		if v := n.sees("mediator2"); len(v.Sessions) != 0 || len(v.Offers) != 0 || len(v.KeptBack) != 2 {
			t.Errorf("the successor reads %d notes, %d offers, knows of %d", len(v.Sessions), len(v.Offers), len(v.KeptBack))
		}
		thing := string(n.offers()[0].ID)
		n.refused("mediator2", "disclose", "thing", "field.no_such_note", worktest.F{"thing": thing, "party": n.asks, "way": "present"})
		n.refused("mediator2", "accept_offer", "offer", "field.no_such_offer", worktest.F{"offer": thing, "party": n.asked, "way": "present"})
		n.refused("mediator2", "hand_over_notes", "to", "field.not_mediator", worktest.F{"to": w.User("mediator2")})
		n.refused("chair", "hand_over_notes", "", "step.forbidden", worktest.F{"to": w.User("mediator2")})
		if v := n.sees("mediator"); len(v.Sessions) != 0 {
			t.Error("who is in charge no longer still reads the notes")
		}
		n.does("hand_over_notes", worktest.F{"to": w.User("mediator2")})
		if v := n.sees("mediator2"); len(v.Sessions) != 1 || len(v.Offers) != 1 || len(v.KeptBack) != 0 {
			t.Errorf("after the hand-over the successor reads %d notes, %d offers", len(v.Sessions), len(v.Offers))
		}
		n.refused("mediator", "hand_over_notes", "to", "notes.none", worktest.F{"to": w.User("mediator2")})
		w.Must("mediator2", n.id, "log_session", worktest.F{"mode": "caucus", "side": n.asked, "result": "continue", "text": "second secret"})
		if v := n.sees("mediator2"); len(v.Sessions) != 2 {
			t.Errorf("and reads %d notes with the next", len(v.Sessions))
		}
	})
}

// Nothing that was offered stands in the journal, which others read.
func TestTheJournalSaysThatSomethingWasOfferedAndNeverWhat(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		n := negotiating(t, w)
		n.does("make_offer", worktest.F{"party": n.asks, "way": "caucus", "amount": "54321", "text": "planted offer", "expires_on": "2026-03-09", "consent": "present"})
		n.does("counter_offer", worktest.F{"offer": n.last(), "party": n.asked, "way": "joint", "amount": "12345", "text": "planted counter"})
		n.does("withdraw_offer", worktest.F{"offer": n.last(), "party": n.asked, "reason": "planted reason"})
		n.does("decline_offer", worktest.F{"offer": string(n.offers()[0].ID), "party": n.asked, "reason": "planted refusal"})
		err := w.DB.Read(t.Context(), func(tx *store.Tx) error {
			payloads, err := tx.Payloads(n.id)
			for seq, payload := range payloads {
				for _, secret := range []string{"planted", "54321", "12345", "2026-03-09", "caucus"} {
					if strings.Contains(string(payload), secret) {
						t.Errorf("entry %d tells %q: %s", seq, secret, payload)
					}
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// What was accepted becomes a clause without being typed again, and says what
// was accepted: to the fen, and by whom.
func TestAnAcceptedOfferBecomesItsClauseByReference(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		n := negotiating(t, w)
		n.does("make_offer", worktest.F{"party": n.asked, "way": "joint", "amount": "5000.01", "text": "compensation", "due_on": "2026-05-01"})
		offer := n.last()
		open := []any{worktest.F{"offer": offer}}
		n.refused("mediator", "propose_terms", "items.0.offer", "offer.clause_gone", worktest.F{"items": open})
		n.does("accept_offer", worktest.F{"offer": offer, "party": n.asks, "way": "present"})
		for _, c := range []struct {
			field, key string
			row        worktest.F
		}{
			{"items.0.amount", "offer.sum_differs", worktest.F{"amount": "5000"}},
			{"items.0.debtor", "offer.differs", worktest.F{"debtor": n.asks}},
			{"items.0.kind", "offer.differs", worktest.F{"kind": "deliver"}},
			{"items.0.due", "offer.differs", worktest.F{"due": "2026-06-01"}},
			{"items.0.every", "offer.differs", worktest.F{"every": "month"}},
		} {
			c.row["offer"] = offer
			if c.row["kind"] == nil {
				c.row["kind"] = "pay"
			}
			n.refused("mediator", "propose_terms", c.field, c.key, worktest.F{"items": []any{c.row}})
		}
		n.does("propose_terms", worktest.F{"items": []any{
			worktest.F{"offer": offer, "kind": "pay", "amount": "2500", "due": "2026-04-01"}, worktest.F{"offer": offer, "kind": "pay", "amount": "2500.01", "due": "2026-05-01"},
		}})
		items := n.sees("mediator").Items
		if len(items) != 2 || string(items[1].OfferID) != offer || string(items[1].Debtor) != n.asked || string(items[1].Creditor) != n.asks || items[1].What != "compensation" || items[0].Amount+items[1].Amount != 500001 {
			t.Errorf("the clauses: %+v", items)
		}
		n.does("back_to_session", nil)
		n.does("propose_terms", worktest.F{"items": open})
		if items := n.sees("mediator").Items; len(items) != 1 || items[0].Amount != 500001 || items[0].DueOn != "2026-05-01" || items[0].Kind != "pay" || items[0].AmountKind != "sum" {
			t.Errorf("the clause: %+v", items)
		}
		n.does("finalise_text", worktest.F{"total": "5000.01"})
	})
}

// Whoever takes an offer back, or an acceptance, leaves a marked clause: no text
// is made of it until it was decided what becomes of it.
func TestAClauseWhoseOfferIsTakenBackWaitsForADecision(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		for _, by := range []string{"offerer", "accepter"} {
			n := negotiating(t, w)
			n.does("make_offer", worktest.F{"party": n.asked, "way": "joint", "amount": "5000", "due_on": "2026-05-01"})
			offer := n.last()
			n.does("accept_offer", worktest.F{"offer": offer, "party": n.asks, "way": "present"})
			n.does("propose_terms", worktest.F{"items": []any{worktest.F{"offer": offer}, w.Pay(n.root, "10", "2026-05-01")[0]}})
			back := map[string]string{"offerer": n.asked, "accepter": n.asks}[by]
			n.does("withdraw_offer", worktest.F{"offer": offer, "party": back})
			if state := n.offers()[0].State; state != map[string]string{"offerer": "withdrawn", "accepter": "open"}[by] {
				t.Errorf("taken back by the %s it is %s", by, state)
			}
			n.refused("mediator", "finalise_text", "items", "guard.offers_stand", worktest.F{"total": "5010"})
			n.refused("mediator", "finalise_text", "items.0.offer", "offer.clause_gone", worktest.F{"items": []any{worktest.F{"offer": offer}}})
			if by == "offerer" {
				n.does("finalise_text", worktest.F{"items": w.Pay(n.root, "10", "2026-05-01")})
			} else {
				n.does("finalise_text", worktest.F{"items": append(w.Pay(n.root, "5000", "2026-05-01"), w.Pay(n.root, "10", "2026-05-01")...), "total": "5010"})
			}
			n.refused("mediator", "withdraw_offer", "", "guard.text_open", worktest.F{"offer": offer, "party": n.asked})
		}
	})
}
