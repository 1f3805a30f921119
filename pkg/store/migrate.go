package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"regexp"
	"strings"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations/*.sql
var migrations embed.FS

// columnTypes are the words of the migrations that differ between the two
// databases (engine rule T9).
var columnTypes = map[string]map[string]string{
	Postgres: {"INSTANT": "TIMESTAMPTZ", "DAY": "DATE", "ID": "UUID", "BYTES": "BYTEA", "DOC": "TEXT"},
	SQLite:   {"INSTANT": "INTEGER", "DAY": "TEXT", "ID": "TEXT", "BYTES": "BLOB", "DOC": "TEXT", "SMALLINT": "INTEGER", "BIGINT": "INTEGER"},
}

var word = regexp.MustCompile(`\b[A-Z]+\b`)

// Migrate brings the schema to this program's version. On PostgreSQL a session
// lock lets replicas that start together take turns.
func (d *DB) Migrate(ctx context.Context) error {
	if _, err := d.Migrated(ctx); err != nil {
		return err
	}
	provider, err := d.provider()
	if err != nil {
		return err
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", d.outcome(err))
	}
	return nil
}

// Migrated reports whether the schema is the one this program was made for. A
// schema newer than the program is an error: it must not be written to.
func (d *DB) Migrated(ctx context.Context) (bool, error) {
	provider, err := d.provider()
	if err != nil {
		return false, err
	}
	stands, wants, err := provider.GetVersions(ctx)
	if err != nil {
		return false, fmt.Errorf("read the schema's version: %w", d.outcome(err))
	}
	if stands > wants {
		return false, fmt.Errorf("the database has schema %d, this program knows %d: use the newer program or restore an older backup", stands, wants)
	}
	return stands == wants, nil
}

// HasSchema reports whether our tables are there, of any version. Not being
// able to tell is an error, not a no.
func (d *DB) HasSchema(ctx context.Context) (bool, error) {
	ask := "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'journal_entry'"
	if d.dialect == Postgres {
		ask = "SELECT count(to_regclass('journal_entry'))"
	}
	var n int
	if err := d.write.sql.QueryRowContext(ctx, ask).Scan(&n); err != nil {
		return false, fmt.Errorf("look for the tables: %w", d.outcome(err))
	}
	return n > 0, nil
}

func (d *DB) provider() (*goose.Provider, error) {
	fsys, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, fmt.Errorf("migrations: %w", err)
	}
	options := []goose.ProviderOption{goose.WithSlog(slog.New(slog.DiscardHandler)), goose.WithDisableGlobalRegistry(true)}
	dialect := goose.DialectSQLite3
	if d.dialect == Postgres {
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return nil, fmt.Errorf("migrations: %w", err)
		}
		dialect, options = goose.DialectPostgres, append(options, goose.WithSessionLocker(locker))
	}
	provider, err := goose.NewProvider(dialect, d.write.sql, dialectFS{fsys, d.dialect}, options...)
	if err != nil {
		return nil, fmt.Errorf("migrations: %w", err)
	}
	return provider, nil
}

// dialectFS shows the one folder of migrations as the dialect needs it.
type dialectFS struct {
	fs.FS
	dialect string
}

// Open implements fs.FS.
func (f dialectFS) Open(name string) (fs.File, error) {
	file, err := f.FS.Open(name)
	if err != nil || !strings.HasSuffix(name, ".sql") {
		return file, err
	}
	text, err := fs.ReadFile(f.FS, name)
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return &translated{file, bytes.NewReader([]byte(translate(string(text), f.dialect)))}, nil
}

// translated is a file whose text is another.
type translated struct {
	fs.File
	text *bytes.Reader
}

func (t *translated) Read(p []byte) (int, error) { return t.text.Read(p) }

// translate keeps the blocks of the dialect, drops the other's, and writes its
// column types.
func translate(text, dialect string) string {
	var out strings.Builder
	only := ""
	for line := range strings.Lines(text) {
		switch trimmed := strings.TrimSpace(line); {
		case strings.HasPrefix(trimmed, "-- only "):
			only = strings.TrimPrefix(trimmed, "-- only ")
		case trimmed == "-- end":
			only = ""
		case only == "" || only == dialect:
			out.WriteString(line)
		}
	}
	types := columnTypes[dialect]
	return word.ReplaceAllStringFunc(out.String(), func(w string) string {
		if t, known := types[w]; known {
			return t
		}
		return w
	})
}

// Schema identifies what the migrations would make, for tests that keep a
// migrated database to copy from.
func Schema() string {
	sum := sha256.New()
	names, _ := fs.Glob(migrations, "migrations/*.sql") // the pattern is good
	for _, name := range names {
		text, _ := migrations.ReadFile(name) // embedded: it is there
		sum.Write(text)
	}
	return hex.EncodeToString(sum.Sum(nil)[:8])
}
