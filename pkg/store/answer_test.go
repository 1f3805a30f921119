package store_test

import (
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/pkg/store/storetest"
)

// everyColumn holds the kinds of column there are, at their edges.
const everyColumn = `SELECT * FROM (VALUES
 ('01a20216-3f1c-7531-ae17-48730765a233'::uuid, 'word', 'text', '', '|a|b|', 3::smallint, -7::int, 9007199254740993::bigint, '2026-11-22'::date, '2026-11-22 09:20:40.167744+00'::timestamptz, '\x00ff'::bytea),
 ('00000000-0000-0000-0000-000000000000'::uuid, 'live', '', 'x', '|', 0::smallint, 0, -1::bigint, '1899-12-31'::date, '9999-12-31 00:00:00+00'::timestamptz, '\x'::bytea),
 (NULL, '', 'text', '', '', 1::smallint, 1, 1::bigint, NULL, NULL, NULL),
 ('01a20216-3f1c-7531-ae17-48730765a233'::uuid, 'word', '', '', '|c|', 3::smallint, 2147483647, 0::bigint, '0001-01-01'::date, '1969-12-31 23:59:59.999999+00'::timestamptz, '\x01'::bytea)) AS v`

// everyKind is a variable of every kind that columns are read into.
type everyKind struct {
	ID    casemodel.ID
	Kind  casemodel.Kind
	Text  string
	Body  string
	List  casemodel.StringList
	Risk  casemodel.Risk
	N     int
	Money casemodel.Money
	On    casemodel.Day
	At    casemodel.Instant
	Bytes []byte
}

func (e *everyKind) into() []any {
	return []any{&e.ID, &e.Kind, &e.Text, &e.Body, &e.List, &e.Risk, &e.N, &e.Money, &e.On, &e.At, &e.Bytes}
}

func TestAnAnswerIsReadAsDatabaseSQLReadsIt(t *testing.T) {
	read(t, storetest.Open(t, store.Postgres), func(tx *store.Tx) error {
		var ours, theirs []everyKind
		var one everyKind // kept from row to row, as tables keep it
		err := store.Each(tx, everyColumn, func(scan func(...any) error) error {
			err := scan(one.into()...)
			ours = append(ours, one)
			return err
		})
		if err != nil {
			return err
		}
		rows, err := store.Query(tx, everyColumn)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			var one everyKind
			if err := rows.Scan(one.into()...); err != nil {
				return err
			}
			theirs = append(theirs, one)
		}
		same(t, "rows", ours, theirs)
		same(t, "how many", len(ours), 4)
		return rows.Err()
	})
}

func TestWhatIsNoIDIsNotTwoOfThem(t *testing.T) {
	db := storetest.Open(t, store.Postgres)
	one, two := given(t, db), given(t, db)
	err := db.Read(t.Context(), func(tx *store.Tx) error {
		_, err := tx.Numbers(one.ID + "," + two.ID)
		return err
	})
	if err == nil {
		t.Error("two ids in one are taken")
	}
}
