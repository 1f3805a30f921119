package web

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/identity"
)

// mostListed rows stand on a page of the administration; it says so when there
// are more.
const mostListed = 200

// pageOfPeople is how many accounts stand on one page.
const pageOfPeople = 100

// UsersPage lists accounts.
type UsersPage struct {
	Shell
	Q                  string
	Body, Role, Active Field
	Unit               bool // there are too many bodies for a list: part of a name is typed
	Rows               []UserRow
	Count              string
	Pages              PageLinks
	May                bool
}

// UserRow is one account of the list.
type UserRow struct {
	ID, Name, Username string
	Active             bool
	Posts              []string
}

// UserFormPage adds an account.
type UserFormPage struct {
	Shell
	Crumbs []Link
	Faults []Fault
	Fields []Field
}

// UserPage is one account with what may be done to it.
type UserPage struct {
	Shell
	Crumbs []Link
	ID     string
	Facts  []Fact
	Active bool
	Second bool
	About  []Field // name and phone
	May    bool
	Why    string // why nothing may be done
	Posts  []UserPost
	Seats  []Seat
	Ended  string // why a session was not ended
	Faults []Fault
	Fields []Field
}

// UserPost is one membership.
type UserPost struct {
	ID, Body, Roles string
	Running, MayEnd bool
}

func (s *Site) users(v *visit) error {
	q := casework.PeopleQuery{
		Words: v.query("q"), Unit: v.query("unit"), Role: v.query("role"), Active: v.query("active") == "1", Inactive: v.query("active") == "0",
		PageAt: v.pageAt(), Limit: pageOfPeople,
	}
	if id := casemodel.ID(v.query("body")); id.Valid() {
		q.Body = id
	}
	found, err := s.desk.People(v.ctx(), v.who, q)
	if err != nil {
		return err
	}
	page := UsersPage{
		Q: q.Words, May: s.desk.Office(v.who, "users", "edit") == nil, Count: say("admin.users_count", "n", found.Total),
		Pages: v.pages("/admin/users", found.Neighbours),
	}
	for i := range found.List {
		p := &found.List[i]
		row := UserRow{ID: string(p.ID), Name: p.Name, Username: p.Username, Active: p.Active}
		for _, post := range p.Posts {
			if post.Running {
				row.Posts = append(row.Posts, say("admin.post", "body", post.Body.Title, "roles", s.roles(post.Roles)))
			}
		}
		page.Rows = append(page.Rows, row)
	}
	bodies, more, err := s.desk.Employers(v.ctx(), v.who, mostListed)
	if err != nil {
		return err
	}
	page.Unit, page.Body = more, Field{Name: "body", Title: say("filter.body"), Value: q.Unit}
	for i := range bodies {
		page.Body.Options = append(page.Body.Options, Option{Value: string(bodies[i].ID), Title: bodies[i].Title, Chosen: bodies[i].ID == q.Body})
	}
	page.Role, page.Active = Field{Name: "role", Title: say("admin.roles")}, onOrOff(q.Active, q.Inactive)
	for _, role := range casemodel.Roles {
		page.Role.Options = append(page.Role.Options, Option{Value: role, Title: s.desk.Flows.Title("roles", role), Chosen: role == q.Role})
	}
	page.Shell = v.shell(say("nav.users"), "/admin/users")
	return v.ok("users", page)
}

// onOrOff asks whether an account or a body is in use.
func onOrOff(on, off bool) Field {
	return Field{Name: "active", Title: say("admin.on_or_off"), Options: []Option{{Value: "1", Title: say("admin.on"), Chosen: on}, {Value: "0", Title: say("admin.off"), Chosen: off}}}
}

// postFields ask for a body and roles there: from a list when it is short
// enough, else by the body's code.
func (s *Site) postFields(v *visit, values url.Values) ([]Field, error) {
	bodies, more, err := s.desk.Employers(v.ctx(), v.who, mostListed)
	if err != nil {
		return nil, err
	}
	body := Field{ID: "body", Name: "body", Title: say("admin.body"), Type: "select", Required: true, Value: values.Get("body"), Wide: true}
	if more {
		body.Type, body.Title = "text", say("admin.body_code")
	}
	var options []Option
	for i := range bodies {
		options = append(options, Option{Value: bodies[i].Code, Title: bodies[i].Title, Chosen: bodies[i].Code == body.Value})
	}
	body.Groups = []OptionGroup{{Options: options}}
	roles := Field{ID: "roles", Name: "roles", Title: say("admin.roles"), Type: "ticks", Required: true, Wide: true, Group: true}
	for _, r := range s.desk.Grantable(v.who) {
		roles.Options = append(roles.Options, Option{Value: r, Title: s.desk.Flows.Title("roles", r), Chosen: slices.Contains(values["roles"], r)})
	}
	return []Field{body, roles}, nil
}

func (s *Site) newUserPage(v *visit) error {
	if err := s.desk.Office(v.who, "users", "edit"); err != nil {
		return err
	}
	return s.showNewUser(v, http.StatusOK, nil)
}

