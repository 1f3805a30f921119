package store_test

import (
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/pkg/store/storetest"
)

func TestNumbersHaveNoGapAndNoDouble(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		body, other := casemodel.ID("018f0000-0000-7000-8000-000000000001"), casemodel.ID("018f0000-0000-7000-8000-000000000002")
		var mu sync.Mutex
		var cases, mediations []int
		var wait sync.WaitGroup
		for i := range 20 {
			wait.Go(func() {
				for j := range 5 {
					var got []int
					err := db.Do(t.Context(), func(tx *store.Tx) error {
						series := []store.Series{{BodyID: other, Word: "人调", Year: 2026}, {BodyID: body, Word: "矛调", Year: 2026}}
						if i%2 == 0 {
							slices.Reverse(series)
						}
						var err error
						if got, err = tx.NextNumbers(series); err == nil && j == 4 {
							err = errors.New("given back")
						}
						if i%2 == 0 {
							slices.Reverse(got)
						}
						return err
					})
					if (err != nil) != (j == 4) {
						t.Error(err)
					}
					if err == nil {
						mu.Lock()
						mediations, cases = append(mediations, got[0]), append(cases, got[1])
						mu.Unlock()
					}
				}
			})
		}
		wait.Wait()
		want := make([]int, 80)
		for i := range want {
			want[i] = i + 1
		}
		slices.Sort(cases)
		slices.Sort(mediations)
		same(t, "cases", cases, want)
		same(t, "mediations", mediations, want)
	})
}

func TestOneKeyHasOneEffectForFiftyAtOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		var mu sync.Mutex
		first, answers := 0, map[string]int{}
		post := func() error {
			var answer []byte
			var fresh bool
			err := db.Do(t.Context(), func(tx *store.Tx) error {
				replay, err := tx.Once("clerk", "k1", []byte{1, 2})
				if err != nil {
					return err
				}
				if fresh = replay == nil; !fresh {
					answer = replay.Answer
					same(t, "status", replay.Status, 201)
					return nil
				}
				m := newMatter(tx)
				answer = []byte(m.ID)
				if err := tx.InsertMatter(m); err != nil {
					return err
				}
				time.Sleep(5 * time.Millisecond)
				return tx.SaveOnce("clerk", "k1", 201, m.ID, 1, answer)
			})
			mu.Lock()
			defer mu.Unlock()
			if fresh && err == nil {
				first++
			}
			answers[string(answer)]++
			return err
		}
		var wait sync.WaitGroup
		for range 50 {
			wait.Go(func() {
				if err := post(); err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		if first != 1 || len(answers) != 1 {
			t.Errorf("%d firsts, %d different answers", first, len(answers))
		}
		err := db.Do(t.Context(), func(tx *store.Tx) error {
			_, err := tx.Once("clerk", "k1", []byte{9})
			return err
		})
		wantKind(t, err, casemodel.KeyReused, "key.reused")
	})
}

func TestAKeyOfAFailedRequestIsFree(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		fail := errors.New("no")
		for range 2 {
			err := db.Do(t.Context(), func(tx *store.Tx) error {
				replay, err := tx.Once("clerk", "k", nil)
				if replay != nil || err != nil {
					t.Errorf("got %v, %v", replay, err)
				}
				return fail
			})
			same(t, "err", err, fail)
		}
	})
}

func TestTwoWorkersClaimNoMessageTwice(t *testing.T) {
	t.Parallel()
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		now := casemodel.At(clock.Now())
		do(t, db, func(tx *store.Tx) error {
			for i := range 60 {
				must(t, tx.Outbox("sms", fmt.Sprintf("k%d", i), "", []byte{byte(i)}, now.Add(time.Duration(-i)*time.Second)))
				must(t, tx.Outbox("sms", fmt.Sprintf("k%d", i), "", []byte("again"), now))
			}
			return tx.Outbox("sms", "later", "", nil, now.Add(time.Hour))
		})
		var mu sync.Mutex
		claimed := map[casemodel.ID]int{}
		var wait sync.WaitGroup
		for range 4 {
			wait.Go(func() {
				for {
					var batch []store.OutboxMessage
					do(t, db, func(tx *store.Tx) (err error) {
						batch, err = tx.ClaimOutbox("sms", now, 7, time.Minute)
						return err
					})
					if len(batch) == 0 {
						return
					}
					mu.Lock()
					for _, m := range batch {
						claimed[m.ID]++
						if len(batch) > 7 || m.Attempts != 1 || len(m.Payload) != 1 {
							t.Errorf("claimed %+v in a batch of %d", m, len(batch))
						}
					}
					mu.Unlock()
				}
			})
		}
		wait.Wait()
		same(t, "messages", len(claimed), 60)
		for id, n := range claimed {
			if n != 1 {
				t.Errorf("%s claimed %d times", id, n)
			}
		}
	})
}

