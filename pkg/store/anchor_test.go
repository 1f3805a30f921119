package store_test

import (
	"context"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/pkg/store/storetest"
)

// anchored is a database under a clock that a test moves.
type anchored struct {
	t     *testing.T
	db    *store.DB
	clock *storetest.Clock
	asked func() // when somebody asks the time
	dir   string
}

func eachAnchored(t *testing.T, fn func(a *anchored)) {
	t.Helper()
	t.Parallel()
	for _, dialect := range storetest.Dialects {
		t.Run(dialect, func(t *testing.T) {
			t.Parallel()
			a := &anchored{t: t, clock: storetest.NewClock(), asked: func() {}, dir: t.TempDir()}
			a.db = storetest.Open(t, dialect, func(o *store.Options) {
				o.TestClock = true
				o.Now = func() time.Time {
					a.asked()
					return a.clock.Now()
				}
			})
			fn(a)
		})
	}
}

func (a *anchored) add(n int) {
	do(a.t, a.db, func(tx *store.Tx) error {
		for range n {
			m := newMatter(tx)
			must(a.t, tx.InsertMatter(m))
			must(a.t, tx.AppendJournal(m, &casemodel.Entry{On: "2026-03-02", Act: "create", ToState: m.State, Version: 1}, nil))
			must(a.t, tx.UpdateMatter(m, 0))
		}
		return nil
	})
}

func (a *anchored) run(want int) {
	a.t.Helper()
	n, err := a.db.WriteAnchor(a.t.Context(), a.dir)
	must(a.t, err)
	same(a.t, "anchored", n, want)
}

func TestARunOfAnchorsThatIsInterruptedLeavesNoHeadOut(t *testing.T) {
	eachAnchored(t, func(a *anchored) {
		a.db.HeadsPerPage(4)
		a.add(10)
		a.clock.Advance(10 * time.Minute)
		ctx, cancel := context.WithCancel(t.Context())
		lines := atomic.Int32{}
		a.asked = func() { // the record of the first page is dated: the run stops before the second
			if matches, _ := filepath.Glob(filepath.Join(a.dir, "anchors.log")); len(matches) > 0 && lines.Add(1) == 2 {
				cancel()
			}
		}
		n, err := a.db.WriteAnchor(ctx, a.dir)
		if err == nil || n == 0 || n == 10 {
			a.t.Fatalf("anchored %d before it was interrupted: %v", n, err)
		}
		a.asked = func() {}
		a.clock.Advance(10 * time.Minute)
		a.run(10)
		a.run(0)
		sum, err := a.db.Verify(t.Context(), a.dir, func(f store.Finding) { a.t.Error(f) })
		must(a.t, err)
		same(a.t, "matters", sum.Matters, 10)
	})
}

func TestWhatHappensAfterTheClockWasSetBackIsAnchored(t *testing.T) {
	eachAnchored(t, func(a *anchored) {
		right := a.clock.Now()
		a.clock.Advance(24 * time.Hour) // wrong for an hour
		a.add(1)
		a.run(1)
		a.clock.Set(right)
		a.add(2)
		a.run(2)
		a.add(1)
		a.run(1)
		a.run(0)
	})
}

// The clock was wrong only between two runs, the program ended between them.
func TestOnSQLiteNoClockDecidesWhatIsAnchored(t *testing.T) {
	t.Parallel()
	url, dir := storetest.URL(t, store.SQLite), t.TempDir()
	clock := storetest.NewClock()
	keys, err := store.CreateKeys(filepath.Join(t.TempDir(), "keys"))
	must(t, err)
	right := clock.Now()
	for i, at := range []time.Time{right, right.Add(-24 * time.Hour), right.Add(time.Hour)} {
		clock.Set(at)
		db, err := store.Open(t.Context(), url, store.Options{Now: clock.Now, TestClock: true, Keys: keys})
		must(t, err)
		a := &anchored{t: t, db: db, clock: clock, dir: dir}
		a.add(1)
		if i != 1 {
			a.run([]int{1, 0, 2}[i])
		}
		must(t, db.Close())
	}
}
