package store

import (
	"cmp"
	"errors"
	"slices"
	"time"

	"github.com/jiefen/jiefen/casemodel"
)

// OutboxMessage is work to be done after the commit, at least once.
type OutboxMessage struct {
	ID          casemodel.ID `gorm:"primaryKey"`
	Kind        string
	UniqueKey   string
	MatterID    casemodel.ID
	Payload     []byte // clear here, sealed in the table
	RunAt       casemodel.Instant
	Attempts    int
	LockedUntil casemodel.Instant
	LastError   string
	Dead        int
	DoneAt      casemodel.Instant
}

// TableName is the SQL name.
func (OutboxMessage) TableName() string { return "outbox" }

// Outbox leaves a message in the step's own transaction. A unique key that was
// used before, done or not, leaves nothing; "" is unique by itself.
func (tx *Tx) Outbox(kind, uniqueKey string, matter casemodel.ID, payload []byte, runAt casemodel.Instant) error {
	id := tx.NewID()
	if uniqueKey == "" {
		uniqueKey = string(id)
	}
	sealed, err := tx.d.opts.Keys.Seal(outboxPlace(id), payload)
	if err != nil {
		return err
	}
	return tx.later("leave message", nil, `
INSERT INTO outbox (id, kind, unique_key, matter_id, payload, run_at, attempts, locked_until, last_error, dead, done_at)
VALUES (?, ?, ?, ?, ?, ?, 0, NULL, '', 0, NULL) ON CONFLICT (unique_key) DO NOTHING`, id, kind, uniqueKey, matter, sealed, runAt)
}

func outboxPlace(id casemodel.ID) string { return "outbox.payload." + string(id) }

const outboxColumns = "id, kind, unique_key, matter_id, payload, run_at, attempts, locked_until, last_error, dead, done_at"

const outboxDue = " FROM outbox WHERE kind = ? AND done_at IS NULL AND dead = 0 AND run_at <= ? AND (locked_until IS NULL OR locked_until <= ?)"

// OutboxWaits reports whether a message of the kind is due and free. It is for
// readers that look often and seldom find.
func (tx *Tx) OutboxWaits(kind string, now casemodel.Instant) (bool, error) {
	found := []int{}
	if err := tx.db.Raw("SELECT 1"+outboxDue+" LIMIT 1", kind, now, now).Scan(&found).Error; err != nil {
		return false, tx.wrap("look for messages", err)
	}
	return len(found) > 0, nil
}

// ClaimOutbox takes messages of a kind that are due and not held by another
// worker, and holds them for lockFor: a worker that dies lets them go again.
// One that cannot be read becomes a dead letter, and the others go on.
func (tx *Tx) ClaimOutbox(kind string, now casemodel.Instant, limit int, lockFor time.Duration) ([]OutboxMessage, error) {
	for {
		claimed, err := tx.claim(kind, now, limit, lockFor)
		if err != nil || len(claimed) == 0 {
			return nil, err
		}
		readable, err := tx.openOrGiveUp(claimed)
		if err != nil || len(readable) > 0 {
			return readable, err
		}
	}
}

func (tx *Tx) claim(kind string, now casemodel.Instant, limit int, lockFor time.Duration) ([]OutboxMessage, error) {
	due := "SELECT id" + outboxDue + " ORDER BY run_at, id LIMIT ?"
	set := "UPDATE outbox SET attempts = attempts + 1, locked_until = ? WHERE id IN (" + due + ") RETURNING " + outboxColumns
	if tx.postgres() {
		// An array is computed once; a planner may run IN (… LIMIT …) again and claim more.
		set = "UPDATE outbox SET attempts = attempts + 1, locked_until = ? WHERE id = ANY (ARRAY(" + due + " FOR UPDATE SKIP LOCKED)) RETURNING " + outboxColumns
	}
	var claimed []OutboxMessage
	if err := tx.db.Raw(set, now.Add(lockFor), kind, now, now, limit).Scan(&claimed).Error; err != nil {
		return nil, tx.wrap("claim messages", err)
	}
	slices.SortFunc(claimed, func(a, b OutboxMessage) int {
		return cmp.Or(a.RunAt.Time().Compare(b.RunAt.Time()), cmp.Compare(a.ID, b.ID))
	})
	return claimed, nil
}

func (tx *Tx) openOrGiveUp(messages []OutboxMessage) ([]OutboxMessage, error) {
	readable := messages[:0]
	for _, m := range messages {
		payload, err := tx.d.opts.Keys.Open(outboxPlace(m.ID), m.Payload)
		if errors.Is(err, errNoKeys) {
			return nil, err // the fault of this program, not of the message
		}
		if err != nil {
			if err := tx.OutboxFailed(m.ID, err.Error(), m.RunAt, true); err != nil {
				return nil, err
			}
			continue
		}
		m.Payload = payload
		readable = append(readable, m)
	}
	return readable, nil
}

// OutboxDone marks a message as delivered and reports whether it was this
// transaction that did; its unique key stays used.
func (tx *Tx) OutboxDone(id casemodel.ID) (bool, error) {
	n, err := tx.exec("mark message", "UPDATE outbox SET done_at = ?, locked_until = NULL WHERE id = ? AND done_at IS NULL", tx.Now(), id)
	return n == 1, err
}

// OutboxFailed says what went wrong and when to try again, or that it is no use.
func (tx *Tx) OutboxFailed(id casemodel.ID, cause string, retryAt casemodel.Instant, dead bool) error {
	flag := 0
	if dead {
		flag = 1
	}
	_, err := tx.exec("put message off", "UPDATE outbox SET last_error = ?, run_at = ?, dead = ?, locked_until = NULL WHERE id = ? AND done_at IS NULL", cause, retryAt, flag, id)
	return err
}

// DeadLetters loads the messages that were given up, oldest first; one that
// cannot be read has no payload.
func (tx *Tx) DeadLetters() ([]OutboxMessage, error) {
	dead, err := find[OutboxMessage](tx, "dead letters", tx.db.Where("dead = 1 AND done_at IS NULL").Order("run_at, id"))
	for i := range dead {
		m := &dead[i]
		payload, unreadable := tx.d.opts.Keys.Open(outboxPlace(m.ID), m.Payload)
		if m.Payload = payload; unreadable != nil && m.LastError == "" {
			m.LastError = unreadable.Error()
		}
	}
	return dead, err
}

// ReviveDead lets a message that was given up run again.
func (tx *Tx) ReviveDead(id casemodel.ID, runAt casemodel.Instant) error {
	return tx.change("message", "UPDATE outbox SET dead = 0, attempts = 0, run_at = ?, locked_until = NULL WHERE id = ? AND dead = 1", runAt, id)
}

// SweepOutbox forgets messages delivered before the moment, and with them
// their unique keys.
func (tx *Tx) SweepOutbox(before casemodel.Instant) (int64, error) {
	return tx.exec("sweep messages", "DELETE FROM outbox WHERE done_at < ?", before)
}
