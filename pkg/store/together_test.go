package store_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/pkg/store/storetest"
)

func TestReadsTogetherSeeOneMoment(t *testing.T) {
	t.Parallel()
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		shared, release := db.Together(t.Context())
		defer release()
		now := func(ctx context.Context) (now casemodel.Instant) {
			must(t, db.Read(ctx, func(tx *store.Tx) error { now = tx.Now(); return nil }))
			return now
		}
		there := func(ctx context.Context, id casemodel.ID) bool {
			err := db.Read(ctx, func(tx *store.Tx) error { _, err := tx.Matter(id); return err })
			return err == nil
		}
		first, before := given(t, db), now(shared)
		same(t, "what was there", there(shared, first.ID), true)
		clock.Advance(time.Second)
		second := given(t, db)
		same(t, "moment", now(shared), before)
		same(t, "what came since, for others", there(t.Context(), second.ID), true)
		release()
		same(t, "what came since, after the release", there(shared, second.ID), true)
		same(t, "moment after the release", now(shared), before.Add(time.Second))

		third := &casemodel.Matter{}
		must(t, db.Do(shared, func(tx *store.Tx) error { third = newMatter(tx); return tx.InsertMatter(third) }))
		same(t, "what was written in between", there(shared, third.ID), true)
	})
}

// Who fails, who asks while another asks and who has less time leave the others
// alone.
func TestOneOfThoseTogetherDoesNotSpoilTheOthers(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		shared, release := db.Together(ctx)
		defer release()
		m := given(t, db)
		look := func(ctx context.Context) error {
			return db.Read(ctx, func(tx *store.Tx) error { _, err := tx.Matter(m.ID); return err })
		}
		must(t, look(shared))
		err := db.Read(shared, store.Break)
		if err == nil {
			t.Fatal("a broken statement succeeded")
		}
		must(t, look(shared))
		must(t, db.Read(shared, func(tx *store.Tx) error {
			release() // by whoever asks just now, it stays
			return errors.Join(look(shared), func() error { _, err := tx.Matter(m.ID); return err }())
		}))
		short, end := context.WithTimeout(shared, time.Minute)
		must(t, look(short))
		end()
		must(t, look(shared))
		release()
		same(t, "connections in use", store.InUse(db), 0)
	})
}
