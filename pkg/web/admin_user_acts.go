package web

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/identity"
)

// person is the account of the address.
func (s *Site) person(v *visit) (casework.Person, error) {
	id := casemodel.ID(v.c.Param("id"))
	if !id.Valid() {
		return casework.Person{}, &casemodel.Error{Kind: casemodel.NotFound, Key: "user.not_found"}
	}
	return s.desk.Person(v.ctx(), v.who, id)
}

func (s *Site) employ(v *visit) error {
	p, err := s.person(v)
	if err != nil {
		return err
	}
	body, roles := v.form.Get("body"), v.form["roles"]
	deed := userDeed("membership_added", p.ID, given(body, roles)...)
	err = s.accounts.Employ(v.ctx(), p.ID, body, roles, s.desk.Recorded(v.who, deed, s.desk.MayJoin(v.who, p.ID, body, roles)))
	if casemodel.Is(err, casemodel.Invalid) {
		return s.showUser(v, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	v.administered("membership_added", "user", p.ID, "body", body, "roles", roles)
	return v.back(say("admin.employed"), "/admin/users/"+string(p.ID))
}

func (s *Site) dismiss(v *visit) error {
	p, err := s.person(v)
	if err != nil {
		return err
	}
	post := casemodel.ID(v.form.Get("post"))
	deed := userDeed("membership_ended", p.ID)
	for _, m := range p.Posts {
		if m.ID == post {
			deed.Changes = []casework.Change{{Field: "body", Before: m.Body.Code}, {Field: "roles", Before: strings.Join(m.Roles, ",")}}
		}
	}
	if err := s.accounts.Dismiss(v.ctx(), p.ID, post, s.desk.Recorded(v.who, deed, s.desk.MayDismiss(v.who, p.ID, post))); err != nil {
		return err
	}
	v.administered("membership_ended", "user", p.ID, "membership", post)
	return v.back(say("admin.dismissed"), "/admin/users/"+string(p.ID))
}

func (s *Site) activate(v *visit) error {
	act, note := "user_disabled", say("admin.disabled")
	active := v.form.Get("active") == "true"
	if active {
		act, note = "user_enabled", say("admin.enabled")
	}
	return s.administer(v, act, note, func(ctx context.Context, p casework.Person, guard identity.Guard) error {
		return s.accounts.SetActive(ctx, p.ID, active, guard)
	})
}

func (s *Site) resetPassword(v *visit) error {
	password := identity.MadePassword()
	return s.administer(v, "password_reset", say("admin.reset", "password", password), func(ctx context.Context, p casework.Person, guard identity.Guard) error {
		return s.accounts.Reset(ctx, p.ID, password, guard)
	})
}

// clearSecond takes a lost second factor away.
func (s *Site) clearSecond(v *visit) error {
	return s.administer(v, "second_cleared", say("admin.second_cleared"), func(ctx context.Context, p casework.Person, guard identity.Guard) error {
		return s.accounts.ClearSecond(ctx, p.ID, guard)
	})
}

// typedOr is what was typed into a field, else what stands there.
func typedOr(form url.Values, name, now string) string {
	if form.Has(name) {
		return form.Get(name)
	}
	return now
}

// describe changes somebody's name and phone. What the phone is, its log does
// not say.
func (s *Site) describe(v *visit) error {
	p, err := s.person(v)
	if err != nil {
		return err
	}
	name, phone := strings.TrimSpace(v.form.Get("name")), strings.TrimSpace(v.form.Get("phone"))
	err = personFaults(identity.NewUser{Name: name, Phone: phone, Body: "-", Roles: []string{"-"}})
	if err == nil {
		deed := userDeed("user_changed", p.ID)
		if name != p.Name {
			deed.Changes = append(deed.Changes, casework.Change{Field: "name", Before: p.Name, After: name})
		}
		if phone != p.Phone {
			deed.Changes = append(deed.Changes, casework.Change{Field: "phone"})
		}
		err = s.accounts.Describe(v.ctx(), p.ID, name, phone, s.desk.Recorded(v.who, deed, s.desk.MayEdit(v.who, p.ID)))
	}
	if casemodel.Is(err, casemodel.Invalid) {
		return s.showUser(v, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	v.administered("user_changed", "user", p.ID)
	return v.back(say("admin.described"), "/admin/users/"+string(p.ID))
}

func (s *Site) endSessions(v *visit) error {
	return s.administer(v, "sessions_ended", say("admin.sessions_ended"), func(ctx context.Context, p casework.Person, guard identity.Guard) error {
		return s.accounts.EndAll(ctx, p.ID, guard)
	})
}

// endOneSession ends one place where somebody is signed in. One that is over, or
// somebody else's, is not found, and the page says so beside what is there.
func (s *Site) endOneSession(v *visit) error {
	p, err := s.person(v)
	if err != nil {
		return err
	}
	seats, err := s.seatsOf(v, p.ID)
	if err != nil {
		return err
	}
	id, deed := v.form.Get("session"), userDeed("session_ended", p.ID)
	for _, seat := range seats {
		if seat.ID == id {
			deed.Changes = []casework.Change{{Field: "session", Before: say("admin.session", "device", seat.Device, "address", seat.Address, "since", seat.Since)}}
		}
	}
	err = s.accounts.EndOne(v.ctx(), p.ID, id, s.desk.Recorded(v.who, deed, s.desk.MayEdit(v.who, p.ID)))
	var refused *casemodel.Error
	if asRefusal(err, &refused) && refused.Kind == casemodel.NotFound {
		return s.showUser(v, http.StatusNotFound, err)
	}
	if err != nil {
		return err
	}
	v.administered("session_ended", "user", p.ID)
	return v.back(say("admin.session_ended"), "/admin/users/"+string(p.ID))
}

// seatsOf lists where somebody is signed in.
func (s *Site) seatsOf(v *visit, user casemodel.ID) ([]Seat, error) {
	all, err := s.accounts.Sessions(v.ctx(), identity.Session{UserID: user})
	return seatsShown(all, v.session.ID), err
}

// administer does one thing to the account of the address and says so.
func (s *Site) administer(v *visit, act, note string, do func(context.Context, casework.Person, identity.Guard) error) error {
	p, err := s.person(v)
	if err != nil {
		return err
	}
	if err := do(v.ctx(), p, s.desk.Recorded(v.who, userDeed(act, p.ID), s.desk.MayEdit(v.who, p.ID))); err != nil {
		return err
	}
	v.administered(act, "user", p.ID)
	return v.back(note, "/admin/users/"+string(p.ID))
}

// userDeed is a change of an account for the log of the administration.
func userDeed(act string, id casemodel.ID, changes ...casework.Change) casework.Deed {
	return casework.Deed{Act: act, Kind: "user", About: string(id), Changes: changes}
}

// given is a membership that is to be.
func given(body string, roles []string) []casework.Change {
	return []casework.Change{{Field: "body", After: body}, {Field: "roles", After: strings.Join(roles, ",")}}
}

// administered leaves a trace in the program's log too, with the address it
// came from.
func (v *visit) administered(act string, about ...any) {
	trace := append([]any{"act", act, "by", v.who.UserID, "membership_by", v.who.MembershipID, "address", v.address()}, about...)
	v.s.log.InfoContext(v.ctx(), "administration", trace...)
}

// back leaves a note and goes on to a page.
func (v *visit) back(note, to string) error {
	if err := v.leave(Note{Kind: "ok", Text: note}); err != nil {
		return err
	}
	return v.redirect(to)
}
