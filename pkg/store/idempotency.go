package store

import (
	"bytes"

	"github.com/jiefen/jiefen/casemodel"
)

// Replay is the stored outcome of a request that was answered before.
type Replay struct {
	Status   int
	MatterID casemodel.ID
	Version  int
	Answer   []byte
}

type onceRow struct {
	Actor    string
	Key      string
	BodyHash []byte
	Status   int
	MatterID casemodel.ID
	Version  int
	Answer   []byte
	At       casemodel.Instant
}

func (onceRow) TableName() string { return "idempotency" }

// Once claims an idempotency key as the first statement of a transaction. It
// returns nil for the first use, whose outcome SaveOnce then stores; a second
// use waits for the first one's commit and gets that outcome. Another body
// under the same key is refused; the refusal names the matter of the first.
func (tx *Tx) Once(actor, key string, bodyHash []byte) (*Replay, error) {
	// The server's own now(): asking for tx.Now would come before the locks.
	now, args := "now()", []any{actor, key, append([]byte{}, bodyHash...), casemodel.ID("")}
	if !tx.serverClock() {
		now, args = "?", append(args, tx.Now())
	}
	n, err := tx.run("claim key", `
INSERT INTO idempotency (actor, key, body_hash, status, matter_id, version, answer, at) VALUES (?, ?, ?, 0, ?, 0, NULL, `+now+`)
ON CONFLICT (actor, key) DO NOTHING`, args...)
	if err != nil || n == 1 {
		return nil, err // no replay is the usual answer, and Replay's zero value would look like one
	}
	row, err := take[onceRow](tx, "replay", tx.db.Where("actor = ? AND key = ?", actor, key))
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(row.BodyHash, bodyHash) {
		return nil, &casemodel.Error{Kind: casemodel.KeyReused, Key: "key.reused", Args: map[string]any{"matter": row.MatterID}}
	}
	answer := row.Answer
	if answer != nil {
		answer, err = tx.d.opts.Keys.Open(oncePlace(actor, key), answer)
	}
	return &Replay{Status: row.Status, MatterID: row.MatterID, Version: row.Version, Answer: answer}, err
}

// SaveOnce stores the outcome under the key Once claimed in this transaction.
func (tx *Tx) SaveOnce(actor, key string, status int, matter casemodel.ID, version int, answer []byte) error {
	var sealed []byte
	if answer != nil {
		var err error
		if sealed, err = tx.d.opts.Keys.Seal(oncePlace(actor, key), answer); err != nil {
			return err
		}
	}
	return tx.later("save the outcome", missing("key"), "UPDATE idempotency SET status = ?, matter_id = ?, version = ?, answer = ? WHERE actor = ? AND key = ?",
		status, matter, version, sealed, actor, key)
}

func oncePlace(actor, key string) string { return "idempotency.answer." + actor + "." + key }

// SweepOnce forgets keys claimed before the moment.
func (tx *Tx) SweepOnce(before casemodel.Instant) (int64, error) {
	return tx.exec("sweep keys", "DELETE FROM idempotency WHERE at < ?", before)
}
