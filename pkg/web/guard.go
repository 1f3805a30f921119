package web

import (
	"context"
	"crypto/sha256"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/identity"
)

// contentSecurity is design.md 6: nothing from elsewhere, nothing inline.
const contentSecurity = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// serve wraps a page with what all pages share: headers, the signed-in person,
// protection against forged posts, and the pages for what goes wrong.
func (s *Site) serve(r route) gin.HandlerFunc {
	return func(c *gin.Context) {
		v := &visit{s: s, c: c}
		v.together()
		defer v.release()
		defer func() {
			if caught := recover(); caught != nil {
				s.fail(v, fmt.Errorf("panic: %v\n%s", caught, debug.Stack()))
			}
		}()
		headers(c)
		if err := v.admit(r); err != nil {
			s.fail(v, err)
		}
	}
}

// together lets the questions of a page that is only looked at see one moment
// of the database. A post may take its time to arrive, and writes.
func (v *visit) together() {
	if req := v.c.Request; req.Method == http.MethodGet || req.Method == http.MethodHead {
		var ctx context.Context
		ctx, v.shared = v.s.desk.Together(req.Context())
		v.c.Request = req.WithContext(ctx)
	}
}

func headers(c *gin.Context) {
	c.Header("Content-Security-Policy", contentSecurity)
	c.Header("X-Content-Type-Options", "nosniff")
	// Not no-referrer: with it browsers post forms with Origin: null, and over http
	// from another machine that is all sameOrigin has to go by.
	c.Header("Referrer-Policy", "same-origin")
	c.Header("Cross-Origin-Opener-Policy", "same-origin")
	c.Header("Cache-Control", "no-store") // every page may hold personal data
}

// admit checks the post, finds the person and runs the page.
func (v *visit) admit(r route) error {
	if err := v.sameOrigin(); err != nil {
		return err
	}
	if err := v.legible(); err != nil {
		return err
	}
	err := v.recognise(r)
	if v.ended = casemodel.Is(err, casemodel.NoSession); err != nil && !v.ended {
		return err
	}
	if err := v.read(r); err != nil {
		return err
	}
	switch {
	case r.entry == anybody:
	case r.entry == watching && v.who.UserID == "":
		v.c.Status(http.StatusNoContent) // the page stays as it is; the next act leads to the sign-in
		return nil
	case v.session.UserID == "":
		return v.sendToLogin()
	case v.who.UserID == "" && r.path != "/me" && !strings.HasPrefix(r.path, "/me/"):
		return &casemodel.Error{Kind: casemodel.Forbidden, Key: "membership.none"}
	}
	if r.entry != anybody { // what is asked of anybody is no form of somebody's
		if err := v.sameSeat(); err != nil {
			return err
		}
	}
	if err := r.do(v); err != nil {
		return err
	}
	v.noteLook()
	return nil
}

// sameOrigin refuses posts that another site made a browser send. One without
// either header comes from no browser we know, and it carries a cookie: no.
func (v *visit) sameOrigin() error {
	req := v.c.Request
	if req.Method == http.MethodGet || req.Method == http.MethodHead {
		return nil
	}
	if err := v.s.cross.Check(req); err != nil || req.Header.Get("Sec-Fetch-Site") == "" && req.Header.Get("Origin") == "" {
		return &casemodel.Error{Kind: casemodel.Forbidden, Key: "fail.cross_origin"}
	}
	return nil
}

// longestQuestion is what a search box takes, in characters.
const longestQuestion = 200

// legible refuses an address that no page of ours leads to: what is no text,
// for no database is asked for it, and a question longer than anybody types.
func (v *visit) legible() error {
	u := v.c.Request.URL
	fine := isText(u.Path)
	for name, values := range u.Query() {
		fine = fine && isText(name) && !slices.ContainsFunc(values, func(s string) bool { return !isText(s) })
	}
	switch {
	case !fine:
		return &casemodel.Error{Kind: casemodel.Invalid, Key: "address.unreadable"}
	case utf8.RuneCountInString(v.query("q")) > longestQuestion:
		return &casemodel.Error{Kind: casemodel.Invalid, Key: "address.long_question", Args: map[string]any{"max": longestQuestion}}
	}
	return nil
}

