package store_test

import (
	"context"
	"database/sql"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/pkg/store/storetest"
)

// bySQL are the tables that only SQL text speaks of.
var bySQL = []string{"matter_field", "number_series", "workflow_file", "setting", "matter_grams", "search_row", "search_index"}

// column is what both databases say of one.
type column struct{ name, kind string }

func columns(t testing.TB, dialect, url string) map[string][]column {
	t.Helper()
	driver, query := "pgx", "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'public'"
	if dialect == store.SQLite {
		driver, query = "sqlite", "SELECT t.name, c.name, c.type FROM sqlite_schema t, pragma_table_info(t.name) c WHERE t.type = 'table'"
	}
	db, err := sql.Open(driver, url)
	must(t, err)
	defer func() { must(t, db.Close()) }()
	rows, err := db.QueryContext(t.Context(), query)
	must(t, err)
	defer func() { must(t, rows.Close()) }()
	tables := map[string][]column{}
	for rows.Next() {
		var table string
		var c column
		must(t, rows.Scan(&table, &c.name, &c.kind))
		if !strings.HasPrefix(table, "goose") && !strings.HasPrefix(table, "sqlite") && !strings.HasPrefix(table, "search_index_") {
			tables[table] = append(tables[table], c)
		}
	}
	must(t, rows.Err())
	return tables
}

func TestStructsAndMigratedTablesHaveTheSameColumns(t *testing.T) {
	t.Parallel()
	for _, dialect := range storetest.Dialects {
		t.Run(dialect, func(t *testing.T) {
			t.Parallel()
			url := storetest.URL(t, dialect)
			tables := columns(t, dialect, url)
			for _, row := range store.Rows {
				table := row.TableName()
				want, err := store.ColumnsOf(row)
				must(t, err)
				var got []string
				for _, c := range tables[table] {
					got = append(got, c.name)
					checkType(t, dialect, table, c, row)
				}
				slices.Sort(got)
				slices.Sort(want)
				same(t, table, got, want)
				delete(tables, table)
			}
			for table := range tables {
				if !slices.Contains(bySQL, table) {
					t.Errorf("table %s belongs to no struct", table)
				}
			}
		})
	}
}

// kinds are the column types a field may have, SQLite's last.
var kinds = map[reflect.Type][]string{
	reflect.TypeFor[casemodel.ID]():         {"uuid", "TEXT"},
	reflect.TypeFor[casemodel.Instant]():    {"timestamp with time zone", "INTEGER"},
	reflect.TypeFor[casemodel.Day]():        {"date", "TEXT"},
	reflect.TypeFor[casemodel.StringList](): {"text", "TEXT"},
	reflect.TypeFor[[]byte]():               {"bytea", "BLOB"},
}

func checkType(t testing.TB, dialect, table string, c column, row any) {
	t.Helper()
	field, ok := fieldOf(reflect.TypeOf(row).Elem(), strings.ReplaceAll(c.name, "_", ""))
	if !ok {
		return // the comparison of names has it
	}
	allowed, special := kinds[field]
	switch {
	case special:
	case field.Kind() == reflect.String:
		allowed = []string{"text", "TEXT"}
	default:
		allowed = []string{"smallint", "integer", "bigint", "INTEGER"}
		if field.Kind() == reflect.Int64 {
			allowed = []string{"bigint", "INTEGER"}
		}
	}
	sqlite := allowed[len(allowed)-1]
	if dialect == store.SQLite && c.kind != sqlite || dialect == store.Postgres && !slices.Contains(allowed[:len(allowed)-1], c.kind) {
		t.Errorf("%s.%s is %s, the field is %s", table, c.name, c.kind, field)
	}
}

func fieldOf(row reflect.Type, name string) (reflect.Type, bool) {
	for f := range row.Fields() {
		if f.Anonymous {
			if found, ok := fieldOf(f.Type, name); ok {
				return found, true
			}
		}
		if strings.EqualFold(f.Name, name) {
			return f.Type, true
		}
	}
	return nil, false
}

func TestMigrationsAreWrittenForBothDatabases(t *testing.T) {
	t.Parallel()
	text := "a ID, b INSTANT, c DAY, d BYTES, e DOC, f SMALLINT, my_ID x\n-- only postgres\nGIN\n-- end\n  -- only sqlite\nFTS\n  -- end\nrest\n"
	same(t, "postgres", store.Translate(text, store.Postgres), "a UUID, b TIMESTAMPTZ, c DATE, d BYTEA, e TEXT, f SMALLINT, my_ID x\nGIN\nrest\n")
	same(t, "sqlite", store.Translate(text, store.SQLite), "a TEXT, b INTEGER, c TEXT, d BLOB, e TEXT, f INTEGER, my_ID x\nFTS\nrest\n")
}

func TestMigrating(t *testing.T) {
	t.Parallel()
	for _, dialect := range storetest.Dialects {
		t.Run(dialect, func(t *testing.T) {
			t.Parallel()
			ctx := context.Background()
			url := storetest.URL(t, dialect)
			if dialect == store.SQLite {
				url = t.TempDir() + "/new file.db"
				fresh := open(t, url)
				done, err := fresh.Migrated(ctx)
				must(t, err)
				same(t, "migrated", done, false)
				must(t, fresh.Migrate(ctx))
			}
			db := open(t, url)
			for range 2 {
				must(t, db.Migrate(ctx))
			}
			done, err := db.Migrated(ctx)
			must(t, err)
			same(t, "migrated", done, true)
			given(t, db)

			raw, err := sql.Open(map[string]string{store.SQLite: "sqlite", store.Postgres: "pgx"}[dialect], url)
			must(t, err)
			_, err = raw.ExecContext(ctx, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, true)")
			must(t, err)
			must(t, raw.Close())
			if _, err := db.Migrated(ctx); err == nil || !strings.Contains(err.Error(), "newer program") {
				t.Errorf("a schema from the future: %v", err)
			}
			if err := db.Migrate(ctx); err == nil {
				t.Error("a schema from the future was migrated")
			}
		})
	}
}

// What is sealed moves under a new key, in whatever table it stands.
func TestEverySealedColumnIsResealed(t *testing.T) {
	moved := store.Resealed()
	for _, dialect := range storetest.Dialects {
		for table, list := range columns(t, dialect, storetest.URL(t, dialect)) {
			for _, c := range list {
				if c.name == "sealed" && !strings.Contains(strings.ToLower(c.kind), "int") && !slices.Contains(moved, table+".sealed") {
					t.Errorf("%s: what is sealed in %s stays under the old key", dialect, table)
				}
			}
		}
	}
}
