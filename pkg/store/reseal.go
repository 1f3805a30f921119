package store

import (
	"context"
	"encoding/base64"
	"fmt"
	"strconv"

	"github.com/jiefen/jiefen/casemodel"
)

// resealRows is how many rows one transaction moves under the current key.
const resealRows = 500

// sealedTable is a table with one sealed column: its key columns make the row
// part of the place something is sealed for.
type sealedTable struct {
	table, column string
	key           [2]string // second "" when one column is the key
	place         func(a, b string) string
}

var sealedTables = []sealedTable{
	{"party", "sealed", [2]string{"id"}, placeIn("party.sealed.")},
	{"session", "sealed", [2]string{"id"}, placeIn("session.sealed.")},
	{"offer", "sealed", [2]string{"id"}, placeIn("offer.sealed.")},
	{"offer_reply", "sealed", [2]string{"id"}, placeIn("offer_reply.sealed.")},
	{"evidence", "sealed", [2]string{"id"}, placeIn("evidence.sealed.")},
	{"sitting", "sealed", [2]string{"id"}, placeIn("sitting.sealed.")},
	{"roster", "sealed", [2]string{"id"}, placeIn("roster.sealed.")},
	{"agreement_text", "sealed", [2]string{"id"}, placeIn("agreement_text.sealed.")},
	{"record_supplement", "sealed", [2]string{"id"}, placeIn("record_supplement.sealed.")},
	{"record_signing", "sealed", [2]string{"id"}, placeIn("record_signing.sealed.")},
	{"record_revision", "sealed", [2]string{"id"}, placeIn("record_revision.sealed.")},
	{"draft", "sealed", [2]string{"id"}, placeIn("draft.sealed.")},
	{"saved_view", "sealed", [2]string{"id"}, placeIn("saved_view.sealed.")},
	{"outbox", "payload", [2]string{"id"}, placeIn("outbox.payload.")},
	{"journal_payload", "sealed", [2]string{"matter_id", "seq"}, placeIn("journal_payload.sealed.")},
	{"idempotency", "answer", [2]string{"actor", "key"}, placeIn("idempotency.answer.")},
}

func placeIn(prefix string) func(a, b string) string {
	return func(a, b string) string {
		if b == "" {
			return prefix + a
		}
		return prefix + a + "." + b
	}
}

// sealedCell is one sealed value and the text of its row's key.
type sealedCell struct {
	A, B   string
	Sealed []byte
}

// Reseal moves everything that is sealed under an older key under the current
// one, in small transactions beside the running work, and says how many values
// it moved. A row that changes meanwhile is left: it is sealed anew anyway.
func (d *DB) Reseal(ctx context.Context) (moved int, err error) {
	for _, t := range sealedTables {
		after := &sealedCell{}
		for after != nil {
			var n int
			var next *sealedCell
			err := d.Do(ctx, func(tx *Tx) (err error) {
				n, next, err = tx.resealPage(t, *after)
				return err
			})
			if err != nil {
				return moved, fmt.Errorf("reseal %s: %w", t.table, err)
			}
			moved, after = moved+n, next
		}
	}
	var users int
	err = d.Do(ctx, func(tx *Tx) (err error) {
		users, err = tx.resealUsers()
		return err
	})
	return moved + users, err
}

// resealPage moves one page of rows after the given one; next is nil at the end.
func (tx *Tx) resealPage(t sealedTable, after sealedCell) (moved int, next *sealedCell, err error) {
	var cells []sealedCell
	if err := tx.db.Raw(t.page(after), pageArgs(t, after)...).Scan(&cells).Error; err != nil {
		return 0, nil, tx.wrap("read sealed rows", err)
	}
	for _, c := range cells {
		if !tx.d.opts.Keys.stale(c.Sealed) {
			continue
		}
		n, err := tx.resealCell(t, c)
		if err != nil {
			return moved, nil, err
		}
		moved += n
	}
	if len(cells) < resealRows {
		return moved, nil, nil
	}
	return moved, &cells[len(cells)-1], nil
}

// page reads keys as text, which sorts like uuid; the sequence number of a
// payload has to sort as a number.
func (t sealedTable) page(after sealedCell) string {
	second, order, where := "''", t.key[0], ""
	if t.key[1] != "" {
		second, order = "CAST("+t.key[1]+" AS TEXT)", t.key[0]+", "+t.key[1]
	}
	if after.A != "" {
		where = " WHERE " + t.key[0] + " > ?"
		if t.key[1] != "" {
			where = " WHERE (" + order + ") > (?, ?)"
		}
	}
	return fmt.Sprintf("SELECT CAST(%s AS TEXT) AS a, %s AS b, %s AS sealed FROM %s%s ORDER BY %s LIMIT %d",
		t.key[0], second, t.column, t.table, where, order, resealRows)
}

func pageArgs(t sealedTable, after sealedCell) []any {
	switch {
	case after.A == "":
		return nil
	case t.key[1] == "":
		return []any{after.A}
	case t.key[1] == "seq":
		return []any{after.A, atoi(after.B)}
	}
	return []any{after.A, after.B}
}

func (tx *Tx) resealCell(t sealedTable, c sealedCell) (int, error) {
	plain, err := tx.d.opts.Keys.Open(t.place(c.A, c.B), c.Sealed)
	if err != nil {
		return 0, err
	}
	sealed, err := tx.d.opts.Keys.Seal(t.place(c.A, c.B), plain)
	if err != nil {
		return 0, err
	}
	where := t.key[0] + " = ?"
	if t.key[1] != "" {
		where += " AND " + t.key[1] + " = ?"
	}
	args := append([]any{blob(sealed)}, pageArgs(t, c)...)
	n, err := tx.exec("reseal", fmt.Sprintf("UPDATE %s SET %s = ? WHERE %s AND %s = ?", t.table, t.column, where, t.column), append(args, blob(c.Sealed))...)
	return int(n), err
}

// resealUsers moves the sealed texts of the accounts, of which there are few.
func (tx *Tx) resealUsers() (moved int, err error) {
	users, err := find[casemodel.User](tx, "users", tx.db.Where("phone <> '' OR totp_secret <> ''"))
	if err != nil {
		return 0, err
	}
	for i := range users {
		u := &users[i]
		if !tx.staleText(u.Phone) && !tx.staleText(u.TOTPSecret) {
			continue
		}
		if err := tx.openUser(u); err != nil {
			return moved, err
		}
		row, err := tx.sealUser(*u)
		if err != nil {
			return moved, err
		}
		err = tx.change("user", "UPDATE user_account SET phone = ?, totp_secret = ? WHERE id = ?", row.Phone, row.TOTPSecret, u.ID)
		if err != nil {
			return moved, err
		}
		moved++
	}
	return moved, nil
}

func (tx *Tx) staleText(text string) bool {
	sealed, err := base64.StdEncoding.DecodeString(text)
	return text != "" && err == nil && tx.d.opts.Keys.stale(sealed)
}

func atoi(s string) int {
	n, _ := strconv.Atoi(s) // a number the database wrote as text
	return n
}
