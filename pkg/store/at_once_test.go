package store_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/pkg/store/storetest"
)

// Readings that are asked at once answer what they answer one after the other,
// however they are nested.
func TestReadingsAtOnceAnswerAsOneAfterTheOther(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ids := make([]casemodel.ID, 6)
		for i := range ids {
			ids[i] = given(t, db, func(m *casemodel.Matter) { m.Number = "n" + digits(i) }).ID
		}
		answers := func(atOnce bool) (got []string) {
			got = make([]string, len(ids))
			read(t, db, func(tx *store.Tx) error {
				number := func(i int) func() error {
					return func() error {
						numbers, err := tx.Numbers(ids[i])
						got[i] = numbers[ids[i]]
						if err != nil || i > 0 {
							return err
						}
						again, err := tx.Numbers(ids[1]) // a second question of the same reading
						got[i] += again[ids[1]]
						return err
					}
				}
				first, nested := []func() error{number(0), number(1)}, []func() error{number(3), number(4), number(5)}
				if !atOnce {
					for _, ask := range slices.Concat(first, nested, []func() error{number(2)}) {
						if err := ask(); err != nil {
							return err
						}
					}
					return nil
				}
				return tx.AtOnce(first[0], first[1], func() error { return tx.AtOnce(nested...) }, number(2))
			})
			return got
		}
		if one, all := answers(false), answers(true); !slices.Equal(one, all) || slices.Contains(all, "") {
			t.Errorf("at once %q, one after the other %q", all, one)
		}
	})
}

// The first failure ends all of them, is the one that is returned, and leaves
// the connection fit for the next.
func TestAFailedReadingEndsTheOthers(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		id := given(t, db, func(m *casemodel.Matter) { m.Number = "n" }).ID
		wrong := errors.New("wrong")
		after := false
		err := db.Read(t.Context(), func(tx *store.Tx) error {
			return tx.AtOnce(
				func() error {
					if _, err := tx.Numbers(id); err != nil {
						return err
					}
					return wrong
				},
				func() error {
					_, err := tx.Numbers(id)
					if err == nil {
						_, err = tx.Cards(id)
						after = err == nil
					}
					return err
				})
		})
		if !errors.Is(err, wrong) || after {
			t.Errorf("the error is %v; the other went on: %v", err, after)
		}
		read(t, db, func(tx *store.Tx) error {
			numbers, err := tx.Numbers(id)
			if numbers[id] != "n" {
				t.Errorf("afterwards the number is %q", numbers[id])
			}
			return err
		})
	})
}

// errands counts how often PostgreSQL is gone to.
type errands struct{ batches, queries int }

func (e *errands) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	e.queries++
	return ctx
}

func (e *errands) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

func (e *errands) TraceBatchStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceBatchStartData) context.Context {
	e.batches++
	return ctx
}

func (e *errands) TraceBatchQuery(context.Context, *pgx.Conn, pgx.TraceBatchQueryData) {}
func (e *errands) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData)     {}

// Questions asked at once cost one errand, also those of readings within one.
func TestQuestionsAtOnceAreOneErrand(t *testing.T) {
	url := storetest.URL(t, store.Postgres)
	var e errands
	store.Trace(&e)
	db := open(t, url)
	store.Trace(nil)
	id := given(t, db).ID
	ask := func(tx *store.Tx) func() error {
		return func() error { _, err := tx.Numbers(id); return err }
	}
	var asked errands // the end of the transaction is an errand of its own
	read(t, db, func(tx *store.Tx) error {
		e = errands{}
		err := tx.AtOnce(ask(tx), func() error { return tx.AtOnce(ask(tx), ask(tx)) }, ask(tx))
		asked = e
		return err
	})
	if asked != (errands{batches: 1}) {
		t.Errorf("four questions were %d batches and %d single ones", asked.batches, asked.queries)
	}
}

// Readings that begin by themselves are one errand too when they are asked at
// once, see one moment, and cannot write.
func TestReadingsThatBeginThemselvesTakeTurns(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		id := given(t, db, func(m *casemodel.Matter) { m.Number = "n" }).ID
		var numbers [3]string
		var moments [3]casemodel.Instant
		var wrote error
		ask := func(i int) func(ctx context.Context) error {
			return func(ctx context.Context) error {
				return db.Read(ctx, func(tx *store.Tx) error {
					found, err := tx.Numbers(id)
					numbers[i], moments[i] = found[id], tx.Now()
					return err
				})
			}
		}
		shared, release := db.Together(t.Context())
		defer release()
		err := db.AtOnce(shared, ask(0), ask(1), func(ctx context.Context) error {
			wrote = db.Do(ctx, func(*store.Tx) error { return nil })
			return ask(2)(ctx)
		})
		if err != nil || numbers != [3]string{"n", "n", "n"} {
			t.Errorf("%q: %v", numbers, err)
		}
		if moments[0] != moments[1] || moments[1] != moments[2] {
			t.Errorf("they saw several moments: %v", moments)
		}
		if wrote == nil {
			t.Error("one of them wrote")
		}
		wrong := errors.New("wrong")
		if err := db.AtOnce(shared, ask(0), func(context.Context) error { return wrong }); !errors.Is(err, wrong) {
			t.Errorf("the error is %v", err)
		}
		if err := ask(0)(shared); err != nil {
			t.Errorf("afterwards: %v", err)
		}
	})
}

// They cost one errand together.
func TestReadingsThatBeginThemselvesAreOneErrand(t *testing.T) {
	url := storetest.URL(t, store.Postgres)
	var e errands
	store.Trace(&e)
	db := open(t, url)
	store.Trace(nil)
	id := given(t, db).ID
	var asked errands
	ask := func(ctx context.Context) error {
		return db.Read(ctx, func(tx *store.Tx) error {
			if asked == (errands{}) {
				e, asked = errands{}, errands{batches: -1} // the beginning is an errand of its own
			}
			_, err := tx.Numbers(id)
			asked = e
			return err
		})
	}
	if err := db.AtOnce(t.Context(), ask, ask, ask); err != nil {
		t.Fatal(err)
	}
	if asked != (errands{batches: 1}) {
		t.Errorf("three readings were %d batches and %d single questions", asked.batches, asked.queries)
	}
}
