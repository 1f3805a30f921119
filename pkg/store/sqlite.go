package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	"modernc.org/sqlite"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store/internal/hook"
)

// readers is how many connections may read one SQLite file beside the writer.
const readers = 6

// Both pools: wait for the other process, write ahead, refer only to what exists.
const sqlitePragmas = "?_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=foreign_keys(1)"

// openSQLite lays two pools over one file: one connection that writes, each
// transaction taking the lock at once, and several that may only read.
func openSQLite(path string, opts Options) (*DB, error) {
	if path == "" || strings.ContainsAny(path, "?") || strings.HasPrefix(path, "file:") || path == ":memory:" {
		return nil, fmt.Errorf("open database: %q is neither postgres://… nor the path of a file", path)
	}
	d := &DB{dialect: SQLite, opts: opts}
	if opts.Look {
		if err := d.look(path); err != nil {
			return nil, err
		}
		return d, nil
	}
	if err := touch(path); err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	var err error
	writer := path + sqlitePragmas + "&_txlock=immediate&_pragma=synchronous(" + hook.Synchronous() + ")"
	if d.write, err = sqlitePool(writer, 1, opts); err != nil {
		return nil, fmt.Errorf("open database %s: %w", path, err)
	}
	if d.read, err = sqlitePool(path+sqlitePragmas+"&_pragma=query_only(1)", readers, opts); err != nil {
		return nil, errors.Join(fmt.Errorf("open database %s: %w", path, err), d.write.sql.Close())
	}
	return d, nil
}

// look opens a file that is there with connections that only read. It does not
// even ask for a write-ahead log: the file may be another program's.
func (d *DB) look(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("open database: %w", err)
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("open database: %s is no file", path)
	}
	dsn := path + "?_pragma=busy_timeout(5000)&_pragma=synchronous(" + hook.Synchronous() + ")&_pragma=query_only(1)"
	if d.write, err = sqlitePool(dsn, 1, d.opts); err != nil {
		return fmt.Errorf("open database %s: %w", path, err)
	}
	if d.read, err = sqlitePool(dsn, readers, d.opts); err != nil {
		return errors.Join(fmt.Errorf("open database %s: %w", path, err), d.write.sql.Close())
	}
	return nil
}

// touch makes the file before SQLite does, readable by its owner alone; the
// log beside it takes over its mode. A file that is there is not opened: closing
// it would let go of every lock this process holds on it (POSIX fcntl), and
// another program that only looks would remove the log from under us.
func touch(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return f.Close()
}

func sqlitePool(dsn string, size int, opts Options) (*pool, error) {
	plain, err := sqlite.NewConnector(dsn)
	if err != nil {
		return nil, err
	}
	conns := sql.OpenDB(connector{plain})
	conns.SetMaxOpenConns(size)
	conns.SetMaxIdleConns(size)
	p, err := newPool(conns, liteDialector{conns}, opts)
	if err != nil {
		return nil, errors.Join(err, conns.Close())
	}
	return p, nil
}

// connector opens connections of the plain driver behind microConn.
type connector struct{ driver.Connector }

// Connect implements driver.Connector.
func (c connector) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	plain, ok := conn.(plainConn)
	if !ok {
		return nil, errors.Join(fmt.Errorf("the SQLite driver's %T lacks a method", conn), conn.Close())
	}
	return microConn{keep(plain)}, nil
}

// plainConn is what the driver's connections can do.
type plainConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
}

// microConn turns every time among the arguments of every statement into
// integer microseconds UTC. The driver itself would write text with the
// sender's own offset, which compares wrongly.
type microConn struct{ *keptConn }

// CheckNamedValue implements driver.NamedValueChecker.
func (microConn) CheckNamedValue(arg *driver.NamedValue) error {
	value, err := driver.DefaultParameterConverter.ConvertValue(arg.Value)
	if t, ok := value.(time.Time); ok {
		value = casemodel.At(t).Time().UnixMicro()
	}
	arg.Value = value
	return err
}
