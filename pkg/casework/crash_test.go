package casework_test

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/pkg/store/storetest"
	"github.com/jiefen/jiefen/policies"
	"github.com/jiefen/jiefen/workflows"
)

// crashAt is the day on which everything of the crash test is overdue.
var crashAt = time.Date(2026, 3, 6, 9, 0, 0, 0, calendar.Zone)

// A server is killed again and again in the middle of its sweep; in the end
// every clock has fired, and none twice.
func TestAKilledSweepLosesAndDoublesNothing(t *testing.T) {
	for _, dialect := range storetest.Dialects {
		t.Run(dialect, func(t *testing.T) {
			url, keyFile := storetest.URL(t, dialect), filepath.Join(t.TempDir(), "keys")
			clock := storetest.NewClock()
			w := worktest.New(t, openAt(t, url, keyFile, clock.Now), clock)
			var items []casemodel.ID
			for range 12 {
				root, proceeding := w.Signing(t, "3000", "2026-03-04")
				w.Must("seal", proceeding, "affix_seal", nil)
				items = append(items, w.Child(root, "performance_item").ID)
			}
			for kill := range 6 {
				child := exec.CommandContext(t.Context(), os.Args[0], "-test.run", "^TestMain$")
				child.Env = append(os.Environ(), "JIEFEN_SWEEP_URL="+url, "JIEFEN_SWEEP_KEYS="+keyFile)
				if err := child.Start(); err != nil {
					t.Fatal(err)
				}
				time.Sleep(time.Duration(700+kill*60) * time.Millisecond)
				_ = child.Process.Kill() // it may have finished already
				_ = child.Wait()
			}
			clock.Set(crashAt)
			// A killed server's locks last until the database notices: what it
			// held is left for the next sweep.
			for range 60 {
				if _, err := w.Sweep(context.Background()); err != nil {
					t.Fatal(err)
				}
				if !slices.ContainsFunc(items, func(id casemodel.ID) bool { return w.Matter(id).State != "overdue" }) {
					break
				}
				time.Sleep(100 * time.Millisecond)
			}
			for _, id := range items {
				fired := 0
				for _, e := range journal(t, w, id) {
					if e.Act == "mark_overdue" {
						fired++
					}
				}
				if m := w.Matter(id); m.State != "overdue" || fired != 1 {
					t.Errorf("item is %s after %d expiries, want overdue after one", m.State, fired)
				}
			}
		})
	}
}

func openAt(t *testing.T, url, keyFile string, now func() time.Time) *store.DB {
	t.Helper()
	keys, err := store.LoadOrCreateKeys(keyFile)
	if err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(context.Background(), url, store.Options{Now: now, TestClock: true, Keys: keys})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// sweepUntilKilled is the child process: a server that only sweeps and
// delivers.
func sweepUntilKilled(url string) error {
	ctx := context.Background()
	keys, err := store.LoadKeys(os.Getenv("JIEFEN_SWEEP_KEYS"))
	if err != nil {
		return err
	}
	later, err := time.ParseDuration(cmp.Or(os.Getenv("JIEFEN_SWEEP_LATER"), "0s"))
	if err != nil {
		return err
	}
	db, err := store.Open(ctx, url, store.Options{Now: func() time.Time { return crashAt.Add(later) }, TestClock: true, Keys: keys})
	if err != nil {
		return err
	}
	flows, err := workflows.Shipped()
	if err != nil {
		return err
	}
	gate, err := policies.Open(casework.PolicyCatalogue(flows))
	if err != nil {
		return err
	}
	book, err := calendar.Embedded()
	if err != nil {
		return err
	}
	desk := casework.Open(db, flows, gate, book, slog.New(slog.DiscardHandler))
	for {
		if _, err := desk.Sweep(ctx); err != nil {
			return fmt.Errorf("sweep: %w", err)
		}
		if _, err := desk.Deliver(ctx); err != nil {
			return fmt.Errorf("deliver: %w", err)
		}
	}
}