// isText reports whether a database keeps it.
func isText(s string) bool { return utf8.ValidString(s) && !strings.ContainsRune(s, 0) }

// recognise finds who holds the session cookie and under which membership.
func (v *visit) recognise(r route) error {
	token, err := v.c.Cookie(v.s.cookieName())
	if err != nil {
		return nil //nolint:nilerr // no cookie is nobody signed in
	}
	hash, is := identity.HashOf(token)
	if !is {
		return &casemodel.Error{Kind: casemodel.NoSession, Key: "session.none"}
	}
	var post error
	err = v.atOnce(func() (err error) {
		v.session, err = v.s.accounts.Glance(v.ctx(), identity.Web, token)
		return err
	}, func() error {
		v.who, post = v.s.desk.ActorAt(v.ctx(), hash)
		return nil // who has no session is told that first
	})
	if err != nil {
		v.session, v.who = identity.Session{}, casemodel.Actor{}
		return err
	}
	if r.entry != watching {
		if err := v.s.accounts.Use(v.ctx(), v.session); err != nil {
			return err
		}
	}
	if v.session.MembershipID == "" || casemodel.Is(post, casemodel.NotFound) {
		v.who = casemodel.Actor{} // the membership has ended; /me offers another
		return nil
	}
	return post
}

// digest is what was posted, files by name and size, without what the page
// itself put in: it tells a repeated sending from another one.
func digest(req *http.Request) []byte {
	h := sha256.New()
	part := func(words ...string) {
		for _, w := range words {
			h.Write(fmt.Appendf(nil, "%d:%s", len(w), w))
		}
	}
	part(req.URL.Path)
	for _, name := range sortedKeys(req.PostForm) {
		if !strings.HasPrefix(name, "_") {
			part(append([]string{name}, req.PostForm[name]...)...)
		}
	}
	if req.MultipartForm != nil {
		for _, name := range slices.Sorted(maps.Keys(req.MultipartForm.File)) {
			for _, f := range req.MultipartForm.File[name] {
				part(name, f.Filename, strconv.FormatInt(f.Size, 10))
			}
		}
	}
	return h.Sum(nil)
}

// sendToLogin leads to the sign-in page and back. What was typed into a form
// whose session is over is kept for the same person (users.md F6).
func (v *visit) sendToLogin() error {
	next := v.c.Request.URL.RequestURI()
	switch {
	case v.c.Request.URL.Path == "/search" || v.c.Request.URL.Path == "/search/quick": // what was looked for is kept nowhere
		next = "/search"
	case v.c.Request.Method == http.MethodPost:
		next = v.keepForLater()
		if v.scripted() {
			return v.needsPassword()
		}
	}
	to := "/login?next=" + url.QueryEscape(next)
	if v.c.GetHeader("HX-Request") != "" { // a part of a page has no room for the sign-in
		if page := v.pageOfPart(); !isForm(page) { // a form keeps its page, and asks for the password in place
			v.c.Header("HX-Redirect", "/login?next="+url.QueryEscape(page))
		}
		v.c.Status(http.StatusNoContent)
		return nil
	}
	return v.redirect(to)
}

// isForm reports whether somebody may be writing on a page.
func isForm(page string) bool {
	return strings.Contains(page, "/do/") || strings.HasPrefix(page, "/cases/new") || strings.HasPrefix(page, "/matters/new/")
}

// pageOfPart is the page a part was asked for by.
func (v *visit) pageOfPart() string {
	u, err := url.Parse(v.c.GetHeader("HX-Current-URL"))
	if err != nil {
		return "/home"
	}
	return u.RequestURI()
}
