package casework_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
	"github.com/jiefen/jiefen/pkg/store"
)

// signedText is what the parties put their names to, as it is kept.
func signedText(t *testing.T, w *worktest.World, root, id casemodel.ID) (text string, signed bool) {
	t.Helper()
	var b strings.Builder
	err := w.DB.Read(t.Context(), func(tx *store.Tx) error {
		items, err := tx.Items(root)
		for _, it := range items {
			if it.Active == 1 {
				b.WriteString(string(it.ID) + string(it.Debtor) + string(it.Creditor) + it.Kind + it.What + it.Amount.String() + it.Share + string(it.DueOn) + "\n")
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	kept := values(t, w, id)
	for _, field := range []string{"total", "breach", "copies", "text_sha256"} {
		b.WriteString(field + "=" + kept[field] + "\n")
	}
	for field, value := range kept {
		signed = signed || strings.HasPrefix(field, "signed") && value != ""
	}
	return b.String(), signed
}

// Everything anybody may write down while a text lies for signing, on it and on its
// case, filled in at random: as long as a signature stands, so does the text.
func TestNoDoorChangesATextThatSomebodyHasSigned(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		tried := map[string]bool{}
		for seed := range uint64(6) {
			rng := rand.New(rand.NewPCG(7, seed))
			root, id := w.InSession(t)
			w.Must("mediator", id, "propose_terms", worktest.F{"items": w.Pay(root, "3000", "2026-04-01")})
			w.Must("mediator", id, "finalise_text", worktest.F{"total": "3000", "copies": "3", "breach": "interest"})
			w.Must("mediator", id, "record_signature", worktest.F{"party": string(w.Parties(root)[0]), "way": "wet"})
			before, _ := signedText(t, w, root, id)
			for _, who := range []string{"mediator", "chair", "clerk", "director", "seal"} {
				for _, at := range []casemodel.ID{id, root} {
					for _, c := range w.Open(who, at) {
						if c.Kind != "record" { // events lead away from the signing
							continue
						}
						fields := w.Fill(rng, w.Matter(at), c.Fields)
						if c.ID == "amend" {
							fields["field"], fields["value"] = []string{"breach", "copies", "items", "total", "text_sha256", "title"}[seed], "changed"
						}
						_, err := w.Try(who, at, c.ID, fields)
						tried[c.ID] = tried[c.ID] || err == nil
						if after, signed := signedText(t, w, root, id); signed && after != before {
							t.Fatalf("%s by %s changed a signed text:\n%s\n%s", c.ID, who, before, after)
						}
					}
				}
			}
		}
		if len(tried) < 12 || !tried["record_signature"] || !tried["amend"] {
			t.Errorf("%d doors tried: %v", len(tried), tried)
		}
	})
}

// A text that was changed under its signatures, by whatever, takes no further
// one and no seal; going back makes them void.
func TestATextThatIsNotTheSignedOneTakesNoFurtherSignature(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		for name, change := range map[string]func(tx *store.Tx, root, id casemodel.ID) error{
			"a clause": func(tx *store.Tx, root, _ casemodel.ID) error {
				items, err := tx.Items(root)
				if err != nil {
					return err
				}
				items[0].Amount++
				return tx.UpdateItem(&items[0])
			},
			"what stands beneath": func(tx *store.Tx, _, id casemodel.ID) error {
				return tx.SetFields(id, map[string]string{"breach": "double interest"}, 1)
			},
		} {
			root, id := w.Signing(t, "3000", "2026-04-01")
			if err := w.DB.Do(t.Context(), func(tx *store.Tx) error { return change(tx, root, id) }); err != nil {
				t.Fatal(err)
			}
			n := &negotiation{World: w, t: t, id: id, root: root}
			n.refused("mediator", "record_signature", "", "text.frozen", worktest.F{"user": w.User("mediator"), "way": "wet"})
			n.refused("seal", "affix_seal", "", "text.frozen", nil)
			n.does("back_to_session", nil)
			if _, signed := signedText(t, w, root, id); signed {
				t.Errorf("%s: the signatures stand after going back", name)
			}
		}
	})
}

// Each signature says which text it is under, and the same text has the same
// hash: the clauses, their sums, what stands beneath them.
func TestASignatureBearsTheHashOfItsText(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, id := w.Signing(t, "3000", "2026-04-01")
		first := values(t, w, id)["text_sha256"]
		view, err := w.Case(t.Context(), w.Who["mediator"], id)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range view.Signatures {
			if len(first) != 64 || s.Text != first {
				t.Errorf("signed is %q, the text is %q", s.Text, first)
			}
		}
		again := func(total, breach string, items []any) string {
			w.Must("mediator", id, "back_to_session", nil)
			w.Must("mediator", id, "propose_terms", worktest.F{"items": items})
			w.Must("mediator", id, "finalise_text", worktest.F{"total": total, "copies": "3", "breach": breach})
			return values(t, w, id)["text_sha256"]
		}
		if same := again("3000", "", w.Pay(root, "3000", "2026-04-01")); same != first {
			t.Error("the same text has another hash")
		}
		for _, other := range []string{again("3000.01", "", w.Pay(root, "3000.01", "2026-04-01")), again("3000.01", "interest", w.Pay(root, "3000.01", "2026-04-01")), again("3000", "interest", w.Pay(root, "3000", "2026-04-02"))} {
			if other == first {
				t.Error("another text has the same hash")
			}
		}
	})
}
