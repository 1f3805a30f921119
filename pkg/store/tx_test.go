package store_test

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/pkg/store/storetest"
)

func title(t testing.TB, db *store.DB, id casemodel.ID) (title string) {
	t.Helper()
	read(t, db, func(tx *store.Tx) error {
		m, err := tx.Matter(id)
		if err == nil {
			title = m.Title
		}
		return err
	})
	return title
}

// retitle is a change of one matter.
func retitle(tx *store.Tx, id casemodel.ID, title string) error {
	m, err := tx.Matter(id)
	if err != nil {
		return err
	}
	m.Title = title
	return tx.UpdateMatter(m, m.Seq)
}

func TestARefusedTransactionLeavesNoTrace(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		m := given(t, db)
		boom := errors.New("boom")
		err := db.Do(t.Context(), func(tx *store.Tx) error {
			return errors.Join(retitle(tx, m.ID, "changed"), boom)
		})
		if !errors.Is(err, boom) || title(t, db, m.ID) != "" {
			t.Errorf("err %v, title %q", err, title(t, db, m.ID))
		}
		func() {
			defer func() { same(t, "panic", recover(), "oh") }()
			_ = db.Do(t.Context(), func(tx *store.Tx) error {
				must(t, retitle(tx, m.ID, "changed"))
				panic("oh")
			})
		}()
		var wait sync.WaitGroup
		wait.Go(func() { // as t.FailNow does
			_ = db.Do(t.Context(), func(tx *store.Tx) error {
				must(t, retitle(tx, m.ID, "changed"))
				exit()
				return nil
			})
		})
		wait.Wait()
		same(t, "title", title(t, db, m.ID), "")
		do(t, db, func(tx *store.Tx) error { return retitle(tx, m.ID, "changed") }) // and nothing is held
	})
}

func TestATransactionInsideATransactionIsRefused(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		for _, inner := range []func(context.Context, func(*store.Tx) error) error{db.Do, db.Read} {
			err := db.Do(t.Context(), func(tx *store.Tx) error {
				return inner(tx.Context(), func(*store.Tx) error { return nil })
			})
			if err == nil || !strings.Contains(err.Error(), "inside a transaction") {
				t.Errorf("got %v", err)
			}
		}
	})
}

func TestAReadingTransactionCannotWrite(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		m := given(t, db)
		if err := db.Read(t.Context(), func(tx *store.Tx) error { return retitle(tx, m.ID, "changed") }); err == nil {
			t.Error("it wrote")
		}
		same(t, "title", title(t, db, m.ID), "")
	})
}

func TestAReadingTransactionSeesOneMoment(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		m := given(t, db)
		read(t, db, func(tx *store.Tx) error {
			before, err := tx.Matter(m.ID)
			must(t, err)
			do(t, db, func(tx *store.Tx) error { return retitle(tx, m.ID, "changed") })
			after, err := tx.Matter(m.ID)
			must(t, err)
			same(t, "title", after.Title, before.Title)
			return nil
		})
	})
}

func TestTheGoneRequestChangesNothing(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		m := given(t, db)
		ctx, cancel := context.WithCancel(t.Context())
		err := db.Do(ctx, func(tx *store.Tx) error {
			err := retitle(tx, m.ID, "changed")
			cancel()
			return err
		})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		same(t, "title", title(t, db, m.ID), "")
	})
}

func TestTheMomentOfATransactionStandsStill(t *testing.T) {
	t.Parallel()
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		do(t, db, func(tx *store.Tx) error {
			first := tx.Now()
			same(t, "moment", first, casemodel.At(clock.Now()))
			clock.Advance(time.Hour)
			same(t, "later", tx.Now(), first)
			return nil
		})
	})
}

