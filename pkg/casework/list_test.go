package casework_test

import (
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
	"github.com/jiefen/jiefen/pkg/store"
)

// A count is of what the list holds, whatever is asked: words, a party and a
// number too, as far as the one who asks may read them.
func TestACountIsOfWhatTheListHolds(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		crowd := worktest.Quarrel()
		crowd.People, crowd.Summary = 12, "Twelve neighbours quarrel about a fence."
		w.Register(crowd)
		old := w.Register(worktest.Quarrel())
		err := w.DB.Do(t.Context(), func(tx *store.Tx) error {
			return tx.SetFields(old, map[string]string{"listed_on": "2020-01-02"}, 1)
		})
		if err != nil {
			t.Fatal(err)
		}
		for name, row := range map[string]struct {
			f     casemodel.Filter
			clerk int
		}{
			"everything": {casemodel.Filter{Kinds: []casemodel.Kind{casemodel.KindCase}}, 2},
			"a crowd":    {casemodel.Filter{Crowd: true}, 1},
			"old ones":   {casemodel.Filter{ListedBy: "2021-01-01"}, 1},
			"words":      {casemodel.Filter{Query: "fence"}, 1},
			"a party":    {casemodel.Filter{Party: "Bao"}, 2},
			"a number":   {casemodel.Filter{Tail: "13947100001"}, 2},
			"by title":   {casemodel.Filter{Kinds: []casemodel.Kind{casemodel.KindCase}, Sort: "title"}, 2},
		} {
			for user, who := range w.Who {
				page, err := w.List(t.Context(), who, row.f)
				if err != nil {
					t.Fatal(err)
				}
				counts, err := w.Count(t.Context(), who, row.f)
				if err != nil || counts[0] != page.Total || user == "clerk" && page.Total != row.clerk {
					t.Errorf("%s for %s: %d in the list, %d counted (%v), the clerk finds %d", name, user, page.Total, counts[0], err, row.clerk)
				}
			}
		}
	})
}
