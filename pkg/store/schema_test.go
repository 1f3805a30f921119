package store_test

import (
	"path/filepath"
	"testing"

	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/pkg/store/storetest"
)

func TestNotBeingAbleToTellWhetherTheTablesAreThereIsNoNo(t *testing.T) {
	t.Parallel()
	for _, dialect := range storetest.Dialects {
		t.Run(dialect, func(t *testing.T) {
			t.Parallel()
			url := storetest.URL(t, dialect)
			bare := url + "&search_path=nowhere"
			if dialect == store.SQLite {
				bare = filepath.Join(t.TempDir(), "bare.db")
			}
			for address, want := range map[string]bool{url: true, bare: false} {
				has, err := open(t, address).HasSchema(t.Context())
				must(t, err)
				same(t, "tables", has, want)
			}
			db, err := store.Open(t.Context(), url, store.Options{Now: storetest.NewClock().Now})
			must(t, err)
			must(t, db.Close())
			if has, err := db.HasSchema(t.Context()); err == nil || has {
				t.Errorf("of a closed database: %v %v", has, err)
			}
		})
	}
}
