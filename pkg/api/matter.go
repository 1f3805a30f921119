package api

import (
	"context"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
)

type showInput struct {
	ID   string `path:"id"`
	With string `query:"with" doc:"choices,children; both are there anyway"`
}

func (in *showInput) matter() string { return in.ID }

type shown struct{ Body detail }

func (d *Door) showMatter(ctx context.Context, who *caller, in *showInput) (*shown, error) {
	for part := range strings.SplitSeq(in.With, ",") {
		if part != "" && part != "choices" && part != "children" {
			return nil, casemodel.Bad("with", "field.choice")
		}
	}
	v, err := d.look(ctx, who, in.ID)
	if err != nil {
		return nil, err
	}
	return &shown{*d.detailOf(v)}, nil
}

// look is a matter as the caller may read it.
func (d *Door) look(ctx context.Context, who *caller, id string) (*casework.View, error) {
	if !casemodel.ID(id).Valid() {
		return nil, unknownMatter()
	}
	actor, err := d.actor(ctx, who)
	if err != nil {
		return nil, err
	}
	view, err := d.cfg.Desk.Case(ctx, actor, casemodel.ID(id))
	if err != nil {
		return nil, err
	}
	d.cfg.Desk.Opened(ctx, actor, &view.Matter, view.Now)
	return view, nil
}

// partInput asks for one list of a matter, page by page.
type partInput struct {
	ID    string `path:"id"`
	After string `query:"after" maxLength:"100" doc:"next of the page before"`
	Limit int    `query:"limit" minimum:"1" maximum:"200" doc:"50 by itself"`
}

type part[T any] struct {
	Body struct {
		Items []T    `json:"items"`
		Next  string `json:"next" doc:"empty on the last page"`
	}
}

// partOf cuts a page out of all rows; key names a row in after.
func partOf[T any](all []T, in *partInput, key func(T) string) (*part[T], error) {
	from := 0
	if in.After != "" {
		at := slices.IndexFunc(all, func(row T) bool { return key(row) == in.After })
		if at < 0 {
			return nil, casemodel.Bad("after", "after.invalid")
		}
		from = at + 1
	}
	limit := in.Limit
	if limit == 0 {
		limit = embedded
	}
	out := &part[T]{}
	out.Body.Items = list(all[from:min(len(all), from+limit)])
	if from+limit < len(all) {
		out.Body.Next = key(all[from+limit-1])
	}
	return out, nil
}

func (d *Door) children(ctx context.Context, who *caller, in *partInput) (*part[child], error) {
	v, err := d.look(ctx, who, in.ID)
	if err != nil {
		return nil, err
	}
	return partOf(d.childrenOf(v), in, func(c child) string { return string(c.ID) })
}

func (d *Door) deadlines(ctx context.Context, who *caller, in *partInput) (*part[deadline], error) {
	v, err := d.look(ctx, who, in.ID)
	if err != nil {
		return nil, err
	}
	return partOf(d.deadlinesOf(v), in, func(c deadline) string { return string(c.ID) })
}

func (d *Door) documents(ctx context.Context, who *caller, in *partInput) (*part[document], error) {
	v, err := d.look(ctx, who, in.ID)
	if err != nil {
		return nil, err
	}
	return partOf(d.documentsOf(v), in, func(c document) string { return c.Name })
}

func (d *Door) sittings(ctx context.Context, who *caller, in *partInput) (*part[casemodel.Session], error) {
	v, err := d.look(ctx, who, in.ID)
	if err != nil {
		return nil, err
	}
	return partOf(v.Sessions, in, func(s casemodel.Session) string { return string(s.ID) })
}

func (d *Door) offers(ctx context.Context, who *caller, in *partInput) (*part[casemodel.Offer], error) {
	v, err := d.look(ctx, who, in.ID)
	if err != nil {
		return nil, err
	}
	return partOf(v.Offers, in, func(o casemodel.Offer) string { return string(o.ID) })
}

