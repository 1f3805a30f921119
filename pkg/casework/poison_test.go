package casework_test

import (
	"context"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
	"github.com/jiefen/jiefen/workflows"
)

// One clock that cannot fire, for whatever reason, keeps none behind it from
// firing and takes nothing down; it is there again when the cause is mended.
func TestAClockThatFailsHoldsUpNoOther(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		ctx := context.Background()
		var items []casemodel.ID
		shipped, own := w.Flows, site(t, "performance_item")
		for _, w.Flows = range []*workflows.Library{own, shipped} {
			root, p := w.Signing(t, "3000", "2026-03-04")
			w.Must("seal", p, "affix_seal", nil)
			items = append(items, w.Child(root, "performance_item").ID)
		}
		// Now the site's file is gone.
		w.Clock.Advance(4 * oneDay)
		broken := casework.Open(w.DB, w.Flows, w.Gate, nil, w.Log)
		if n, err := broken.Sweep(ctx); n != 0 || err != nil {
			t.Fatalf("a desk whose every clock panics fires %d (%v)", n, err)
		}
		if _, err := w.Sweep(ctx); err != nil {
			t.Fatal(err)
		}
		if first, second := w.Matter(items[0]).State, w.Matter(items[1]).State; first != "pending" || second != "overdue" {
			t.Errorf("the items are %s and %s, want pending and overdue", first, second)
		}
		w.Flows = own
		if _, err := w.Sweep(ctx); err != nil {
			t.Fatal(err)
		}
		if got := w.Matter(items[0]).State; got != "overdue" {
			t.Errorf("with its definition back the item is %s, want overdue", got)
		}
	})
}

// site is the shipped library with a site's own version of a workflow on top.
func site(t *testing.T, workflow string, change ...string) *workflows.Library {
	t.Helper()
	b, err := os.ReadFile("../../workflows/definitions/" + workflow + "@1.yaml")
	if err != nil {
		t.Fatal(err)
	}
	own := strings.NewReplacer(append(change, "\nversion: 1", "\nversion: 2")...).Replace(string(b))
	flows, err := workflows.Shipped(fstest.MapFS{workflow + "@2.yaml": &fstest.MapFile{Data: []byte(own)}})
	if err != nil {
		t.Fatal(err)
	}
	return flows
}

// A database that cannot be asked ends the sweep: the next one begins anew.
func TestASweepEndsWithItsContext(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		if _, err := w.Sweep(ctx); err == nil {
			t.Error("a sweep that was called off says it is done")
		}
	})
}

// A refused reminder is a reminder that was not sent, not a day that has
// passed; a refused expiry is one.
func TestARefusedEventCostsItsClockOnlyThatMoment(t *testing.T) {
	for _, c := range []struct{ event, refused, want string }{
		{"id: remind\n", "id: remind\n    needs: [{risk_below: none}]\n", "overdue"},
		{"id: mark_overdue,", "id: mark_overdue, needs: [{risk_below: none}],", "due_soon"},
	} {
		flows := site(t, "performance_item", c.event, c.refused)
		worktest.Each(t, func(t *testing.T, w *worktest.World) {
			ctx := context.Background()
			w.Flows = flows
			root, p := w.Signing(t, "3000", "2026-03-20")
			w.Must("seal", p, "affix_seal", nil)
			item := w.Child(root, "performance_item").ID
			w.Clock.Advance(16 * oneDay)
			if _, err := w.Sweep(ctx); err != nil {
				t.Fatal(err)
			}
			if d := clock(t, w, item, "PI-1"); d.State != casemodel.ClockRunning || d.Warned != 1 || d.FiresKind != "expire" {
				t.Errorf("%q: two days before, the clock is %s, warned %d, next %s", c.event, d.State, d.Warned, d.FiresKind)
			}
			w.Clock.Advance(4 * oneDay)
			if _, err := w.Sweep(ctx); err != nil {
				t.Fatal(err)
			}
			d, m := clock(t, w, item, "PI-1"), w.Matter(item)
			if d.State != casemodel.ClockMissed || d.Live != 0 || m.State != c.want {
				t.Errorf("%q: after the day the clock is %s and the item %s, want missed and %s", c.event, d.State, m.State, c.want)
			}
		})
	}
}

// A term that is over and whose event was refused is not forgotten: the matter
// stays late until somebody moves it.
func TestARefusedExpiryLeavesTheMatterLate(t *testing.T) {
	const line = "id: expire_term # by the clock: nothing may be required\n"
	flows := site(t, "medical", line, line+"    needs: [{risk_below: none}]\n")
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		w.Flows = flows
		_, p := agreedMedical(w)
		if due := clock(t, w, p, "YL-03").DueAt; w.Matter(p).DueAt != due {
			t.Fatalf("the term ends at %v, the mediation is due at %v", due, w.Matter(p).DueAt)
		}
		w.Clock.Advance(90 * oneDay)
		if _, err := w.Sweep(context.Background()); err != nil {
			t.Fatal(err)
		}
		if d, m := clock(t, w, p, "YL-03"), w.Matter(p); d.State != casemodel.ClockMissed || m.State != "accepted" || m.DueAt != d.DueAt {
			t.Errorf("the clock is %s, the mediation %s, due at %v", d.State, m.State, m.DueAt)
		}
	})
}
