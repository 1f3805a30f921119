package api_test

import (
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/pkg/casework/worktest"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/pkg/store/storetest"
)

// watched runs a test on a database of its own whose every row can be looked
// at from outside: what was written must not be asked of who wrote it.
func watched(t *testing.T, fn func(t *testing.T, o *office, rows func() tables)) {
	t.Helper()
	for _, dialect := range storetest.Dialects {
		t.Run(dialect, func(t *testing.T) {
			url := storetest.URL(t, dialect)
			ring, err := store.CreateKeys(filepath.Join(t.TempDir(), "keys"))
			if err != nil {
				t.Fatal(err)
			}
			clock := storetest.NewClock()
			db, err := store.Open(t.Context(), url, store.Options{Now: clock.Now, TestClock: true, Keys: ring})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() {
				if err := db.Close(); err != nil {
					t.Error(err)
				}
			})
			o := open(t, worktest.New(t, db, clock))
			fn(t, o, func() tables { return content(t, dialect, url) })
		})
	}
}

// tables is a digest of the content of each table.
type tables map[string]string

// same lists the tables that differ.
func (a tables) same(t *testing.T, b tables) {
	t.Helper()
	for _, name := range slices.Sorted(maps.Keys(a)) {
		if a[name] != b[name] {
			t.Errorf("table %s was written", name)
		}
	}
}

// not of business: when a session was last used.
var unwatched = []string{"login", "login_failure", "goose_db_version"}

func content(t *testing.T, dialect, url string) tables {
	t.Helper()
	driver, list := "pgx", "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
	if dialect == store.SQLite {
		driver, list = "sqlite", "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
	}
	db, err := sql.Open(driver, url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close() //nolint:errcheck // only read from
	found := tables{}
	for _, name := range column(t, db, list) {
		if !slices.Contains(unwatched, name) && !strings.HasPrefix(name, "search_index") {
			found[name] = digest(t, db, name)
		}
	}
	if len(found) < 20 {
		t.Fatalf("only %d tables", len(found))
	}
	return found
}

func column(t *testing.T, db *sql.DB, query string) []string {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close() //nolint:errcheck // as above
	var all []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		all = append(all, s)
	}
	if rows.Err() != nil {
		t.Fatal(rows.Err())
	}
	return all
}

func digest(t *testing.T, db *sql.DB, table string) string {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), `SELECT * FROM "`+table+`"`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close() //nolint:errcheck // as above
	names, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for rows.Next() {
		values := make([]any, len(names))
		for i := range values {
			values[i] = new(any)
		}
		if err := rows.Scan(values...); err != nil {
			t.Fatal(err)
		}
		line := ""
		for _, v := range values {
			p, _ := v.(*any)
			line += fmt.Sprintf("%v|", *p)
		}
		lines = append(lines, line)
	}
	if rows.Err() != nil {
		t.Fatal(rows.Err())
	}
	slices.Sort(lines)
	sum := sha256.Sum256([]byte(strings.Join(lines, "\n")))
	return fmt.Sprint(len(lines), " rows ", hex.EncodeToString(sum[:4]))
}
