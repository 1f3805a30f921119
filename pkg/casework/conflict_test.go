package casework_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
)

// A conflict shows what a colleague wrote since; what lay there before, even
// under the same name by another act, is nobody's change.
func TestAConflictComparesOnlyWithWhatWasWrittenSince(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root := w.Register(worktest.Quarrel())
		stale := func(act string, version int, fields worktest.F) []casemodel.Difference {
			t.Helper()
			_, err := w.Do(t.Context(), w.Who["triage"], root, act, casework.Input{Version: &version, Fields: fields})
			var conflict *casemodel.Error
			if !errors.As(err, &conflict) || conflict.Kind != casemodel.Conflict {
				t.Fatalf("%s: %v", act, err)
			}
			return conflict.Differences
		}
		meanwhile := func(value string) (seen int) {
			t.Helper()
			seen = w.Matter(root).Version
			w.Must("director", root, "amend", worktest.F{"field": "complexity", "value": value, "reason": "checked"})
			return seen
		}
		want := []casemodel.Difference{{Field: "complexity", Theirs: "complex", Mine: "simple", By: "director"}}
		if got := stale("accept", meanwhile("complex"), worktest.F{"risk": "blue", "complexity": "simple"}); !slices.Equal(got, want) {
			t.Errorf("accept: %v, want %v", got, want)
		}
		seen := w.Matter(root).Version
		w.Must("director", root, "amend", worktest.F{"field": "summary", "value": "theirs", "reason": "checked"})
		want = []casemodel.Difference{{Field: "value", Theirs: "theirs", Mine: "mine", By: "director"}}
		if got := stale("amend", seen, worktest.F{"field": "summary", "value": "mine", "reason": "asked"}); !slices.Equal(got, want) {
			t.Errorf("two correct the same: %v, want %v", got, want)
		}
		if got := stale("amend", seen, worktest.F{"field": "occurred_place", "value": "mine", "reason": "asked"}); len(got) != 0 {
			t.Errorf("they correct another: %v", got)
		}
		if got := stale("amend", meanwhile("simple"), worktest.F{"field": "summary", "value": "mine", "reason": "asked"}); len(got) != 0 {
			t.Errorf("what was corrected before it was seen is told: %v", got)
		}
		p := string(w.Parties(root)[0])
		for _, c := range []struct {
			item, party, theirs, mine string
			told                      bool
		}{
			{"title", "", "their title", "my title", true},
			{"category", "", "03", "04", true},
			{"name", p, "their name", "my name", true},
			{"phone", p, "13947101181", "13947101182", false}, // a number is told nobody but by reveal
		} {
			seen := w.Matter(root).Version
			theirs := worktest.F{"field": c.item, "value": c.theirs, "reason": "checked"}
			mine := worktest.F{"field": c.item, "value": c.mine, "reason": "asked"}
			if c.party != "" {
				theirs["party"], mine["party"] = c.party, c.party
			}
			w.Must("director", root, "amend", theirs)
			var want []casemodel.Difference
			if c.told {
				want = []casemodel.Difference{{Field: "value", Theirs: c.theirs, Mine: c.mine, By: "director"}}
			}
			if got := stale("amend", seen, mine); !slices.Equal(got, want) {
				t.Errorf("two correct the %s: %v, want %v", c.item, got, want)
			}
		}
		w.Must("triage", root, "accept", worktest.F{"risk": "blue"})
		w.Must("triage", root, "dispatch", worktest.F{"body": w.Body("TOWN")})
		w.Must("chair", root, "return_dispatch", worktest.F{"reason": "not ours", "competent_body": w.Body("VIL")})
		fields := worktest.F{"body": w.Body("VIL"), "reason": "they live there"}
		if got := stale("dispatch", meanwhile("simple"), fields); len(got) != 0 {
			t.Errorf("dispatch: %v, though nobody has written there since", got)
		}
	})
}
