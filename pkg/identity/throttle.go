package identity

import (
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

// Limits of decision 35. Both counts stand in the database, so that replicas
// share them.
const (
	accountWindow = time.Hour // after it an account's count begins again
	longestDelay  = time.Minute
	addressWindow = 15 * time.Minute
	addressTries  = 100
)

// accountDelay doubles from one second to a minute.
func accountDelay(failures int) time.Duration {
	if failures > 6 {
		return longestDelay
	}
	return min(time.Second<<max(failures-1, 0), longestDelay)
}

// addressDelay lets an address try a hundred times, then waits its window.
func addressDelay(failures int) time.Duration {
	if failures < addressTries {
		return 0
	}
	return addressWindow
}

// subject is one check of a secret: of which account, from which address. An
// unknown name is counted like a known one.
type subject struct{ account, address string }

func (s subject) accountKey() string { return "account:" + s.account }
func (s subject) addressKey() string { return "address:" + s.address }

// turn lets the writers of one account go one after the other: its row of the
// counts is the lock. Without it two sign-ins could spend one code, and a
// sign-in could write back what an administrator has just changed.
func (s subject) turn(tx *store.Tx) error {
	_, err := tx.FailLogin("turn:"+s.account, accountWindow, func(int) time.Duration { return 0 })
	return err
}

// throttled answers the refusal while the account or the address has to wait.
func (s subject) throttled(tx *store.Tx) (*casemodel.Error, error) {
	var until casemodel.Instant
	for _, key := range []string{s.accountKey(), s.addressKey()} {
		f, err := tx.LoginFailure(key)
		if err != nil {
			return nil, err
		}
		if until.Before(f.NextAt) {
			until = f.NextAt
		}
	}
	wait := until.Time().Sub(tx.Now().Time())
	// Nobody waits longer than the window: a moment further away was counted
	// before a test clock went back.
	if until.IsZero() || wait <= 0 || wait > addressWindow {
		return nil, nil //nolint:nilnil // no refusal is the usual answer
	}
	refusal := refused(casemodel.Throttled, "sign_in.throttled")
	refusal.Args = map[string]any{"seconds": int((wait + time.Second - 1) / time.Second)}
	return refusal, nil
}

// failed counts a wrong secret.
func (s subject) failed(tx *store.Tx) error {
	if _, err := tx.FailLogin(s.accountKey(), accountWindow, accountDelay); err != nil {
		return err
	}
	_, err := tx.FailLogin(s.addressKey(), addressWindow, addressDelay)
	return err
}

// succeeded forgets the account's failures. The address keeps its own, or one
// known password would buy an unlimited number of guesses at others.
func (s subject) succeeded(tx *store.Tx) error { return tx.ClearLogin(s.accountKey()) }
