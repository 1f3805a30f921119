package casework_test

import (
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
	"github.com/jiefen/jiefen/pkg/store"
)

// What looks alike is told as far as the gate goes: a case others hold as one
// more, unless there may be violence in it, and of a firm the cases whose being
// may be told.
func TestWhatIsAlikeIsToldAsFarAsTheGateAllows(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		r := worktest.Quarrel()
		r.Parties = append(r.Parties, casemodel.Party{Role: "respondent", Kind: "legal_person", Name: "Heng Tai"})
		root := w.Register(r)
		told := func(when, user string, cases, others, firms int) {
			t.Helper()
			a, err := w.Alike(t.Context(), w.Who[user], r)
			if err != nil {
				t.Fatal(err)
			}
			open := 0
			for _, f := range a.Firms {
				open += f.Open
			}
			if len(a.Cases) != cases || a.Others != others || open != firms {
				t.Errorf("%s %s is told of %d cases, %d others and %d of the firm, want %d, %d, %d", when, user, len(a.Cases), a.Others, open, cases, others, firms)
			}
		}
		told("open,", "clerk", 1, 0, 1)
		told("open,", "village", 0, 1, 1)
		told("open,", "hmtriage", 0, 0, 0)
		told("open,", "admin", 0, 0, 0)
		err := w.DB.Do(t.Context(), func(tx *store.Tx) error {
			return tx.SetFields(root, map[string]string{"violence": "recent"}, 1)
		})
		if err != nil {
			t.Fatal(err)
		}
		told("violence,", "clerk", 1, 0, 1)
		told("violence,", "village", 0, 0, 1)
	})
}
