package store

import "github.com/jiefen/jiefen/casemodel"

// Every request asks who sends it. What answers stands in several tables and is
// asked for in one statement each.

var (
	logins      = lazily[Login]()
	users       = lazily[casemodel.User]()
	memberships = lazily[casemodel.Membership]()
	bodies      = lazily[casemodel.Body]()
	areas       = lazily[casemodel.Area]()
)

// Seat is a membership with its user, its body and the level of the body's
// place, 0 when it has none.
type Seat struct {
	casemodel.Membership
	User  casemodel.User
	Body  casemodel.Body
	Level int
}

// Post names a membership: by its key, or by the session somebody acts in.
type Post struct{ is clause }

// PostOf is the membership of that key.
func PostOf(membership casemodel.ID) Post { return Post{clause{"?", []any{membership}}} }

// PostAt is the membership that the session of a token's hash acts under.
func PostAt(hash []byte) Post {
	return Post{clause{"(SELECT l.membership_id FROM login l WHERE l.token_hash = ?)", []any{hash}}}
}

// Seat loads the seat of a membership, whether it still holds or not.
func (tx *Tx) Seat(post Post) (*Seat, error) {
	var s Seat
	into := memberships().into(&s.Membership)
	into = append(into, users().into(&s.User)...)
	into = append(append(into, bodies().into(&s.Body)...), &s.Level)
	err := tx.only("membership", post.is.in("SELECT "+memberships().list("m")+", "+users().list("u")+", "+bodies().list("b")+`, coalesce(a.level, 0)
FROM membership m JOIN user_account u ON u.id = m.user_id JOIN body b ON b.id = m.body_id LEFT JOIN area a ON a.id = b.area_id
WHERE m.id = `, ""), into...)
	if err != nil {
		return nil, err
	}
	return &s, tx.openUser(&s.User)
}

// Subordinates lists the bodies directly under the one of a membership.
func (tx *Tx) Subordinates(post Post) (ids []casemodel.ID, err error) {
	q := post.is.in("SELECT id FROM body WHERE parent_id = (SELECT body_id FROM membership WHERE id = ", ") ORDER BY code LIMIT 1000")
	return ids, tx.each("read bodies", q, func(scan func(...any) error) error {
		var id casemodel.ID
		err := scan(&id)
		ids = append(ids, id)
		return err
	})
}

// Login loads a session by the hash of its token, and its account. Whether it
// still holds is identity's question.
func (tx *Tx) Login(hash []byte) (*Login, *casemodel.User, error) {
	var l Login
	var u casemodel.User
	err := tx.only("login", clause{"SELECT " + logins().list("l") + ", " + users().list("u") + `
FROM login l JOIN user_account u ON u.id = l.user_id WHERE l.token_hash = ?`, []any{hash}}, append(logins().into(&l), users().into(&u)...)...)
	if err != nil {
		return nil, nil, err
	}
	return &l, &u, tx.openUser(&u)
}

// only reads the one row a question has; none is "<what>.not_found".
func (tx *Tx) only(what string, q clause, into ...any) error {
	found := false
	err := tx.each("read "+what, q, func(scan func(...any) error) error {
		found = true
		return scan(into...)
	})
	if err == nil && !found {
		return missing(what)
	}
	return err
}
