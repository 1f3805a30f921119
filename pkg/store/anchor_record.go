package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
)

// anchorRecord is what the database knows about one file of anchors, so that a
// file that was cut or taken away shows. Who may write to one of the two does
// not yet write to the other.
type anchorRecord struct {
	Lines int    `json:"lines"`
	Sum   string `json:"sum"` // of the last of them

	// What the last run that came to its end has seen, on SQLite by row: its
	// clock is the process's and may be set back. On PostgreSQL by time.
	Row   int64             `json:"row,omitempty"`
	Until casemodel.Instant `json:"until,omitzero"`
}

// anchorSetting begins the names under which the records stand; the
// fingerprint of the signing key follows, because each folder has its own.
const anchorSetting = "anchors."

// anchorRecords loads the records by fingerprint.
func (tx *Tx) anchorRecords() (map[string]anchorRecord, error) {
	var rows []struct{ Name, Value string }
	err := tx.db.Raw("SELECT name, value FROM setting WHERE name LIKE ? ORDER BY name", anchorSetting+"%").Scan(&rows).Error
	if err != nil {
		return nil, tx.wrap("read what was anchored", err)
	}
	records := map[string]anchorRecord{}
	for _, r := range rows {
		var record anchorRecord
		if err := json.Unmarshal([]byte(r.Value), &record); err != nil {
			return nil, fmt.Errorf("setting %s: %w", r.Name, err)
		}
		records[strings.TrimPrefix(r.Name, anchorSetting)] = record
	}
	return records, nil
}

func (d *DB) anchorRecords(ctx context.Context) (records map[string]anchorRecord, err error) {
	err = d.Read(ctx, func(tx *Tx) error {
		records, err = tx.anchorRecords()
		return err
	})
	return records, err
}

func (d *DB) putAnchorRecord(ctx context.Context, mark string, record anchorRecord) error {
	text, err := json.Marshal(record)
	if err != nil {
		return fmt.Errorf("record anchors: %w", err)
	}
	return d.Do(ctx, func(tx *Tx) error { return tx.PutSetting(anchorSetting+mark, string(text), "") })
}
