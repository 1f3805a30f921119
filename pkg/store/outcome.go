package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"

	"github.com/jiefen/jiefen/casemodel"
)

// Primary result codes of SQLite.
const (
	sqliteBusy   = 5
	sqliteLocked = 6
	sqliteIOErr  = 10
	sqliteFull   = 13
)

func missing(what string) error {
	return &casemodel.Error{Kind: casemodel.NotFound, Key: what + ".not_found"}
}

// outcome gives a failure of the database the kind a door can show, and keeps
// the cause behind it for the log. What a person may already see passes as it is.
func (d *DB) outcome(err error) error {
	if err == nil || casemodel.KindOf(err) != "" {
		return err
	}
	switch {
	case again(err), stateOf(err) == "55P03": // lock_not_available
		return fmt.Errorf("%w: %w", &casemodel.Error{Kind: casemodel.Busy, Key: "store.busy"}, err)
	case unreachable(err):
		return fmt.Errorf("%w: %w", &casemodel.Error{Kind: casemodel.Unavailable, Key: "store.unavailable"}, err)
	}
	return err
}

// again reports whether the same transaction may succeed when run once more:
// a serialisation failure, a deadlock, or another process writing to the file.
func again(err error) bool {
	switch stateOf(err) {
	case "40001", "40P01":
		return true
	}
	code := sqliteCode(err)
	return code == sqliteBusy || code == sqliteLocked
}

// unreachable reports whether the database, not the request, is at fault:
// no connection, a server going down or not yet up, or a full disk.
func unreachable(err error) bool {
	if errors.Is(err, context.Canceled) {
		return false
	}
	state := stateOf(err)
	switch state {
	case "57P01", "57P02", "57P03", "53300", "53100", "25006", "57014": // 57014: our own deadline cancelled it
		return true
	}
	if len(state) == 5 && state[:2] == "08" {
		return true
	}
	if code := sqliteCode(err); code == sqliteFull || code == sqliteIOErr {
		return true
	}
	return lostConnection(err)
}

func lostConnection(err error) bool {
	var connect *pgconn.ConnectError
	var network net.Error
	return errors.As(err, &connect) || errors.As(err, &network) || errors.Is(err, context.DeadlineExceeded) ||
		errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) ||
		errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) || errors.Is(err, net.ErrClosed) ||
		errors.Is(err, pgx.ErrTxClosed) || errors.Is(err, pgconn.ErrConnClosed)
}

// unanswered reports whether a COMMIT on an open connection may have been
// carried out although it failed: the server did not refuse it, and nothing
// says that it never left. pgx calls a connection that broke while the answer
// was awaited closed, and a closed one safe to try again: both are no sign.
func unanswered(err error) bool {
	unsent := pgconn.SafeToRetry(err) && !errors.Is(err, pgconn.ErrConnClosed)
	return err != nil && stateOf(err) == "" && !unsent && !errors.Is(err, sql.ErrTxDone) &&
		!errors.Is(err, pgx.ErrTxClosed) && !errors.Is(err, pgx.ErrTxCommitRollback)
}

// stateOf is the SQLSTATE of a PostgreSQL error, "" for any other.
func stateOf(err error) string {
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return pg.Code
	}
	return ""
}

// sqliteCode is the primary result code of a SQLite error, 0 for any other.
func sqliteCode(err error) int {
	if lite, ok := errors.AsType[*sqlite.Error](err); ok {
		return lite.Code() & 0xff
	}
	return 0
}
