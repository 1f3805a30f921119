package hook_test

import (
	"testing"
	"time"

	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/pkg/store/internal/hook"
)

func TestSQLiteWaitsForTheDiskUnlessATestSaysOtherwise(t *testing.T) {
	durable := func() error {
		db, err := store.Open(t.Context(), t.TempDir()+"/jiefen.db", store.Options{Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close() //nolint:errcheck // a folder that goes with the test
		return db.Durable(t.Context())
	}
	if err := durable(); err != nil {
		t.Error(err)
	}
	hook.Forget()
	if err := durable(); err == nil {
		t.Error("a forgetful file counts as durable")
	}
}
