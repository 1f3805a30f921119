package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/identity"
)

// connection is where a request came from; it reads no header for that.
type connection struct{ address, agent string }

// Resolve implements huma.Resolver.
func (c *connection) Resolve(ctx huma.Context) []error {
	c.address, c.agent = addressOf(ctx), ctx.Header("User-Agent")
	return nil
}

type signInInput struct {
	connection
	Body struct {
		Username string `json:"username"`
		Password string `json:"password"`
		TOTP     string `json:"totp,omitempty" doc:"code of the second factor"`
	}
}

// ticket is an opened session. The token is told once.
type ticket struct {
	Body struct {
		Token       string                `json:"token"`
		ExpiresAt   casemodel.Instant     `json:"expires_at" doc:"at the latest; after 30 minutes without a request it is over too"`
		Membership  casemodel.ID          `json:"membership" doc:"acting"`
		Memberships []identity.Membership `json:"memberships"`
	}
}

func ticketOf(t identity.Ticket) *ticket {
	out := &ticket{}
	out.Body.Token, out.Body.ExpiresAt = t.Token, t.Session.ExpiresAt
	out.Body.Membership, out.Body.Memberships = t.Session.MembershipID, list(t.Memberships)
	return out
}

func (d *Door) signIn(ctx context.Context, _ *caller, in *signInInput) (*ticket, error) {
	t, err := d.cfg.Accounts.SignIn(ctx, identity.Attempt{
		Username: in.Body.Username, Password: in.Body.Password, TOTP: in.Body.TOTP, Kind: identity.API, Address: in.address, Agent: in.agent,
	})
	if err != nil {
		return nil, err
	}
	return ticketOf(t), nil
}

type nothing struct{}

// me is who is signed in, acting as whom, and what may be opened.
type me struct {
	Body struct {
		User         named                 `json:"user"`
		Username     string                `json:"username"`
		SecondFactor bool                  `json:"second_factor"`
		ExpiresAt    casemodel.Instant     `json:"expires_at"`
		Membership   casemodel.ID          `json:"membership" doc:"acting"`
		Memberships  []identity.Membership `json:"memberships"`
		Creatable    []creatable           `json:"creatable" doc:"what may be opened at the root"`
	}
}

func (d *Door) whoAmI(ctx context.Context, who *caller, _ *nothing) (*me, error) {
	out := &me{}
	s := who.session
	out.Body.User, out.Body.Username = named{string(s.UserID), s.Name}, s.Username
	out.Body.SecondFactor, out.Body.ExpiresAt, out.Body.Membership = s.SecondFactor, s.ExpiresAt, s.MembershipID
	mine, err := d.cfg.Accounts.Memberships(ctx, s.UserID)
	if err != nil {
		return nil, err
	}
	out.Body.Memberships, out.Body.Creatable = list(mine), []creatable{}
	actor, err := d.actor(ctx, who)
	if casemodel.Is(err, casemodel.Forbidden) {
		return out, nil // somebody without a body may sign in, and see that he has none
	}
	if err != nil {
		return nil, err
	}
	may, err := d.cfg.Desk.Creatable(ctx, actor)
	out.Body.Creatable = d.creatableOf(may, nil)
	return out, err
}

func (d *Door) signOut(ctx context.Context, who *caller, _ *nothing) (*nothing, error) {
	return nil, d.cfg.Accounts.SignOut(ctx, who.session)
}

type switchInput struct {
	Body struct {
		ID string `json:"id" doc:"of one of one's memberships"`
	}
}

func (d *Door) switchMembership(ctx context.Context, who *caller, in *switchInput) (*me, error) {
	id := casemodel.ID(in.Body.ID)
	if !id.Valid() {
		return nil, &casemodel.Error{Kind: casemodel.Forbidden, Key: "membership.not_yours"}
	}
	s, err := d.cfg.Accounts.Switch(ctx, who.session, id)
	if err != nil {
		return nil, err
	}
	return d.whoAmI(ctx, &caller{session: s}, nil)
}

type passwordInput struct {
	Body struct {
		Password string `json:"password" doc:"the present one"`
		New      string `json:"new"`
	}
}

func (d *Door) changePassword(ctx context.Context, who *caller, in *passwordInput) (*ticket, error) {
	t, err := d.cfg.Accounts.ChangePassword(ctx, who.here(), in.Body.Password, in.Body.New)
	if err != nil {
		return nil, err
	}
	return ticketOf(t), nil
}

type enrolment struct {
	Body struct {
		Secret string `json:"secret"`
		URL    string `json:"url" doc:"to be drawn as a code"`
	}
}

func (d *Door) enrolTOTP(ctx context.Context, who *caller, _ *nothing) (*enrolment, error) {
	e, err := d.cfg.Accounts.EnrolTOTP(ctx, who.session)
	out := &enrolment{}
	out.Body.Secret, out.Body.URL = e.Secret, e.URL
	return out, err
}

type codeInput struct {
	Body struct {
		Password string `json:"password"`
		Code     string `json:"code"`
	}
}

func (d *Door) confirmTOTP(ctx context.Context, who *caller, in *codeInput) (*ticket, error) {
	t, err := d.cfg.Accounts.ConfirmTOTP(ctx, who.here(), in.Body.Password, in.Body.Code)
	if err != nil {
		return nil, err
	}
	return ticketOf(t), nil
}

func (d *Door) disableTOTP(ctx context.Context, who *caller, in *codeInput) (*ticket, error) {
	t, err := d.cfg.Accounts.DisableTOTP(ctx, who.here(), in.Body.Password, in.Body.Code)
	if err != nil {
		return nil, err
	}
	return ticketOf(t), nil
}

// here is the session as it is used now: failures count for where the request
// came from, not for where the session began.
func (c *caller) here() identity.Session {
	s := c.session
	s.Address = c.address
	return s
}

// place is one of one's sessions.
type place struct {
	ID        string            `json:"id"`
	Kind      string            `json:"kind" enum:"web,api"`
	Here      bool              `json:"here" doc:"the session of this request"`
	CreatedAt casemodel.Instant `json:"created_at"`
	SeenAt    casemodel.Instant `json:"seen_at"`
	ExpiresAt casemodel.Instant `json:"expires_at"`
	Address   string            `json:"address"`
	Agent     string            `json:"agent"`
}

func (d *Door) listSessions(ctx context.Context, who *caller, _ *nothing) (*part[place], error) {
	all, err := d.cfg.Accounts.Sessions(ctx, who.session)
	out := &part[place]{}
	out.Body.Items = each(all, func(s identity.Session) place {
		return place{s.ID, s.Kind, s.ID == who.session.ID, s.CreatedAt, s.SeenAt, s.ExpiresAt, s.Address, s.Agent}
	})
	return out, err
}

type endInput struct {
	Session string `path:"session"`
}

func (d *Door) endSession(ctx context.Context, who *caller, in *endInput) (*nothing, error) {
	return nil, d.cfg.Accounts.End(ctx, who.session, in.Session)
}
