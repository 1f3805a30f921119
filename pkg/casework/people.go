package casework

import (
	"context"
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

// PeopleQuery chooses accounts of a list; empty fields do not choose.
type PeopleQuery struct {
	Words    string // part of the name or the username
	Body     casemodel.ID
	Unit     string // part of the title or the code of a body
	Role     string
	Active   bool
	Inactive bool
	PageAt   PageAt
	Limit    int
}

// PageAt is where a page of a list begins.
type PageAt = store.PageAt

// Neighbours are the rows from which the pages on either side go on.
type Neighbours = store.Neighbours

// PeoplePage is one page of accounts and how many there are in all.
type PeoplePage struct {
	Neighbours

	List  []Person
	Total int
}

// Person is one account as an administrator sees it.
type Person struct {
	ID                    casemodel.ID
	Username, Name, Phone string
	Active                bool
	Second                bool // asks for a second factor
	Posts                 []Post
	Edit                  error // why the reader may not change the account; nil: may
}

// Post is one membership with its body.
type Post struct {
	ID      casemodel.ID
	Body    casemodel.Body
	Roles   []string
	Running bool
	MayEnd  bool

	home casemodel.ID // the centre the body belongs to
}

// People lists the accounts an actor may know, page by page.
func (d *Desk) People(ctx context.Context, who casemodel.Actor, q PeopleQuery) (page PeoplePage, err error) {
	if err := d.Office(who, "users", "list"); err != nil {
		return page, err
	}
	err = d.DB.Read(ctx, func(tx *store.Tx) error {
		f := store.UserFilter{Q: q.Words, BodyID: q.Body, Body: q.Unit, Role: q.Role, Active: q.Active, Inactive: q.Inactive, Limit: q.Limit}
		if !d.everywhere(who, "list") {
			mine, err := belonging(tx, who.BodyID)
			if err != nil {
				return err
			}
			f.Ours = []casemodel.ID{}
			for _, b := range mine {
				f.Ours = append(f.Ours, b.ID)
			}
		}
		users, beside, err := tx.PageOfUsers(f, q.PageAt)
		if err != nil {
			return err
		}
		page.Neighbours = beside
		if page.Total, err = tx.CountUsers(f); err != nil {
			return err
		}
		page.List, err = d.persons(tx, who, users)
		return err
	})
	page.List = slices.DeleteFunc(page.List, func(p Person) bool { return !d.knows(who, &p) })
	return page, err
}

// Person returns one account: Forbidden for who may not know it.
func (d *Desk) Person(ctx context.Context, who casemodel.Actor, id casemodel.ID) (p Person, err error) {
	if err := d.Office(who, "users", "list"); err != nil {
		return p, err
	}
	err = d.DB.Read(ctx, func(tx *store.Tx) error {
		p, err = d.person(tx, who, id)
		return err
	})
	if err == nil && !d.knows(who, &p) {
		return Person{}, d.office(who, "users", "list", "")
	}
	return p, err
}

func (d *Desk) person(tx *store.Tx, who casemodel.Actor, id casemodel.ID) (Person, error) {
	u, err := tx.User(id)
	if err != nil {
		return Person{}, err
	}
	list, err := d.persons(tx, who, []casemodel.User{*u})
	if err != nil {
		return Person{}, err
	}
	return list[0], nil
}

// persons loads the memberships of accounts, and judges what the actor may
// change of them.
func (d *Desk) persons(tx *store.Tx, who casemodel.Actor, users []casemodel.User) ([]Person, error) {
	ids := make([]casemodel.ID, len(users))
	list := make([]Person, len(users))
	at := map[casemodel.ID]int{}
	for i := range users {
		u := &users[i]
		ids[i], at[u.ID] = u.ID, i
		list[i] = Person{ID: u.ID, Username: u.Username, Name: u.Name, Phone: u.Phone, Active: u.Active == 1, Second: u.TOTPSecret != "" && u.TOTPStep >= 0}
	}
	rows, err := tx.MembershipsOf(ids...)
	if err != nil {
		return nil, err
	}
	bodies, homes := map[casemodel.ID]casemodel.Body{}, map[casemodel.ID]casemodel.ID{}
	for _, m := range rows {
		if _, known := bodies[m.BodyID]; !known {
			b, err := tx.Body(m.BodyID)
			if err != nil {
				return nil, err
			}
			if homes[b.ID], err = centreOf(tx, b.ID); err != nil {
				return nil, err
			}
			bodies[b.ID] = *b
		}
		p := &list[at[m.UserID]]
		p.Posts = append(p.Posts, Post{
			ID: m.ID, Body: bodies[m.BodyID], Roles: m.Roles, Running: m.Active == 1 && tx.Now().Before(m.Until), home: homes[m.BodyID],
		})
	}
	for i := range list {
		d.judge(who, &list[i])
	}
	return list, nil
}

// judge fills in what the actor may change: an account only when all of it is
// within reach, or a director would get at another centre, or at rights nobody
// gave him, by way of a person who has them. Nobody changes the own account
// here: there is a page for that, and the last administrator must not go.
func (d *Desk) judge(who casemodel.Actor, p *Person) {
	may := d.Grantable(who)
	if p.ID == who.UserID {
		p.Edit = &casemodel.Error{Kind: casemodel.Forbidden, Key: "admin.self"}
	} else if len(p.Posts) == 0 {
		p.Edit = d.office(who, "users", "edit", "")
	}
	for i := range p.Posts {
		post := &p.Posts[i]
		err := d.office(who, "users", "edit", post.home)
		if err == nil && post.Running && slices.ContainsFunc(post.Roles, func(r string) bool { return !slices.Contains(may, r) }) {
			err = &casemodel.Error{Kind: casemodel.Forbidden, Key: "admin.above"}
		}
		post.MayEnd = post.Running && err == nil && p.ID != who.UserID
		if p.Edit == nil && (post.Running || !p.runs()) {
			p.Edit = err
		}
	}
}

// runs reports whether any membership of the person goes on.
func (p *Person) runs() bool {
	return slices.ContainsFunc(p.Posts, func(m Post) bool { return m.Running })
}

// knows reports whether the actor may see an account: one membership within
// reach is enough, an ended one only when none goes on.
func (d *Desk) knows(who casemodel.Actor, p *Person) bool {
	if d.everywhere(who, "list") {
		return true
	}
	return slices.ContainsFunc(p.Posts, func(m Post) bool {
		return (m.Running || !p.runs()) && d.office(who, "users", "list", m.home) == nil
	})
}

// MayEdit guards a change of an account.
func (d *Desk) MayEdit(who casemodel.Actor, id casemodel.ID) func(*store.Tx) error {
	return func(tx *store.Tx) error {
		p, err := d.person(tx, who, id)
		if err != nil {
			return err
		}
		return p.Edit
	}
}

// MayEmploy guards a membership that is to be: the body must be within reach
// and active, and the roles such as the actor may give.
func (d *Desk) MayEmploy(who casemodel.Actor, bodyCode string, roles []string) func(*store.Tx) error {
	return func(tx *store.Tx) error {
		b, err := tx.BodyByCode(bodyCode)
		if casemodel.Is(err, casemodel.NotFound) {
			if err := d.Office(who, "users", "edit"); err != nil {
				return err
			}
			return casemodel.Bad("body", "field.no_such_body")
		}
		if err != nil {
			return err
		}
		home, err := centreOf(tx, b.ID)
		if err != nil {
			return err
		}
		if err := d.office(who, "users", "edit", home); err != nil {
			return err
		}
		may := d.Grantable(who)
		if slices.ContainsFunc(roles, func(r string) bool { return slices.Contains(casemodel.Roles, r) && !slices.Contains(may, r) }) {
			return &casemodel.Error{Kind: casemodel.Forbidden, Key: "admin.role"}
		}
		if b.Active != 1 {
			return casemodel.Bad("body", "admin.body_inactive")
		}
		return nil
	}
}

// MayJoin guards a further membership of an account there is.
func (d *Desk) MayJoin(who casemodel.Actor, id casemodel.ID, bodyCode string, roles []string) func(*store.Tx) error {
	return func(tx *store.Tx) error {
		if err := d.MayEdit(who, id)(tx); err != nil {
			return err
		}
		return d.MayEmploy(who, bodyCode, roles)(tx)
	}
}

// MayDismiss guards the end of a membership.
func (d *Desk) MayDismiss(who casemodel.Actor, id, membership casemodel.ID) func(*store.Tx) error {
	return func(tx *store.Tx) error {
		p, err := d.person(tx, who, id)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(p.Posts, func(m Post) bool { return m.ID == membership })
		switch {
		case i < 0:
			return &casemodel.Error{Kind: casemodel.NotFound, Key: "membership.not_found"}
		case !p.Posts[i].MayEnd && p.Posts[i].Running:
			if p.Edit != nil {
				return p.Edit
			}
			return d.office(who, "users", "edit", "")
		}
		if !p.Posts[i].Running {
			return d.office(who, "users", "edit", p.Posts[i].home)
		}
		return nil
	}
}
