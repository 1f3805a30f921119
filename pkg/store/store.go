// Package store keeps matters and everything around them in PostgreSQL or in
// one SQLite file: it opens and migrates the database, runs transactions and
// answers one question per method of Tx. It is the only room of gorm, its
// drivers, pgx and goose. No rule of the trade lives here (what may happen is
// workflows', who may is policies', what follows is casework's), no sentence a
// person reads, and no second place that writes a matter.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// Names of the two dialects, as Dialect returns them.
const (
	Postgres = "postgres"
	SQLite   = "sqlite"
)

// Options is what Open cannot find out by itself.
type Options struct {
	Now       func() time.Time     // clock of the process; required
	TestClock bool                 // tx.Now comes from Now even on PostgreSQL
	Keys      *Keyring             // without it nothing sealed can be read or written
	Log       *slog.Logger         // nil: silence
	Look      bool                 // open what is there, and write nothing
	Heard     func(texts []string) // hears of every errand inside a transaction and what it asks, for tests that count
}

// DB is an open database. It is safe for use by many goroutines.
type DB struct {
	dialect string
	write   *pool
	read    *pool // on PostgreSQL the same as write
	opts    Options

	texts    sync.Map // SQL with ? → SQL with $1
	asked    atomic.Int64
	anchored anchors
}

// pool is one set of connections with gorm on top.
type pool struct {
	sql  *sql.DB
	gorm *gorm.DB
}

// Open connects to postgres://… or opens the SQLite file of that path, and
// refuses a PostgreSQL database whose locale cannot sort or search Chinese.
// It does not migrate.
func Open(ctx context.Context, url string, opts Options) (*DB, error) {
	if opts.Now == nil {
		return nil, errors.New("open database: no clock given")
	}
	if opts.Log == nil {
		opts.Log = slog.New(slog.DiscardHandler)
	}
	if strings.HasPrefix(url, "postgres://") || strings.HasPrefix(url, "postgresql://") {
		return openPostgres(ctx, url, opts)
	}
	return openSQLite(url, opts)
}

// Dialect says which of the two databases this is.
func (d *DB) Dialect() string { return d.dialect }

// Ping asks the database for a sign of life.
func (d *DB) Ping(ctx context.Context) error {
	return d.outcome(d.write.sql.PingContext(ctx))
}

// Close gives all connections back; on SQLite it also folds the write-ahead
// log into the file.
func (d *DB) Close() error {
	if d.read == d.write {
		return d.write.sql.Close()
	}
	return errors.Join(d.read.sql.Close(), d.write.sql.Close())
}

// newPool lays gorm over connections. Errors are returned, never logged here:
// a log of SQL would carry names and numbers of people.
func newPool(conns *sql.DB, dialector gorm.Dialector, opts Options) (*pool, error) {
	g, err := gorm.Open(dialector, &gorm.Config{
		SkipDefaultTransaction: true,
		QueryFields:            true, // never SELECT *: a new column must not break cached statements
		DisableAutomaticPing:   true,
		Logger:                 logger.Discard,
		NowFunc:                func() time.Time { return opts.Now().UTC() },
		NamingStrategy:         naming,
	})
	if err != nil {
		return nil, fmt.Errorf("lay gorm over the connections: %w", err)
	}
	return &pool{sql: conns, gorm: g}, nil
}

// Statements is how many statements transactions have sent since the database
// was opened: a page's price is the difference of two readings.
func (d *DB) Statements() int64 { return d.asked.Load() }
