package web

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/identity"
)

// LoginPage asks who somebody is.
type LoginPage struct {
	Title    string
	Duty     string // whom to call, "" while nobody set it
	Next     string
	Username string
	Fault    string
	Code     bool // the account asks for a second factor
	Kept     bool // what was typed before the session ended is safe
}

func (s *Site) loginPage(v *visit) error {
	if v.session.UserID != "" {
		return v.redirect(local(v.query("next")))
	}
	return v.ok("login", LoginPage{Title: say("login.title"), Duty: s.duty(), Next: local(v.query("next")), Kept: strings.Contains(v.query("next"), keptMark)})
}

func (s *Site) login(v *visit) error {
	next := local(v.form.Get("next"))
	ticket, err := s.accounts.SignIn(v.ctx(), identity.Attempt{
		Username: v.form.Get("username"), Password: v.form.Get("password"), TOTP: strings.TrimSpace(v.form.Get("totp")),
		Kind: identity.Web, Address: v.address(), Agent: v.c.Request.UserAgent(),
	})
	var refused *casemodel.Error
	if errors.As(err, &refused) && refused.Kind != casemodel.Busy && refused.Kind != casemodel.Unavailable {
		status := statusOf(err)
		if refused.Kind == casemodel.Throttled {
			v.c.Header("Retry-After", fmt.Sprint(refused.Args["seconds"]))
		}
		if status == http.StatusUnauthorized {
			status = http.StatusUnprocessableEntity // 401 belongs to a challenge, and this is a form
		}
		return v.show(status, "login", LoginPage{
			Title: say("login.title"), Duty: s.duty(), Next: next, Username: v.form.Get("username"), Fault: s.sayFault(refused.Key, refused.Args),
			Code: refused.Kind == casemodel.NeedsSecond || v.form.Get("totp") != "", Kept: strings.Contains(next, keptMark),
		})
	}
	if err != nil {
		return err
	}
	if v.session.UserID != "" { // nobody holds its token any longer
		if err := s.accounts.SignOut(v.ctx(), v.session); err != nil {
			return err
		}
	}
	v.signIn(ticket.Token)
	return v.redirect(next)
}

func (s *Site) logout(v *visit) error {
	if v.session.UserID != "" {
		if err := s.accounts.SignOut(v.ctx(), v.session); err != nil {
			return err
		}
	}
	for _, name := range []string{s.cookieName(), noteCookie, receiptCookie} {
		v.setCookie(name, "", -1)
	}
	return v.redirect("/login")
}
