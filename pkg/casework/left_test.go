package casework_test

import (
	"maps"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
)

// The two old people of Ruzhou are looked after, and their sons' quarrel about the
// homestead is put off: by everybody's consent, with its road, in the text that
// is signed, before the eyes of who closes the case (published case S13, G05).
func TestAClaimIsPutOffByConsentAndStaysInSight(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		r := worktest.Quarrel()
		r.Claims = []casework.Claim{{Text: "maintenance"}, {Text: "the homestead", Amount: 500000}, {Text: "costs"}}
		root, id := w.InSessionOf(t, r)
		p := w.Parties(root)
		n := &negotiation{World: w, t: t, id: id, root: root}
		both, one := []any{string(p[0]), string(p[1])}, []any{string(p[0])}
		put := func(more worktest.F) worktest.F {
			in := worktest.F{"claim": 2, "fate": "deferred", "road": "later", "who": string(p[0]), "agreed_by": both, "note": "after the old people have died"}
			maps.Copy(in, more)
			return in
		}
		n.refused("mediator", "settle_claim", "claim", "claim.none", put(worktest.F{"claim": 9}))
		n.refused("mediator", "settle_claim", "road", "field.missing", put(worktest.F{"road": ""}))
		n.refused("mediator", "settle_claim", "who", "field.missing", put(worktest.F{"who": ""}))
		n.refused("mediator", "settle_claim", "agreed_by", "claim.all_agree", put(worktest.F{"agreed_by": one}))
		n.refused("mediator", "settle_claim", "agreed_by", "claim.who_claims", put(worktest.F{"fate": "abandoned", "agreed_by": []any{string(p[1])}}))
		n.refused("mediator", "settle_claim", "last_on", "claim.late", put(worktest.F{"last_on": "2020-01-01"}))
		n.refused("mediator", "settle_claim", "claim", "claim.not_left", put(worktest.F{"fate": "settled"}))
		n.refused("clerk", "settle_claim", "", "step.forbidden", put(nil))
		n.does("settle_claim", put(nil))
		n.does("settle_claim", put(worktest.F{"claim": 3, "fate": "abandoned", "agreed_by": one}))
		n.does("settle_claim", put(worktest.F{"claim": nil, "text": "the old debt", "road": "litigation", "last_on": "2027-01-01"}))
		n.does("settle_claim", put(worktest.F{"claim": 3, "fate": "settled"}))

		// undertakings of conduct alone, beside the claims that stay open
		n.does("propose_terms", worktest.F{"items": []any{worktest.F{"debtor": string(p[1]), "creditor": string(p[0]), "kind": "act", "what": "looks after the old man", "every": "month", "due": "2026-04-01"}}})
		n.does("finalise_text", worktest.F{"copies": "3"})
		hash := values(t, w, id)["text_sha256"]
		n.refused("mediator", "settle_claim", "", "guard.text_open", put(worktest.F{"fate": "abandoned", "agreed_by": one}))
		for _, party := range p {
			n.does("record_signature", worktest.F{"party": string(party), "way": "wet"})
		}
		n.does("record_signature", worktest.F{"user": w.User("mediator"), "way": "wet"})
		w.Must("seal", id, "affix_seal", nil)
		for _, at := range []casemodel.ID{id, root} {
			view, err := w.Case(t.Context(), w.Who["mediator"], at)
			if err != nil {
				t.Fatal(err)
			}
			if len(view.Left) != 2 || view.Left[0].Text != "the homestead" || view.Left[0].Amount != 500000 || view.Left[0].Road != "later" || view.Left[1].Text != "the old debt" || view.Left[1].LastOn != "2027-01-01" {
				t.Errorf("left open at %s: %+v", at, view.Left)
			}
		}
		if view, err := w.Case(t.Context(), w.Who["auditor"], id); err == nil && len(view.Left) > 0 && !view.Can["read.agreement"] {
			t.Error("who may not read the agreement is told what it leaves open")
		}

		// what is left open is part of what is signed
		other, second := w.InSessionOf(t, r)
		w.Must("mediator", second, "propose_terms", worktest.F{"items": []any{worktest.F{"debtor": string(w.Parties(other)[1]), "creditor": string(w.Parties(other)[0]), "kind": "act", "what": "looks after the old man", "every": "month", "due": "2026-04-01"}}})
		w.Must("mediator", second, "finalise_text", worktest.F{"copies": "3"})
		first := values(t, w, second)["text_sha256"]
		w.Must("mediator", second, "back_to_session", nil)
		w.Must("mediator", second, "settle_claim", worktest.F{"claim": 2, "fate": "abandoned", "agreed_by": []any{string(w.Parties(other)[0])}})
		w.Must("mediator", second, "propose_terms", worktest.F{"items": []any{worktest.F{"debtor": string(w.Parties(other)[1]), "creditor": string(w.Parties(other)[0]), "kind": "act", "what": "looks after the old man", "every": "month", "due": "2026-04-01"}}})
		w.Must("mediator", second, "finalise_text", worktest.F{"copies": "3"})
		if again := values(t, w, second)["text_sha256"]; again == first || hash == "" {
			t.Error("the same hash with and without a claim given up")
		}
	})
}

// The workers of Ziyang took a part of their wages; for the rest arbitration is
// barred a year after they knew, and no later day is taken (published case S01).
func TestAClaimForArbitrationIsBarredByTheRule(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		r := worktest.Quarrel()
		r.Claims = []casework.Claim{{Text: "wages", Amount: 40000000}}
		root, id := w.InSessionOf(t, r)
		p := w.Parties(root)
		n := &negotiation{World: w, t: t, id: id, root: root}
		put := worktest.F{
			"claim": 1, "fate": "deferred", "road": "labour_arbitration", "who": string(p[0]), "agreed_by": []any{string(p[0]), string(p[1])}, "known_on": "2025-12-01",
		}
		late := worktest.F{"last_on": "2027-01-10"}
		maps.Copy(late, put)
		n.refused("mediator", "settle_claim", "last_on", "claim.after_bar", late)
		n.does("settle_claim", put)
		if left := n.sees("mediator").Left; len(left) != 1 || left[0].LastOn != "2026-12-01" || left[0].Rule != "LD-05" {
			t.Errorf("left open: %+v", left) // 2025-12-01 and a year, counted by hand: a Tuesday
		}
	})
}
