package web

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/identity"
)

// visit is one request of one person.
type visit struct {
	s       *Site
	c       *gin.Context
	shared  func() // ends what the questions of the request share
	session identity.Session
	ended   bool // there is a cookie, and its session is over
	who     casemodel.Actor
	form    url.Values       // what was posted, nil for a GET
	digest  []byte           // of what was posted
	blocks  map[string][]int // of a registration: where on the page each party and claim stands
	moment  casemodel.Instant
	resumed *string // the slot of the draft the page shows
	looked  *casework.View
	saved   *[]casework.SavedView              // of the list the page shows, once asked for
	rings   *string                            // what the bell shows, once asked for
	rolls   *casework.Roster                   // of the case whose papers are made
	records map[casemodel.ID][]casework.Record // of a case, once asked for
	run     *run                               // that is made beside the request, nil in one
}

// release gives the database's connection back once the page has asked all it
// shows, before somebody is waited for.
func (v *visit) release() {
	if v.shared != nil {
		v.shared()
	}
}

func (v *visit) ctx() context.Context { return v.c.Request.Context() }

// atOnce asks several things in one errand, where they do not need one another's
// answers.
func (v *visit) atOnce(questions ...func() error) error {
	req := v.c.Request
	defer func() { v.c.Request = req }()
	readings := make([]func(context.Context) error, len(questions))
	for i, ask := range questions {
		readings[i] = func(ctx context.Context) error {
			v.c.Request = req.WithContext(ctx)
			return ask()
		}
	}
	return v.s.desk.AtOnce(req.Context(), readings...)
}

// id reads a matter's id from the address; anything else is no such matter.
func (v *visit) id() (casemodel.ID, error) {
	id := casemodel.ID(v.c.Param("id"))
	if !id.Valid() {
		return "", &casemodel.Error{Kind: casemodel.NotFound, Key: "matter.not_found"}
	}
	return id, nil
}

// view asks the desk for the matter of the address, and so for its moment. That
// it was looked at is written down once the page is sent.
func (v *visit) view() (*casework.View, error) {
	id, err := v.id()
	if err != nil {
		return nil, err
	}
	view, err := v.s.desk.Case(v.ctx(), v.who, id)
	if err != nil {
		return nil, err
	}
	v.moment, v.looked = view.Now, view
	return view, nil
}

// noteLook writes down whose matter a page has shown. The page is on its way by
// then: nobody waits for a database that is being written.
func (v *visit) noteLook() {
	if v.looked != nil && v.form == nil {
		v.c.Writer.Flush()
		v.s.desk.Opened(v.ctx(), v.who, &v.looked.Matter, v.looked.Now)
	}
}

func (v *visit) query(name string) string { return strings.TrimSpace(v.c.Query(name)) }

// address is where the request comes from; the engine says which proxies it
// trusts to name another than themselves, and by itself trusts none.
func (v *visit) address() string { return v.c.ClientIP() }

// here is the session as it is used now: failures count for where the request
// came from, not for where the session began.
func (v *visit) here() identity.Session {
	s := v.session
	s.Address = v.address()
	return s
}

// now asks the desk for its moment, once per request.
func (v *visit) now() (casemodel.Instant, error) {
	if !v.moment.IsZero() {
		return v.moment, nil
	}
	var err error
	v.moment, err = v.s.desk.Now(v.ctx())
	return v.moment, err
}

// redirect answers 303: the browser gets the next page by GET. A form that was
// sent by script is told the address and goes there itself.
func (v *visit) redirect(to string) error {
	if v.scripted() {
		v.c.Header(goHeader, to)
		v.c.Status(http.StatusNoContent)
		v.c.Writer.WriteHeaderNow()
		return nil
	}
	v.c.Redirect(http.StatusSeeOther, to)
	return nil
}

// local accepts an address to go on to only when it is a path of this site.
func local(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(u.Path, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t") {
		return "/home"
	}
	if u.Path == "/login" || u.Path == "/logout" {
		return "/home"
	}
	return next
}
