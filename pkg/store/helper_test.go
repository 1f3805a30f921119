package store_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

func do(t testing.TB, db *store.DB, fn func(tx *store.Tx) error) {
	t.Helper()
	if err := db.Do(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

func read(t testing.TB, db *store.DB, fn func(tx *store.Tx) error) {
	t.Helper()
	if err := db.Read(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

// given writes a minimal open case and hands it back, changed as asked.
func given(t testing.TB, db *store.DB, change ...func(m *casemodel.Matter)) *casemodel.Matter {
	t.Helper()
	var m *casemodel.Matter
	do(t, db, func(tx *store.Tx) error {
		m = newMatter(tx)
		for _, c := range change {
			c(m)
		}
		return tx.InsertMatter(m)
	})
	return m
}

func newMatter(tx *store.Tx) *casemodel.Matter {
	id := tx.NewID()
	return &casemodel.Matter{
		ID: id, RootID: id, Kind: casemodel.KindCase, Workflow: "dispute_case", WorkflowVersion: 1, State: "registered",
		StateSince: tx.Now(), StateOn: "2026-03-02", Class: casemodel.Live, Live: 1, Version: 1,
		OpenedAt: tx.Now(), ChangedAt: tx.Now(), DueAt: casemodel.Never,
	}
}

// fill puts a value of its own into every exported field, so that two columns
// that were mixed up show.
func fill(t testing.TB, row any) {
	t.Helper()
	n := 0
	fillValue(t, reflect.ValueOf(row).Elem(), &n)
}

func fillValue(t testing.TB, v reflect.Value, n *int) {
	for i := range v.NumField() {
		f, kind := v.Field(i), v.Type().Field(i)
		*n++
		switch f.Interface().(type) {
		case casemodel.ID:
			f.SetString("018f0000-0000-7000-8000-" + strings.Repeat("0", 9) + digits(*n))
		case casemodel.Instant:
			f.Set(reflect.ValueOf(casemodel.At(time.Date(2026, 3, 2, 1, 0, *n, *n*1000, time.UTC))))
		case casemodel.Day:
			f.SetString("2026-01-" + digits(*n%28 + 1)[1:])
		case []byte:
			f.SetBytes([]byte{byte(*n), 0, 255})
		case casemodel.StringList:
			f.Set(reflect.ValueOf(casemodel.StringList{"a" + digits(*n), "b"}))
		default:
			switch f.Kind() { //nolint:exhaustive // what rows are made of
			case reflect.String:
				f.SetString(kind.Name + "甲" + digits(*n))
			case reflect.Int, reflect.Int64:
				f.SetInt(int64(*n))
			case reflect.Bool:
				f.SetBool(true)
			case reflect.Struct:
				fillValue(t, f, n)
			}
		}
	}
}

func digits(n int) string {
	return string([]byte{byte('0' + n/100%10), byte('0' + n/10%10), byte('0' + n%10)})
}

func same(t testing.TB, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s:\n got %+v\nwant %+v", what, got, want)
	}
}

func wantKind(t testing.TB, err error, kind casemodel.ErrorKind, key string) {
	t.Helper()
	var e *casemodel.Error
	if !errors.As(err, &e) || e.Kind != kind || e.Key != key {
		t.Errorf("got %v, want %s %s", err, kind, key)
	}
}
