package store_test

import (
	"errors"
	"path/filepath"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/pkg/store/storetest"
)

func TestADatabaseKnowsItsKeys(t *testing.T) {
	t.Parallel()
	for _, dialect := range storetest.Dialects {
		t.Run(dialect, func(t *testing.T) {
			t.Parallel()
			url, dir := storetest.URL(t, dialect), t.TempDir()
			under := func(name string) *store.DB {
				ring, err := store.LoadOrCreateKeys(filepath.Join(dir, name))
				must(t, err)
				db, err := store.Open(t.Context(), url, store.Options{Now: storetest.NewClock().Now, Keys: ring})
				must(t, err)
				t.Cleanup(func() { must(t, db.Close()) })
				return db
			}
			check := func(db *store.DB, wantNoted bool, want error) {
				t.Helper()
				var noted bool
				err := db.Read(t.Context(), func(tx *store.Tx) (err error) {
					noted, err = tx.CheckKeys()
					return err
				})
				if noted != wantNoted || !errors.Is(err, want) {
					t.Errorf("noted %v, %v", noted, err)
				}
			}
			own, other := under("own"), under("other")
			check(own, false, nil)
			check(other, false, nil) // nothing is sealed yet
			m := given(t, own)
			do(t, own, func(tx *store.Tx) error {
				return tx.AppendJournal(m, &casemodel.Entry{On: "2026-03-02", Act: "note"}, []byte("x"))
			})
			check(own, false, nil)
			check(other, false, store.ErrOtherKeys)
			do(t, own, func(tx *store.Tx) error { return tx.PutKeyCheck() })
			check(own, true, nil)
			check(other, false, store.ErrOtherKeys)
			ring, err := store.LoadKeys(filepath.Join(dir, "own"))
			must(t, err)
			must(t, ring.Rotate(filepath.Join(dir, "own")))
			check(under("own"), false, nil) // to be noted under the new key
		})
	}
}
