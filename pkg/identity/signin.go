package identity

import (
	"context"
	"strings"
	"unicode"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

// Attempt is somebody at a door.
type Attempt struct {
	Username string
	Password string
	TOTP     string // code of the second factor, "" when none was typed
	Kind     string // Web or API
	Address  string // of the connection, never of a header
	Agent    string
}

// Ticket is what a successful sign-in hands out. The token is known to nobody
// afterwards.
type Ticket struct {
	Token       string
	Session     Session
	Memberships []Membership
}

// longest keeps names and passwords within reason before anything is computed.
const (
	longestName     = 100
	longestPassword = 1000
	longestAgent    = 200
)

// Name is the form in which usernames are stored and compared.
func Name(typed string) string { return strings.ToLower(strings.TrimSpace(clean(typed, longestName))) }

// SignIn checks name, password and second factor and opens a session. An
// unknown name, a wrong password and a disabled account get the same answer
// after the same time. Errors for the person: NoSession, NeedsSecond,
// Throttled, Busy.
func (a *Accounts) SignIn(ctx context.Context, try Attempt) (Ticket, error) {
	s := subject{Name(try.Username), try.Address}
	user, err := a.meet(ctx, s)
	if err != nil {
		return Ticket{}, err
	}
	kept := a.hashes.dummy
	if user != nil {
		kept = user.PasswordHash
	}
	right, err := a.proves(ctx, try.Password, kept)
	if err != nil {
		return Ticket{}, err
	}
	return a.settle(ctx, s, try, user, right && user != nil)
}

// proves compares a password; an account without one is nobody's.
func (a *Accounts) proves(ctx context.Context, password, kept string) (bool, error) {
	if kept == "" || len(password) > longestPassword {
		_, err := a.hashes.matches(ctx, "", a.hashes.dummy)
		return false, err
	}
	return a.hashes.matches(ctx, password, kept)
}

// meet asks the limits and finds the account, nil when there is none.
func (a *Accounts) meet(ctx context.Context, s subject) (user *casemodel.User, err error) {
	var refusal *casemodel.Error
	err = a.db.Read(ctx, func(tx *store.Tx) (err error) {
		if refusal, err = s.throttled(tx); err != nil || refusal != nil {
			return err
		}
		if user, err = tx.UserByName(s.account); gone(err) {
			return nil
		}
		return err
	})
	return user, answered(refusal, err)
}

// settle counts the outcome and opens the session. The limits are asked again:
// a burst that passed them all at once gets no more answers than one that came
// one by one.
func (a *Accounts) settle(ctx context.Context, s subject, try Attempt, met *casemodel.User, right bool) (Ticket, error) {
	var ticket Ticket
	var refusal *casemodel.Error
	err := a.db.Do(ctx, func(tx *store.Tx) (err error) {
		ticket, refusal = Ticket{}, nil
		if err := s.turn(tx); err != nil {
			return err
		}
		if refusal, err = s.throttled(tx); err != nil || refusal != nil {
			return err
		}
		if !right {
			refusal = refused(casemodel.NoSession, "sign_in.wrong")
			return s.failed(tx)
		}
		user, err := tx.User(met.ID)
		if err != nil {
			return err
		}
		if user.Active != 1 || user.Version != met.Version {
			refusal = refused(casemodel.NoSession, "sign_in.wrong")
			return s.failed(tx)
		}
		if refusal, err = second(tx, s, user, try.TOTP); err != nil || refusal != nil {
			return err
		}
		if err := s.succeeded(tx); err != nil {
			return err
		}
		ticket, err = a.open(tx, user, "", try)
		return err
	})
	if refusal != nil {
		a.log.InfoContext(ctx, "sign-in refused", "key", refusal.Key, "address", try.Address)
	}
	return ticket, answered(refusal, err)
}

// open writes a session under a membership, the user's first when none is
// named.
func (a *Accounts) open(tx *store.Tx, user *casemodel.User, membership casemodel.ID, from Attempt) (Ticket, error) {
	mine, err := memberships(tx, user.ID)
	if err != nil {
		return Ticket{}, err
	}
	if membership == "" && len(mine) > 0 {
		membership = mine[0].ID
	}
	token, hash := newToken()
	now := tx.Now()
	l := &store.Login{
		TokenHash: hash, UserID: user.ID, UserVersion: user.Version, MembershipID: membership, Kind: from.Kind, CreatedAt: now,
		SeenAt: now, ExpiresAt: now.Add(absolute), Address: from.Address, Agent: clean(from.Agent, longestAgent),
	}
	if err := tx.InsertLogin(l); err != nil {
		return Ticket{}, err
	}
	return Ticket{Token: token, Session: a.session(l, user), Memberships: mine}, nil
}

// clean shortens a text from outside without halving a character and drops
// what a database refuses to keep.
func clean(text string, bytes int) string {
	if len(text) > bytes {
		text = text[:bytes]
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, ""))
}
