package casework_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
	"github.com/jiefen/jiefen/pkg/store"
)

func TestARegistrationIsBounded(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		agent := func(spoil func(a *casemodel.Representative)) func(r *casework.Registration) {
			return func(r *casework.Registration) {
				a := casemodel.Representative{Kind: "agent", Name: "Wang", Phone: "13947100003"}
				spoil(&a)
				r.Parties[0].Representatives = []casemodel.Representative{a}
			}
		}
		for _, row := range []struct {
			field, key string
			spoil      func(r *casework.Registration)
		}{
			{"claims", "field.too_many", func(r *casework.Registration) { r.Claims = slices.Repeat([]casework.Claim{{Text: "pay"}}, 51) }},
			{"claims.0.amount", "field.money", func(r *casework.Registration) { r.Claims = []casework.Claim{{Text: "pay", Amount: -100}} }},
			{"claims.0.kind", "field.too_long", func(r *casework.Registration) {
				r.Claims = []casework.Claim{{Kind: strings.Repeat("k", 41), Text: "pay"}}
			}},
			{"parties", "field.too_many", func(r *casework.Registration) { r.Parties = slices.Repeat(r.Parties[:1], 201) }},
			{"parties.1.count", "field.range", func(r *casework.Registration) { r.Parties[1].Count = -5 }},
			{"parties.1.count", "field.range", func(r *casework.Registration) { r.Parties[1].Count = 2_000_000_000 }},
			{"parties.1.reach", "field.too_long", func(r *casework.Registration) { r.Parties[1].Reach = strings.Repeat("r", 201) }},
			{"parties.1.born_on", "field.date", func(r *casework.Registration) { r.Parties[1].BornOn = "long ago" }},
			{"parties.1.needs", "field.choice", func(r *casework.Registration) { r.Parties[1].Needs = slices.Repeat([]string{"deaf"}, 40) }},
			{"risk_boxes", "field.choice", func(r *casework.Registration) { r.RiskBoxes = slices.Repeat([]int{1}, 7) }},
			{"parties.0.representatives", "field.too_many", func(r *casework.Registration) {
				r.Parties[0].Representatives = slices.Repeat([]casemodel.Representative{{Kind: "agent", Name: "Wang"}}, 21)
			}},
			{"parties.0.representatives.0.kind", "field.choice", agent(func(a *casemodel.Representative) { a.Kind = "friend" })},
			{"parties.0.representatives.0.authority", "field.choice", agent(func(a *casemodel.Representative) { a.Authority = "all" })},
			{"parties.0.representatives.0.name", "field.missing", agent(func(a *casemodel.Representative) { a.Name = " " })},
			{"parties.0.representatives.0.name", "field.too_long", agent(func(a *casemodel.Representative) { a.Name = strings.Repeat("n", 101) })},
			{"parties.0.representatives.0.phone", "phone.form", agent(func(a *casemodel.Representative) { a.Phone = "not a phone" })},
			{"parties.0.representatives.0.id_no", "id.length", agent(func(a *casemodel.Representative) { a.IDNo = "1501021990" })},
		} {
			r := registrationSeen(worktest.Quarrel())
			row.spoil(&r)
			_, err := w.Desk.Register(t.Context(), w.Who["clerk"], r, casework.Input{})
			refusedAt(t, err, row.field, row.key)
		}
		r := registrationSeen(worktest.Quarrel())
		for len(r.Parties) < 200 {
			r.Parties = append(r.Parties, casemodel.Party{Role: "third", Name: "Neighbour"})
		}
		if _, err := w.Desk.Register(t.Context(), w.Who["clerk"], r, casework.Input{}); err != nil {
			t.Errorf("200 parties: %v", err)
		}
	})
}

// Nobody has left a case that is only being written down, and no database
// need cope with what is no text.
func TestARegistrationIsCleaned(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		r := worktest.Quarrel()
		r.Summary, r.Place, r.SourceRef = " a\x00b\xffc\r\nd ", "the\x00 yard", "\x00"
		r.Claims = []casework.Claim{{Kind: "pay\x00", Text: "\xffpay"}}
		p := &r.Parties[0]
		p.Name, p.Address, p.Reach, p.EndedOn = "B\x00ao\xff", "\x001", "\xff", "2020-01-01"
		p.Representatives = []casemodel.Representative{{Kind: "agent", Name: "W\x00ang", Phone: " 13947100003", IDNo: "E1234567\x008"}}
		root := w.Register(r)
		view, err := w.Case(t.Context(), w.Who["clerk"], root)
		if err != nil {
			t.Fatal(err)
		}
		for field, want := range map[string]string{"summary": "abc\nd", "occurred_place": "the yard", "source_ref": ""} {
			if got := view.Fields[field]; got != want {
				t.Errorf("%s is %q, want %q", field, got, want)
			}
		}
		if got := view.Fields["claims"]; !strings.Contains(got, `"kind":"pay","text":"pay"`) {
			t.Errorf("the claims are %s", got)
		}
		var parties []casemodel.Party
		if err := w.DB.Read(t.Context(), func(tx *store.Tx) (err error) {
			parties, err = tx.Parties(root)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		got := parties[0]
		if got.Name != "Bao" || got.Address != "1" || got.Reach != "" || got.EndedOn != "" {
			t.Errorf("the applicant is %q at %q through %q until %q", got.Name, got.Address, got.Reach, got.EndedOn)
		}
		if a := got.Representatives[0]; a.Name != "Wang" || a.Phone != "13947100003" || a.IDNo != "E12345678" {
			t.Errorf("the agent is %+v", a)
		}
	})
}

// A fault of a party that is added later says its limit, as one at the window.
func TestAnAddedPartysFaultSaysItsLimit(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root := w.Register(worktest.Quarrel())
		_, err := w.Try("clerk", root, "add_party", worktest.F{"role": "respondent", "name": "Wu", "address": strings.Repeat("a", 201)})
		var refused *casemodel.Error
		if !errors.As(err, &refused) || refused.All()[0].Field != "address" || refused.All()[0].Args["max"] == nil {
			t.Errorf("%v with %v", err, refused)
		}
	})
}
