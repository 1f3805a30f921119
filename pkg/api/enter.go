package api

import (
	"context"
	"encoding/json"
	"net/http"
	"path"
	"strings"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/identity"
)

// caller is who sent a request. The actor is looked up when a handler asks.
type caller struct {
	session identity.Session
	key     string // Idempotency-Key
	method  string
	path    string
	address string
}

type (
	callerKey struct{}
	doorKey   struct{}
)

func callerOf(ctx context.Context) *caller {
	who, _ := ctx.Value(callerKey{}).(*caller)
	return who
}

func doorOf(ctx huma.Context) *Door {
	if ctx == nil {
		return nil
	}
	d, _ := ctx.Context().Value(doorKey{}).(*Door)
	return d
}

// enter is the first of every request: nothing here may be kept by a cache or
// taken for a page.
func (d *Door) enter(ctx huma.Context, next func(huma.Context)) {
	ctx.SetHeader("Cache-Control", "no-store")
	ctx.SetHeader("X-Content-Type-Options", "nosniff")
	ctx.SetHeader("Referrer-Policy", "no-referrer")
	next(huma.WithValue(ctx, doorKey{}, d))
}

// authenticate finds the session of the token. X-Membership acts under another
// of the user's memberships for this one request.
func (d *Door) authenticate(ctx huma.Context, next func(huma.Context)) {
	key := ctx.Header("Idempotency-Key")
	if len(key) > longestKey || unkeepable(key) {
		d.refuse(ctx, &casemodel.Error{Kind: casemodel.KeyMissing, Key: "key.missing"})
		return
	}
	scheme, token, _ := strings.Cut(ctx.Header("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		token = ""
	}
	session, err := d.cfg.Accounts.Session(ctx.Context(), identity.API, strings.TrimSpace(token))
	if err != nil {
		d.refuse(ctx, err)
		return
	}
	if other := casemodel.ID(ctx.Header("X-Membership")); other != "" {
		if err := d.acting(ctx.Context(), session, other); err != nil {
			d.refuse(ctx, err)
			return
		}
		session.MembershipID = other
	}
	u := ctx.URL()
	next(huma.WithValue(ctx, callerKey{}, &caller{
		session: session, key: key, method: ctx.Method(), path: u.Path, address: addressOf(ctx),
	}))
}

func (d *Door) acting(ctx context.Context, s identity.Session, membership casemodel.ID) error {
	if !membership.Valid() {
		return &casemodel.Error{Kind: casemodel.Forbidden, Key: "membership.not_yours"}
	}
	return d.cfg.Accounts.Acting(ctx, s, membership)
}

// addressOf is the other end of the connection; the engine says which proxies
// it trusts to name another, and by itself trusts none.
func addressOf(ctx huma.Context) string { return humagin.Unwrap(ctx).ClientIP() }

// longestKey of an Idempotency-Key.
const longestKey = 200

// keyed asks for the key without which a repeated request would create twice.
func (d *Door) keyed(ctx huma.Context, next func(huma.Context)) {
	if ctx.Header("Idempotency-Key") == "" {
		d.refuse(ctx, &casemodel.Error{Kind: casemodel.KeyMissing, Key: "key.missing"})
		return
	}
	next(ctx)
}

// actor is who acts, in the membership of the session.
func (d *Door) actor(ctx context.Context, who *caller) (casemodel.Actor, error) {
	gone := &casemodel.Error{Kind: casemodel.Forbidden, Key: "membership.none"}
	if who.session.MembershipID == "" {
		return casemodel.Actor{}, gone
	}
	actor, err := d.cfg.Desk.Actor(ctx, who.session.MembershipID)
	if casemodel.Is(err, casemodel.NotFound) {
		return actor, gone
	}
	return actor, err
}

// refuse answers before a handler was reached.
func (d *Door) refuse(ctx huma.Context, err error) {
	d.write(ctx, d.said(ctx.Context(), err))
}

func (d *Door) write(ctx huma.Context, p *Problem) {
	for name, values := range p.GetHeaders() {
		ctx.SetHeader(name, values[0])
	}
	ctx.SetHeader("Content-Type", p.ContentType(""))
	ctx.SetStatus(p.Status)
	if err := json.NewEncoder(ctx.BodyWriter()).Encode(p); err != nil {
		d.cfg.Log.DebugContext(ctx.Context(), "answer not taken", "err", err)
	}
}

// Unknown answers for an address or a method that the door does not have.
func (d *Door) Unknown(c *gin.Context) {
	p := d.new(casemodel.NotFound, "route.not_found", nil)
	c.Header("Cache-Control", "no-store")
	c.Header("Content-Type", p.ContentType(""))
	c.Status(http.StatusNotFound)
	if err := json.NewEncoder(c.Writer).Encode(p); err != nil {
		d.cfg.Log.DebugContext(c.Request.Context(), "answer not taken", "err", err)
	}
}

// unkeepable reports text that no database keeps.
func unkeepable(s string) bool { return strings.ContainsRune(s, 0) || !utf8.ValidString(s) }

// tag groups operations in the description by the first part of the path.
func tag(p string) string {
	first, _, _ := strings.Cut(strings.TrimPrefix(path.Clean(p), "/"), "/")
	return first
}
