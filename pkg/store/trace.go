package store

import "github.com/jiefen/jiefen/casemodel"

// Seen says that somebody opened a case on a day, or took a file of it, and
// how often. It is a trace, no journal: nothing is decided by it.
type Seen struct {
	RootID  casemodel.ID
	UserID  casemodel.ID
	BodyID  casemodel.ID  // acted for
	On      casemodel.Day `gorm:"column:on_day"`
	FileID  casemodel.ID  // "" where the case itself was opened
	FirstAt casemodel.Instant
	LastAt  casemodel.Instant
	Times   int
}

// TableName is the SQL name.
func (Seen) TableName() string { return "matter_seen" }

var (
	seen = lazily[Seen]()
	// mostTraced entries of one question are enough for a page and bound it.
	mostTraced = 5000
)

// NoteSeen counts one more look of a person at a case or a file of it.
func (tx *Tx) NoteSeen(s Seen) error {
	_, err := tx.run("note who looked", `
INSERT INTO matter_seen (root_id, user_id, body_id, on_day, file_id, first_at, last_at, times) VALUES (?, ?, ?, ?, ?, ?, ?, 1)
ON CONFLICT (root_id, user_id, body_id, on_day, file_id) DO UPDATE SET last_at = excluded.last_at, times = matter_seen.times + 1`,
		s.RootID, s.UserID, s.BodyID, s.On, s.FileID, s.LastAt, s.LastAt)
	return err
}

// SeenOf lists who looked at a case and its files, the latest first.
func (tx *Tx) SeenOf(root casemodel.ID) ([]Seen, error) {
	return seen().load(tx, "root_id = ? ORDER BY last_at DESC LIMIT ?", root, mostTraced)
}

// Told is a journal entry with what was typed, nil when it was erased.
type Told struct {
	casemodel.Entry
	Payload []byte
}

// ToldInFamily lists the entries of some acts of a whole family, the latest
// first, at most limit.
func (tx *Tx) ToldInFamily(root casemodel.ID, limit int, acts ...string) ([]Told, error) {
	where := clause{"e.root_id = ? AND e.act IN " + marks(len(acts)), []any{root}}
	for _, act := range acts {
		where.args = append(where.args, act)
	}
	return tx.toldLatest(where, limit)
}

// MovesOf lists the entries of one matter that moved it from a state to
// another, the latest first, at most limit.
func (tx *Tx) MovesOf(matter casemodel.ID, limit int) ([]Told, error) {
	return tx.toldLatest(clause{"e.matter_id = ? AND e.from_state <> e.to_state", []any{matter}}, limit)
}

// ToldOf lists the entries of one matter after a sequence number, in order, at
// most limit.
func (tx *Tx) ToldOf(matter casemodel.ID, after, limit int) ([]Told, error) {
	return tx.toldBy(clause{"e.matter_id = ? AND e.seq > ?", []any{matter, after}}, "e.seq", limit)
}

// Reveals lists the whole numbers shown between two moments in matters of a
// scope, the latest first.
func (tx *Tx) Reveals(scope casemodel.Scope, from, to casemodel.Instant) ([]Told, error) {
	within, err := tx.scoped(scope)
	if err != nil {
		return nil, err
	}
	in := clause{"e.act = 'reveal' AND e.at >= ? AND e.at < ? AND EXISTS (SELECT 1 FROM matter m WHERE m.id = e.matter_id AND ", []any{from, to}}
	return tx.toldLatest(in.with("", within).with("", clause{")", nil}), mostTraced)
}

// CountReveals counts the whole numbers one person was shown since a moment.
func (tx *Tx) CountReveals(user casemodel.ID, from casemodel.Instant) (n int, err error) {
	err = tx.queryRow("SELECT count(*) FROM journal_entry WHERE act = 'reveal' AND at >= ? AND actor_id = ?", from, user).Scan(&n)
	return n, tx.wrap("count reveals", err)
}

func (tx *Tx) toldLatest(where clause, limit int) ([]Told, error) {
	return tx.toldBy(where, "e.at DESC, e.matter_id, e.seq DESC", limit)
}

// toldBy reads entries and opens what was typed with them in one question.
func (tx *Tx) toldBy(where clause, order string, limit int) ([]Told, error) {
	text := "SELECT " + entries().list("e") + ", p.sealed FROM journal_entry e" +
		" LEFT JOIN journal_payload p ON p.matter_id = e.matter_id AND p.seq = e.seq AND p.erased_under = ''" +
		" WHERE " + where.sql + " ORDER BY " + order + " LIMIT ?"
	var list []Told
	err := tx.each("read journal", clause{text, append(where.args, limit)}, func(scan func(...any) error) error {
		var one Told
		var sealed []byte
		err := scan(append(entries().into(&one.Entry), &sealed)...)
		if err == nil && len(sealed) > 0 {
			one.Payload, err = tx.d.opts.Keys.Open(payloadPlace(one.MatterID, one.Seq), sealed)
		}
		list = append(list, one)
		return err
	})
	if err != nil {
		return nil, err
	}
	return list, nil
}
