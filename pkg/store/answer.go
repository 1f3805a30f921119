package store

import (
	"database/sql"
	"encoding/binary"
	"encoding/hex"
	"math"
	"reflect"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/jiefen/jiefen/casemodel"
)

// each asks one question and hands every row of the answer to read, which asks
// nothing else meanwhile. Within AtOnce it waits for the questions of others.
func (tx *Tx) each(doing string, q clause, read func(scan func(...any) error) error) error {
	if tx.asks != nil {
		one := &question{doing: doing, text: q, read: read}
		if err := tx.asks([]*question{one}); err != nil {
			return err
		}
		return one.err
	}
	if err := tx.flush(); err != nil {
		return err
	}
	tx.d.heard(q.sql)
	if tx.postgres() {
		return tx.wrap(doing, tx.eachOfPostgres(q, read))
	}
	rows, err := tx.sql.QueryContext(tx.ctx, q.sql, q.args...)
	if err != nil {
		return tx.wrap(doing, err)
	}
	defer func() { _ = rows.Close() }() // its error is rows.Err's
	for rows.Next() {
		if err := read(rows.Scan); err != nil {
			return tx.wrap(doing, err)
		}
	}
	return tx.wrap(doing, rows.Err())
}

// eachOfPostgres leaves out database/sql, which makes two values of every
// column before it asks where they shall go.
func (tx *Tx) eachOfPostgres(q clause, read func(scan func(...any) error) error) error {
	return onPgx(tx.conn, func(conn *pgx.Conn) error {
		rows, err := conn.Query(tx.ctx, tx.d.numbered(q.sql), plainArgs(q.args)...)
		if err != nil {
			return err
		}
		return tx.readRows(conn, rows, read)
	})
}

