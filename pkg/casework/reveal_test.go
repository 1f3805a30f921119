package casework_test

import (
	"errors"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
)

// A number once shown is not shown again for the asking: who has stepped back
// since is refused, whatever key the request came under, and every look that
// was granted stands in the journal.
func TestEveryLookAtAWholeNumberIsAskedAndWrittenDown(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, proceeding := w.InSession(t)
		party := string(w.Parties(root)[0])
		look := func() (string, error) {
			t.Helper()
			version := w.Matter(proceeding).Version
			return w.Reveal(t.Context(), w.Who["mediator"], proceeding, casework.Input{
				Version: &version, Key: "one key", Hash: []byte("one hash"), Fields: worktest.F{"party": party, "field": "phone"},
			})
		}
		before := len(journal(t, w, proceeding))
		for range 2 {
			if got, err := look(); err != nil || got != "13947100001" {
				t.Fatalf("%q, %v", got, err)
			}
		}
		if got := len(journal(t, w, proceeding)) - before; got != 2 {
			t.Errorf("two looks left %d entries", got)
		}
		w.Must("clerk", root, "amend", worktest.F{"party": party, "field": "phone", "value": "13847105550", "reason": "a new number"})
		if got, err := look(); err != nil || got != "13847105550" {
			t.Errorf("after the correction: %q, %v", got, err)
		}
		w.Must("mediator", proceeding, "declare_tie", worktest.F{"ground": "kin"})
		before = len(journal(t, w, proceeding))
		got, err := look()
		var refused *casemodel.Error
		if got != "" || !errors.As(err, &refused) {
			t.Errorf("a recused mediator reads %q, %v", got, err)
		}
		if n := len(journal(t, w, proceeding)); n != before {
			t.Errorf("the refused look left %d entries", n-before)
		}
	})
}
