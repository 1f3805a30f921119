package web

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/templates"
	"github.com/jiefen/jiefen/workflows"
)

// errNoPage is an address nobody knows.
var errNoPage = &casemodel.Error{Kind: casemodel.NotFound, Key: "fail.no_page"}

// statuses maps what stands in the way to HTTP (security: details only in the log).
var statuses = map[casemodel.ErrorKind]int{
	casemodel.NotFound: http.StatusNotFound, casemodel.WrongStep: http.StatusConflict, casemodel.Conflict: http.StatusConflict,
	casemodel.Pending: http.StatusConflict, casemodel.Forbidden: http.StatusForbidden, casemodel.Recused: http.StatusForbidden,
	casemodel.Invalid: http.StatusUnprocessableEntity, casemodel.KeyReused: http.StatusUnprocessableEntity,
	casemodel.KeyMissing: http.StatusBadRequest, casemodel.NoVersion: http.StatusPreconditionRequired,
	casemodel.NoSession: http.StatusUnauthorized, casemodel.NeedsSecond: http.StatusUnauthorized,
	casemodel.Throttled: http.StatusTooManyRequests, casemodel.TooLarge: http.StatusRequestEntityTooLarge,
	casemodel.TypeRefused: http.StatusUnsupportedMediaType, casemodel.Busy: http.StatusServiceUnavailable,
	casemodel.Unavailable: http.StatusServiceUnavailable,
}

// FailPage says what is wrong and what to do.
type FailPage struct {
	Shell
	Signed bool // somebody is signed in: the frame is drawn
	Kind   string
	Head   string
	Text   string
	Todo   string
	Facts  []Fact
	Matrix string // where the deciding line is shown, "" when it is not for this reader
	Needs  []string
	Links  []Link
}

// Fact is a name and a value of a definition list.
type Fact struct{ Title, Value string }

// statusOf is the HTTP status of an error.
func statusOf(err error) int {
	if status, ok := statuses[casemodel.KindOf(err)]; ok {
		return status
	}
	return http.StatusInternalServerError
}

// fail answers an error with its page. What is not for people gets a number,
// and its details go to the log under that number.
func (s *Site) fail(v *visit, err error) {
	if errors.Is(err, context.Canceled) {
		return // nobody is there to read it
	}
	var refused *casemodel.Error
	if !errors.As(err, &refused) {
		refused = s.broken(v, err)
	}
	if refused.Kind == casemodel.NoSession && v.c.Request.URL.Path != "/login" {
		if err := v.sendToLogin(); err == nil {
			return
		}
	}
	status := statusOf(err)
	switch refused.Kind {
	case casemodel.Throttled:
		v.c.Header("Retry-After", fmt.Sprint(refused.Args["seconds"]))
	case casemodel.Busy, casemodel.Unavailable:
		v.c.Header("Retry-After", "5")
		s.log.WarnContext(v.ctx(), "request refused", "kind", string(refused.Kind), "err", err)
	default:
	}
	if v.stays(refused) {
		v.c.Header(formHeader, "stay")
		if err := v.word(status, word{Says: s.sayFault(refused.Key, refused.Args)}); err != nil {
			s.log.ErrorContext(v.ctx(), "error word", "err", err)
		}
		return
	}
	page := s.failPage(v, refused, nil)
	if err := v.show(status, "fail", page); err != nil {
		s.log.ErrorContext(v.ctx(), "error page", "err", err)
		v.c.Status(status)
	}
}

// broken is an error that is for nobody: its number, and whom to tell it. Who
// only asked for a page had nothing to save.
func (s *Site) broken(v *visit, err error) *casemodel.Error {
	key := "fail.broken"
	if v.c.Request.Method == http.MethodGet || v.c.Request.Method == http.MethodHead {
		key = "fail.broken_page"
	}
	return &casemodel.Error{Key: key, Args: map[string]any{"number": s.number(v, err), "whom": s.whom()}}
}