// readRows hands every row of an answer to read.
func (tx *Tx) readRows(conn *pgx.Conn, rows pgx.Rows, read func(scan func(...any) error) error) error {
	defer rows.Close()
	if tx.met.ids == nil {
		tx.met = met{map[[16]byte]casemodel.ID{}, map[int32]casemodel.Day{}}
	}
	a := answer{rows: rows, types: conn.TypeMap(), met: tx.met}
	scan := a.scan
	for rows.Next() {
		if err := read(scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// plainArgs are arguments as pgx writes them without asking what they are.
func plainArgs(args []any) []any {
	plain := make([]any, len(args))
	for i, arg := range args {
		switch v := arg.(type) {
		case casemodel.ID:
			plain[i] = idText(v)
		case casemodel.Instant:
			plain[i] = v.Time()
			if v.IsZero() {
				plain[i] = nil
			}
		default:
			plain[i] = arg
		}
	}
	return plain
}

func idText(id casemodel.ID) string {
	text, _ := id.Value() // of a string: cannot fail
	return text.(string)  //nolint:errcheck,forcetypeassert // it is one
}

// answer is the row at hand of a PostgreSQL answer.
type answer struct {
	rows  pgx.Rows
	types *pgtype.Map
	met   met
}

func (a *answer) scan(into ...any) error {
	fields, values := a.rows.FieldDescriptions(), a.rows.RawValues()
	if len(into) != len(values) {
		return a.rows.Scan(into...) // it says so
	}
	for i, to := range into {
		if a.put(&fields[i], values[i], to) {
			continue
		}
		if err := a.types.Scan(fields[i].DataTypeOID, fields[i].Format, values[i], to); err != nil {
			return err
		}
	}
	return nil
}

// put reads the usual columns into the usual variables: false for any other,
// which pgx knows how to read. What a variable holds already it keeps holding.
func (a *answer) put(f *pgconn.FieldDescription, value []byte, to any) bool {
	if value == nil {
		return putNothing(to)
	}
	switch f.DataTypeOID {
	case pgtype.UUIDOID:
		return f.Format == pgx.BinaryFormatCode && a.putID(value, to)
	case pgtype.TextOID:
		return putText(value, to)
	case pgtype.TimestamptzOID:
		return f.Format == pgx.BinaryFormatCode && putInstant(value, to)
	case pgtype.DateOID:
		return f.Format == pgx.BinaryFormatCode && a.putDay(value, to)
	case pgtype.Int2OID, pgtype.Int4OID, pgtype.Int8OID:
		return f.Format == pgx.BinaryFormatCode && putInt(value, to)
	}
	return false
}

// met are the ids and days a transaction has read: a list names the same bodies,
// the same heads of families and the same days again and again.
type met struct {
	ids  map[[16]byte]casemodel.ID
	days map[int32]casemodel.Day
}

// putNothing reads NULL into what has a word for it.
func putNothing(to any) bool {
	switch v := to.(type) {
	case *casemodel.ID:
		*v = ""
	case *casemodel.Day:
		*v = ""
	case *casemodel.Instant:
		*v = casemodel.Instant{}
	default:
		return false
	}
	return true
}

func (a *answer) putID(value []byte, to any) bool {
	id, ok := to.(*casemodel.ID)
	if !ok || len(value) != 16 {
		return false
	}
	key := [16]byte(value)
	if known, ok := a.met.ids[key]; ok {
		*id = known
		return true
	}
	var text [36]byte
	hex.Encode(text[:8], value[:4])
	hex.Encode(text[9:13], value[4:6])
	hex.Encode(text[14:18], value[6:8])
	hex.Encode(text[19:23], value[8:10])
	hex.Encode(text[24:], value[10:])
	text[8], text[13], text[18], text[23] = '-', '-', '-', '-'
	if id.Scan(string(text[:])) != nil {
		return false
	}
	if len(a.met.ids) < mostMet {
		a.met.ids[key] = *id
	}
	return true
}

// mostMet are remembered, so that a walk over everything does not keep it.
const mostMet = 4096

func putText(value []byte, to any) bool {
	if s, ok := to.(*string); ok {
		if *s != string(value) {
			*s = string(value)
		}
		return true
	}
	if _, own := to.(sql.Scanner); own {
		return false
	}
	v := reflect.ValueOf(to)
	if v.Kind() != reflect.Pointer || v.Elem().Kind() != reflect.String {
		return false
	}
	if v = v.Elem(); v.String() != string(value) {
		v.SetString(string(value))
	}
	return true
}

// epoch is where PostgreSQL begins to count days and microseconds.
var epoch = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

func putInstant(value []byte, to any) bool {
	i, ok := to.(*casemodel.Instant)
	if !ok || len(value) != 8 {
		return false
	}
	us := int64(binary.BigEndian.Uint64(value))
	if us == math.MaxInt64 || us == math.MinInt64 {
		return false // infinity
	}
	*i = casemodel.Micro(us + epoch.UnixMicro())
	return true
}

func (a *answer) putDay(value []byte, to any) bool {
	d, ok := to.(*casemodel.Day)
	if !ok || len(value) != 4 {
		return false
	}
	days := int32(binary.BigEndian.Uint32(value))
	if days == math.MaxInt32 || days == math.MinInt32 {
		return false // infinity
	}
	known, ok := a.met.days[days]
	if !ok {
		known = casemodel.Day(epoch.AddDate(0, 0, int(days)).Format(time.DateOnly))
		if len(a.met.days) < mostMet {
			a.met.days[days] = known
		}
	}
	*d = known
	return true
}

func putInt(value []byte, to any) bool {
	var n int64
	switch len(value) {
	case 2:
		n = int64(int16(binary.BigEndian.Uint16(value)))
	case 4:
		n = int64(int32(binary.BigEndian.Uint32(value)))
	case 8:
		n = int64(binary.BigEndian.Uint64(value))
	}
	if i, ok := to.(*int); ok {
		*i = int(n)
		return true
	}
	if _, own := to.(sql.Scanner); own {
		return false
	}
	v := reflect.ValueOf(to)
	if v.Kind() != reflect.Pointer || !v.Elem().CanInt() || v.Elem().OverflowInt(n) {
		return false
	}
	v.Elem().SetInt(n)
	return true
}

// of is the predicate "a row of one of these families": of a single one, as every
// step asks, the plain comparison.
func (tx *Tx) of(roots []casemodel.ID) clause {
	if len(roots) == 1 {
		return clause{"root_id = ?", []any{roots[0]}}
	}
	return tx.among("root_id", roots)
}

// among is the predicate "the column holds one of these ids", of which there
// is at least one. For PostgreSQL it is one argument, and the statement the same
// however many there are.
func (tx *Tx) among(column string, ids []casemodel.ID) clause {
	if !tx.postgres() {
		return clause{column + " IN " + marks(len(ids)), anys(ids)}
	}
	var list strings.Builder
	list.Grow(len(ids)*(len(nobody)+1) + 1)
	for i, id := range ids {
		list.WriteByte(",{"[min(i, 1)^1])
		list.WriteString(arrayWord.Replace(idText(id)))
	}
	return clause{column + " = ANY(?)", []any{list.String() + "}"}}
}

// arrayWord keeps what is no id from being two of them; PostgreSQL refuses it.
var arrayWord = strings.NewReplacer(",", "?", "{", "?", "}", "?", `"`, "?", `\`, "?")
