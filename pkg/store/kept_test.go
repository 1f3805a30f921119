package store_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/jiefen/jiefen/pkg/store"
)

// keptFile opens a fresh file with five numbers in it.
func keptFile(t *testing.T) (path string, db *sql.DB, seen *store.Compiling) {
	t.Helper()
	path = t.TempDir() + "/jiefen.db"
	db, seen, err := store.OpenKept(path)
	must(t, err)
	t.Cleanup(func() { must(t, db.Close()) })
	execKept(t, db, "CREATE TABLE n (n INTEGER PRIMARY KEY)")
	execKept(t, db, "INSERT INTO n VALUES (1), (2), (3), (4), (5)")
	return path, db, seen
}

func execKept(t *testing.T, db *sql.DB, text string, args ...any) {
	t.Helper()
	_, err := db.ExecContext(t.Context(), text, args...)
	must(t, err)
}

// number asks for one number.
func number(t *testing.T, db *sql.DB, text string, args ...any) (n int) {
	t.Helper()
	must(t, db.QueryRowContext(t.Context(), text, args...).Scan(&n))
	return n
}

func TestAStatementIsCompiledOnceForManyUses(t *testing.T) {
	t.Parallel()
	_, db, seen := keptFile(t)
	const ask, write = "SELECT n FROM n WHERE n = ?", "UPDATE n SET n = n WHERE n = ?"
	number(t, db, ask, 1)
	execKept(t, db, write, 1)
	first, err := seen.Bytes()
	must(t, err)
	for range 20 {
		for n := 1; n <= 5; n++ {
			same(t, "the number asked for", number(t, db, ask, n), n)
			execKept(t, db, write, n)
		}
	}
	same(t, "compilations", []int{seen.Texts[ask], seen.Texts[write]}, []int{1, 1})
	last, err := seen.Bytes()
	must(t, err)
	if first == 0 || last != first {
		t.Errorf("SQLite held %d bytes of compiled statements after the first use, %d after the last", first, last)
	}
}

func TestTwoRowSetsOfOneStatementDoNotDisturbEachOther(t *testing.T) {
	t.Parallel()
	_, db, seen := keptFile(t)
	conn, err := db.Conn(t.Context())
	must(t, err)
	defer func() { must(t, conn.Close()) }()
	const ask = "SELECT n FROM n WHERE n >= ? ORDER BY n"
	rows, err := conn.QueryContext(t.Context(), ask, 2)
	must(t, err)
	defer rows.Close() //nolint:errcheck // read to the end
	var outer, inner []int
	for rows.Next() {
		var n, other int
		must(t, rows.Scan(&n))
		must(t, conn.QueryRowContext(t.Context(), ask, 6-n).Scan(&other))
		_, err := conn.ExecContext(t.Context(), ask, 1)
		must(t, err)
		outer, inner = append(outer, n), append(inner, other)
	}
	must(t, rows.Err())
	same(t, "rows of the first set", outer, []int{2, 3, 4, 5})
	same(t, "rows of the others", inner, []int{4, 3, 2, 1})
	same(t, "compilations while the first was open", seen.Texts[ask], 1+4+4)
	var n int
	must(t, conn.QueryRowContext(t.Context(), ask, 5).Scan(&n))
	same(t, "a row afterwards", n, 5)
	same(t, "compilations afterwards", seen.Texts[ask], 1+4+4)
}

func TestAKeptStatementFollowsTheSchema(t *testing.T) {
	t.Parallel()
	path, db, seen := keptFile(t)
	const all, write = "SELECT * FROM n ORDER BY n", "INSERT INTO n (n) VALUES (?)"
	columns := func() []string {
		rows, err := db.QueryContext(t.Context(), all)
		must(t, err)
		defer rows.Close() //nolint:errcheck // read to the end
		names, err := rows.Columns()
		must(t, err)
		for rows.Next() { // to the end
		}
		must(t, rows.Err())
		return names
	}
	same(t, "columns", columns(), []string{"n"})
	execKept(t, db, write, 6)

	other, _, err := store.OpenKept(path)
	must(t, err)
	execKept(t, other, "ALTER TABLE n ADD COLUMN more INTEGER NOT NULL DEFAULT 7")
	must(t, other.Close())

	same(t, "columns after the change", columns(), []string{"n", "more"})
	execKept(t, db, write, 8)
	same(t, "sum of the new column", number(t, db, "SELECT sum(more) FROM n"), 7*7)
	same(t, "compilations by us", []int{seen.Texts[all], seen.Texts[write]}, []int{1, 1})
}

func TestOnlySoManyStatementsAreKept(t *testing.T) {
	t.Parallel()
	path, db, seen := keptFile(t)
	const often = "SELECT count(*) FROM n"
	texts := make([]string, 3*store.KeptStatements)
	for i := range texts {
		texts[i] = fmt.Sprintf("SELECT %d", i)
		same(t, texts[i], number(t, db, texts[i]), i)
		same(t, "rows", number(t, db, often), 5)
		if seen.Open > store.KeptStatements {
			t.Fatalf("%d statements are kept", seen.Open)
		}
	}
	same(t, "kept at last", seen.Open, store.KeptStatements)
	number(t, db, texts[0])
	number(t, db, texts[len(texts)-1])
	same(t, "compilations of one used often, the oldest and the newest",
		[]int{seen.Texts[often], seen.Texts[texts[0]], seen.Texts[texts[len(texts)-1]]}, []int{1, 2, 1})

	must(t, db.Close())
	same(t, "open after the connection", seen.Open, 0)
	if _, err := os.Stat(path + "-wal"); !os.IsNotExist(err) {
		t.Errorf("the log was not folded into the file: %v", err)
	}
}

func TestScriptsAndPragmasAreNotKept(t *testing.T) {
	t.Parallel()
	_, db, seen := keptFile(t)
	const script = "INSERT INTO n VALUES (11); INSERT INTO n VALUES (12); DELETE FROM n WHERE n = 1;"
	execKept(t, db, script)
	same(t, "rows after the script", number(t, db, "SELECT count(*) FROM n"), 6)
	execKept(t, db, "DELETE FROM n WHERE n > 10")
	execKept(t, db, script)
	same(t, "rows after the script's second run", number(t, db, "SELECT count(*) FROM n"), 6)
	for _, on := range []int{1, 0, 1, 0} {
		execKept(t, db, fmt.Sprintf("PRAGMA foreign_keys = %d", on))
		same(t, "foreign_keys", number(t, db, "PRAGMA foreign_keys"), on)
	}
	same(t, "compilations", []int{seen.Texts[script], seen.Texts["PRAGMA foreign_keys"]}, []int{2, 4})
}

func TestAFailedStatementWorksAgain(t *testing.T) {
	t.Parallel()
	_, db, seen := keptFile(t)
	const write, slow = "INSERT INTO n VALUES (?)", "WITH RECURSIVE c(i) AS (VALUES(1) UNION ALL SELECT i+1 FROM c WHERE i < ?) SELECT count(*) FROM c"
	if _, err := db.ExecContext(t.Context(), write, 5); err == nil {
		t.Fatal("a second 5 was written")
	}
	execKept(t, db, write, 6)

	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	var n int
	if err := db.QueryRowContext(ctx, slow, 1<<40).Scan(&n); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("a question without end: %d, %v", n, err)
	}
	same(t, "the same question, shorter", number(t, db, slow, 10), 10)
	same(t, "compilations", []int{seen.Texts[write], seen.Texts[slow]}, []int{1, 1})
}
