package casework_test

import (
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
	"github.com/jiefen/jiefen/pkg/store"
)

// agreedTwice is a case whose parties agreed on two sums and then, at both
// sides' wish, talk again: the first proceeding, the second one in session.
func agreedTwice(t *testing.T, w *worktest.World) (root, first, second casemodel.ID) {
	t.Helper()
	root, first = w.InSession(t)
	p := w.Parties(root)
	w.Must("mediator", first, "propose_terms", worktest.F{"items": append(w.Pay(root, "3000", "2026-04-01"), w.Pay(root, "5000", "2026-06-01")...)})
	w.Must("mediator", first, "finalise_text", worktest.F{"total": "8000"})
	sealAll(w, first, p)
	w.Must("mediator", root, "reopen_talks", worktest.F{"consents": w.Consents(root), "reason": "both wish to change it"})
	w.Must("triage", root, "dispatch", worktest.F{"body": w.Body("TOWN"), "reason": "again"})
	for _, m := range w.Family(root) {
		if m.Kind == casemodel.KindProceeding && m.ID != first {
			second = m.ID
		}
	}
	w.Must("mediator", second, "ask_consent", nil)
	w.Must("mediator", second, "all_consent", worktest.F{"consents": w.Consents(root)})
	w.Must("chair", second, "appoint_mediator", worktest.F{"handler": w.User("mediator")})
	w.Must("mediator", second, "give_rights_notice", worktest.F{"way": "signed"})
	w.Must("mediator", second, "open_session", worktest.F{"present": []any{string(p[0]), string(p[1])}, "place": "room 1", "way": "joint"})
	return root, first, second
}

func sealAll(w *worktest.World, proceeding casemodel.ID, parties []casemodel.ID) {
	for _, party := range parties {
		w.Must("mediator", proceeding, "record_signature", worktest.F{"party": string(party), "way": "wet"})
	}
	w.Must("mediator", proceeding, "record_signature", worktest.F{"user": w.User("mediator"), "way": "wet"})
	w.Must("seal", proceeding, "affix_seal", nil)
}

// states are the obligations of a case by what they are worth.
func obligationStates(t *testing.T, w *worktest.World, root casemodel.ID) map[string]string {
	all := map[string]string{}
	for _, m := range w.Family(root) {
		if m.Kind == casemodel.KindObligation {
			all[values(t, w, m.ID)["amount"]] = m.State
		}
	}
	return all
}

// A further agreement takes the place of a clause of the first: that obligation
// ends as superseded, neither waived nor lost, the other one goes on, the case
// is worth what is agreed now and the application for the old text is given up.
func TestAFurtherAgreementTakesThePlaceOfAClause(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, first, second := agreedTwice(t, w)
		p := w.Parties(root)
		w.Must("mediator", second, "propose_terms", worktest.F{"items": w.Pay(root, "4000", "2026-09-01")})
		n := &negotiation{World: w, t: t, id: second, root: root}
		n.refused("mediator", "finalise_text", "replaced_items", "supersede.no_clause", worktest.F{"replaces": "some", "replaced_items": "3"})
		n.refused("mediator", "finalise_text", "replaced_items", "field.missing", worktest.F{"replaces": "some"})
		n.refused("mediator", "finalise_text", "replaces", "field.missing", worktest.F{"replaced_items": "2"})
		w.Must("mediator", second, "finalise_text", worktest.F{"total": "4000", "replaces": "some", "replaced_items": "2"})
		if got := obligationStates(t, w, root); got["5000"] != "pending" {
			t.Errorf("before it is sealed the old clause is %s", got["5000"])
		}
		sealAll(w, second, p)
		if got := obligationStates(t, w, root); got["3000"] != "pending" || got["5000"] != "superseded" || got["4000"] != "pending" {
			t.Errorf("the obligations are %v", got)
		}
		if m := w.Matter(root); m.State != "performing" {
			t.Errorf("the case is %s", m.State)
		}
		for _, m := range w.Family(root) {
			if m.Kind != casemodel.KindConfirmation {
				continue
			}
			if want := map[bool]string{true: "withdrawn", false: "eligible"}[m.ParentID == first]; m.State != want {
				t.Errorf("a confirmation is %s, want %s", m.State, want)
			}
		}
		if err := w.DB.Read(t.Context(), func(tx *store.Tx) error {
			card, err := tx.Card(root)
			if err == nil && card.Amount != 700000 {
				t.Errorf("the case is worth %s", card.Amount)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	})
}

// All of what is open ends; what was paid stays paid. What the court has before
// it, or has confirmed, is not changed from here, and nothing is written then.
func TestWhatTheCourtHasIsNotTakenThePlaceOf(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, first, second := agreedTwice(t, w)
		for _, m := range w.Family(root) {
			if m.Kind == casemodel.KindObligation && values(t, w, m.ID)["amount"] == "3000" {
				w.Must("mediator", m.ID, "perform", worktest.F{"amount": "3000", "evidence": "receipt"})
			}
		}
		w.Must("mediator", second, "propose_terms", worktest.F{"items": w.Pay(root, "4000", "2026-09-01")})
		n := &negotiation{World: w, t: t, id: second, root: root}
		var confirmation casemodel.ID
		for _, m := range w.Family(root) {
			if m.Kind == casemodel.KindConfirmation && m.ParentID == first {
				confirmation = m.ID
			}
		}
		state := func(to string) {
			if err := w.DB.Do(t.Context(), func(tx *store.Tx) error {
				m, err := tx.Matter(confirmation)
				if err != nil {
					return err
				}
				m.State = to
				return tx.UpdateMatter(m, m.Seq)
			}); err != nil {
				t.Fatal(err)
			}
		}
		for to, key := range map[string]string{"submitted": "supersede.at_court", "confirmed": "supersede.confirmed"} {
			state(to)
			n.refused("mediator", "finalise_text", "replaces", key, worktest.F{"replaces": "all"})
		}
		state("eligible")
		n.refused("mediator", "finalise_text", "replaced_items", "supersede.no_clause", worktest.F{"replaces": "some", "replaced_items": "1"})
		w.Must("mediator", second, "finalise_text", worktest.F{"replaces": "all"})
		state("accepted")
		for _, party := range w.Parties(root) {
			w.Must("mediator", second, "record_signature", worktest.F{"party": string(party), "way": "wet"})
		}
		w.Must("mediator", second, "record_signature", worktest.F{"user": w.User("mediator"), "way": "wet"})
		n.refused("seal", "affix_seal", "", "supersede.at_court", nil)
		state("eligible")
		w.Must("seal", second, "affix_seal", nil)
		if got := obligationStates(t, w, root); got["3000"] != "performed" || got["5000"] != "superseded" || got["4000"] != "pending" {
			t.Errorf("the obligations are %v", got)
		}
		// A case with no agreement in force has nothing to take the place of.
		other, running := w.InSession(t)
		w.Must("mediator", running, "propose_terms", worktest.F{"items": w.Pay(other, "10", "2026-09-01")})
		(&negotiation{World: w, t: t, id: running, root: other}).refused("mediator", "finalise_text", "replaces", "supersede.none", worktest.F{"replaces": "all"})
	})
}
