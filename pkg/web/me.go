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
	Guided   bool // there are first steps to go
	Posts    []Post
	Seats    []Seat
	Mark     string
	Ended    string // why a session was not ended
	Faults   []Fault
	Fields   []Field
}

// Post is one membership a person may act under.
type Post struct {
	ID, Body, Kind, Roles string
	Now                   bool
}

func (s *Site) me(v *visit) error { return s.showMe(v, http.StatusOK, nil) }

func (s *Site) showMe(v *visit, status int, fault error) error {
	return s.drawMe(v, status, fault, nil)
}

// drawMe draws the page; fault is of the password, ended of the sessions.
func (s *Site) drawMe(v *visit, status int, fault error, ended *casemodel.Error) error {
	page := MePage{Username: v.session.Username, Second: v.session.SecondFactor, Guided: v.beginner()}
	var err error
	if page.Posts, err = s.ownPosts(v); err != nil {
		return err
	}
	if page.Seats, err = s.seats(v); err != nil {
		return err
	}
	if page.Mark, err = v.ownMark(); err != nil {
		return err
	}
	if ended != nil {
		page.Ended = s.sayFault(ended.Key, ended.Args)
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

// ownPosts are the posts a person may act under.
func (s *Site) ownPosts(v *visit) ([]Post, error) {
	posts, err := s.accounts.Memberships(v.ctx(), v.session.UserID)
	if err != nil {
		return nil, err
	}
	own := make([]Post, len(posts))
	for i, p := range posts {
		own[i] = Post{
			ID: string(p.ID), Body: p.BodyTitle, Kind: s.desk.Flows.Title("body_kinds", p.BodyKind), Roles: s.roles(p.Roles),
			Now: p.ID == v.session.MembershipID,
		}
	}
	return own, nil
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
	return v.told(say("me.changed"))
}
