package casework_test

import (
	"errors"
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
			"title": "a", "category": "16", "urgency": "b", "complexity": "simple", "channel": "phone", "summary": "c", "occurred_place": "d",
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

func refusedAt(t *testing.T, err error, field, key string) {
	t.Helper()
	var refused *casemodel.Error
	if !errors.As(err, &refused) || len(refused.All()) != 1 || refused.All()[0].Field != field || refused.All()[0].Key != key {
		t.Errorf("%v, want %s at %s", err, key, field)
	}
}
