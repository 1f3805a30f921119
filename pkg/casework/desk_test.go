package casework_test

import (
	"testing"

	"github.com/jiefen/jiefen/pkg/casework/worktest"
	"github.com/jiefen/jiefen/pkg/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

func TestADisputeRunsFromTheWindowToTheArchive(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, proceeding := w.Signing(t, "3000", "2026-04-01")
		w.Must("seal", proceeding, "affix_seal", nil)
		if got := w.Matter(proceeding).State; got != "effective" {
			t.Errorf("proceeding is %s", got)
		}
		if got := w.Matter(root).State; got != "performing" {
			t.Fatalf("case is %s, want performing", got)
		}
		item := w.Child(root, "performance_item").ID
		w.Must("mediator", item, "perform", worktest.F{"evidence": "receipt 1", "amount": "3000"})
		if got := w.Matter(root).State; got != "follow_up" {
			t.Fatalf("case is %s, want follow_up", got)
		}
		w.Must("mediator", root, "confirm_follow_up", worktest.F{"way": "call_out", "performed": "yes", "satisfaction": "5"})
		m := w.Matter(root)
		if m.State != "closed" || m.Result != "R10" {
			t.Errorf("case is %s with %s", m.State, m.Result)
		}
		w.Must("archivist", root, "archive", worktest.F{"checked": true, "shelf": "1-2-3"})
		if got := w.Matter(root).State; got != "archived" {
			t.Errorf("case is %s", got)
		}
	})
}
