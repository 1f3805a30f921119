package casework_test

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
)

// What the doors offer to correct must be what the act takes.
func TestEverythingOfferedForCorrectionCanBeCorrected(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root := w.Register(worktest.Quarrel())
		party := string(w.Parties(root)[0])
		correct := func(item, value, party string) error {
			_, err := w.Try("clerk", root, "amend", worktest.F{"field": item, "value": value, "party": party, "reason": "misheard"})
			return err
		}
		ofMatter := map[string]string{
			"title": "a", "category": "16", "urgency": "urgent", "complexity": "simple", "channel": "phone", "summary": "c", "occurred_place": "d",
			"people_involved": "3", "prevention": "true",
		}
		ofParty := map[string]string{
			"name": "e", "phone": "13847105550", "phone2": "", "id_no": "", "address": "f", "reach": "g", "safe_contact": "never",
			"sex": "male", "kind": "natural",
		}
		for _, item := range casework.Amendable() {
			if value, is := ofMatter[item]; is {
				if err := correct(item, value, ""); err != nil {
					t.Errorf("%s: %v", item, err)
				}
				continue
			}
			if err := correct(item, ofParty[item], party); err != nil {
				t.Errorf("%s of a party: %v", item, err)
			}
			refusedAt(t, correct(item, ofParty[item], ""), "party", "field.missing")
		}
		if len(casework.Amendable()) != len(ofMatter)+len(ofParty) {
			t.Errorf("offered: %v", casework.Amendable())
		}
		refusedAt(t, correct("risk", "red", ""), "field", "amend.field")
		refusedAt(t, correct("risk", "red", party), "field", "amend.field")
	})
}

// What others must obey is one of a few words; a correction in a person's own
// words would be kept and obeyed by nobody.
func TestACorrectionTakesOnlyWhatARegistrationWould(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		r := worktest.Quarrel()
		r.Parties[0].SafeContact = "never"
		root := w.Register(r)
		party := string(w.Parties(root)[0])
		before := len(journal(t, w, root))
		for _, row := range []struct{ item, value, party, key string }{
			{"safe_contact", "do not call", party, "field.choice"},
			{"safe_contact", "", party, "field.choice"},
			{"sex", "unknown", party, "field.choice"},
			{"kind", "ghost", party, "field.choice"},
			{"phone", "12", party, "phone.form"},
			{"address", strings.Repeat("a", 201), party, "field.too_long"},
			{"category", "9999", "", "field.choice"},
			{"channel", "banana", "", "field.choice"},
			{"urgency", "banana", "", "field.choice"},
			{"complexity", "", "", "field.choice"},
			{"prevention", "perhaps", "", "field.choice"},
			{"people_involved", "many", "", "field.int"},
			{"people_involved", "-3", "", "field.int"},
			{"title", "", "", "field.missing"},
			{"title", strings.Repeat("a", 101), "", "field.too_long"},
			{"summary", " ", "", "field.missing"},
			{"occurred_place", strings.Repeat("a", 201), "", "field.too_long"},
		} {
			_, err := w.Try("clerk", root, "amend", worktest.F{"field": row.item, "value": row.value, "party": row.party, "reason": "x"})
			refusedAt(t, err, "value", row.key)
		}
		if got := len(journal(t, w, root)); got != before {
			t.Errorf("refused corrections left %d entries", got-before)
		}
	})
}

// What a case was called by mistake, its proceeding is not called any longer;
// what a matter is called by itself stays.
func TestACorrectedCaseIsCorrectedInItsFamily(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, proceeding := w.InSession(t)
		out, err := w.Create(t.Context(), w.Who["triage"], "linked_task", root, casework.Input{Fields: worktest.F{"body": w.Body("DEPT"), "demand": "look at the pipes"}})
		if err != nil {
			t.Fatal(err)
		}
		before := len(journal(t, w, proceeding))
		correct := func(item, value string) {
			t.Helper()
			w.Must("clerk", root, "amend", worktest.F{"field": item, "value": value, "reason": "misheard"})
		}
		correct("title", "Bao against Zhao")
		correct("category", "16")
		correct("channel", "phone")
		correct("urgency", "urgent")
		for _, id := range []casemodel.ID{proceeding, out.MatterID} {
			m := w.Matter(id)
			if m.Title != "Bao against Zhao" || m.Category != "16" || m.Channel != "phone" || m.Urgency != "urgent" {
				t.Errorf("%s is %q of %s by %s, %s", m.Workflow, m.Title, m.Category, m.Channel, m.Urgency)
			}
			if want := w.Flows.Title("categories", "16"); !strings.HasPrefix(m.PublicTitle, want) {
				t.Errorf("%s is shown as %q, want %q", m.Workflow, m.PublicTitle, want)
			}
		}
		found, err := w.List(t.Context(), w.Who["mediator"], casemodel.Filter{View: casemodel.ViewAll, Query: "Zhao", Limit: 10})
		if err != nil || !slices.ContainsFunc(found.Items, func(m casemodel.Matter) bool { return m.ID == proceeding }) {
			t.Errorf("the proceeding is not found under its new name: %v", err)
		}
		if got := len(journal(t, w, proceeding)); got != before {
			t.Errorf("the proceeding has %d entries of its own for it", got-before)
		}
		w.Must("mediator", proceeding, "amend", worktest.F{"field": "title", "value": "The pipes", "reason": "told apart"})
		correct("title", "Bao against Zhang")
		if got := w.Matter(proceeding).Title; got != "The pipes" {
			t.Errorf("the proceeding's own title became %q", got)
		}
	})
}

// Registration and correction hold a party to the same words.
func TestAPartyIsRegisteredInTheWordsOthersObey(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		for field, spoil := range map[string]func(p *casemodel.Party){
			"safe_contact": func(p *casemodel.Party) { p.SafeContact = "whatever" },
			"sex":          func(p *casemodel.Party) { p.Sex = "x" },
			"id_type":      func(p *casemodel.Party) { p.IDType, p.IDNo = "library_card", "12" },
		} {
			r := registrationSeen(worktest.Quarrel())
			spoil(&r.Parties[1])
			_, err := w.Desk.Register(t.Context(), w.Who["clerk"], r, casework.Input{})
			refusedAt(t, err, "parties.1."+field, "field.choice")
		}
	})
}

func refusedAt(t *testing.T, err error, field, key string) {
	t.Helper()
	var refused *casemodel.Error
	if !errors.As(err, &refused) || len(refused.All()) != 1 || refused.All()[0].Field != field || refused.All()[0].Key != key {
		t.Errorf("%v, want %s at %s", err, key, field)
	}
}

func TestAPartyLeavesOnce(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root := w.Register(worktest.Quarrel())
		leaves := worktest.F{"party": string(w.Parties(root)[1]), "reason": "moved away"}
		w.Must("clerk", root, "end_party", leaves)
		before := prints(t, w)
		_, err := w.Try("clerk", root, "end_party", leaves)
		refusedAt(t, err, "party", "field.no_such_party")
		if !maps.Equal(before, prints(t, w)) {
			t.Error("the second leave wrote something")
		}
	})
}
