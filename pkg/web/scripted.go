package web

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/identity"
)

// What form.js and the pages say to each other. A form sent by script carries
// formHeader; a page of ours that answers it carries it too, so that the answer
// of a broken proxy is told from it. goHeader is where a sent form leads.
const (
	formHeader = "X-Form"
	goHeader   = "X-Go"
)

// scripted reports whether form.js sent the form: it stays on the page when
// there is no answer, and asks for the password in place.
func (v *visit) scripted() bool { return v.c.GetHeader(formHeader) != "" }

// word is a short answer to form.js.
type word struct {
	Says string `json:"says"`
	Left int    `json:"left"` // seconds until the session ends, when nothing more happens
	Code bool   `json:"code,omitempty"`
}

func (v *visit) word(status int, w word) error {
	v.c.JSON(status, w)
	return nil
}

// left is how many seconds the session lasts from now on.
func (v *visit) left() int {
	now, err := v.now()
	if err != nil || v.session.UserID == "" {
		return 0
	}
	return int(v.session.Left(now) / time.Second)
}

// needsPassword answers a form whose session is over: the page asks for the password
// and sends the form again. What was typed is kept already.
func (v *visit) needsPassword() error {
	v.c.Header(formHeader, "login")
	return v.word(http.StatusUnauthorized, word{Says: say("renew.over")})
}

// autosave keeps a half-written form while it is being written. It is also what
// tells the server that somebody is at work: typing keeps a session alive.
func (s *Site) autosave(v *visit) error {
	var w whose
	if !s.unlock("form", v.form.Get("_as"), &w) {
		return &casemodel.Error{Kind: casemodel.Invalid, Key: "form.unreadable"}
	}
	err := v.putDraft(w, v.form)
	var refused *casemodel.Error
	if asRefusal(err, &refused) {
		return v.word(statusOf(err), word{Says: s.sayFault(refused.Key, refused.Args), Left: v.left()})
	}
	if err != nil {
		return err
	}
	now, err := v.now()
	if err != nil {
		return err
	}
	return v.word(http.StatusOK, word{Says: say("draft.auto", "at", now.Time().In(calendar.Zone).Format("15:04")), Left: v.left()})
}

// renewSession takes the password of who the form was drawn for and goes on
// with a new session in the same post; the page stays as it is.
func (s *Site) renewSession(v *visit) error {
	var w whose
	if !s.unlock("form", v.form.Get("_as"), &w) || v.session.UserID != "" && v.session.UserID != w.User {
		return &casemodel.Error{Kind: casemodel.Forbidden, Key: "fail.other_seat"}
	}
	ticket, err := s.accounts.SignIn(v.ctx(), identity.Attempt{
		Username: w.Name, Password: v.form.Get("password"), TOTP: strings.TrimSpace(v.form.Get("totp")),
		Kind: identity.Web, Address: v.address(), Agent: v.c.Request.UserAgent(),
	})
	var refused *casemodel.Error
	if asRefusal(err, &refused) {
		return v.word(http.StatusUnprocessableEntity, word{Says: s.sayFault(refused.Key, refused.Args), Code: refused.Kind == casemodel.NeedsSecond})
	}
	if err != nil {
		return err
	}
	if _, err := s.accounts.Switch(v.ctx(), ticket.Session, w.Post); err != nil {
		return errors.Join(err, s.accounts.SignOut(v.ctx(), ticket.Session))
	}
	if v.session.UserID != "" { // the new session takes the place of the old one
		if err := s.accounts.SignOut(v.ctx(), v.session); err != nil {
			return err
		}
	}
	v.signIn(ticket.Token)
	v.session = ticket.Session
	return v.word(http.StatusOK, word{Says: say("renew.done"), Left: v.left()})
}
