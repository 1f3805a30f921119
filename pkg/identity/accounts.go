// Package identity knows who somebody is: passwords, second factors, signed-in
// sessions of the web and tokens of the API, and the limits on guessing any of
// them. It is the only room of argon2 and of one-time codes.
//
// What somebody may do never lives here, nor what a body or a role means: a
// session names a user and the membership he acts under, and the doors ask
// casework for the actor. No page, no cookie and no sentence either.
package identity

import (
	"errors"
	"log/slog"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

// Kinds of a session: a token of one door does not open the other.
const (
	Web = "web" // in a cookie
	API = "api" // in an Authorization header
)

// Accounts is everybody who can sign in. It is safe for many at once.
type Accounts struct {
	// Idle is how long a session lasts that is not used, asked each time; nil:
	// half an hour.
	Idle func() time.Duration

	db     *store.DB
	log    *slog.Logger
	hashes *hasher
}

// Open puts the accounts of a database together.
func Open(db *store.DB, log *slog.Logger) *Accounts {
	return &Accounts{db: db, log: log, hashes: newHasher()}
}

// refused is what a person may read: the kind and the text's key.
func refused(kind casemodel.ErrorKind, key string) *casemodel.Error {
	return &casemodel.Error{Kind: kind, Key: key}
}

// gone reports whether something was looked for and is not there.
func gone(err error) bool { return casemodel.Is(err, casemodel.NotFound) }

// answered splits what a transaction found out from what went wrong in it: a
// refusal must not roll back the count of the failure it is about.
func answered(refusal *casemodel.Error, err error) error {
	if err != nil || refusal == nil {
		return err
	}
	return refusal
}

var errNoUser = errors.New("there is no user of that name")
