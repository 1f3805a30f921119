package casework_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/workflows"
)

var seed = flag.Uint64("seed", 1, "of the random walks")

// size is how much a random test does: little under -short, what the full
// check asks for by JIEFEN_WALKS and the like, else a moderate amount.
func size(t *testing.T, name string, short, normal int) int {
	t.Helper()
	if testing.Short() {
		return short
	}
	if n, err := strconv.Atoi(os.Getenv("JIEFEN_" + name)); err == nil {
		return n
	}
	return normal
}

// Random people do random things that they are offered, and some that they are
// not: nothing may break, no case may be stuck, no clock orphaned, no child
// alive under a case that is over.
func TestRandomWalksLeaveNothingStuckOrOrphaned(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		for n := range size(t, "WALKS", 8, 60) {
			rng := rand.New(rand.NewPCG(*seed, uint64(n)))
			walk(t, w, rng, n)
			if t.Failed() {
				return
			}
		}
	})
}

func walk(t *testing.T, w *worktest.World, rng *rand.Rand, n int) {
	t.Helper()
	r := worktest.Quarrel()
	r.Parties[0].Name = fmt.Sprintf("Bao%d", n)
	r.Parties[1].Name = fmt.Sprintf("Liu%d", n)
	r.Parties[0].Phone, r.Parties[1].Phone = fmt.Sprintf("139471%05d", n*2), fmt.Sprintf("138471%05d", n*2+1)
	r.Category = []string{"02", "17", "07", "16", "0104", "18"}[rng.IntN(6)]
	root := w.Register(r)
	names := usernames(w)
	var trail []string
	for range 40 {
		family := w.Family(root)
		m := family[rng.IntN(len(family))]
		if rng.IntN(3) == 0 {
			m = w.Matter(root)
		}
		who := names[rng.IntN(len(names))]
		choices := w.Open(who, m.ID)
		if len(choices) == 0 {
			continue
		}
		c := choices[rng.IntN(len(choices))]
		if c.Kind == "record" && rng.IntN(4) > 0 {
			continue
		}
		version := m.Version
		out, err := w.Do(context.Background(), w.Who[who], m.ID, c.ID, casework.Input{Version: &version, Fields: w.Fill(rng, m, c.Fields)})
		var refused *casemodel.Error
		if err != nil && !errors.As(err, &refused) {
			t.Fatalf("walk %d: %s does %s on %s in %s: %v\n%v", n, who, c.ID, m.Workflow, m.State, err, trail)
		}
		if refused != nil && refused.Key != "arrange.clash" && (refused.Kind != casemodel.Invalid && refused.Kind != casemodel.Pending && refused.Kind != casemodel.Forbidden && refused.Kind != casemodel.WrongStep) {
			t.Fatalf("walk %d: offered %s of %s to %s, answered %v", n, c.ID, m.Workflow, who, err)
		}
		if refused == nil {
			trail = append(trail, fmt.Sprintf("%s:%s.%s%v", who, m.Workflow, c.ID, out.Fired))
		}
		if rng.IntN(6) == 0 {
			w.Clock.Advance(time.Duration(rng.IntN(72)) * time.Hour)
			if _, err := w.Sweep(context.Background()); err != nil {
				t.Fatalf("walk %d: sweep: %v\n%v", n, err, trail)
			}
		}
	}
	for _, fault := range sound(t, w, root) {
		t.Errorf("walk %d: %s\n%v", n, fault, trail)
	}
}

// sound finds what must not be in any family at any time.
func sound(t *testing.T, w *worktest.World, root casemodel.ID) (faults []string) {
	t.Helper()
	fault := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	family := w.Family(root)
	head := w.Matter(root)
	primaries := 0
	for _, m := range family {
		over := head.Class != casemodel.Live && m.ID != root && m.IsLive()
		if m.Kind == casemodel.KindApproval && slices.Contains([]string{"closed", "archived", "merged"}, head.State) {
			continue // what asks for the end to be undone must be able to wait
		}
		if over && slices.Contains([]casemodel.Kind{casemodel.KindProceeding, casemodel.KindHandover, casemodel.KindApproval, casemodel.KindTask}, m.Kind) {
			fault("%s in %s lives under a case that is %s", m.Workflow, m.State, head.State)
		}
		if m.Kind == casemodel.KindProceeding && m.IsLive() && m.Primary == 1 {
			primaries++
		}
	}
	if primaries > 1 {
		fault("%d live primary proceedings", primaries)
	}
	err := w.DB.Read(context.Background(), func(tx *store.Tx) error {
		arranged, err := tx.Arranged(root)
		for i := range arranged {
			for _, m := range family {
				if s := &arranged[i]; s.MatterID == m.ID && s.Ahead() && m.Class != casemodel.Live {
					fault("a sitting on %s is arranged with %s, which is %s", s.From, m.Workflow, m.State)
				}
			}
		}
		if err != nil {
			return err
		}
		clocks, err := tx.Deadlines(root)
		for _, d := range clocks {
			for _, m := range family {
				if m.ID == d.MatterID && m.Class == casemodel.Done && d.Live == 1 && d.StartedSeq < ended(tx, m)-1 {
					fault("clock %s runs on %s, which is %s", d.RuleID, m.Workflow, m.State)
				}
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if head.Open() && !anybody(w, family) {
		fault("nobody can move the case in %s", head.State)
	}
	return faults
}

// ended is the entry by which a matter came to where it is; prints and looks
// come after.
func ended(tx *store.Tx, m *casemodel.Matter) int {
	moves, err := tx.MovesOf(m.ID, 1)
	if err != nil || len(moves) == 0 {
		return m.Seq
	}
	return moves[0].Seq
}

// A case whose withdrawal forgets its children is found out.
func TestAMutantWithoutItsCascadeIsCaught(t *testing.T) {
	b, err := os.ReadFile("../../workflows/definitions/dispute_case@1.yaml")
	if err != nil {
		t.Fatal(err)
	}
	mutant := strings.Replace(string(b), "version: 1", "version: 2", 1)
	mutant = strings.ReplaceAll(mutant, "as: {peoples_mediation: terminate, court_delegated: recall, administrative_mediation: withdraw}, otherwise: skip, with: {reason: withdrawn}", "as: {court_delegated: recall}, otherwise: skip, with: {reason: withdrawn}")
	flows, err := workflows.Shipped(fstest.MapFS{"dispute_case@2.yaml": &fstest.MapFile{Data: []byte(mutant)}})
	if err != nil {
		t.Fatal(err)
	}
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		w.Flows = flows
		root, _ := w.InSession(t)
		all := []any{}
		for _, p := range w.Parties(root)[:1] {
			all = append(all, string(p))
		}
		w.Must("director", root, "withdraw", worktest.F{"agreed_by": all})
		if faults := sound(t, w, root); len(faults) == 0 {
			t.Error("a mediation lives on under a withdrawn case and nobody noticed")
		}
	})
}

// anybody reports whether somebody can move some matter of the family.
func anybody(w *worktest.World, family []*casemodel.Matter) bool {
	for _, m := range family {
		for _, who := range usernames(w) {
			for _, c := range w.Open(who, m.ID) {
				if c.Kind == "event" {
					return true
				}
			}
		}
	}
	return false
}

func usernames(w *worktest.World) []string {
	names := make([]string, 0, len(w.Who))
	for name := range w.Who {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
