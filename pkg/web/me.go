package web

import (
	"errors"
	"net/http"

	"github.com/jiefen/jiefen/casemodel"
)

// MePage is one's own account: posts, sessions, password.
type MePage struct {
	Shell
	Username string
	Second   bool
	Posts    []Post
	Seats    []Seat
	Faults   []Fault
	Fields   []Field
}

// Post is one membership a person may act under.
type Post struct {
	ID, Body, Kind, Roles string
	Now                   bool
}

// Seat is one place where a person is signed in.
type Seat struct {
	ID, Since, Seen, Address, Agent string
	Now                             bool
}

func (s *Site) me(v *visit) error { return s.showMe(v, http.StatusOK, nil) }

func (s *Site) showMe(v *visit, status int, fault error) error {
	page := MePage{Username: v.session.Username, Second: v.session.SecondFactor}
	posts, err := s.accounts.Memberships(v.ctx(), v.session.UserID)
	if err != nil {
		return err
	}
	for _, p := range posts {
		page.Posts = append(page.Posts, Post{
			ID: string(p.ID), Body: p.BodyTitle, Kind: s.desk.Flows.Title("body_kinds", p.BodyKind), Roles: s.roles(p.Roles),
			Now: p.ID == v.session.MembershipID,
		})
	}
	seats, err := s.accounts.Sessions(v.ctx(), v.session)
	if err != nil {
		return err
	}
	for _, seat := range seats {
		page.Seats = append(page.Seats, Seat{
			ID: seat.ID, Since: minute(seat.CreatedAt), Seen: minute(seat.SeenAt), Address: seat.Address, Agent: seat.Agent,
			Now: seat.ID == v.session.ID,
		})
	}
	page.Fields = []Field{
		{ID: "password", Name: "password", Title: say("me.present"), Type: "password", Value: "current-password", Required: true, Wide: true},
		{ID: "new", Name: "new", Title: say("me.new"), Type: "password", Value: "new-password", Required: true, Wide: true},
		{ID: "again", Name: "again", Title: say("me.again"), Type: "password", Value: "new-password", Required: true, Wide: true},
	}
	page.Faults = s.faults(fault, page.Fields)
	page.Shell = v.shell(say("nav.me"), "/me")
	return v.show(status, "me", page)
}

// switchMembership acts openly under another of one's own posts.
func (s *Site) switchMembership(v *visit) error {
	wanted := casemodel.ID(v.form.Get("membership"))
	if !wanted.Valid() {
		return &casemodel.Error{Kind: casemodel.Forbidden, Key: "membership.not_yours"}
	}
	session, err := s.accounts.Switch(v.ctx(), v.session, wanted)
	if err != nil {
		return err
	}
	v.session = session
	if v.who, err = s.desk.Actor(v.ctx(), session.MembershipID); err != nil {
		return err
	}
	if err := v.leave(Note{Kind: "ok", Text: say("me.switched", "body", v.who.BodyTitle, "roles", s.roles(v.who.Roles))}); err != nil {
		return err
	}
	return v.redirect("/home")
}

func (s *Site) endSession(v *visit) error {
	if err := s.accounts.End(v.ctx(), v.session, v.form.Get("session")); err != nil {
		return err
	}
	if v.form.Get("session") == v.session.ID {
		return v.redirect("/login")
	}
	if err := v.leave(Note{Kind: "ok", Text: say("me.ended")}); err != nil {
		return err
	}
	return v.redirect("/me")
}

func (s *Site) changePassword(v *visit) error {
	if v.form.Get("new") != v.form.Get("again") {
		return s.showMe(v, http.StatusUnprocessableEntity, casemodel.Bad("again", "password.differ"))
	}
	ticket, err := s.accounts.ChangePassword(v.ctx(), v.here(), v.form.Get("password"), v.form.Get("new"))
	var refused *casemodel.Error
	if errors.As(err, &refused) && (refused.Kind == casemodel.Invalid || refused.Kind == casemodel.Throttled) {
		return s.showMe(v, statusOf(err), refused)
	}
	if err != nil {
		return err
	}
	v.signIn(ticket.Token)
	if err := v.leave(Note{Kind: "ok", Text: say("me.changed")}); err != nil {
		return err
	}
	return v.redirect("/me")
}
