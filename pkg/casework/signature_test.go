package casework_test

import (
	"slices"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
)

func TestWhoHasNotSignedIsNamedUntilEverybodyHas(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, proceeding := w.InSession(t)
		seen := func(who string) []casework.Signature {
			t.Helper()
			v, err := w.Case(t.Context(), w.Who[who], proceeding)
			if err != nil {
				t.Fatal(err)
			}
			for i := range v.Signatures {
				v.Signatures[i].Text, v.Signatures[i].How = "", casework.How{} // of which text it is under: TestASignatureBearsTheHashOfItsText
			}
			return v.Signatures
		}
		if got := seen("mediator"); len(got) != 0 {
			t.Errorf("before there is a text: %v", got)
		}
		p, day, mediator := w.Parties(root), casemodel.Day("2026-03-02"), casework.Named{ID: w.Who["mediator"].UserID, Title: "mediator"}
		w.Must("mediator", proceeding, "propose_terms", worktest.F{"items": w.Pay(root, "3000", "2026-04-01")})
		w.Must("mediator", proceeding, "finalise_text", worktest.F{"total": "3000"})
		w.Must("mediator", proceeding, "record_signature", worktest.F{"party": string(p[1]), "way": "fingerprint"})
		half := []casework.Signature{{Party: p[0]}, {Party: p[1], On: day, Way: "fingerprint", WayTitle: "捺印"}, {User: mediator}}
		if got := seen("mediator"); !slices.Equal(got, half) {
			t.Errorf("one has signed:\n got %v\nwant %v", got, half)
		}
		if got := seen("clerk"); len(got) != 0 {
			t.Errorf("the window does not read the agreement, but: %v", got)
		}
		w.Must("mediator", proceeding, "record_signature", worktest.F{"party": string(p[0]), "way": "agent", "signer": "Wu", "authority": "special", "checked": true})
		w.Must("mediator", proceeding, "record_signature", worktest.F{"user": string(mediator.ID), "way": "wet"})
		whole := []casework.Signature{
			{Party: p[0], On: day, Way: "agent", WayTitle: "代理人签名"}, half[1], {User: mediator, On: day, Way: "wet", WayTitle: "签名"},
		}
		w.Must("seal", proceeding, "affix_seal", nil)
		if got := seen("seal"); !slices.Equal(got, whole) {
			t.Errorf("sealed:\n got %v\nwant %v", got, whole)
		}
	})
}

func TestSignaturesFallWithTheTextTheyWereFor(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		_, proceeding := w.Signing(t, "3000", "2026-04-01")
		w.Must("mediator", proceeding, "back_to_session", worktest.F{"reason": "the sum was wrong"})
		v, err := w.Case(t.Context(), w.Who["mediator"], proceeding)
		if err != nil || len(v.Signatures) != 0 {
			t.Errorf("%v %v", v.Signatures, err)
		}
	})
}

func TestTheAgreedDayIsForReadersOfTheCase(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, proceeding := w.Signing(t, "3000", "2026-04-01")
		w.Must("seal", proceeding, "affix_seal", nil)
		item := w.Child(root, "performance_item").ID
		for who, want := range map[string]casemodel.Day{"mediator": "2026-04-01", "director": "2026-04-01", "auditor": ""} {
			days, err := w.Agreed(t.Context(), w.Who[who], item, root)
			if err != nil || days[item] != want || days[root] != "" {
				t.Errorf("%s is told %v (%v), want %q", who, days, err, want)
			}
			v, err := w.Case(t.Context(), w.Who[who], root)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range v.Children {
				if c.Matter.ID == item && c.Set != want {
					t.Errorf("%s sees %q on the page of the case, want %q", who, c.Set, want)
				}
			}
		}
	})
}
