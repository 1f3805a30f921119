package web

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/identity"
)

// SecondPage sets up, replaces or takes away one's second factor.
type SecondPage struct {
	Shell
	Crumbs []Link
	Has    bool // one is in force
	Remove bool // the page takes it away
	Secret string
	Side   int    // of the code, in modules, quiet edge included
	Path   string // of its dark modules
	Mark   string
	Offer  string // the secret, sealed
	Faults []Fault
	Fields []Field
	Left   int      // recovery codes not spent
	Codes  []string // new ones, shown this once
	Make   []Field  // what is asked before they are made
}

// offered is a secret that waits in a form for its first code: of one session,
// as the account was when it was offered.
type offered struct {
	ownMark

	Secret string `json:"t"`
}

func (s *Site) secondPage(v *visit) error {
	e, err := s.accounts.OfferTOTP(v.session)
	if err != nil {
		return err
	}
	return s.showSecond(v, http.StatusOK, e, nil)
}

// second puts the offered one in force.
func (s *Site) second(v *visit) error {
	var o offered
	if !s.unlock("second", v.form.Get("_offer"), &o) || o.Session != v.session.ID || o.Version != v.session.UserVersion {
		return &casemodel.Error{Kind: casemodel.Forbidden, Key: "me.stale"}
	}
	ticket, err := s.accounts.PutTOTP(v.ctx(), v.here(), identity.Proof{
		Password: v.form.Get("password"), Present: v.form.Get("present"), Secret: o.Secret, Code: v.form.Get("code"),
	})
	if refused := v.askAgain(err); refused != nil {
		e, err := s.accounts.OfferedTOTP(v.session, o.Secret)
		if err != nil {
			return err
		}
		return s.showSecond(v, statusOf(refused), e, refused)
	}
	if err != nil {
		return err
	}
	v.signIn(ticket.Token)
	return v.told(say("second.done"))
}

func (s *Site) removeSecondPage(v *visit) error {
	if !v.session.SecondFactor {
		return v.redirect("/me/second")
	}
	return s.showRemoveSecond(v, http.StatusOK, nil)
}

func (s *Site) removeSecond(v *visit) error {
	if err := v.checkOwn(); err != nil {
		return err
	}
	ticket, err := s.accounts.DisableTOTP(v.ctx(), v.here(), v.form.Get("password"), v.form.Get("code"))
	if refused := v.askAgain(err); refused != nil {
		return s.showRemoveSecond(v, statusOf(refused), refused)
	}
	if err != nil {
		return err
	}
	v.signIn(ticket.Token)
	return v.told(say("second.removed"))
}

// askAgain is the refusal a form comes back with, nil for anything else.
func (v *visit) askAgain(err error) *casemodel.Error {
	var refused *casemodel.Error
	if !errors.As(err, &refused) || refused.Kind != casemodel.Invalid && refused.Kind != casemodel.Throttled {
		return nil
	}
	if refused.Kind == casemodel.Throttled {
		v.c.Header("Retry-After", fmt.Sprint(refused.Args["seconds"]))
	}
	return refused
}

func (s *Site) showSecond(v *visit, status int, e identity.Enrolment, fault *casemodel.Error) error {
	page := SecondPage{Has: v.session.SecondFactor, Secret: inFours(e.Secret)}
	rows, err := e.Modules()
	if err != nil {
		return err
	}
	page.Side, page.Path = squares(rows)
	if page.Offer, err = s.lock("second", offered{ownMark{v.session.ID, v.session.UserVersion}, e.Secret}); err != nil {
		return err
	}
	page.Fields = []Field{{ID: "password", Name: "password", Title: say("me.present"), Type: "password", Value: "current-password", Required: true, Wide: true}}
	if page.Has {
		page.Fields = append(page.Fields, Field{ID: "present", Name: "present", Title: say("second.present"), Type: "code", Required: true, Wide: true, Help: say("second.present_hint")})
	}
	page.Fields = append(page.Fields, Field{ID: "code", Name: "code", Title: say("second.code"), Type: "code", Required: true, Wide: true, Help: say("second.code_hint")})
	if page.Has {
		if page.Left, err = s.accounts.RecoveryCodesLeft(v.ctx(), v.session.UserID); err != nil {
			return err
		}
	}
	return s.drawSecond(v, status, page, fault)
}

// recoveryPage asks for password and code before codes are made.
func (s *Site) recoveryPage(v *visit) error {
	if !v.session.SecondFactor {
		return v.redirect("/me/second")
	}
	return s.showRecovery(v, http.StatusOK, nil, nil)
}

// recovery makes ten codes and shows them once.
func (s *Site) recovery(v *visit) error {
	if err := v.checkOwn(); err != nil {
		return err
	}
	codes, ticket, err := s.accounts.MakeRecoveryCodes(v.ctx(), v.here(), v.form.Get("password"), v.form.Get("code"))
	if refused := v.askAgain(err); refused != nil {
		return s.showRecovery(v, statusOf(refused), nil, refused)
	}
	if err != nil {
		return err
	}
	v.signIn(ticket.Token)
	return s.showRecovery(v, http.StatusOK, codes, nil)
}

func (s *Site) showRecovery(v *visit, status int, codes []string, fault *casemodel.Error) error {
	page := SecondPage{Has: true, Codes: codes, Make: []Field{
		{ID: "password", Name: "password", Title: say("me.present"), Type: "password", Value: "current-password", Required: true, Wide: true},
		{ID: "code", Name: "code", Title: say("second.present"), Type: "code", Required: true, Wide: true, Help: say("second.present_hint")},
	}}
	for i, code := range codes {
		page.Codes[i] = code[:5] + " " + code[5:]
	}
	var err error
	if page.Mark, err = v.ownMark(); err != nil {
		return err
	}
	if fault != nil {
		page.Faults = s.faults(fault, page.Make)
	}
	page.Shell = v.shell(say("second.recovery"), "/me")
	return v.show(status, "recovery", page)
}

func (s *Site) showRemoveSecond(v *visit, status int, fault *casemodel.Error) error {
	page := SecondPage{Has: true, Remove: true, Fields: []Field{
		{ID: "password", Name: "password", Title: say("me.present"), Type: "password", Value: "current-password", Required: true, Wide: true},
		{ID: "code", Name: "code", Title: say("second.present"), Type: "code", Required: true, Wide: true, Help: say("second.present_hint")},
	}}
	var err error
	if page.Mark, err = v.ownMark(); err != nil {
		return err
	}
	return s.drawSecond(v, status, page, fault)
}

func (s *Site) drawSecond(v *visit, status int, page SecondPage, fault *casemodel.Error) error {
	if fault != nil {
		page.Faults = s.faults(fault, page.Fields)
	}
	page.Crumbs = []Link{{say("nav.me"), "/me"}, {say("second.title"), ""}}
	page.Shell = v.shell(say("second.title"), "/me")
	return v.show(status, "second", page)
}

// inFours sets a secret in groups that can be read out and typed.
func inFours(secret string) string {
	var b strings.Builder
	for i, r := range secret {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// quiet is the light edge a reader of the code needs, in modules.
const quiet = 4

// squares is a code as one path: a bar for every run of dark modules.
func squares(rows [][]bool) (side int, path string) {
	var b strings.Builder
	for y, row := range rows {
		for x := 0; x < len(row); x++ {
			from := x
			for x < len(row) && row[x] {
				x++
			}
			if x > from {
				fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", from+quiet, y+quiet, x-from, x-from)
			}
		}
	}
	return len(rows) + 2*quiet, b.String()
}
