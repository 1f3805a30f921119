package store

import "github.com/jiefen/jiefen/casemodel"

// TaskRun is how one of the program's own jobs last went.
type TaskRun struct {
	Name   string `gorm:"primaryKey"`
	Server string
	RanAt  casemodel.Instant
	FineAt casemodel.Instant // the last time it succeeded, zero when it never did
	Count  int               // what it got done that time
	Fault  string            // "" when it succeeded
}

// TableName is the SQL name.
func (TaskRun) TableName() string { return "task_run" }

// PutTaskRun notes a run at tx.Now.
func (tx *Tx) PutTaskRun(r TaskRun) error {
	var fine any
	if r.Fault == "" {
		fine = tx.Now()
	}
	_, err := tx.exec("note a run", `
INSERT INTO task_run (name, server, ran_at, fine_at, count, fault) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (name) DO UPDATE SET server = excluded.server, ran_at = excluded.ran_at, fine_at = coalesce(excluded.fine_at, task_run.fine_at),
  count = excluded.count, fault = excluded.fault`, r.Name, r.Server, tx.Now(), fine, r.Count, r.Fault)
	return err
}

// TaskRuns lists the last run of every job.
func (tx *Tx) TaskRuns() ([]TaskRun, error) {
	return find[TaskRun](tx, "runs", tx.db.Order("name"))
}

// OutboxCount is how many messages there are of one kind and standing.
type OutboxCount struct {
	Kind    string
	Waiting int // due later or now
	Held    int // a runner has them
	Dead    int
}

// OutboxCounts counts what is not delivered yet.
func (tx *Tx) OutboxCounts() ([]OutboxCount, error) {
	var counts []OutboxCount
	now := tx.Now()
	err := tx.db.Raw(`SELECT kind,
  sum(CASE WHEN dead = 0 AND (locked_until IS NULL OR locked_until <= ?) THEN 1 ELSE 0 END) AS waiting,
  sum(CASE WHEN dead = 0 AND locked_until > ? THEN 1 ELSE 0 END) AS held,
  sum(dead) AS dead
FROM outbox WHERE done_at IS NULL GROUP BY kind ORDER BY kind`, now, now).Scan(&counts).Error
	return counts, tx.wrap("count messages", err)
}

// Outgoing lists messages that are not delivered, those that were given up
// first, then by when they run; without their payload.
func (tx *Tx) Outgoing(limit int) ([]OutboxMessage, error) {
	list, err := find[OutboxMessage](tx, "messages", tx.db.Where("done_at IS NULL").Order("dead DESC, run_at, id").Limit(bounded(limit)))
	for i := range list {
		list[i].Payload = nil
	}
	return list, err
}

// DropDead crosses off a message that was given up: it will not run.
func (tx *Tx) DropDead(id casemodel.ID) error {
	return tx.change("message", "UPDATE outbox SET dead = 0, done_at = ?, locked_until = NULL WHERE id = ? AND dead = 1 AND done_at IS NULL", tx.Now(), id)
}
