package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/driver/postgres"
)

// poolSize suits the two to four cores of one server; idle equals open, or
// database/sql would reconnect all day.
const poolSize = 16

func openPostgres(ctx context.Context, url string, opts Options) (*DB, error) {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, errors.New("open database: the postgres:// address cannot be read") // its text may hold a password
	}
	config.RuntimeParams["timezone"] = "UTC"
	setDefault(config.RuntimeParams, "application_name", "jiefen")
	setDefault(config.RuntimeParams, "lock_timeout", "10s")
	setDefault(config.RuntimeParams, "idle_in_transaction_session_timeout", "60s")
	// A permission question is long and quick: compiling it took the server three
	// hundred times as long as answering it.
	setDefault(config.RuntimeParams, "jit", "off")
	if opts.Look {
		config.RuntimeParams["default_transaction_read_only"] = "on"
	}
	config.OnNotice, config.Tracer = noteUnsynced, tracer

	conns := stdlib.OpenDB(*config)
	conns.SetMaxOpenConns(poolSize)
	conns.SetMaxIdleConns(poolSize)
	d := &DB{dialect: Postgres, opts: opts}
	if err := checkLocale(ctx, conns, config.Database); err != nil {
		return nil, errors.Join(d.outcome(err), conns.Close())
	}
	// No PrepareStmt: pgx caches statements itself and gorm's second layer
	// halved the throughput.
	d.write, err = newPool(conns, postgres.New(postgres.Config{Conn: conns}), opts)
	if err != nil {
		return nil, errors.Join(err, conns.Close())
	}
	d.read = d.write
	return d, nil
}

func setDefault(params map[string]string, name, value string) {
	if _, given := params[name]; !given {
		params[name] = value
	}
}

// checkLocale refuses a database in which upper and lower case, and with them
// the recognition of letters, end at ASCII.
func checkLocale(ctx context.Context, conns *sql.DB, name string) error {
	var encoding, ctype string
	err := conns.QueryRowContext(ctx,
		"SELECT pg_encoding_to_char(encoding), datctype FROM pg_database WHERE datname = current_database()").Scan(&encoding, &ctype)
	if err != nil {
		return fmt.Errorf("read the locale of database %q: %w", name, err)
	}
	if encoding == "UTF8" && ctype != "C" && ctype != "POSIX" {
		return nil
	}
	return fmt.Errorf("database %q has encoding %s and LC_CTYPE %s, which cannot handle Chinese text; make a new one: "+
		"CREATE DATABASE %s TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'",
		name, encoding, ctype, pgx.Identifier{name}.Sanitize())
}

// tracer is set by tests that count round trips or repeat statements.
var tracer pgx.QueryTracer

// unsynced marks a connection whose last COMMIT did not wait for the standby.
const unsynced = "jiefen.unsynced"

// noteUnsynced remembers the warning with which PostgreSQL reports a COMMIT
// that is durable here but not on the synchronous standby.
func noteUnsynced(conn *pgconn.PgConn, notice *pgconn.Notice) {
	if notice.Code == "01000" {
		conn.CustomData()[unsynced] = true
	}
}

// flagUnsynced reads the mark and clears it.
func flagUnsynced(conn *sql.Conn) (set bool) {
	_ = onPgx(conn, func(pgx *pgx.Conn) error { // fails only on a closed connection, which COMMIT reports itself
		data := pgx.PgConn().CustomData()
		_, set = data[unsynced]
		delete(data, unsynced)
		return nil
	})
	return set
}

// closed reports whether pgx has given the connection up already.
func closed(conn *sql.Conn) bool {
	shut := false
	err := onPgx(conn, func(pgx *pgx.Conn) error {
		shut = pgx.IsClosed()
		return nil
	})
	return shut || err != nil
}

// onPgx reaches the connection below database/sql.
func onPgx(conn *sql.Conn, fn func(*pgx.Conn) error) error {
	return conn.Raw(func(driverConn any) error {
		std, ok := driverConn.(*stdlib.Conn)
		if !ok {
			return fmt.Errorf("a connection of %T is none of pgx", driverConn)
		}
		return fn(std.Conn())
	})
}