func TestOnPostgreSQLTheServerTellsTheTimeAfterTheLock(t *testing.T) {
	t.Parallel()
	far := time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC)
	db := storetest.Open(t, store.Postgres, func(o *store.Options) { o.TestClock, o.Now = false, func() time.Time { return far } })
	m := given(t, db)
	var first casemodel.Instant
	held, done := make(chan struct{}), make(chan casemodel.Instant)
	go func() {
		<-held
		var second casemodel.Instant
		do(t, db, func(tx *store.Tx) error {
			err := tx.LockRoots(m.ID)
			second = tx.Now()
			return err
		})
		done <- second
	}()
	do(t, db, func(tx *store.Tx) error {
		must(t, tx.LockRoots(m.ID))
		close(held)
		time.Sleep(100 * time.Millisecond) // the other one has begun and waits for the lock
		first = casemodel.At(time.Now())
		return nil
	})
	if second := <-done; second.Before(first) || first.Time().Year() == 2001 {
		t.Errorf("the one that waited is dated %s, before %s", second, first)
	}
}

func TestAClosureRunsAgainAfterASerialisationFailure(t *testing.T) {
	t.Parallel()
	url := storetest.URL(t, store.Postgres)
	db := open(t, url)
	a, b := given(t, db), given(t, db)
	runs := map[string]int{}
	var mu sync.Mutex
	var meet sync.WaitGroup
	meet.Add(2)
	swap := func(name string, first, second casemodel.ID) error {
		return db.Do(t.Context(), func(tx *store.Tx) error {
			mu.Lock()
			runs[name]++
			run := runs[name]
			mu.Unlock()
			fresh := name + string(tx.NewID())
			if err := retitle(tx, first, fresh); err != nil {
				return err
			}
			if _, err := tx.Matter(first); err != nil { // the writes go out before a question
				return err
			}
			if run == 1 { // both hold one row and want the other: a deadlock
				meet.Done()
				meet.Wait()
			}
			return retitle(tx, second, fresh)
		})
	}
	var wait sync.WaitGroup
	wait.Go(func() { must(t, swap("a", a.ID, b.ID)) })
	wait.Go(func() { must(t, swap("b", b.ID, a.ID)) })
	wait.Wait()
	if n := runs["a"] + runs["b"]; n < 3 { // one was the victim; on a busy machine both, and again
		t.Errorf("%d runs", n)
	}
	same(t, "one whole transaction came last", title(t, db, a.ID), title(t, db, b.ID))
}

// On PostgreSQL a write that waited fails with a question that follows it, and
// that question only says that the transaction is lost.
func TestAFailureOfAWriteThatWaitedIsNotLost(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		given(t, db, func(m *casemodel.Matter) { m.Number = "1" })
		for name, question := range map[string]func(tx *store.Tx, m *casemodel.Matter) error{
			"none":    func(*store.Tx, *casemodel.Matter) error { return nil },
			"a row":   numbered,
			"rows":    func(tx *store.Tx, m *casemodel.Matter) error { _, err := tx.Family(m.ID); return err },
			"by gorm": func(tx *store.Tx, _ *casemodel.Matter) error { _, err := tx.Setting("x"); return err },
		} {
			err := db.Do(t.Context(), func(tx *store.Tx) error {
				m := newMatter(tx)
				m.Number = "1"
				if err := tx.InsertMatter(m); err != nil {
					return err
				}
				return question(tx, m)
			})
			if got := store.DuplicateOf(err); got != "matter_number" {
				t.Errorf("%s: duplicate of %q: %v", name, got, err)
			}
		}
	})
}

// numbered asks for one row.
func numbered(tx *store.Tx, m *casemodel.Matter) error {
	_, err := tx.NextNumbers([]store.Series{{BodyID: m.ID, Word: "x", Year: 2026}})
	return err
}

func TestADeadlockOfAWriteThatWaitedRunsAgain(t *testing.T) {
	t.Parallel()
	db := open(t, storetest.URL(t, store.Postgres))
	a, b := given(t, db), given(t, db)
	var meet, wait sync.WaitGroup
	meet.Add(2)
	swap := func(first, second *casemodel.Matter) {
		met := false
		must(t, db.Do(t.Context(), func(tx *store.Tx) error {
			if err := retitle(tx, first.ID, string(tx.NewID())); err != nil {
				return err
			}
			if _, err := tx.Matter(second.ID); err != nil { // the write goes out before a question
				return err
			}
			if !met { // both hold one row and want the other
				met = true
				meet.Done()
				meet.Wait()
			}
			return errors.Join(retitle(tx, second.ID, "x"), numbered(tx, first))
		}))
	}
	wait.Go(func() { swap(a, b) })
	wait.Go(func() { swap(b, a) })
	wait.Wait()
}

