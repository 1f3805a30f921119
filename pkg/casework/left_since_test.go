package casework_test

import (
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
)

// What a first agreement put off a second one of the same case settles: once it
// is in force, the claim is left open nowhere any more. When that one falls, it
// is open again; the words of the first text stay as they were signed.
func TestAClaimPutOffIsSettledLater(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		r := worktest.Quarrel()
		r.Claims = []casework.Claim{{Text: "repair"}, {Text: "the homestead", Amount: 500000}}
		root, first := w.InSessionOf(t, r)
		p := w.Parties(root)
		both := []any{string(p[0]), string(p[1])}
		w.Must("mediator", first, "settle_claim", worktest.F{"claim": 2, "fate": "deferred", "road": "mediation", "who": string(p[0]), "agreed_by": both})
		w.Must("mediator", first, "propose_terms", worktest.F{"items": w.Pay(root, "3000", "2026-04-01")})
		w.Must("mediator", first, "finalise_text", worktest.F{"total": "3000"})
		sealAll(w, first, p)
		text := agreedText(t, w, root, first)
		w.Must("mediator", root, "reopen_talks", worktest.F{"consents": w.Consents(root), "reason": "the homestead"})
		w.Must("triage", root, "dispatch", worktest.F{"body": w.Body("TOWN"), "reason": "again"})
		var second casemodel.ID
		for _, m := range w.Family(root) {
			if m.Kind == casemodel.KindProceeding && m.ID != first {
				second = m.ID
			}
		}
		w.Must("mediator", second, "ask_consent", nil)
		w.Must("mediator", second, "all_consent", worktest.F{"consents": w.Consents(root)})
		w.Must("chair", second, "appoint_mediator", worktest.F{"handler": w.User("mediator")})
		w.Must("mediator", second, "give_rights_notice", worktest.F{"way": "signed"})
		w.Must("mediator", second, "open_session", worktest.F{"present": both, "place": "room 1", "way": "joint"})
		left := func(at casemodel.ID) []casework.LeftClaim {
			t.Helper()
			v, err := w.Case(t.Context(), w.Who["mediator"], at)
			if err != nil {
				t.Fatal(err)
			}
			if at == second {
				return v.LeftBefore
			}
			return v.Left
		}
		now := func(when, want string) {
			t.Helper()
			for _, at := range []casemodel.ID{root, first, second} {
				if got := left(at); len(got) != 1 || got[0].Now != want || got[0].Text != "the homestead" {
					t.Errorf("%s: %+v, want one that is %q", when, got, want)
				}
			}
		}
		now("before it is talked about", "")
		(&negotiation{World: w, t: t, id: second, root: root}).refused("mediator", "settle_claim", "claim", "claim.not_left", worktest.F{"claim": 1, "fate": "settled", "agreed_by": both})
		w.Must("mediator", second, "settle_claim", worktest.F{"claim": 2, "fate": "settled", "agreed_by": both})
		now("while it lies", "talked")
		w.Must("mediator", second, "propose_terms", worktest.F{"items": w.Pay(root, "5000", "2026-06-01")})
		w.Must("mediator", second, "finalise_text", worktest.F{"total": "5000"})
		texts, err := w.Texts(t.Context(), w.Who["mediator"], second)
		if err != nil || len(texts[len(texts)-1].Left) != 0 {
			t.Errorf("%v: the second text leaves %+v open", err, texts[len(texts)-1].Left)
		}
		if texts, err = w.Texts(t.Context(), w.Who["mediator"], first); err != nil || len(texts[len(texts)-1].Left) != 1 {
			t.Errorf("%v: the first text leaves %+v open", err, texts[len(texts)-1].Left)
		}
		sealAll(w, second, p)
		now("in force", "settled")
		w.Must("director", second, "declare_void", ruled(t, w, nil))
		now("fallen", "")
		w.Must("director", first, "declare_void", ruled(t, w, nil))
		now("both fallen", "open")
		if got := agreedText(t, w, root, first); got != text {
			t.Error("the first text is another")
		}
	})
}

// Applied for once more as a case of its own: what the first left open is
// settled there, and both show it to who may read of both. Who may not read the
// other one is told nothing of it.
func TestAClaimPutOffIsSettledInACaseAppliedForAgain(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		r := worktest.Quarrel()
		r.Claims = []casework.Claim{{Text: "repair"}, {Text: "the homestead"}}
		first, mediation := w.InSessionOf(t, r)
		p := w.Parties(first)
		both := []any{string(p[0]), string(p[1])}
		w.Must("mediator", mediation, "settle_claim", worktest.F{"claim": 2, "fate": "deferred", "road": "mediation", "who": string(p[0]), "agreed_by": both})
		w.Must("director", first, "withdraw", worktest.F{"agreed_by": []any{string(p[0])}})
		r.DuplicatesSeen, r.EarlierAs, r.Earlier = true, casework.AsAgain, first
		second, again := w.InSessionOf(t, r)
		q := w.Parties(second)
		v, err := w.Case(t.Context(), w.Who["mediator"], again)
		if err != nil || len(v.LeftBefore) != 1 || v.LeftBefore[0].Text != "the homestead" || v.LeftBefore[0].No <= 1000 {
			t.Fatalf("%v: left before %+v", err, v.LeftBefore)
		}
		w.Must("mediator", again, "settle_claim", worktest.F{"claim": v.LeftBefore[0].No, "fate": "settled", "agreed_by": []any{string(q[0]), string(q[1])}})
		w.Must("mediator", again, "propose_terms", worktest.F{"items": w.Pay(second, "5000", "2026-06-01")})
		w.Must("mediator", again, "finalise_text", worktest.F{"total": "5000"})
		sealAll(w, again, q)
		if v, err = w.Case(t.Context(), w.Who["mediator"], mediation); err != nil || len(v.Left) != 1 || v.Left[0].Now != "settled" || v.Left[0].In != again {
			t.Errorf("%v: the first case leaves %+v", err, v.Left)
		}
		if v, err = w.Case(t.Context(), w.Who["auditor"], again); err == nil && len(v.LeftBefore)+len(v.Left) > 0 && !v.Can["read.agreement"] {
			t.Error("who may not read the agreement is told what was left open")
		}
	})
}
