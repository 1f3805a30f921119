package store

import (
	"database/sql/driver"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"

	"gorm.io/gorm/schema"
)

// table maps a struct to its columns once, by gorm's reading of it. The rows
// that every step reads and writes go this way: gorm's own loading and saving
// costs more than the statement.
type table[T any] struct {
	name    string
	columns []string
	fields  [][]int // where the column's field stands in T
}

var naming = schema.NamingStrategy{SingularTable: true}

// lazily reads the struct at first use, when package variables are all set.
func lazily[T any]() func() *table[T] {
	return sync.OnceValue(func() *table[T] {
		var row T
		s, err := schema.Parse(&row, &sync.Map{}, naming)
		if err != nil {
			panic(fmt.Sprintf("columns of %T: %v", row, err)) // a struct of this program that no test has seen
		}
		t := &table[T]{name: s.Table}
		for _, column := range s.DBNames {
			t.columns = append(t.columns, column)
			t.fields = append(t.fields, s.FieldsByDBName[column].StructField.Index)
		}
		return t
	})
}

// list writes the columns for SQL, each behind the alias when there is one.
func (t *table[T]) list(alias string) string {
	if alias != "" {
		alias += "."
	}
	return alias + `"` + strings.Join(t.columns, `", `+alias+`"`) + `"`
}

// into lists where a row's columns go.
func (t *table[T]) into(row *T) []any {
	v := reflect.ValueOf(row).Elem()
	into := make([]any, len(t.fields))
	for i, f := range t.fields {
		into[i] = v.FieldByIndex(f).Addr().Interface()
	}
	return into
}

// values lists a row's columns as arguments.
func (t *table[T]) values(row *T) ([]any, error) {
	v := reflect.ValueOf(row).Elem()
	values := make([]any, len(t.fields))
	for i, f := range t.fields {
		var err error
		if values[i], err = plainValue(v.FieldByIndex(f)); err != nil {
			return nil, fmt.Errorf("column %s of %s: %w", t.columns[i], t.name, err)
		}
	}
	return values, nil
}

// plainValue is what both drivers take without asking further.
func plainValue(v reflect.Value) (any, error) {
	if valuer, ok := reflect.TypeAssert[driver.Valuer](v); ok {
		return valuer.Value()
	}
	switch v.Kind() { //nolint:exhaustive // the drift test knows that no row has another kind
	case reflect.String:
		return v.String(), nil
	case reflect.Int, reflect.Int64:
		return v.Int(), nil
	case reflect.Slice:
		if v.IsNil() {
			return nil, nil
		}
		return v.Bytes(), nil
	}
	return nil, fmt.Errorf("a %s has no column", v.Type())
}

// load reads rows of the table.
func (t *table[T]) load(tx *Tx, where string, args ...any) ([]T, error) {
	return t.scan(tx, "SELECT "+t.list("")+" FROM "+t.name+" WHERE "+where, args...)
}

// one reads the only row of its kind; none is "<what>.not_found".
func (t *table[T]) one(tx *Tx, what, where string, args ...any) (*T, error) {
	rows, err := t.load(tx, where+" LIMIT 1", args...)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, missing(what)
	}
	return &rows[0], nil
}

// scan reads rows of a query for all the table's columns.
func (t *table[T]) scan(tx *Tx, text string, args ...any) ([]T, error) {
	var row T // every row is read into it and copied: what did not change is not made anew
	var list []T
	into := t.into(&row)
	err := tx.each("read "+t.name, clause{text, args}, func(scan func(...any) error) error {
		if err := scan(into...); err != nil {
			return err
		}
		if len(list) == cap(list) {
			list = slices.Grow(list, max(1, 3*len(list))) // rows are long, and most answers are one row or a page of them
		}
		list = append(list, row)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return list, nil
}

// insert writes a new row.
func (t *table[T]) insert(tx *Tx, row *T) error {
	values, err := t.values(row)
	if err != nil {
		return err
	}
	text := "INSERT INTO " + t.name + " (" + t.list("") + ") VALUES (" + strings.Repeat("?, ", len(values)-1) + "?)"
	return tx.later("insert "+t.name, nil, text, values...)
}

// update rewrites all columns but the first n keys, which name the row: where
// speaks of them.
func (t *table[T]) update(tx *Tx, row *T, keys []string, miss error) error {
	values, err := t.values(row)
	if err != nil {
		return err
	}
	var set, where []string
	var args, names []any
	for i, column := range t.columns {
		if isIn(column, keys) {
			where, names = append(where, `"`+column+`" = ?`), append(names, values[i])
			continue
		}
		set, args = append(set, `"`+column+`" = ?`), append(args, values[i])
	}
	text := "UPDATE " + t.name + " SET " + strings.Join(set, ", ") + " WHERE " + strings.Join(where, " AND ")
	return tx.later("update "+t.name, miss, text, append(args, names...)...)
}
