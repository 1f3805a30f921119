package store

import (
	"context"
	"errors"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
)

// duplicate is a refused second row, with the constraint by its PostgreSQL
// name on both databases.
type duplicate struct {
	constraint string
	err        error
}

func (e *duplicate) Error() string { return "duplicate in " + e.constraint + ": " + e.err.Error() }
func (e *duplicate) Unwrap() error { return e.err }

// Duplicate reports whether err is the refusal of a row whose unique value
// exists already. On PostgreSQL the transaction is lost with it: return.
func Duplicate(err error) bool { return DuplicateOf(err) != "" }

// DuplicateOf names the violated constraint, as in body_code_key,
// user_account_username_key or matter_one_primary; "" when err is no such thing.
func DuplicateOf(err error) string {
	if dup, ok := errors.AsType[*duplicate](err); ok {
		return dup.constraint
	}
	return ""
}

const (
	sqliteUnique     = 2067 // SQLITE_CONSTRAINT_UNIQUE
	sqlitePrimaryKey = 1555 // SQLITE_CONSTRAINT_PRIMARYKEY
)

// named wraps a unique violation; other errors pass.
func (d *DB) named(err error) error {
	var pg *pgconn.PgError
	if errors.As(err, &pg) && pg.Code == "23505" {
		return &duplicate{pg.ConstraintName, err}
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) && (lite.Code() == sqliteUnique || lite.Code() == sqlitePrimaryKey) {
		return &duplicate{d.constraintIn(lite.Error()), err}
	}
	return err
}

// constraintIn reads "… UNIQUE constraint failed: draft.user_id, draft.form (2067)"
// and finds the constraint over just those columns; SQLite reports no names.
func (d *DB) constraintIn(message string) string {
	_, columns, _ := strings.Cut(message, "UNIQUE constraint failed: ")
	columns, _, _ = strings.Cut(columns, " (")
	table, _, _ := strings.Cut(columns, ".")
	columns = strings.ReplaceAll(strings.ReplaceAll(columns, table+".", ""), ", ", ",")
	var index, origin string
	err := d.read.sql.QueryRowContext(context.Background(), `
SELECT l.name, l.origin FROM pragma_index_list(?) l
 WHERE l."unique" = 1 AND (SELECT group_concat(i.name, ',') FROM pragma_index_info(l.name) i) = ?`, table, columns).Scan(&index, &origin)
	switch {
	case err != nil || origin == "pk":
		return table + "_pkey"
	case origin == "u":
		return table + "_" + strings.ReplaceAll(columns, ",", "_") + "_key"
	}
	return index
}
