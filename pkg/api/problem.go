package api

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"net/http"
	"strconv"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
)

// status is the one table from what went wrong to HTTP.
var status = map[casemodel.ErrorKind]int{
	casemodel.NotFound:    http.StatusNotFound,
	casemodel.WrongStep:   http.StatusConflict,
	casemodel.Conflict:    http.StatusConflict,
	casemodel.Pending:     http.StatusConflict,
	casemodel.Forbidden:   http.StatusForbidden,
	casemodel.Recused:     http.StatusForbidden,
	casemodel.Invalid:     http.StatusUnprocessableEntity,
	casemodel.KeyReused:   http.StatusUnprocessableEntity,
	casemodel.KeyMissing:  http.StatusBadRequest,
	casemodel.NoVersion:   http.StatusPreconditionRequired,
	casemodel.NoSession:   http.StatusUnauthorized,
	casemodel.NeedsSecond: http.StatusUnauthorized,
	casemodel.Throttled:   http.StatusTooManyRequests,
	casemodel.TooLarge:    http.StatusRequestEntityTooLarge,
	casemodel.TypeRefused: http.StatusUnsupportedMediaType,
	casemodel.Busy:        http.StatusServiceUnavailable,
	casemodel.Unavailable: http.StatusServiceUnavailable,
}

// internal is the code of what is our fault: the person reads an id, the log
// has the same id and the cause.
const internal casemodel.ErrorKind = "internal"

// retryAfter is told with 503: the database is busy or gone for seconds.
const retryAfter = 2

// Problem is a refusal by RFC 9457. Code is for programs; Detail and the
// Detail of each fault are sentences.
type Problem struct { //nolint:errname // the word of RFC 9457
	Type        string                 `json:"type" example:"urn:jiefen:problem:wrong_step"`
	Title       string                 `json:"title"`
	Status      int                    `json:"status"`
	Detail      string                 `json:"detail"`
	Code        string                 `json:"code" doc:"one word of a closed list"`
	Key         string                 `json:"key" doc:"the text's key, for programs that speak for themselves"`
	ID          string                 `json:"id,omitempty" doc:"of the line in the server's log, with code internal"`
	Errors      []Fault                `json:"errors,omitempty" doc:"every fault at its field"`
	Choices     []string               `json:"choices,omitempty" doc:"ids of what may be done with the matter instead"`
	Stage       string                 `json:"stage,omitempty" doc:"state of the matter"`
	State       string                 `json:"state,omitempty" doc:"state of the matter, with code wrong_step"`
	Needs       []casemodel.Need       `json:"needs,omitempty" doc:"who may"`
	Rule        string                 `json:"rule,omitempty" doc:"id of the deciding policy row"`
	By          string                 `json:"by,omitempty" doc:"who was there first"`
	At          *casemodel.Instant     `json:"at,omitempty" doc:"when"`
	Differences []casemodel.Difference `json:"differences,omitempty" doc:"field by field, with code conflict"`
	Free        []casemodel.Stretch    `json:"free,omitempty" doc:"when all who are needed are free, with key arrange.clash"`
	Halted      *Halted                `json:"halted,omitempty" doc:"the step at which a dispute that was settled on the spot could go no further"`
	RetryAfter  int                    `json:"retry_after,omitempty" doc:"seconds"`
}

// Fault is one bad field of the input.
type Fault struct {
	Field  string `json:"field" example:"parties.0.phone"`
	Detail string `json:"detail"`
	Key    string `json:"key"`
}

// Error implements error for huma; nobody reads it.
func (p *Problem) Error() string { return p.Code + " " + p.Key }

// GetStatus implements huma.StatusError.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType implements huma.ContentTypeFilter.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// GetHeaders implements huma.HeadersError.
func (p *Problem) GetHeaders() http.Header {
	h := http.Header{}
	if p.RetryAfter > 0 {
		h.Set("Retry-After", strconv.Itoa(p.RetryAfter))
	}
	if p.Status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", `Bearer realm="jiefen"`)
	}
	return h
}

// problem says what went wrong with a request, and what may be done with the
// matter it was about instead.
func (d *Door) problem(ctx context.Context, who *caller, in any, err error) *Problem {
	if made, is := errors.AsType[*Problem](err); is {
		return made
	}
	p := d.said(ctx, err)
	if in, ok := in.(about); ok && who != nil && (p.Status == http.StatusConflict || p.Status == http.StatusForbidden || p.Status == http.StatusUnprocessableEntity) {
		p.Choices = d.instead(ctx, who, casemodel.ID(in.matter()))
	}
	return p
}

// said puts an error into words.
func (d *Door) said(ctx context.Context, err error) *Problem {
	var e *casemodel.Error
	if !errors.As(err, &e) || status[e.Kind] == 0 {
		return d.ours(ctx, err)
	}
	if e.Kind == casemodel.Unavailable {
		d.cfg.Log.WarnContext(ctx, "unavailable", "err", err)
	}
	p := d.new(e.Kind, e.Key, e.Args)
	p.Stage, p.Needs, p.Rule, p.By, p.Differences = e.Stage, e.Needs, e.Rule, e.By, e.Differences
	p.Free = e.Free
	if halt, is := errors.AsType[*casework.Halt](err); is {
		p.Halted = d.halted(halt)
	}
	if !e.At.IsZero() {
		p.At = &e.At
	}
	if e.Kind == casemodel.WrongStep {
		p.State = e.Stage
	}
	for _, f := range e.All() {
		p.Errors = append(p.Errors, Fault{Field: f.Field, Key: f.Key, Detail: d.cfg.Text(f.Key, f.Args)})
	}
	switch seconds, _ := e.Args["seconds"].(int); {
	case e.Kind == casemodel.Throttled:
		p.RetryAfter = max(seconds, 1)
	case p.Status == http.StatusServiceUnavailable:
		p.RetryAfter = retryAfter
	}
	return p
}

// ours logs what nobody outside may read.
func (d *Door) ours(ctx context.Context, err error) *Problem {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		p := d.new(casemodel.Busy, "request.ended", nil)
		p.RetryAfter = retryAfter
		return p
	}
	id := make([]byte, 6)
	_, _ = rand.Read(id) // never fails: crypto/rand ends the program instead
	p := d.new(internal, "request.failed", map[string]any{"id": hex.EncodeToString(id)})
	p.ID = hex.EncodeToString(id)
	d.cfg.Log.ErrorContext(ctx, "request failed", "id", p.ID, "err", err)
	return p
}

func (d *Door) new(kind casemodel.ErrorKind, key string, args map[string]any) *Problem {
	code, title := status[kind], "fail."+string(kind) // the headings of the error pages
	if code == 0 {
		code, title = http.StatusInternalServerError, "request.broken"
	}
	return &Problem{
		Type: "urn:jiefen:problem:" + string(kind), Title: d.cfg.Text(title, nil), Status: code,
		Detail: d.cfg.Text(key, args), Code: string(kind), Key: key,
	}
}

// instead lists what the caller may do with a matter; nothing when it cannot
// be told.
func (d *Door) instead(ctx context.Context, who *caller, id casemodel.ID) []string {
	actor, err := d.actor(ctx, who)
	if err != nil || !id.Valid() {
		return nil
	}
	v, err := d.cfg.Desk.Case(ctx, actor, id)
	if err != nil {
		return nil
	}
	return choiceIDs(v.Choices)
}
