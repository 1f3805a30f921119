package store

import (
	"encoding/base64"
	"fmt"

	"gorm.io/gorm"

	"github.com/jiefen/jiefen/casemodel"
)

// UserFilter chooses accounts; an empty field does not choose.
type UserFilter struct {
	Q        string // part of the name or the username
	BodyID   casemodel.ID
	Body     string // part of the title or the code of a body
	Role     string
	Active   bool
	Inactive bool
	Ours     []casemodel.ID // belongs to one of these bodies, or belonged to one and now to none at all; nil does not choose
	Limit    int
}

// User loads one account.
func (tx *Tx) User(id casemodel.ID) (*casemodel.User, error) {
	return tx.takeUser("id = ?", id)
}

// UsersByID loads accounts; an id that is nobody's is left out.
func (tx *Tx) UsersByID(ids ...casemodel.ID) (map[casemodel.ID]casemodel.User, error) {
	users, err := tx.openUsers(find[casemodel.User](tx, "users by id", tx.db.Where("id IN ?", orNone(ids))))
	found := make(map[casemodel.ID]casemodel.User, len(users))
	for i := range users {
		found[users[i].ID] = users[i]
	}
	return found, err
}

// UserByName loads one account by the name it signs in with.
func (tx *Tx) UserByName(username string) (*casemodel.User, error) {
	return tx.takeUser("username = ?", username)
}

func (tx *Tx) takeUser(where string, arg any) (*casemodel.User, error) {
	u, err := users().one(tx, "user", where, arg)
	if err != nil {
		return nil, err
	}
	return u, tx.openUser(u)
}

// Users lists accounts by username.
func (tx *Tx) Users(f UserFilter) ([]casemodel.User, error) {
	return tx.openUsers(find[casemodel.User](tx, "users", tx.usersWhere(f).Order("username").Limit(bounded(f.Limit))))
}

// PageOfUsers is one page of them, with those on either side.
func (tx *Tx) PageOfUsers(f UserFilter, at PageAt) ([]casemodel.User, Neighbours, error) {
	limit := bounded(f.Limit)
	users, err := tx.openUsers(find[casemodel.User](tx, "page of users", at.from(tx.usersWhere(f), "user_account", "username").Limit(limit+1)))
	users, n := page(at, users, limit, func(u *casemodel.User) casemodel.ID { return u.ID })
	return users, n, err
}

// CountUsers counts them.
func (tx *Tx) CountUsers(f UserFilter) (int, error) {
	var n int64
	err := tx.usersWhere(f).Model(&casemodel.User{}).Count(&n).Error
	return int(n), tx.wrap("count users", err)
}

// running is the predicate for memberships that go on.
const running = "active = 1 AND until > ?"

func (tx *Tx) usersWhere(f UserFilter) *gorm.DB {
	q := tx.db
	if f.Q != "" {
		q = q.Where("("+tx.contains("name")+" OR "+tx.contains("username")+")", f.Q, f.Q)
	}
	if f.Active {
		q = q.Where("active = 1")
	}
	if f.Inactive {
		q = q.Where("active <> 1")
	}
	if f.Ours != nil {
		q = q.Where("(id IN (SELECT user_id FROM membership WHERE body_id IN ? AND "+running+") OR "+
			"id IN (SELECT user_id FROM membership WHERE body_id IN ?) AND id NOT IN (SELECT user_id FROM membership WHERE "+running+"))",
			f.Ours, tx.Now(), f.Ours, tx.Now())
	}
	member, args := "", []any{}
	if f.BodyID != "" {
		member, args = member+" AND body_id = ?", append(args, f.BodyID)
	}
	if f.Body != "" {
		member += " AND body_id IN (SELECT id FROM body WHERE " + tx.contains("title") + " OR " + tx.contains("code") + ")"
		args = append(args, f.Body, f.Body)
	}
	if f.Role != "" {
		member, args = member+" AND "+tx.contains("roles"), append(args, "|"+f.Role+"|")
	}
	if member != "" {
		q = q.Where("id IN (SELECT user_id FROM membership WHERE active = 1"+member+")", args...)
	}
	return q
}

func (tx *Tx) openUsers(users []casemodel.User, err error) ([]casemodel.User, error) {
	for i := range users {
		if err == nil {
			err = tx.openUser(&users[i])
		}
	}
	return users, err
}

// InsertUser writes an account; a username in use is Duplicate
// user_account_username_key.
func (tx *Tx) InsertUser(u *casemodel.User) error {
	row, err := tx.sealUser(*u)
	if err != nil {
		return err
	}
	return tx.insert("user", row)
}

// UpdateUser rewrites an account. The caller raises Version where older
// sessions must die.
func (tx *Tx) UpdateUser(u *casemodel.User) error {
	row, err := tx.sealUser(*u)
	if err != nil {
		return err
	}
	return tx.rewriteByID("user", row, u.ID)
}

// sealUser and openUser keep the phone and the second factor's secret out of
// reach of whoever reads the database.
func (tx *Tx) sealUser(u casemodel.User) (*casemodel.User, error) {
	for column, text := range map[string]*string{"phone": &u.Phone, "totp_secret": &u.TOTPSecret} {
		if *text == "" {
			continue
		}
		sealed, err := tx.seal("user_account", column, u.ID, *text)
		if err != nil {
			return nil, err
		}
		*text = base64.StdEncoding.EncodeToString(sealed)
	}
	return &u, nil
}

func (tx *Tx) openUser(u *casemodel.User) error {
	for column, text := range map[string]*string{"phone": &u.Phone, "totp_secret": &u.TOTPSecret} {
		if *text == "" {
			continue
		}
		sealed, err := base64.StdEncoding.DecodeString(*text)
		if err != nil {
			return fmt.Errorf("read %s of user %s: %w", column, u.ID, err)
		}
		if *text, err = tx.unseal("user_account", column, u.ID, sealed); err != nil {
			return err
		}
	}
	return nil
}

// Memberships lists the memberships of one user, ended ones too.
func (tx *Tx) Memberships(user casemodel.ID) ([]casemodel.Membership, error) {
	return find[casemodel.Membership](tx, "memberships", tx.db.Where("user_id = ?", user).Order("id"))
}

// MembershipsOf lists the memberships of several users, ended ones too.
func (tx *Tx) MembershipsOf(users ...casemodel.ID) ([]casemodel.Membership, error) {
	if len(users) == 0 {
		return nil, nil
	}
	return find[casemodel.Membership](tx, "memberships", tx.db.Where("user_id IN ?", users).Order("id"))
}

// Membership loads one.
func (tx *Tx) Membership(id casemodel.ID) (*casemodel.Membership, error) {
	return take[casemodel.Membership](tx, "membership", tx.db.Where("id = ?", id))
}

// MembershipsOfBody lists who belongs to a body, ended ones too.
func (tx *Tx) MembershipsOfBody(body casemodel.ID) ([]casemodel.Membership, error) {
	return find[casemodel.Membership](tx, "memberships", tx.db.Where("body_id = ?", body).Order("id"))
}

// InsertMembership writes one; an absent end is Never.
func (tx *Tx) InsertMembership(m *casemodel.Membership) error {
	if m.Since.IsZero() {
		m.Since = tx.Now()
	}
	if m.Until.IsZero() {
		m.Until = casemodel.Never
	}
	return tx.insert("membership", m)
}

// UpdateMembership rewrites one.
func (tx *Tx) UpdateMembership(m *casemodel.Membership) error {
	return tx.rewriteByID("membership", m, m.ID)
}
