package casework_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
	"github.com/jiefen/jiefen/pkg/store"
)

// Twenty papers of one kind that go out at once get the numbers 1 to 20 of
// their body, whatever is refused between them; printing one again takes none.
func TestPapersThatGoOutAreNumberedWithoutAGap(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		const paper = "D09_mediation_notice"
		matters := make([]casemodel.ID, 4)
		for i := range matters {
			_, matters[i] = w.InSession(t)
		}
		var all sync.WaitGroup
		for i := range 20 {
			id := matters[i%len(matters)]
			all.Go(func() {
				_, issue, err := w.IssuePaper(t.Context(), w.Who["mediator"], id, casework.Printing{Paper: paper, Version: "1", SHA256: "x"})
				for casemodel.Is(err, casemodel.Busy) {
					_, issue, err = w.IssuePaper(t.Context(), w.Who["mediator"], id, casework.Printing{Paper: paper, Version: "1", SHA256: "x"})
				}
				if err != nil || issue == nil {
					t.Error(err)
				}
			})
			all.Go(func() {
				_, _, err := w.IssuePaper(t.Context(), w.Who["mediator"], id, casework.Printing{Paper: paper, Whole: true, Reason: "none of the list"})
				if err == nil {
					t.Error("whole numbers for no reason")
				}
				_, _, err = w.IssuePaper(t.Context(), w.Who["mediator"], id, casework.Printing{Paper: "D15_agreement"})
				if !casemodel.Is(err, casemodel.Invalid) && !casemodel.Is(err, casemodel.Busy) {
					t.Errorf("a paper without a series: %v", err)
				}
			})
		}
		all.Wait()
		var got, want []int
		numbers := map[string]bool{}
		for _, id := range matters {
			for _, one := range issues(t, w, id) {
				got = append(got, one.No)
				numbers[one.Number] = true
			}
		}
		slices.Sort(got)
		for i := range 20 {
			want = append(want, i+1)
		}
		if !slices.Equal(got, want) || len(numbers) != 20 {
			t.Errorf("the numbers are %v: %v", got, slices.Sorted(maps.Keys(numbers)))
		}

		before := issues(t, w, matters[0])
		if _, err := w.PrintPaper(t.Context(), w.Who["mediator"], matters[0], casework.Printing{Paper: paper}); err != nil {
			t.Fatal(err)
		}
		if after := issues(t, w, matters[0]); !slices.Equal(before, after) {
			t.Error("printing again takes a number")
		}
	})
}

// The number stands in the journal's line, and is never what somebody typed.
func TestTheNumberOfAPaperIsOfItsSeries(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		_, id := w.InSession(t)
		w.Must("mediator", id, "issue_paper", worktest.F{"document": "D09_mediation_notice", "number": "forged"})
		one := issues(t, w, id)
		if len(one) != 1 || one[0].No != 1 || one[0].Number == "forged" {
			t.Fatalf("%+v", one)
		}
		if err := w.DB.Read(t.Context(), func(tx *store.Tx) error {
			list, err := tx.ToldInFamily(one[0].RootID, 5, "issue_paper")
			if want := fmt.Sprintf("%q:%q", "number", one[0].Number); err == nil && !strings.Contains(string(list[0].Payload), want) {
				t.Errorf("%s is not in %s", want, list[0].Payload)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	})
}

func issues(t *testing.T, w *worktest.World, id casemodel.ID) (all []casemodel.PaperIssue) {
	t.Helper()
	if err := w.DB.Read(t.Context(), func(tx *store.Tx) (err error) {
		all, err = tx.Issues(id)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return all
}
