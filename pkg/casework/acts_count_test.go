package casework_test

import (
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
)

// An ordinary written case takes its mediator eight acts at most, from the
// receipt to the last signature, with nothing left out that the law wants.
func TestAnOrdinaryWrittenCaseTakesItsMediatorEightActs(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root := w.Register(worktest.Quarrel())
		w.Must("triage", root, "accept", worktest.F{"risk": "blue"})
		w.Must("triage", root, "dispatch", worktest.F{"body": w.Body("TOWN")})
		p := w.Child(root, "peoples_mediation").ID
		both := []any{string(w.Parties(root)[0]), string(w.Parties(root)[1])}
		w.Must("mediator", p, "ask_consent", nil)
		w.Must("mediator", p, "all_consent", worktest.F{"consents": w.Consents(root)})
		w.Must("chair", p, "appoint_mediator", worktest.F{"handler": w.User("mediator")})
		w.Must("mediator", p, "give_rights_notice", worktest.F{"way": "signed"})
		w.Must("mediator", p, "open_session", worktest.F{"present": both, "way": "joint"})
		w.Must("mediator", p, "log_session", worktest.F{"mode": "joint", "result": "agreed"})
		w.Must("mediator", p, "propose_terms", worktest.F{"items": w.Pay(root, "3000", "2026-05-01")})
		w.Must("mediator", p, "finalise_text", worktest.F{"total": "3000", "copies": "3"})
		if _, err := w.Try("mediator", p, "record_signature", worktest.F{"way": "wet"}); casemodel.KindOf(err) != casemodel.Invalid {
			t.Errorf("nobody has signed: %v", err)
		}
		if _, err := w.Try("seal", p, "affix_seal", nil); casemodel.KindOf(err) != casemodel.Invalid {
			t.Errorf("sealed without signatures: %v", err)
		}
		w.Must("mediator", p, "record_signature", worktest.F{"parties": both, "user": w.User("mediator"), "way": "wet"})
		acts := 0
		for _, m := range w.Family(root) {
			for _, e := range journal(t, w, m.ID) {
				if e.ActorID == w.Who["mediator"].UserID && e.Cause == "" {
					acts++
				}
			}
		}
		if acts > 8 {
			t.Errorf("%d acts of the mediator", acts)
		}
		w.Must("seal", p, "affix_seal", nil)
		if got := w.Matter(p).State; got != "effective" {
			t.Errorf("the proceeding is %s", got)
		}
	})
}