func (d *Door) files(ctx context.Context, who *caller, in *partInput) (*part[casemodel.File], error) {
	v, err := d.look(ctx, who, in.ID)
	if err != nil {
		return nil, err
	}
	return partOf(v.Files, in, func(f casemodel.File) string { return string(f.ID) })
}

func (d *Door) evidence(ctx context.Context, who *caller, in *partInput) (*part[casework.Piece], error) {
	if !casemodel.ID(in.ID).Valid() {
		return nil, unknownMatter()
	}
	actor, err := d.actor(ctx, who)
	if err != nil {
		return nil, err
	}
	pieces, err := d.cfg.Desk.Evidence(ctx, actor, casemodel.ID(in.ID))
	if err != nil {
		return nil, err
	}
	return partOf(pieces, in, func(p casework.Piece) string { return string(p.ID) })
}

func (d *Door) handed(ctx context.Context, who *caller, in *partInput) (*part[casework.HandedLine], error) {
	if !casemodel.ID(in.ID).Valid() {
		return nil, unknownMatter()
	}
	actor, err := d.actor(ctx, who)
	if err != nil {
		return nil, err
	}
	lines, err := d.cfg.Desk.Handed(ctx, actor, casemodel.ID(in.ID))
	if err != nil {
		return nil, err
	}
	return partOf(lines, in, func(l casework.HandedLine) string { return string(l.ID) })
}

func (d *Door) links(ctx context.Context, who *caller, in *partInput) (*part[casework.LinkView], error) {
	v, err := d.look(ctx, who, in.ID)
	if err != nil {
		return nil, err
	}
	return partOf(v.Links, in, func(l casework.LinkView) string { return string(l.ID) })
}

// line is one entry of the journal, as far as the caller may read it.
type line struct {
	Seq     int               `json:"seq"`
	At      casemodel.Instant `json:"at" doc:"when it was recorded"`
	On      casemodel.Day     `json:"on" doc:"legal date"`
	Act     string            `json:"act"`
	Title   string            `json:"title"`
	Actor   *named            `json:"actor"`
	Body    casemodel.ID      `json:"body"`
	Behalf  string            `json:"on_behalf_of"`
	Cause   string            `json:"cause" doc:"matter:seq of the entry that made it happen"`
	From    string            `json:"from"`
	To      string            `json:"to"`
	Version int               `json:"version"`
	Why     string            `json:"why"`
	Fields  map[string]string `json:"fields"`
	Before  map[string]string `json:"before"`
	Erased  string            `json:"erased" doc:"entry under which the content was erased"`
}

func (d *Door) journal(ctx context.Context, who *caller, in *partInput) (*part[line], error) {
	after, err := strconv.Atoi(in.After)
	if in.After != "" && (err != nil || after < 0 || after > math.MaxInt32) {
		return nil, casemodel.Bad("after", "after.invalid")
	}
	if _, err := d.look(ctx, who, in.ID); err != nil { // who reads the course has seen the case
		return nil, err
	}
	actor, err := d.actor(ctx, who)
	if err != nil {
		return nil, err
	}
	limit := in.Limit
	if limit == 0 {
		limit = embedded
	}
	rows, err := d.cfg.Desk.Journal(ctx, actor, casemodel.ID(in.ID), after, limit+1)
	if err != nil {
		return nil, err
	}
	out := &part[line]{}
	out.Body.Items = each(rows[:min(len(rows), limit)], lineOf)
	if len(rows) > limit {
		out.Body.Next = strconv.Itoa(rows[limit-1].Seq)
	}
	return out, nil
}

func lineOf(l casework.Line) line {
	out := line{
		Seq: l.Seq, At: l.At, On: l.On, Act: l.Act, Title: l.Title, Actor: &named{string(l.ActorID), l.ActorName}, Body: l.BodyID,
		Behalf: l.Behalf, Cause: l.Cause, From: l.FromState, To: l.ToState, Version: l.Version, Why: l.Why, Fields: l.Fields,
		Before: l.Before, Erased: l.Erased,
	}
	if out.Fields == nil {
		out.Fields = map[string]string{}
	}
	if out.Before == nil {
		out.Before = map[string]string{}
	}
	return out
}