func TestAMessageOfADeadWorkerIsClaimedAgain(t *testing.T) {
	t.Parallel()
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		now := casemodel.At(clock.Now())
		claim := func(at casemodel.Instant) (batch []store.OutboxMessage) {
			do(t, db, func(tx *store.Tx) (err error) {
				batch, err = tx.ClaimOutbox("sms", at, 10, time.Minute)
				return err
			})
			return batch
		}
		do(t, db, func(tx *store.Tx) error { return tx.Outbox("sms", "", "", []byte("x"), now) })
		same(t, "first", len(claim(now)), 1)
		same(t, "held", len(claim(now.Add(59*time.Second))), 0)
		again := claim(now.Add(time.Minute))
		same(t, "again", len(again), 1)
		do(t, db, func(tx *store.Tx) error { return tx.OutboxFailed(again[0].ID, "refused", now.Add(2*time.Minute), true) })
		same(t, "dead", len(claim(now.Add(time.Hour))), 0)
		do(t, db, func(tx *store.Tx) error {
			dead, err := tx.DeadLetters()
			must(t, err)
			same(t, "dead letter", []string{dead[0].LastError, string(dead[0].Payload)}, []string{"refused", "x"})
			return tx.ReviveDead(dead[0].ID, now)
		})
		same(t, "revived", len(claim(now.Add(time.Hour))), 1)
		do(t, db, func(tx *store.Tx) error {
			for _, want := range []bool{true, false} {
				first, err := tx.OutboxDone(again[0].ID)
				must(t, err)
				same(t, "crossed off now", first, want)
			}
			return tx.OutboxFailed(again[0].ID, "too late", now, false)
		})
		same(t, "done", len(claim(now.Add(9*time.Hour))), 0)
	})
}

func TestDraftsSavedAtOnceDoNotRefuseEachOther(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		user := casemodel.ID("018f0000-0000-7000-8000-000000000001")
		texts, errs := make([]string, 40), make([]error, 40)
		var wait sync.WaitGroup
		for i := range texts {
			texts[i] = strconv.Itoa(i)
			wait.Go(func() {
				errs[i] = db.Do(t.Context(), func(tx *store.Tx) error {
					d := &store.Draft{UserID: user, Form: "new", Title: texts[i], Content: texts[i], ExpiresAt: casemodel.Never}
					if err := tx.PutDraft(d); err != nil {
						return err
					}
					d.ID = "" // as somebody who saves again
					return tx.PutDraft(d)
				})
			})
		}
		wait.Wait()
		must(t, errors.Join(errs...))
		read(t, db, func(tx *store.Tx) error {
			d, err := tx.Draft(user, "new", "")
			must(t, err)
			if !slices.Contains(texts, d.Content) || d.Title != d.Content {
				t.Errorf("draft %+v", d)
			}
			return nil
		})
	})
}

func TestAnUnreadableMessageDoesNotHoldTheOthersUp(t *testing.T) {
	t.Parallel()
	for _, dialect := range storetest.Dialects {
		t.Run(dialect, func(t *testing.T) {
			t.Parallel()
			url := storetest.URL(t, dialect)
			db := open(t, url)
			do(t, db, func(tx *store.Tx) error {
				for _, key := range []string{"spoilt", "spoilt too", "good"} {
					must(t, tx.Outbox("sms", key, "", []byte(key), tx.Now()))
				}
				return nil
			})
			raw, err := sql.Open(map[string]string{store.SQLite: "sqlite", store.Postgres: "pgx"}[dialect], url)
			must(t, err)
			bytes := map[string]string{store.SQLite: "x'0000000700'", store.Postgres: `'\x0000000700'`}[dialect]
			_, err = raw.ExecContext(t.Context(), "UPDATE outbox SET payload = "+bytes+" WHERE unique_key LIKE 'spoilt%'")
			must(t, err)
			must(t, raw.Close())
			var dead, got []store.OutboxMessage
			do(t, db, func(tx *store.Tx) (err error) {
				got, err = tx.ClaimOutbox("sms", tx.Now(), 2, time.Minute)
				return err
			})
			if len(got) != 1 || string(got[0].Payload) != "good" {
				t.Errorf("claimed %+v", got)
			}
			read(t, db, func(tx *store.Tx) (err error) {
				dead, err = tx.DeadLetters()
				return err
			})
			if len(dead) != 2 || dead[0].UniqueKey != "spoilt" || dead[0].Payload != nil || !strings.Contains(dead[0].LastError, "no key 7") {
				t.Errorf("given up %+v", dead)
			}
			do(t, db, func(tx *store.Tx) (err error) { // and it can be sent on its way once more
				must(t, tx.ReviveDead(dead[0].ID, tx.Now()))
				got, err = tx.ClaimOutbox("sms", tx.Now(), 2, time.Minute)
				return err
			})
			same(t, "claimed again", len(got), 0)
		})
	}
}

func TestALockedFamilyIsSkippedAndTwoAreLockedInOneOrder(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		a, b := given(t, db), given(t, db)
		if db.Dialect() == store.Postgres { // SQLite has one writer and nothing to skip
			do(t, db, func(tx *store.Tx) error {
				must(t, tx.LockRoots(a.ID))
				do(t, db, func(tx *store.Tx) error {
					for id, want := range map[casemodel.ID]bool{a.ID: false, b.ID: true} {
						got, err := tx.TryLockRoot(id)
						must(t, err)
						same(t, "locked", got, want)
					}
					return nil
				})
				return nil
			})
		}
		var wait sync.WaitGroup
		for i := range 30 {
			wait.Go(func() {
				do(t, db, func(tx *store.Tx) error {
					if i%2 == 0 {
						return tx.LockRoots(a.ID, b.ID, a.ID)
					}
					return tx.LockRoots(b.ID, a.ID)
				})
			})
		}
		wait.Wait()
		err := db.Do(t.Context(), func(tx *store.Tx) error { return tx.LockRoots(a.ID, tx.NewID()) })
		wantKind(t, err, casemodel.NotFound, "matter.not_found")
	})
}
