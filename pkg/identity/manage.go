package identity

import (
	"context"
	"crypto/rand"
	"fmt"
	"regexp"
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

// NewUser is an account to be made. Hash, from Hash, stands in for Password
// where many accounts get the same one. With a body, named by its code, and
// roles there it gets its first membership at once.
type NewUser struct {
	Username string
	Name     string
	Phone    string
	Password string
	Hash     string
	Body     string
	Roles    []string
	Guard    Guard // nil at the console, where nobody is asked
}

// Guard is asked inside the transaction that changes an account, before
// anything is written; what it answers ends the change.
type Guard func(*store.Tx) error

func (g Guard) ask(tx *store.Tx) error {
	if g == nil {
		return nil
	}
	return g(tx)
}

// MadePassword is one that nobody has used: to be shown once and changed.
func MadePassword() string { return rand.Text()[:16] }

var username = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{1,39}$`)

// nobodys are roles no membership can hold: follow-ons, the clock, the public.
var nobodys = []string{"system", "clock", "public_user", "link_holder"}

// Hash makes the text a password is kept as. It does not judge the password.
func (a *Accounts) Hash(ctx context.Context, password string) (string, error) {
	return a.hashes.hash(ctx, password)
}

// AddUser makes an account.
func (a *Accounts) AddUser(ctx context.Context, n NewUser) (casemodel.ID, error) {
	n.Username = Name(n.Username)
	if !username.MatchString(n.Username) {
		return "", casemodel.Bad("username", "user.username")
	}
	if n.Hash == "" {
		if err := checkPassword("password", n.Username, n.Password); err != nil {
			return "", err
		}
		hash, err := a.hashes.hash(ctx, n.Password)
		if err != nil {
			return "", err
		}
		n.Hash = hash
	}
	if n.Name == "" {
		n.Name = n.Username
	}
	var id casemodel.ID
	err := a.db.Do(ctx, func(tx *store.Tx) error {
		if err := n.Guard.ask(tx); err != nil {
			return err
		}
		id = tx.NewID()
		err := tx.InsertUser(&casemodel.User{
			ID: id, Username: n.Username, Name: n.Name, Phone: n.Phone, PasswordHash: n.Hash, Active: 1, Version: 1, CreatedAt: tx.Now(),
		})
		if err == nil && n.Body != "" {
			_, err = employ(tx, id, n.Body, n.Roles)
		}
		return err
	})
	if store.DuplicateOf(err) == "user_account_username_key" {
		return "", casemodel.Bad("username", "user.taken")
	}
	return id, err
}

// AddMembership lets a user work in a body, found by its code, in some roles.
func (a *Accounts) AddMembership(ctx context.Context, user casemodel.ID, bodyCode string, roles []string) (casemodel.ID, error) {
	var id casemodel.ID
	err := a.db.Do(ctx, func(tx *store.Tx) (err error) {
		id, err = employ(tx, user, bodyCode, roles)
		return err
	})
	return id, err
}

func employ(tx *store.Tx, user casemodel.ID, bodyCode string, roles []string) (casemodel.ID, error) {
	for _, r := range roles {
		if !slices.Contains(casemodel.Roles, r) || slices.Contains(nobodys, r) {
			return "", &casemodel.Error{Kind: casemodel.Invalid, Key: "user.role", Field: "roles", Args: map[string]any{"role": r}}
		}
	}
	if len(roles) == 0 {
		return "", casemodel.Bad("roles", "field.missing")
	}
	b, err := tx.BodyByCode(bodyCode)
	if gone(err) {
		return "", casemodel.Bad("body", "field.no_such_body")
	}
	if err != nil {
		return "", err
	}
	m := &casemodel.Membership{ID: tx.NewID(), UserID: user, BodyID: b.ID, Roles: roles, Active: 1}
	if b.Kind == "grid" {
		m.GridID = b.ID
	}
	return m.ID, tx.InsertMembership(m)
}

// SetPassword replaces somebody's password, for the administrator at the
// console: every session of the account dies, and so do its waiting times.
func (a *Accounts) SetPassword(ctx context.Context, name, password string) error {
	name = Name(name)
	if err := checkPassword("password", name, password); err != nil {
		return err
	}
	hash, err := a.hashes.hash(ctx, password)
	if err != nil {
		return err
	}
	return a.edit(ctx, name, func(u *casemodel.User) { u.PasswordHash = hash })
}

// Disable ends an account at once; its name stays taken and its acts stay its.
func (a *Accounts) Disable(ctx context.Context, name string) error {
	return a.edit(ctx, Name(name), func(u *casemodel.User) { u.Active = 0 })
}

// Enable brings a disabled account back.
func (a *Accounts) Enable(ctx context.Context, name string) error {
	return a.edit(ctx, Name(name), func(u *casemodel.User) { u.Active = 1 })
}

func (a *Accounts) edit(ctx context.Context, name string, change func(*casemodel.User)) error {
	account := subject{account: name}
	return a.db.Do(ctx, func(tx *store.Tx) error {
		if err := account.turn(tx); err != nil {
			return err
		}
		u, err := tx.UserByName(name)
		if gone(err) {
			return fmt.Errorf("%s: %w", name, errNoUser)
		}
		if err != nil {
			return err
		}
		change(u)
		u.Version++
		if err := tx.UpdateUser(u); err != nil {
			return err
		}
		if err := account.succeeded(tx); err != nil {
			return err
		}
		return tx.DeleteLoginsOf(u.ID)
	})
}

// Find returns the account of a name, "" when there is none.
func (a *Accounts) Find(ctx context.Context, name string) (casemodel.ID, error) {
	var id casemodel.ID
	err := a.db.Read(ctx, func(tx *store.Tx) error {
		u, err := tx.UserByName(Name(name))
		if gone(err) {
			return nil
		}
		if err == nil {
			id = u.ID
		}
		return err
	})
	return id, err
}
