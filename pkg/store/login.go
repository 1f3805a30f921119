package store

import (
	"time"

	"github.com/jiefen/jiefen/casemodel"
)

// Login is one signed-in session or API token; only the token's hash is kept.
type Login struct {
	TokenHash    []byte `gorm:"primaryKey"`
	UserID       casemodel.ID
	UserVersion  int
	MembershipID casemodel.ID
	Kind         string // web api
	CreatedAt    casemodel.Instant
	SeenAt       casemodel.Instant
	ExpiresAt    casemodel.Instant
	Address      string
	Agent        string
}

// TableName is the SQL name.
func (Login) TableName() string { return "login" }

// TouchEvery is how stale the last-seen moment may be: a write for every
// request would keep SQLite's one writer busy with nothing else.
const TouchEvery = time.Minute

// InsertLogin writes a new session.
func (tx *Tx) InsertLogin(l *Login) error { return tx.insert("login", l) }

// Touches reports whether a use at that moment is worth a write; ask it before
// opening a writing transaction for TouchLogin.
func (l *Login) Touches(at casemodel.Instant) bool { return !at.Before(l.SeenAt.Add(TouchEvery)) }

// TouchLogin notes that a session was used, at most once a minute.
func (tx *Tx) TouchLogin(hash []byte, at casemodel.Instant) error {
	_, err := tx.exec("touch login", "UPDATE login SET seen_at = ? WHERE token_hash = ? AND seen_at <= ?", at, blob(hash), at.Add(-TouchEvery))
	return err
}

// SwitchLogin changes the acting membership of a session.
func (tx *Tx) SwitchLogin(hash []byte, membership casemodel.ID) error {
	return tx.change("login", "UPDATE login SET membership_id = ? WHERE token_hash = ?", membership, blob(hash))
}

// DeleteLogin ends one session; one that has ended already is no error.
func (tx *Tx) DeleteLogin(hash []byte) error {
	_, err := tx.exec("delete login", "DELETE FROM login WHERE token_hash = ?", blob(hash))
	return err
}

// DeleteLoginsOf ends all sessions of a user.
func (tx *Tx) DeleteLoginsOf(user casemodel.ID) error {
	_, err := tx.exec("delete logins", "DELETE FROM login WHERE user_id = ?", user)
	return err
}

// Logins lists the sessions of a user, the latest first.
func (tx *Tx) Logins(user casemodel.ID) ([]Login, error) {
	return find[Login](tx, "logins", tx.db.Where("user_id = ?", user).Order("created_at DESC, token_hash"))
}

// SweepLogins removes sessions that have expired.
func (tx *Tx) SweepLogins(now casemodel.Instant) (int64, error) {
	return tx.exec("sweep logins", "DELETE FROM login WHERE expires_at <= ?", now)
}

// SweepIdle removes sessions that were not used since a moment.
func (tx *Tx) SweepIdle(since casemodel.Instant) (int64, error) {
	return tx.exec("sweep idle logins", "DELETE FROM login WHERE seen_at <= ?", since)
}

// LoginFailure counts wrong passwords and codes of one subject: an account or
// an address.
type LoginFailure struct {
	Subject  string `gorm:"primaryKey"`
	Failures int
	Since    casemodel.Instant // first of the window
	NextAt   casemodel.Instant // no try before
}

// TableName is the SQL name.
func (LoginFailure) TableName() string { return "login_failure" }

// LoginFailure loads the count of a subject, zero when it has none.
func (tx *Tx) LoginFailure(subject string) (LoginFailure, error) {
	rows, err := find[LoginFailure](tx, "login failures", tx.db.Where("subject = ?", subject).Limit(1))
	if err != nil || len(rows) == 0 {
		return LoginFailure{Subject: subject}, err
	}
	return rows[0], nil
}

// FailLogin counts one more failure at tx.Now. A count older than the window
// starts again at one. delay says how long the next try has to wait.
func (tx *Tx) FailLogin(subject string, window time.Duration, delay func(failures int) time.Duration) (LoginFailure, error) {
	now := tx.Now()
	f := LoginFailure{Subject: subject}
	err := tx.db.Raw(`
INSERT INTO login_failure (subject, failures, since, next_at) VALUES (?, 1, ?, ?)
ON CONFLICT (subject) DO UPDATE SET
  failures = CASE WHEN login_failure.since <= ? THEN 1 ELSE login_failure.failures + 1 END,
  since = CASE WHEN login_failure.since <= ? THEN excluded.since ELSE login_failure.since END
RETURNING failures, since`, subject, now, now, now.Add(-window), now.Add(-window)).Row().Scan(&f.Failures, &f.Since)
	if err != nil {
		return f, tx.wrap("count login failure", err)
	}
	f.NextAt = now.Add(delay(f.Failures))
	return f, tx.change("login failure", "UPDATE login_failure SET next_at = ? WHERE subject = ?", f.NextAt, subject)
}

// ClearLogin forgets the failures of a subject that signed in.
func (tx *Tx) ClearLogin(subject string) error {
	_, err := tx.exec("clear login failures", "DELETE FROM login_failure WHERE subject = ?", subject)
	return err
}

// SweepLoginFailures forgets counts that began before the moment.
func (tx *Tx) SweepLoginFailures(before casemodel.Instant) (int64, error) {
	return tx.exec("sweep login failures", "DELETE FROM login_failure WHERE since < ? AND next_at < ?", before, before)
}
