package casework_test

import (
	"maps"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
	"github.com/jiefen/jiefen/pkg/store"
)

// needing is a mediation whose asking party needs help.
func needing(t *testing.T, w *worktest.World, need string) *negotiation {
	t.Helper()
	n := negotiating(t, w)
	err := w.DB.Do(t.Context(), func(tx *store.Tx) error {
		parties, err := tx.Parties(n.root)
		if err != nil {
			return err
		}
		p := &parties[0]
		p.Needs = []string{need}
		if need == "minor" {
			p.Representatives = []casemodel.Representative{{Kind: "guardian", Name: "Mother"}}
		}
		return tx.UpdateParty(p)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// with lays more fields over some.
func with(fields, more worktest.F) worktest.F {
	all := maps.Clone(fields)
	maps.Copy(all, more)
	return all
}

// Each need, from the record of the sitting to the sealed agreement: what helps
// is asked for at its field, and nothing is written without it.
func TestWhoCannotReadHearSpeakOrIsAMinorIsHelpedToASignedAgreement(t *testing.T) {
	type step struct {
		field, key string
		more       worktest.F // what mends it
	}
	for need, road := range map[string]struct{ record, sign []step }{
		"illiterate": {
			record: []step{{"read_by", "guard.read_aloud", worktest.F{"read_by": "Zhao"}}},
			sign: []step{
				{"read_by", "guard.read_aloud", worktest.F{"read_by": "Zhao"}},
				{"witness", "guard.witness_needed", worktest.F{"witness": "Zhao"}},
				{"witness", "guard.witness_other", worktest.F{"witness": "Qian"}},
			},
		},
		"deaf": {record: []step{
			{"interpreter", "guard.interpreter_needed", worktest.F{"interpreter": "Sun"}},
			{"pledge", "guard.pledge_needed", worktest.F{"pledge": true}},
		}},
		"dialect": {record: []step{{"interpreter", "guard.interpreter_needed", worktest.F{"masters": true}}}},
		"minor": {
			record: []step{{"came.0.name", "guard.guardian_there", nil}},
			sign: []step{
				{"signer", "guard.guardian_signs", worktest.F{"signer": "Uncle"}},
				{"signer", "guard.guardian_signs", worktest.F{"signer": "Mother"}},
			},
		},
	} {
		t.Run(need, func(t *testing.T) {
			worktest.Each(t, func(t *testing.T, w *worktest.World) {
				n := needing(t, w, need)
				came := []any{worktest.F{"party": n.asks, "came": "self"}, worktest.F{"party": n.asked, "came": "self"}}
				record := worktest.F{"mode": "joint", "result": "agreed", "came": came}
				for _, s := range road.record {
					n.refused("mediator", "log_session", s.field, s.key, record)
					record = with(record, s.more)
				}
				if need == "minor" {
					record["came"] = []any{worktest.F{"party": n.asks, "came": "self", "name": "Mother"}, worktest.F{"party": n.asked, "came": "self"}}
				}
				n.does("log_session", record)
				n.does("log_session", worktest.F{"mode": "caucus", "side": n.asked, "result": "continue"}) // the other side needs no help
				n.does("log_session", worktest.F{"mode": "joint", "result": "continue", "came": []any{worktest.F{"party": n.asks, "came": "absent"}, worktest.F{"party": n.asked, "came": "self"}}})
				n.does("propose_terms", worktest.F{"items": w.Pay(n.root, "3000", "2026-04-01")})
				n.does("finalise_text", worktest.F{"total": "3000"})
				sign := worktest.F{"party": n.asks, "way": "fingerprint"}
				for _, s := range road.sign {
					n.refused("mediator", "record_signature", s.field, s.key, sign)
					sign = with(sign, s.more)
				}
				n.does("record_signature", sign)
				n.does("record_signature", worktest.F{"party": n.asked, "way": "wet"})
				n.does("record_signature", worktest.F{"user": w.User("mediator"), "way": "wet"})
				for _, s := range n.sees("mediator").Signatures {
					if string(s.Party) == n.asks && (s.How.Witness != map[string]string{"illiterate": "Qian"}[need] || s.How.Signer != map[string]string{"minor": "Mother"}[need]) {
						t.Errorf("signed as %+v", s.How)
					}
				}
				w.Must("seal", n.id, "affix_seal", nil)
				if state := w.Matter(n.id).State; state != "effective" {
					t.Errorf("the agreement is %s", state)
				}
			})
		})
	}
}

// An agent signs only with a name, an authority to settle, and that authority
// checked (G29).
func TestAnAgentSignsOnlyOnACheckedSpecialAuthority(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		n := negotiating(t, w)
		n.does("propose_terms", worktest.F{"items": w.Pay(n.root, "3000", "2026-04-01")})
		n.does("finalise_text", nil)
		sign := worktest.F{"party": n.asks, "way": "agent"}
		for _, s := range []struct {
			field, key string
			more       worktest.F
		}{
			{"signer", "guard.signer_name", worktest.F{"signer": "Wu"}},
			{"authority", "guard.signer_authority", worktest.F{"authority": "general"}},
			{"authority", "guard.signer_authority", worktest.F{"authority": "special"}},
			{"checked", "guard.signer_checked", worktest.F{"checked": true}},
		} {
			n.refused("mediator", "record_signature", s.field, s.key, sign)
			sign = with(sign, s.more)
		}
		n.does("record_signature", sign)
		n.does("back_to_session", nil)
		if how := values(t, w, n.id)["signed_how."+n.asks]; how != "" {
			t.Errorf("after going back it is still known how it was signed: %s", how)
		}
	})
}
