package storetest

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"sync"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver of the connection that makes databases

	"github.com/jiefen/jiefen/pkg/store"
)

// templateOnce is the content of a migrated SQLite file.
var templateOnce = sync.OnceValues(func() (content []byte, err error) {
	dir, err := os.MkdirTemp("", "jiefen-template-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	path := filepath.Join(dir, "template.db")
	if err := migrate(path); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

func migrate(url string) (err error) {
	db, err := store.Open(context.Background(), url, store.Options{Now: NewClock().Now})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return db.Migrate(context.Background())
}

// databases makes databases on the cluster the environment names.
type databases struct {
	admin    *sql.DB
	url      *url.URL
	template string

	mu   sync.Mutex
	made int
	free []string // used before and emptied
}

// clusterOnce connects and makes the template: one per schema, shared by all
// test binaries and left on the cluster, which is thrown away after the run.
var clusterOnce = sync.OnceValues(func() (*databases, error) {
	address, err := url.Parse(os.Getenv(clusterEnv))
	if err != nil {
		return nil, errors.New("JIEFEN_TEST_PG is no postgres:// address")
	}
	admin, err := sql.Open("pgx", address.String())
	if err != nil {
		return nil, err
	}
	c := &databases{admin: admin, url: address, template: "jiefen_template_" + store.Schema()}
	return c, c.prepare(context.Background())
})

// prepare makes the template unless it is there, one test binary at a time. It
// is made under another name first: a half-migrated one must not be copied.
func (c *databases) prepare(ctx context.Context) error {
	conn, err := c.admin.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close() //nolint:errcheck // ends the lock with it
	if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock(20260302)"); err != nil {
		return err
	}
	defer conn.ExecContext(ctx, "SELECT pg_advisory_unlock(20260302)") //nolint:errcheck // as above
	var there bool
	err = conn.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)", c.template).Scan(&there)
	if err != nil || there {
		return err
	}
	raw := c.template + "_raw"
	for _, stmt := range []string{"DROP DATABASE IF EXISTS " + raw, "CREATE DATABASE " + raw} {
		if _, err := conn.ExecContext(ctx, stmt); err != nil {
			return err
		}
	}
	if err := migrate(c.of(raw)); err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, "ALTER DATABASE "+raw+" RENAME TO "+c.template)
	return err
}

func (c *databases) of(name string) string {
	u := *c.url
	u.Path = "/" + name
	return u.String()
}
