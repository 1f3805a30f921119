package casework_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
	"github.com/jiefen/jiefen/pkg/store"
)

// What was foreseen is what happens: random people do random things, and each
// time the state, the other matters that move and every clock to the day are
// those that were told before. Looking ahead writes nothing.
func TestWhatIsForeseenHappens(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		turns, moves := 0, 0
		for n := range size(t, "WALKS", 12, 60) {
			a, b := foreseenWalk(t, w, rand.New(rand.NewPCG(*seed, uint64(n))), n)
			turns, moves = turns+a, moves+b
			if t.Failed() {
				return
			}
		}
		t.Logf("%d clocks and %d other matters foreseen", turns, moves)
		if turns < 20 || moves == 0 {
			t.Errorf("only %d clocks and %d moves were foreseen", turns, moves)
		}
	})
}

func foreseenWalk(t *testing.T, w *worktest.World, rng *rand.Rand, n int) (turns, moves int) {
	t.Helper()
	r := worktest.Quarrel()
	r.Parties[0].Name, r.Parties[1].Name = fmt.Sprintf("Wu%d", n), fmt.Sprintf("He%d", n)
	r.Parties[0].Phone, r.Parties[1].Phone = fmt.Sprintf("139481%05d", n*2), fmt.Sprintf("138481%05d", n*2+1)
	r.Category = []string{"02", "17", "07", "16", "0104", "18"}[rng.IntN(6)]
	root := w.Register(r)
	names := usernames(w)
	for range 60 {
		family := w.Family(root)
		m := family[rng.IntN(len(family))]
		who := names[rng.IntN(len(names))]
		choices := w.Open(who, m.ID)
		if len(choices) == 0 {
			continue
		}
		c := choices[rng.IntN(len(choices))]
		if c.Kind == "record" && rng.IntN(4) > 0 {
			continue
		}
		in := casework.Input{Version: &m.Version, Fields: w.Fill(rng, m, c.Fields)}
		before, seq := clocksOf(t, w, root), m.Seq
		seen, err := w.Outlook(context.Background(), w.Who[who], m.ID, c.ID, in)
		if err != nil {
			t.Fatalf("walk %d: foresee %s of %s in %s: %v", n, c.ID, m.Workflow, m.State, err)
		}
		if after := clocksOf(t, w, root); fmt.Sprint(before) != fmt.Sprint(after) || w.Matter(m.ID).Seq != seq {
			t.Fatalf("walk %d: looking ahead at %s wrote something", n, c.ID)
		}
		out, err := w.Do(context.Background(), w.Who[who], m.ID, c.ID, in)
		if err != nil || out.Approval != "" {
			continue
		}
		a, b := cameTrue(t, w, fmt.Sprintf("walk %d: %s.%s in %s by %s with %v", n, m.Workflow, c.ID, m.State, who, in.Fields), m, seen[0], before, out)
		turns, moves = turns+a, moves+b
		if t.Failed() {
			return turns, moves
		}
		if rng.IntN(4) == 0 {
			w.Clock.Advance(time.Duration(rng.IntN(72)) * time.Hour)
			if _, err := w.Sweep(context.Background()); err != nil {
				t.Fatal(err)
			}
		}
	}
	return turns, moves
}

func clocksOf(t *testing.T, w *worktest.World, root casemodel.ID) map[casemodel.ID]casemodel.Deadline {
	t.Helper()
	found := map[casemodel.ID]casemodel.Deadline{}
	err := w.DB.Read(context.Background(), func(tx *store.Tx) error {
		list, err := tx.Deadlines(root)
		for _, d := range list {
			found[d.ID] = d
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// cameTrue compares what was told with what became of it.
func cameTrue(t *testing.T, w *worktest.World, at string, m *casemodel.Matter, f casework.Outlook, before map[casemodel.ID]casemodel.Deadline, out casework.Outcome) (turns, moves int) {
	t.Helper()
	if got := w.Matter(m.ID).State; got != f.To {
		t.Errorf("%s: it is %s, foreseen %s", at, got, f.To)
	}
	born := map[casemodel.ID]bool{}
	for _, c := range out.Created {
		born[c.ID] = true
	}
	told := map[string]bool{}
	for _, turn := range f.Clocks {
		told[fmt.Sprint(turn.Matter, turn.Rule.ID, turn.Due)] = true
	}
	done := map[string]bool{}
	for id, d := range clocksOf(t, w, m.RootID) {
		old, known := before[id]
		if born[d.MatterID] || known && old.State == d.State && old.DueOn == d.DueOn || !known && !d.Running() && d.State != casemodel.ClockPassed {
			continue
		}
		key := fmt.Sprint(d.MatterID, d.RuleID, d.DueOn)
		done[key] = true
		again := !d.Running() && d.State == casemodel.ClockStopped
		if !told[key] && !again {
			t.Errorf("%s: clock %s was %s to %s, is %s to %s, which nobody foresaw", at, d.RuleID, old.State, old.DueOn, d.State, d.DueOn)
		}
	}
	for key := range told {
		if !done[key] {
			t.Errorf("%s: foreseen %s, which did not happen", at, key)
		}
	}
	births := map[string]int{}
	for _, b := range f.Births {
		births[b.Flow.ID] += b.N
	}
	for _, c := range out.Created {
		births[c.Workflow]--
	}
	for workflow, n := range births {
		if n != 0 {
			t.Errorf("%s: %+d births of %s were foreseen beyond what began", at, n, workflow)
		}
	}
	for _, one := range f.Moves {
		if got := w.Matter(one.Matter.ID).State; one.Matter.ID != m.ID && got != one.To && !overtaken(f.Moves, one) {
			t.Errorf("%s: %s is %s, foreseen %s", at, one.Flow.ID, got, one.To)
		}
	}
	return len(f.Clocks), len(f.Moves)
}

// overtaken reports whether the matter moves once more after this.
func overtaken(all []casework.Moved, one casework.Moved) bool {
	later := false
	for i := range all {
		if all[i].Matter.ID == one.Matter.ID {
			later = all[i].Event != one.Event
		}
	}
	return later
}