func (s *Site) showNewUser(v *visit, status int, wrong error) error {
	post, err := s.postFields(v, v.form)
	if err != nil {
		return err
	}
	fields := append([]Field{
		{ID: "name", Name: "name", Title: say("admin.name"), Required: true, Value: v.form.Get("name")},
		{ID: "username", Name: "username", Title: say("login.username"), Required: true, Value: v.form.Get("username"), Help: say("user.username")},
		{ID: "phone", Name: "phone", Title: say("admin.phone"), Type: "tel", Value: v.form.Get("phone")},
	}, post...)
	page := UserFormPage{Fields: fields, Crumbs: []Link{{say("nav.users"), "/admin/users"}, {say("admin.new_user"), ""}}}
	page.Faults = s.faults(wrong, page.Fields)
	page.Shell = v.shell(say("admin.new_user"), "/admin/users")
	return v.show(status, "user_new", page)
}

func (s *Site) addUser(v *visit) error {
	if err := s.desk.Office(v.who, "users", "edit"); err != nil {
		return err
	}
	n := identity.NewUser{
		Username: v.form.Get("username"), Name: v.form.Get("name"), Phone: v.form.Get("phone"), Body: v.form.Get("body"),
		Roles: v.form["roles"], Password: identity.MadePassword(),
	}
	name := identity.Name(n.Username)
	n.Guard = s.desk.Recorded(v.who, casework.Deed{Act: "user_added", Kind: "user", About: name, Title: n.Name + " " + name, Changes: given(n.Body, n.Roles)},
		s.desk.MayEmploy(v.who, n.Body, n.Roles))
	err := personFaults(n)
	var id casemodel.ID
	if err == nil {
		id, err = s.accounts.AddUser(v.ctx(), n)
	}
	if casemodel.Is(err, casemodel.Invalid) {
		return s.showNewUser(v, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	v.administered("user_added", "user", id, "body", n.Body, "roles", n.Roles)
	note := say("admin.added", "username", identity.Name(n.Username), "password", n.Password)
	return v.back(note, "/admin/users/"+string(id))
}

// personFaults are those of the form itself, all at once.
func personFaults(n identity.NewUser) error {
	var faults []casemodel.FieldError
	if n.Name == "" {
		faults = append(faults, casemodel.FieldError{Field: "name", Key: "field.missing"})
	}
	if n.Phone != "" {
		if key := casemodel.CheckPhone(n.Phone); key != "" {
			faults = append(faults, casemodel.FieldError{Field: "phone", Key: key})
		}
	}
	if n.Body == "" {
		faults = append(faults, casemodel.FieldError{Field: "body", Key: "field.missing"})
	}
	if len(n.Roles) == 0 {
		faults = append(faults, casemodel.FieldError{Field: "roles", Key: "field.missing"})
	}
	if len(faults) == 0 {
		return nil
	}
	return &casemodel.Error{Kind: casemodel.Invalid, Key: "input.invalid", Fields: faults}
}

func (s *Site) user(v *visit) error { return s.showUser(v, http.StatusOK, nil) }

func (s *Site) showUser(v *visit, status int, wrong error) error {
	p, err := s.person(v)
	if err != nil {
		return err
	}
	page := UserPage{
		ID: string(p.ID), Active: p.Active, Second: p.Second, May: p.Edit == nil, Crumbs: []Link{{say("nav.users"), "/admin/users"}, {p.Name, ""}},
		Facts: []Fact{{say("admin.name"), p.Name}, {say("login.username"), p.Username}, {say("admin.phone"), p.Phone}},
	}
	var refused *casemodel.Error
	if asRefusal(p.Edit, &refused) {
		page.Why = s.sayFault(refused.Key, refused.Args)
	}
	for _, m := range p.Posts {
		page.Posts = append(page.Posts, UserPost{ID: string(m.ID), Body: m.Body.Title, Roles: s.roles(m.Roles), Running: m.Running, MayEnd: m.MayEnd})
	}
	if page.May {
		if page.Seats, err = s.seatsOf(v, p.ID); err != nil {
			return err
		}
		if page.Fields, err = s.postFields(v, v.form); err != nil {
			return err
		}
		page.About = []Field{
			{ID: "name", Name: "name", Title: say("admin.name"), Required: true, Value: typedOr(v.form, "name", p.Name)},
			{ID: "phone", Name: "phone", Title: say("admin.phone"), Type: "tel", Value: typedOr(v.form, "phone", p.Phone)},
		}
		all := slices.Concat(page.About, page.Fields)
		if casemodel.Is(wrong, casemodel.NotFound) {
			page.Ended, wrong = s.sayFault("session.unknown", nil), nil
		}
		page.Faults = s.faults(wrong, all)
		page.About, page.Fields = all[:len(page.About)], all[len(page.About):]
	}
	page.Shell = v.shell(p.Name, "/admin/users")
	return v.show(status, "user", page)
}
