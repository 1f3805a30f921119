package storetest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"testing"
)

// Main runs the tests of a package and then drops the databases they used.
// Without it they stay on the cluster.
func Main(m *testing.M) {
	code := m.Run()
	if os.Getenv(clusterEnv) != "" {
		if c, err := clusterOnce(); err == nil {
			err = c.drop()
			if err != nil {
				fmt.Fprintln(os.Stderr, "drop the test databases:", err)
			}
		}
	}
	os.Exit(code)
}

const clusterEnv = "JIEFEN_TEST_PG"

// postgresURL gives a database to one test: a fresh copy of the template, or
// one that an earlier test is done with and that was emptied. A copy costs a
// third of a second, emptying a few milliseconds.
func postgresURL(t testing.TB, fresh bool) string {
	t.Helper()
	if os.Getenv(clusterEnv) == "" {
		t.Skip("PostgreSQL not tested: set JIEFEN_TEST_PG to the postgres:// address of a cluster, or let `go run ./cmd/check` start one")
	}
	c, err := clusterOnce()
	if err != nil {
		t.Fatalf("prepare the test cluster: %v", err)
	}
	name, err := c.take(fresh)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.give(name, fresh); err != nil {
			t.Error(err)
		}
	})
	return c.of(name)
}

func (c *databases) take(fresh bool) (string, error) {
	c.mu.Lock()
	if n := len(c.free); n > 0 && !fresh {
		name := c.free[n-1]
		c.free = c.free[:n-1]
		c.mu.Unlock()
		return name, nil
	}
	c.made++
	name := fmt.Sprintf("jiefen_t%d_%d", os.Getpid(), c.made)
	c.mu.Unlock()
	_, err := c.admin.ExecContext(context.Background(), "CREATE DATABASE "+name+" TEMPLATE "+c.template)
	return name, err
}

// give empties a database for the next test; one that a test may have changed
// beyond its rows is dropped.
func (c *databases) give(name string, fresh bool) error {
	if fresh {
		return c.dropOne(name)
	}
	if err := c.empty(name); err != nil {
		return errors.Join(err, c.dropOne(name))
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.free = append(c.free, name)
	return nil
}

func (c *databases) empty(name string) error {
	db, err := sql.Open("pgx", c.of(name))
	if err != nil {
		return err
	}
	_, err = db.ExecContext(context.Background(), `DO $$
DECLARE t text;
BEGIN
  SET LOCAL session_replication_role = replica;
  FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'goose_db_version' LOOP
    EXECUTE format('DELETE FROM %I', t);
  END LOOP;
END $$`)
	return errors.Join(err, db.Close())
}

func (c *databases) dropOne(name string) error {
	_, err := c.admin.ExecContext(context.Background(), "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)")
	return err
}

func (c *databases) drop() (err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, name := range c.free {
		err = errors.Join(err, c.dropOne(name))
	}
	c.free = nil
	return errors.Join(err, c.admin.Close())
}
