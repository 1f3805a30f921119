package store

import (
	"strings"

	"github.com/jiefen/jiefen/casemodel"
)

// Notice tells one person of one thing: a kind, the matter and its act. No word
// that somebody typed stands in it; what it says is looked up when it is read.
type Notice struct {
	UserID   casemodel.ID `gorm:"primaryKey"`
	Source   string       `gorm:"primaryKey"` // what it tells of; once per person
	Kind     string
	MatterID casemodel.ID // "" when it is about no matter
	Act      string       // event, record or deadline rule, "" for none
	At       casemodel.Instant
	ReadAt   casemodel.Instant
}

// TableName is the SQL name.
func (Notice) TableName() string { return "notice" }

var notices = lazily[Notice]()

// NoticesUpTo is as far as unread ones are counted; one more says "more".
const NoticesUpTo = 99

// Notify tells a person, once per source.
func (tx *Tx) Notify(n Notice) error {
	return tx.later("notify", nil, `
INSERT INTO notice (user_id, source, kind, matter_id, act, at, read_at) VALUES (?, ?, ?, ?, ?, ?, NULL)
ON CONFLICT (user_id, source) DO NOTHING`, n.UserID, n.Source, n.Kind, n.MatterID, n.Act, tx.Now())
}

// NotifyDesk tells everybody who acts in one of the roles for a body, except
// who did it. Where nobody chairs, the mediators hear what a chair would. It is
// one statement and asks nothing first.
func (tx *Tx) NotifyDesk(n Notice, body casemodel.ID, roles []string, except ...casemodel.ID) error {
	if body == "" || len(roles) == 0 {
		return nil
	}
	var held []string
	args := []any{n.Source, n.Kind, n.MatterID, n.Act, tx.Now(), body, tx.Now(), tx.Now()}
	for _, role := range roles {
		held, args = append(held, "b.roles LIKE ?"), append(args, "%|"+role+"|%")
	}
	if isIn("pmc_chair", roles) {
		held = append(held, `b.roles LIKE '%|mediator|%' AND NOT EXISTS (
       SELECT 1 FROM membership c WHERE c.body_id = b.body_id AND c.active = 1 AND c.since <= ? AND c.until > ? AND c.roles LIKE '%|pmc_chair|%')`)
		args = append(args, tx.Now(), tx.Now())
	}
	text := `
INSERT INTO notice (user_id, source, kind, matter_id, act, at, read_at)
SELECT b.user_id, ?, ?, ?, ?, ?, NULL FROM membership b
 WHERE b.body_id = ? AND b.active = 1 AND b.since <= ? AND b.until > ? AND (` + strings.Join(held, " OR ") + `)`
	if len(except) > 0 {
		text += " AND b.user_id NOT IN " + marks(len(except))
		args = append(args, anys(except)...)
	}
	return tx.later("notify desk", nil, text+" ON CONFLICT (user_id, source) DO NOTHING", args...)
}

// NotifyRole tells everybody who acts in a role anywhere: the administrators.
func (tx *Tx) NotifyRole(n Notice, role string) error {
	return tx.later("notify role", nil, `
INSERT INTO notice (user_id, source, kind, matter_id, act, at, read_at)
SELECT b.user_id, ?, ?, ?, ?, ?, NULL FROM membership b
 WHERE b.active = 1 AND b.since <= ? AND b.until > ? AND b.roles LIKE ?
ON CONFLICT (user_id, source) DO NOTHING`, n.Source, n.Kind, n.MatterID, n.Act, tx.Now(), tx.Now(), tx.Now(), "%|"+role+"|%")
}

// Noticed is who reads notices, and through what: of matters in the scope, and
// of the kinds that are about none.
type Noticed struct {
	UserID casemodel.ID
	Scope  casemodel.Scope
	Free   []string
}

// told is which notices the person may still read: who lost the right to know
// of a matter is told nothing of it any more.
func (tx *Tx) told(to Noticed) (clause, error) {
	within, err := tx.scoped(to.Scope)
	if err != nil {
		return clause{}, err
	}
	readable := within.in("EXISTS (SELECT 1 FROM matter m WHERE m.id = n.matter_id AND ", ")")
	if len(to.Free) > 0 {
		readable = readable.or(clause{"n.matter_id = ?", []any{casemodel.ID("")}}.and(oneOf("n.kind", to.Free)).in("(", ")"))
	}
	return clause{"n.user_id = ?", []any{to.UserID}}.and(readable.in("(", ")")), nil
}

// Unread counts what a person has not read, to NoticesUpTo and one more.
func (tx *Tx) Unread(to Noticed) (n int, err error) {
	c, err := tx.told(to)
	if err != nil {
		return 0, err
	}
	c = c.and(clause{sql: "n.read_at IS NULL"}).in("SELECT count(*) FROM (SELECT 1 FROM notice n WHERE ", " LIMIT ?) AS counted")
	c.args = append(c.args, NoticesUpTo+1)
	err = tx.each("count notices", c, func(scan func(...any) error) error { return scan(&n) })
	return n, err
}

// Notices lists what a person was told, the newest first: those older than the
// one named by its moment and source, all when it is the zero Notice.
func (tx *Tx) Notices(to Noticed, after Notice, limit int) ([]Notice, error) {
	c, err := tx.told(to)
	if err != nil {
		return nil, err
	}
	if !after.At.IsZero() {
		c = c.and(clause{"(n.at < ? OR n.at = ? AND n.source < ?)", []any{after.At, after.At, after.Source}})
	}
	c = c.in("SELECT "+notices().list("n")+" FROM notice n WHERE ", " ORDER BY n.at DESC, n.source DESC LIMIT ?")
	return notices().scan(tx, c.sql, append(c.args, limit)...)
}

// ReadNotices marks some of a person's notices as read; those that are stay as
// they are.
func (tx *Tx) ReadNotices(user casemodel.ID, sources ...string) error {
	if len(sources) == 0 {
		return nil
	}
	_, err := tx.run("mark notices", "UPDATE notice SET read_at = ? WHERE user_id = ? AND read_at IS NULL AND source IN "+marks(len(sources)),
		append([]any{tx.Now(), user}, anys(sources)...)...)
	return err
}

// ReadAllNotices marks what a person was told up to a moment, of what may be
// read now: what arrived after the page was drawn stays unread, and so does
// what is for another seat.
func (tx *Tx) ReadAllNotices(to Noticed, until casemodel.Instant) error {
	c, err := tx.told(to)
	if err != nil {
		return err
	}
	c = clause{"UPDATE notice AS n SET read_at = ? WHERE n.read_at IS NULL AND n.at <= ?", []any{tx.Now(), until}}.and(c)
	_, err = tx.run("mark notices", c.sql, c.args...)
	return err
}

// SweepNotices forgets what was read before the moment.
func (tx *Tx) SweepNotices(before casemodel.Instant) (int64, error) {
	return tx.run("sweep notices", "DELETE FROM notice WHERE read_at < ?", before)
}

// SweepUnread forgets what was told before the moment and never read.
func (tx *Tx) SweepUnread(before casemodel.Instant) (int64, error) {
	return tx.run("sweep unread notices", "DELETE FROM notice WHERE read_at IS NULL AND at < ?", before)
}

// MattersByID loads the headers of some matters.
func (tx *Tx) MattersByID(ids ...casemodel.ID) ([]casemodel.Matter, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	q := tx.among("id", ids)
	return matters().load(tx, q.sql, q.args...)
}