func TestAClosureIsRunFourTimesAtMost(t *testing.T) {
	t.Parallel()
	url := storetest.URL(t, store.Postgres)
	db := open(t, url)
	admin, err := sql.Open("pgx", url)
	must(t, err)
	defer func() { must(t, admin.Close()) }()
	for _, stmt := range []string{ // a sequence is not rolled back: it counts the tries
		"CREATE SEQUENCE tries",
		"CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF nextval('tries') <= NEW.round THEN RAISE EXCEPTION 'again' USING ERRCODE = '40001'; END IF; RETURN NEW; END $$",
		"CREATE TRIGGER fail BEFORE INSERT ON matter FOR EACH ROW EXECUTE FUNCTION fail()",
	} {
		_, err := admin.ExecContext(t.Context(), stmt)
		must(t, err)
	}
	for failures, want := range map[int]int{0: 1, 2: 3, 3: 4, 9: 4} {
		_, err := admin.ExecContext(t.Context(), "ALTER SEQUENCE tries RESTART")
		must(t, err)
		runs := 0
		ids := map[casemodel.ID]bool{}
		err = db.Do(t.Context(), func(tx *store.Tx) error {
			m := newMatter(tx)
			m.Round = failures
			runs, ids[m.ID] = runs+1, true
			return tx.InsertMatter(m)
		})
		if runs != want || len(ids) != runs {
			t.Errorf("%d failures: %d runs with %d fresh ids, want %d", failures, runs, len(ids), want)
		}
		if failures == 9 {
			wantKind(t, err, casemodel.Busy, "store.busy")
		} else {
			must(t, err)
		}
	}
}

func TestAFullPoolIsBusy(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx, cancel := context.WithCancel(t.Context())
		held, wait := make(chan struct{}, 100), sync.WaitGroup{}
		n := map[string]int{store.SQLite: 1, store.Postgres: 16}[db.Dialect()]
		for range n {
			wait.Go(func() {
				_ = db.Do(ctx, func(*store.Tx) error {
					held <- struct{}{}
					<-ctx.Done()
					return nil
				})
			})
		}
		for range n {
			<-held
		}
		err := db.Do(t.Context(), func(*store.Tx) error { return nil }) // as one that nests by mistake
		wantKind(t, err, casemodel.Busy, "store.busy")
		cancel()
		wait.Wait()
	})
}

// The lock is taken at BEGIN: nobody reads first and then finds that he may
// not write any more.
func TestTwoProcessesTakeTurnsOnOneFile(t *testing.T) {
	t.Parallel()
	url := storetest.URL(t, store.SQLite)
	db, other := open(t, url), open(t, url)
	m := given(t, db)
	runs, begun, ended := 0, make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		<-begun
		do(t, other, func(tx *store.Tx) error { return retitle(tx, m.ID, "theirs") })
	}()
	do(t, db, func(tx *store.Tx) error {
		_, err := tx.Matter(m.ID)
		must(t, err)
		if runs++; runs == 1 {
			close(begun)
			select {
			case <-ended:
				t.Error("the other process wrote meanwhile")
			case <-time.After(100 * time.Millisecond):
			}
		}
		return retitle(tx, m.ID, "ours")
	})
	<-ended
	same(t, "runs", runs, 1)
	same(t, "the one that waited came last", title(t, db, m.ID), "theirs")
}

func open(t testing.TB, url string) *store.DB {
	t.Helper()
	keys, err := store.LoadOrCreateKeys(filepath.Join(t.TempDir(), "keys"))
	must(t, err)
	db, err := store.Open(t.Context(), url, store.Options{Now: storetest.NewClock().Now, TestClock: true, Keys: keys})
	must(t, err)
	t.Cleanup(func() { must(t, db.Close()) })
	return db
}
