package identity

import (
	"bytes"
	"context"
	"encoding/hex"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

// How long a session lasts: at most, and without being used where nobody set
// another time.
const (
	absolute = 12 * time.Hour
	unused   = 30 * time.Minute
)

// Session is one signed-in person at one door. ID names it in a list of
// sessions; it is not the token and opens nothing.
type Session struct {
	ID           string
	Kind         string
	UserID       casemodel.ID
	UserVersion  int
	Username     string
	Name         string
	MembershipID casemodel.ID // acting; "" when the user has none
	SecondFactor bool         // a code is asked at sign-in
	CreatedAt    casemodel.Instant
	SeenAt       casemodel.Instant
	ExpiresAt    casemodel.Instant
	Address      string
	Agent        string

	hash  []byte
	idle  time.Duration
	stale bool // its use is to be noted
}

func (a *Accounts) session(l *store.Login, u *casemodel.User) Session {
	return Session{
		ID: hex.EncodeToString(l.TokenHash), Kind: l.Kind, UserID: u.ID, UserVersion: u.Version, Username: u.Username, Name: u.Name,
		MembershipID: l.MembershipID, SecondFactor: u.TOTPSecret != "" && u.TOTPStep != pending,
		CreatedAt: l.CreatedAt, SeenAt: l.SeenAt, ExpiresAt: l.ExpiresAt, Address: l.Address, Agent: l.Agent, hash: l.TokenHash, idle: a.idle(),
	}
}

// Session finds who holds a token. A session that is over, idle too long, or
// older than the account's last change of password, second factor or rights is
// none: NoSession.
func (a *Accounts) Session(ctx context.Context, kind, token string) (Session, error) {
	s, err := a.Glance(ctx, kind, token)
	if err == nil {
		err = a.Use(ctx, s)
	}
	return s, err
}

// Use notes that a session found by Glance is used, at most once a minute.
func (a *Accounts) Use(ctx context.Context, s Session) error {
	if !s.stale {
		return nil
	}
	return a.db.Do(ctx, func(tx *store.Tx) error { return tx.TouchLogin(s.hash, tx.Now()) })
}

// Glance finds who holds a token as Session does, without using the session: a
// page that asks by itself keeps nobody signed in.
func (a *Accounts) Glance(ctx context.Context, kind, token string) (s Session, err error) {
	none := refused(casemodel.NoSession, "session.none")
	hash, ok := HashOf(token)
	if !ok {
		return Session{}, none
	}
	err = a.db.Read(ctx, func(tx *store.Tx) error {
		var l *store.Login
		var u *casemodel.User
		err := tx.AtOnce(
			func() (err error) { l, u, err = tx.Login(hash); return err },
			func() error { tx.Now(); return nil })
		if err != nil {
			return err
		}
		if l.Kind != kind || !a.holds(l, u, tx.Now()) {
			return none
		}
		s = a.session(l, u)
		s.stale = l.Touches(tx.Now())
		return nil
	})
	if gone(err) {
		return Session{}, none
	}
	return s, err
}

// holds reports whether a session is still good.
func (a *Accounts) holds(l *store.Login, u *casemodel.User, now casemodel.Instant) bool {
	return u.Active == 1 && u.Version == l.UserVersion && now.Before(l.ExpiresAt) && now.Before(l.SeenAt.Add(a.idle()))
}

// Left is how long a session lasts at least when it was just used and is not
// used again.
func (s Session) Left(now casemodel.Instant) time.Duration {
	return min(s.ExpiresAt.Time().Sub(now.Time()), s.idle-store.TouchEvery)
}

// idle is how long a session lasts that is not used.
func (a *Accounts) idle() time.Duration {
	if a.Idle == nil {
		return unused
	}
	return a.Idle()
}

// SignOut ends a session.
func (a *Accounts) SignOut(ctx context.Context, s Session) error {
	return a.db.Do(ctx, func(tx *store.Tx) error { return tx.DeleteLogin(s.hash) })
}

// Sessions lists where a user is signed in, the latest first.
func (a *Accounts) Sessions(ctx context.Context, s Session) ([]Session, error) {
	var all []Session
	err := a.db.Read(ctx, func(tx *store.Tx) error {
		all = nil
		u, err := tx.User(s.UserID)
		if err != nil {
			return err
		}
		logins, err := tx.Logins(s.UserID)
		for i := range logins {
			if a.holds(&logins[i], u, tx.Now()) {
				all = append(all, a.session(&logins[i], u))
			}
		}
		return err
	})
	return all, err
}

// End ends one session of the same user by its ID. Somebody else's is as
// unknown as one that never was: NotFound.
func (a *Accounts) End(ctx context.Context, s Session, id string) error {
	n, err := a.endThose(ctx, s, func(l *store.Login) bool { return hex.EncodeToString(l.TokenHash) == id })
	if err == nil && n == 0 {
		return refused(casemodel.NotFound, "session.unknown")
	}
	return err
}

// EndOthers ends every session of the user but this one and says how many of
// them were still good.
func (a *Accounts) EndOthers(ctx context.Context, s Session) (int, error) {
	return a.endThose(ctx, s, func(l *store.Login) bool { return !bytes.Equal(l.TokenHash, s.hash) })
}

// endThose removes sessions of a user and counts the live ones among them.
func (a *Accounts) endThose(ctx context.Context, s Session, which func(*store.Login) bool) (int, error) {
	live := 0
	err := a.db.Do(ctx, func(tx *store.Tx) error {
		live = 0
		u, err := tx.User(s.UserID)
		if err != nil {
			return err
		}
		logins, err := tx.Logins(s.UserID)
		if err != nil {
			return err
		}
		for i := range logins {
			l := &logins[i]
			if !which(l) {
				continue
			}
			if a.holds(l, u, tx.Now()) {
				live++
			}
			if err := tx.DeleteLogin(l.TokenHash); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil && live > 0 {
		a.log.InfoContext(ctx, "sessions ended", "user", string(s.UserID), "count", live, "address", s.Address)
	}
	return live, err
}

// Sweep removes sessions that are over and counts of failures nobody waits
// for any more.
func (a *Accounts) Sweep(ctx context.Context) error {
	return a.db.Do(ctx, func(tx *store.Tx) error {
		if _, err := tx.SweepLogins(tx.Now()); err != nil {
			return err
		}
		if _, err := tx.SweepIdle(tx.Now().Add(-a.idle())); err != nil {
			return err
		}
		_, err := tx.SweepLoginFailures(tx.Now().Add(-24 * time.Hour))
		return err
	})
}
