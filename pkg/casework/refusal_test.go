package casework_test

import (
	"context"
	"errors"
	"maps"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/workflows"
)

// Event × state × role of the complete machines: what is not this step's turn
// or not this person's to do is refused with the reason and writes nothing.
// What is open and allowed may still fail at its guards: the walks go on there.
func TestOnlyTheListedPairsChangeAnything(t *testing.T) {
	if testing.Short() {
		t.Skip("every event, state and role: in the full check")
	}
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		for workflow, id := range specimens(t, w) {
			flow := w.Flows.Latest(workflow)
			for _, state := range flow.States.Keys {
				put(t, w, id, state, flow)
				before := prints(t, w)
				tried := refuseAll(t, w, flow, id, state)
				if after := prints(t, w); !maps.Equal(before, after) {
					t.Fatalf("%s in %s: a refusal wrote something\n%v\n%v", workflow, state, before, after)
				}
				if tried == 0 {
					t.Errorf("%s in %s: nothing was refused", workflow, state)
				}
			}
		}
	})
}

// refuseAll tries every event and record as everybody and returns how many
// were refused; allowed and open ones are left out.
func refuseAll(t *testing.T, w *worktest.World, flow *workflows.Flow, id casemodel.ID, state string) (tried int) {
	t.Helper()
	ctx := context.Background()
	version := w.Matter(id).Version
	for username, who := range w.Who {
		may, err := w.Rights(ctx, who, id)
		if err != nil {
			t.Fatal(err)
		}
		for i, act := range actsOf(flow) {
			if !may("see") && i > 2 {
				break // to who may not know of it every act is the same
			}
			open := flow.Open(state, act) != nil || flow.RecordOpen(state, act) && flow.Record(act).By == ""
			if open && may(act) && may("see") {
				continue
			}
			tried++
			_, err := w.Do(ctx, who, id, act, casework.Input{Version: &version})
			var refused *casemodel.Error
			if !errors.As(err, &refused) {
				t.Fatalf("%s.%s in %s by %s: %v", flow.ID, act, state, username, err)
			}
			want := casemodel.Forbidden
			switch {
			case !may("see"):
				want = casemodel.NotFound
			case !open:
				want = casemodel.WrongStep
			}
			if refused.Kind != want {
				t.Errorf("%s.%s in %s by %s: %s, want %s", flow.ID, act, state, username, refused.Kind, want)
			}
			if want != casemodel.NotFound && refused.Stage != state {
				t.Errorf("%s.%s in %s by %s: the refusal names stage %q", flow.ID, act, state, username, refused.Stage)
			}
			if want == casemodel.Forbidden && len(refused.Needs) == 0 {
				t.Errorf("%s.%s in %s by %s: the refusal names nobody who may", flow.ID, act, state, username)
			}
		}
	}
	return tried
}

func actsOf(flow *workflows.Flow) []string {
	var all []string
	for _, e := range flow.Events {
		all = append(all, e.ID)
	}
	for _, r := range flow.Records {
		all = append(all, r.ID)
	}
	return all
}

// specimens are one matter of each complete machine.
func specimens(t *testing.T, w *worktest.World) map[string]casemodel.ID {
	t.Helper()
	root, proceeding := w.Signing(t, "3000", "2026-04-01")
	w.Must("seal", proceeding, "affix_seal", nil)
	other := w.Register(worktest.Quarrel())
	w.Must("triage", other, "void", worktest.F{"reason": "test"})
	return map[string]casemodel.ID{
		"dispute_case": root, "peoples_mediation": proceeding, "performance_item": w.Child(root, "performance_item").ID,
		"follow_up": w.Child(root, "follow_up").ID, "approval": w.Child(other, "approval").ID,
	}
}

// put sets a matter into a state past every rule, for tests only.
func put(t *testing.T, w *worktest.World, id casemodel.ID, state string, flow *workflows.Flow) {
	t.Helper()
	err := w.DB.Do(context.Background(), func(tx *store.Tx) error {
		m, err := tx.Matter(id)
		if err != nil {
			return err
		}
		m.State, m.Class, m.Live, m.Primary = state, flow.Class(state), 0, 0
		if m.Class == casemodel.Live {
			m.Live = 1
		}
		return tx.UpdateMatter(m, m.Seq)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func prints(t *testing.T, w *worktest.World) map[string]string {
	t.Helper()
	var got map[string]string
	err := w.DB.Read(context.Background(), func(tx *store.Tx) (err error) {
		got, err = tx.Fingerprint()
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}
