package casework_test

import (
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
