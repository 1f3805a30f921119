package api

import (
	"context"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
)

// options is the answer of every lookup.
type options[T any] struct {
	Body struct {
		Items []T `json:"items"`
	}
}

func found[T any](items []T, limit int) *options[T] {
	out := &options[T]{}
	out.Body.Items = list(items[:min(len(items), limit)])
	return out
}

// lookups name no more rows than somebody will read.
const (
	usualRows = 50
	mostRows  = 200
)

func rowsWanted(limit int) int {
	if limit == 0 {
		return usualRows
	}
	return min(limit, mostRows)
}

type bodiesInput struct {
	Q        string   `query:"q" maxLength:"100" doc:"part of the title or the code"`
	Kind     []string `query:"kind,explode" maxItems:"20"`
	Area     string   `query:"area" doc:"12-digit code of its place"`
	Category string   `query:"category" doc:"bodies that deal with it"`
	Limit    int      `query:"limit" minimum:"1" maximum:"200"`
}

type body struct {
	ID         casemodel.ID `json:"id"`
	Code       string       `json:"code"`
	Title      string       `json:"title"`
	Kind       string       `json:"kind"`
	KindTitle  string       `json:"kind_title"`
	Area       string       `json:"area_id"`
	Parent     casemodel.ID `json:"parent_id"`
	Categories []string     `json:"categories" doc:"all when empty"`
	Phone      string       `json:"phone"`
	Address    string       `json:"address"`
}

func (d *Door) findBodies(ctx context.Context, _ *caller, in *bodiesInput) (*options[body], error) {
	kinds := in.Kind
	if len(kinds) == 0 {
		kinds = []string{""}
	}
	limit := rowsWanted(in.Limit)
	var all []casemodel.Body
	for _, kind := range kinds {
		some, err := d.cfg.Desk.Bodies(ctx, casework.BodyQuery{Kind: kind, Area: in.Area, Category: in.Category, Words: in.Q, Limit: limit})
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return found(each(all, func(b casemodel.Body) body {
		return body{
			b.ID, b.Code, b.Title, b.Kind, d.cfg.Desk.Flows.Title("body_kinds", b.Kind), b.AreaID, b.ParentID, list([]string(b.Categories)), b.Phone, b.Address,
		}
	}), limit), nil
}

type usersInput struct {
	Q     string `query:"q" maxLength:"100" doc:"part of the name"`
	Of    string `query:"body" doc:"id"`
	Role  string `query:"role"`
	Limit int    `query:"limit" minimum:"1" maximum:"200"`
}

type user struct {
	ID       casemodel.ID `json:"id"`
	Title    string       `json:"title"`
	Username string       `json:"username"`
}

func (d *Door) findUsers(ctx context.Context, _ *caller, in *usersInput) (*options[user], error) {
	if in.Of != "" && !casemodel.ID(in.Of).Valid() {
		return nil, casemodel.Bad("body", "field.reference")
	}
	limit := rowsWanted(in.Limit)
	all, err := d.cfg.Desk.Users(ctx, casemodel.ID(in.Of), in.Role, in.Q, limit)
	if err != nil {
		return nil, err
	}
	return found(each(all, func(u casemodel.User) user { return user{u.ID, u.Name, u.Username} }), limit), nil
}

type areasInput struct {
	Q      string `query:"q" maxLength:"50" doc:"part of the name"`
	Parent string `query:"parent" doc:"12-digit code; provinces when neither parent nor q is given"`
	Limit  int    `query:"limit" minimum:"1" maximum:"200"`
}

type area struct {
	ID     string `json:"id"`
	Title  string `json:"title"`
	Level  string `json:"level" doc:"province, city, county, town, village"`
	Parent string `json:"parent_id"`
}

func (d *Door) findAreas(ctx context.Context, _ *caller, in *areasInput) (*options[area], error) {
	limit := rowsWanted(in.Limit)
	all, err := d.cfg.Desk.Areas(ctx, in.Parent, in.Q, limit)
	if err != nil {
		return nil, err
	}
	return found(each(all, func(a casemodel.Area) area { return area{a.ID, a.Name, a.LevelKey, a.ParentID} }), limit), nil
}

type wordsInput struct {
	Q      string `query:"q" maxLength:"50" doc:"part of the title"`
	Parent string `query:"parent" doc:"values that begin with it"`
}

func (d *Door) findCategories(_ context.Context, _ *caller, in *wordsInput) (*options[valued], error) {
	return d.words("categories", in), nil
}

func (d *Door) findChannels(_ context.Context, _ *caller, in *wordsInput) (*options[valued], error) {
	return d.words("channels", in), nil
}

// words searches a closed list.
func (d *Door) words(list string, in *wordsInput) *options[valued] {
	var fits []valued
	for _, o := range d.cfg.Desk.Flows.Lists[list] {
		below := in.Parent == "" || strings.HasPrefix(o.Value, in.Parent) && o.Value != in.Parent
		if below && strings.Contains(o.Title, in.Q) {
			fits = append(fits, valued{o.Value, o.Title})
		}
	}
	return found(fits, len(fits))
}