// stays reports whether a form that form.js has sent is answered with a word
// alone: something broke, or it could not be read, and what was typed is nowhere
// but on its page.
func (v *visit) stays(e *casemodel.Error) bool {
	switch e.Kind {
	case "", casemodel.Busy, casemodel.Unavailable, casemodel.TooLarge, casemodel.Throttled:
		return v.scripted()
	default:
		return v.scripted() && e.Key == "form.unreadable"
	}
}

// number writes an operator's error to the log and gives it a short name that
// a person can read out on the phone.
func (s *Site) number(v *visit, err error) string {
	b := make([]byte, 3)
	_, _ = rand.Read(b) // never fails: the program stops instead
	number := strings.ToUpper(hex.EncodeToString(b))
	s.log.ErrorContext(v.ctx(), "request failed", "number", number, "method", v.c.Request.Method, "route", v.c.FullPath(), "err", err)
	return number
}

// failPage puts a refusal into words: the stage, who may, the deciding line,
// who was there first. flow names the stage, when the matter is known.
func (s *Site) failPage(v *visit, e *casemodel.Error, flow *workflows.Flow) FailPage {
	kind, head := string(e.Kind), "fail."+string(e.Kind)
	if kind == "" {
		kind, head = "broken", "fail.broken_head"
	}
	page := FailPage{
		Signed: v.session.UserID != "", Kind: "warn", Text: s.sayFault(e.Key, e.Args),
		Head: say(head), Todo: say("fail." + kind + "_todo"),
	}
	if page.Signed {
		page.Shell = v.shell(page.Head, "")
	} else {
		page.Title = page.Head
	}
	for _, f := range e.Fields {
		title := f.Field
		if title == "" {
			title = say("fail.because")
		}
		page.Facts = append(page.Facts, Fact{title, s.sayFault(f.Key, f.Args)})
	}
	if e.Stage != "" && flow != nil {
		page.Facts = append(page.Facts, Fact{say("fail.stage"), stateOf(flow, e.Stage).Title})
	}
	if e.By != "" {
		by := e.By
		if by == casemodel.System.Name || by == casemodel.Clock.Name {
			by = s.desk.Flows.Title("roles", by)
		}
		page.Facts = append(page.Facts, Fact{say("fail.by"), say("fail.by_at", "name", by, "at", minute(e.At))})
	}
	page.Needs = s.whoMay(e.Needs)
	switch {
	case e.Rule != "":
		page.Facts = append(page.Facts, Fact{say("fail.rule"), e.Rule})
	case len(page.Needs) > 0:
		page.Facts = append(page.Facts, Fact{say("fail.rule"), say("policy.no_line")})
	}
	page.Matrix = s.matrixOf(v, e.Rule)
	page.Links = failLinks(v)
	return page
}

// failLinks leads back to the matter, else to the desk.
func failLinks(v *visit) []Link {
	var links []Link
	if id := casemodel.ID(v.c.Param("id")); id.Valid() && strings.HasPrefix(v.c.FullPath(), "/matters/:id/") {
		links = append(links, Link{say("fail.to_matter"), "/matters/" + string(id)})
	}
	return append(links, Link{say("fail.to_home"), "/home"})
}

// whoMay names who may do what was refused: role, kind of body, relation.
func (s *Site) whoMay(needs []casemodel.Need) []string {
	var lines []string
	for _, n := range needs {
		if n.Role == "system" || n.Role == "clock" {
			continue
		}
		line := s.desk.Flows.Title("roles", n.Role)
		if n.Body != "*" && n.Body != "" && n.Body != "none" {
			line = say("need.at", "role", line, "body", s.desk.Flows.Title("body_kinds", n.Body))
		}
		if n.Rel != "" && n.Rel != "any" && templates.Has("rel."+n.Rel) {
			line = say("need.who", "role", line, "rel", say("rel."+n.Rel))
		}
		if !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	return lines
}
