// Package storetest gives a test a fresh, migrated database: a file, and a
// database of its own on the PostgreSQL cluster JIEFEN_TEST_PG names. Nothing
// of it may be imported outside tests.
package storetest

import (
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/pkg/store/internal/hook"
)

// Dialects are the databases every test of the store and above runs on.
var Dialects = []string{store.SQLite, store.Postgres}

// Each runs a test on a fresh database of each dialect, as subtests.
func Each(t *testing.T, fn func(t *testing.T, db *store.DB)) {
	t.Helper()
	EachAt(t, func(t *testing.T, db *store.DB, _ *Clock) { fn(t, db) })
}

// EachAt is Each with the clock the database reads.
func EachAt(t *testing.T, fn func(t *testing.T, db *store.DB, clock *Clock)) {
	t.Helper()
	for _, dialect := range Dialects {
		t.Run(dialect, func(t *testing.T) {
			clock := NewClock()
			fn(t, Open(t, dialect, func(o *store.Options) { o.Now = clock.Now }), clock)
		})
	}
}

// Open gives a fresh, migrated database that is gone when the test ends. Its
// clock stands still unless change gives it another.
func Open(t testing.TB, dialect string, change ...func(*store.Options)) *store.DB {
	t.Helper()
	opts := store.Options{Now: NewClock().Now, TestClock: true, Keys: keys(t)}
	for _, c := range change {
		c(&opts)
	}
	return reopen(t, address(t, dialect, false), opts)
}

// URL is the address of a fresh, migrated database, for tests that open it
// themselves, twice or from another process, or change its schema.
func URL(t testing.TB, dialect string) string {
	t.Helper()
	return address(t, dialect, true)
}

// address skips the test and says why when its dialect is not tested now.
func address(t testing.TB, dialect string, fresh bool) string {
	t.Helper()
	if dialect == store.Postgres {
		return postgresURL(t, fresh)
	}
	if os.Getenv("JIEFEN_TEST_ONLY") == store.Postgres {
		t.Skip("SQLite not asked for: JIEFEN_TEST_ONLY=postgres")
	}
	return sqliteFile(t)
}

func reopen(t testing.TB, url string, opts store.Options) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), url, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// keys are made once per test binary.
func keys(t testing.TB) *store.Keyring {
	t.Helper()
	ring, err := ringOnce()
	if err != nil {
		t.Fatal(err)
	}
	return ring
}

var ringOnce = sync.OnceValues(func() (*store.Keyring, error) {
	dir, err := os.MkdirTemp("", "jiefen-keys-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a leftover in the temporary folder harms nobody
	return store.CreateKeys(filepath.Join(dir, "keys"))
})

// Clock is a clock that stands until it is moved.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// NewClock stands at a Monday morning, 2026-03-02 09:00 in China.
func NewClock() *Clock {
	return &Clock{now: time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)}
}

// Now is what the clock shows.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Set moves the clock to a moment.
func (c *Clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t
}

// Advance moves the clock on.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// sqliteFile copies a file that was migrated once.
func sqliteFile(t testing.TB) string {
	t.Helper()
	hook.Forget()
	content, err := templateOnce()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "jiefen.db")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
