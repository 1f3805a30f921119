package web

import (
	"errors"
	"net/http"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/identity"
)

// Seat is one place where a person is signed in.
type Seat struct {
	ID, Since, Seen, Address, Device string

	Program bool // signed in at the API
	Now     bool
}

// seats lists where the person is signed in, this place among them.
func (s *Site) seats(v *visit) ([]Seat, error) {
	all, err := s.accounts.Sessions(v.ctx(), v.session)
	return seatsShown(all, v.session.ID), err
}

func seatsShown(all []identity.Session, here string) []Seat {
	list := make([]Seat, len(all))
	for i, one := range all {
		list[i] = Seat{
			ID: one.ID, Since: minute(one.CreatedAt), Seen: minute(one.SeenAt), Address: one.Address, Device: device(one.Agent),
			Program: one.Kind == identity.API, Now: one.ID == here,
		}
	}
	return list
}

// ownMark is for what changes one's own account: the form was drawn for this
// very session as the account was then. It is spent when either ends.
type ownMark struct {
	Session string `json:"s"`
	Version int    `json:"v"`
}

func (v *visit) ownMark() (string, error) {
	return v.s.lock("own", ownMark{v.session.ID, v.session.UserVersion})
}

// checkOwn refuses a form that was not drawn for this session.
func (v *visit) checkOwn() error {
	var m ownMark
	if !v.s.unlock("own", v.form.Get("_mark"), &m) || m.Session != v.session.ID || m.Version != v.session.UserVersion {
		return &casemodel.Error{Kind: casemodel.Forbidden, Key: "me.stale"}
	}
	return nil
}

// endSession ends one place. One that is nobody's, somebody else's or over is
// not found, and the page says so beside what is there.
func (s *Site) endSession(v *visit) error {
	if err := v.checkOwn(); err != nil {
		return err
	}
	err := s.accounts.End(v.ctx(), v.here(), v.form.Get("session"))
	var refused *casemodel.Error
	if errors.As(err, &refused) && refused.Kind == casemodel.NotFound {
		return s.drawMe(v, http.StatusNotFound, nil, refused)
	}
	if err != nil {
		return err
	}
	if v.form.Get("session") == v.session.ID {
		return v.redirect("/login")
	}
	return v.told(say("me.ended", "n", 1))
}

// endOthers ends every place but this one.
func (s *Site) endOthers(v *visit) error {
	if err := v.checkOwn(); err != nil {
		return err
	}
	n, err := s.accounts.EndOthers(v.ctx(), v.here())
	if err != nil {
		return err
	}
	return v.told(say("me.ended", "n", n))
}

// told goes back to one's own page with a word of what was done.
func (v *visit) told(text string) error {
	if err := v.leave(Note{Kind: "ok", Text: text}); err != nil {
		return err
	}
	return v.redirect("/me")
}
