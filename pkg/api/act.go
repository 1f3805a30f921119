package api

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"net/http"
	"strconv"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
)

// step is what comes with an event or a record.
type step struct {
	Version *int           `json:"version,omitempty" doc:"of the matter that was seen; 428 without one, except for records that only add"`
	On      casemodel.Day  `json:"on,omitempty" doc:"legal date, today when absent"`
	Why     string         `json:"why,omitempty" doc:"reason for a legal date older than 3 working days"`
	Fields  map[string]any `json:"fields,omitempty" doc:"as the choice says"`
}

type eventInput struct {
	ID      string `path:"id"`
	Event   string `path:"event"`
	Key     string `header:"Idempotency-Key" doc:"makes a repeated request one act"`
	Body    step
	RawBody []byte
}

func (in *eventInput) matter() string { return in.ID }

type recordInput struct {
	ID      string `path:"id"`
	Record  string `path:"record"`
	Key     string `header:"Idempotency-Key" doc:"makes a repeated request one act"`
	Body    step
	RawBody []byte
}

func (in *recordInput) matter() string { return in.ID }

// Act is what an act did.
type Act struct {
	Matter  *detail            `json:"matter"`
	Fired   []casework.Fired   `json:"fired"`
	Created []casework.Created `json:"created"`
	Codes   []casework.Code    `json:"codes,omitempty" doc:"query codes of the parties: shown once, kept nowhere"`
}

// done is 200, or 202 when the act waits for somebody's yes.
type done struct {
	Status int
	Body   doneBody
}

type doneBody struct {
	Act
	Approval *waiting `json:"approval,omitempty" doc:"with 202: nothing moved yet, the request waits there"`
}

type waiting struct {
	ID casemodel.ID `json:"id"`
}

func (d *Door) fireEvent(ctx context.Context, who *caller, in *eventInput) (*done, error) {
	return d.do(ctx, who, in.ID, in.Event, in.Body, in.RawBody)
}

func (d *Door) writeRecord(ctx context.Context, who *caller, in *recordInput) (*done, error) {
	return d.do(ctx, who, in.ID, in.Record, in.Body, in.RawBody)
}

func (d *Door) do(ctx context.Context, who *caller, id, event string, s step, raw []byte) (*done, error) {
	if !casemodel.ID(id).Valid() {
		return nil, unknownMatter()
	}
	actor, err := d.actor(ctx, who)
	if err != nil {
		return nil, err
	}
	out, err := d.cfg.Desk.Do(ctx, actor, casemodel.ID(id), event, who.input(s.On, s.Why, s.Version, s.Fields, raw))
	if err != nil {
		return nil, err
	}
	body, err := d.actOf(ctx, actor, out)
	if err != nil {
		return nil, err
	}
	if out.Approval == "" {
		return &done{http.StatusOK, doneBody{Act: body}}, nil
	}
	return &done{http.StatusAccepted, doneBody{body, &waiting{out.Approval}}}, nil
}

// actOf shows the matter as the actor may read it now; who has handed it on
// may know of it no longer, and then reads only that it happened.
func (d *Door) actOf(ctx context.Context, actor casemodel.Actor, out casework.Outcome) (Act, error) {
	body := Act{Fired: list(out.Fired), Created: list(out.Created), Codes: out.Codes}
	v, err := d.cfg.Desk.Case(ctx, actor, out.MatterID)
	switch {
	case casemodel.Is(err, casemodel.NotFound):
		return body, nil
	case err != nil:
		return body, err
	}
	body.Matter = d.detailOf(v)
	return body, nil
}

type revealInput struct {
	ID   string `path:"id"`
	Key  string `header:"Idempotency-Key"`
	Body struct {
		Version *int `json:"version,omitempty"`
		Fields  struct {
			Party  string `json:"party" doc:"id"`
			Field  string `json:"field" enum:"phone,phone2,id_no,address"`
			Reason string `json:"reason,omitempty" doc:"compulsory except for the team that dials"`
		} `json:"fields"`
	}
}

func (in *revealInput) matter() string { return in.ID }

type revealed struct {
	Body struct {
		Value string `json:"value"`
	}
}

// reveal answers one number in full; that it was asked is in the journal.
func (d *Door) reveal(ctx context.Context, who *caller, in *revealInput) (*revealed, error) {
	if !casemodel.ID(in.ID).Valid() {
		return nil, unknownMatter()
	}
	actor, err := d.actor(ctx, who)
	if err != nil {
		return nil, err
	}
	f := in.Body.Fields
	fields := map[string]any{"party": f.Party, "field": f.Field}
	if f.Reason != "" {
		fields["reason"] = f.Reason
	}
	out := &revealed{}
	out.Body.Value, err = d.cfg.Desk.Reveal(ctx, actor, casemodel.ID(in.ID), casework.Input{Version: in.Body.Version, Fields: fields})
	return out, err
}

// input is what the desk is given: fields as they were typed, and what tells a
// repeated request from a new one.
func (c *caller) input(on casemodel.Day, why string, version *int, fields map[string]any, raw []byte) casework.Input {
	in := casework.Input{On: on, Why: why, Version: version, Fields: exact(fields), Key: c.key}
	if c.key != "" {
		h := sha256.New()
		h.Write([]byte(c.method + " " + c.path + " " + string(c.session.MembershipID) + "\n"))
		h.Write(raw)
		in.Hash = h.Sum(nil)
	}
	return in
}

// exact writes numbers as they were typed: 1000000 and not 1e+06.
func exact(fields map[string]any) map[string]any {
	out := make(map[string]any, len(fields))
	for id, v := range fields {
		out[id] = exactly(v)
	}
	return out
}

func exactly(v any) any {
	switch v := v.(type) {
	case float64:
		return json.Number(strconv.FormatFloat(v, 'f', -1, 64))
	case map[string]any:
		return exact(v)
	case []any:
		return each(v, exactly)
	}
	return v
}

func unknownMatter() error {
	return &casemodel.Error{Kind: casemodel.NotFound, Key: "matter.not_found"}
}
