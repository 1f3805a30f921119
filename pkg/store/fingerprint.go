package store

import (
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"hash"
	"time"

	"github.com/jiefen/jiefen/casemodel"
)

// tables lists what a fingerprint covers: everything a step may write.
var tables = []string{
	"matter", "matter_card", "matter_participant", "matter_field", "matter_link", "recusal", "quality_sample", "sample_draw", "party",
	"party_outcome", "agreement_item", "session", "offer", "file", "deadline", "deadline_segment", "deadline_firing",
	"journal_entry", "journal_payload", "number_series", "idempotency", "outbox", "draft", "body", "user_account", "membership", "area",
	"paper_template", "paper_issue", "clause", "agreement_text", "handed", "slip",
	"offer_reply", "confidant", "disclosure", "roster", "record_supplement", "record_signing", "record_revision",
}

// Fingerprint sums up the content of every table, as "rows:hash" by name. A
// refusal is proved by two equal fingerprints; a restore by the same.
func (tx *Tx) Fingerprint() (map[string]string, error) {
	prints := map[string]string{}
	for _, table := range tables {
		rows, err := tx.db.Raw("SELECT * FROM " + table).Rows()
		if err != nil {
			return nil, tx.wrap("fingerprint "+table, err)
		}
		n, sum, err := tx.sum(rows)
		if err != nil {
			return nil, tx.wrap("fingerprint "+table, err)
		}
		prints[table] = fmt.Sprintf("%d:%s", n, sum)
	}
	return prints, nil
}

// sum adds up the hashes of the rows, so that their order does not matter.
func (tx *Tx) sum(rows *sql.Rows) (n int, sum string, err error) {
	defer func() {
		if closed := rows.Close(); err == nil {
			err = closed
		}
	}()
	columns, err := rows.Columns()
	if err != nil {
		return 0, "", err
	}
	values, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	var total [sha256.Size]byte
	for ; rows.Next(); n++ {
		if err := rows.Scan(into...); err != nil {
			return 0, "", err
		}
		h := sha256.New()
		for _, v := range values {
			write(h, v)
		}
		for i, b := range h.Sum(nil) {
			total[i] += b
		}
	}
	return n, hex.EncodeToString(total[:8]), rows.Err()
}

// write adds one value to a hash, which never fails.
func write(h hash.Hash, v any) {
	text := fmt.Sprint(v)
	switch v := v.(type) {
	case time.Time:
		text = casemodel.At(v).String()
	case []byte:
		text = hex.EncodeToString(v)
	}
	h.Write([]byte(text + ";"))
}
