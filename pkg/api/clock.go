package api

import (
	"context"
	"net"
	"time"

	"github.com/jiefen/jiefen/casemodel"
)

type clockInput struct {
	connection
	Body struct {
		Advance string            `json:"advance,omitempty" example:"48h"`
		Set     casemodel.Instant `json:"set,omitzero" required:"false"`
	}
}

type clockMoved struct {
	Body struct {
		Now   casemodel.Instant `json:"now"`
		Fired int               `json:"fired" doc:"clocks that fell due"`
	}
}

// moveClock is there only on a server that was started with a test clock, and
// only for its administrator on the same machine (engine rule T3).
func (d *Door) moveClock(ctx context.Context, who *caller, in *clockInput) (*clockMoved, error) {
	actor, err := d.actor(ctx, who)
	if err != nil {
		return nil, err
	}
	if ip := net.ParseIP(in.address); !actor.Has("sysadmin") || ip == nil || !ip.IsLoopback() {
		return nil, &casemodel.Error{Kind: casemodel.Forbidden, Key: "clock.forbidden", Needs: []casemodel.Need{{Role: "sysadmin", Body: "platform"}}}
	}
	out := &clockMoved{}
	if in.Body.Advance != "" && in.Body.Set.IsZero() {
		by, err := time.ParseDuration(in.Body.Advance)
		if err != nil || by < 0 {
			return nil, casemodel.Bad("advance", "field.duration")
		}
		out.Body.Now, out.Body.Fired, err = d.cfg.Clock.Advance(ctx, by)
		return out, err
	}
	if in.Body.Set.IsZero() || in.Body.Advance != "" {
		return nil, casemodel.Bad("advance", "clock.one_of")
	}
	out.Body.Now, out.Body.Fired, err = d.cfg.Clock.Set(ctx, in.Body.Set)
	return out, err
}
