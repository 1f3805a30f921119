package api

import (
	"errors"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"github.com/jiefen/jiefen/casemodel"
)

// fromHuma turns what huma refuses by itself, the shape of a request, into a
// problem like any other. Without a context it only shows huma the type.
func fromHuma(ctx huma.Context, code int, _ string, errs ...error) huma.StatusError {
	d := doorOf(ctx)
	if d == nil {
		return &Problem{Status: code}
	}
	switch code {
	case http.StatusUnprocessableEntity:
		return d.said(ctx.Context(), malformed(errs))
	case http.StatusBadRequest:
		p := d.new(casemodel.Invalid, "request.malformed", nil)
		p.Status = code
		return p
	case http.StatusRequestTimeout:
		p := d.new(casemodel.Invalid, "request.slow", nil)
		p.Status = code
		return p
	case http.StatusRequestEntityTooLarge:
		return d.new(casemodel.TooLarge, "request.too_large", map[string]any{"max": largestBody >> 20, "file": d.cfg.Desk.FileRules(d.cfg.MaxFile).Largest >> 20})
	case http.StatusUnsupportedMediaType:
		return d.new(casemodel.TypeRefused, "request.type", nil)
	}
	return d.ours(ctx.Context(), errors.Join(errs...))
}

// malformed collects the faults huma found.
func malformed(errs []error) *casemodel.Error {
	all := &casemodel.Error{Kind: casemodel.Invalid, Key: "input.invalid"}
	for _, err := range errs {
		var detail huma.ErrorDetailer
		if !errors.As(err, &detail) {
			continue
		}
		f := detail.ErrorDetail()
		all.Fields = append(all.Fields, casemodel.FieldError{Field: fieldOf(f), Key: keyOf(f.Message), Args: argsOf(f)})
	}
	slices.SortFunc(all.Fields, func(a, b casemodel.FieldError) int { return strings.Compare(a.Field, b.Field) })
	return all
}

var (
	index    = regexp.MustCompile(`\[(\d+)\]`)
	required = regexp.MustCompile(`^expected required property (\S+) to be present$`)
)

// fieldOf writes body.parties[0].phone as parties.0.phone.
func fieldOf(f *huma.ErrorDetail) string {
	_, path, _ := strings.Cut(index.ReplaceAllString(f.Location, ".$1"), ".")
	if m := required.FindStringSubmatch(f.Message); m != nil {
		return strings.TrimPrefix(path+"."+m[1], ".")
	}
	return path
}

// shapes are the beginnings of huma's messages and what they mean.
var shapes = []struct{ begins, key string }{
	{"unexpected property", "field.unknown"},
	{"unknown query parameter", "field.unknown"},
	{"expected required property", "field.missing"},
	{"required ", "field.missing"},
	{"expected boolean", "field.bool"},
	{"invalid boolean", "field.bool"},
	{"expected integer", "field.int"},
	{"expected number >", "field.range"},
	{"expected number <", "field.range"},
	{"expected number", "field.int"},
	{"invalid integer", "field.int"},
	{"expected string to be RFC 3339 date-time", "field.datetime"},
	{"expected string to be RFC 3339 date", "field.date"},
	{"expected string to match", "field.form"},
	{"expected string", "field.text"},
	{"expected array length <=", "field.too_many"},
	{"expected array", "field.list"},
	{"expected object", "field.object"},
	{"expected value to be one of", "field.choice"},
	{"expected length <=", "field.too_long"},
	{"expected length >=", "field.missing"},
}

func keyOf(message string) string {
	for _, s := range shapes {
		if strings.HasPrefix(message, s.begins) {
			return s.key
		}
	}
	return "field.form"
}

// argsOf are the figures of a limit: huma ends its message with it.
func argsOf(f *huma.ErrorDetail) map[string]any {
	limit, err := strconv.Atoi(f.Message[strings.LastIndexByte(f.Message, ' ')+1:])
	if err != nil {
		return nil
	}
	args := map[string]any{"max": limit}
	if text, is := f.Value.(string); is {
		args["have"] = utf8.RuneCountInString(text)
	}
	return args
}

// strictQuery refuses an address that is no text, parameters the route does not have, and one that stands
// twice though it holds one value: both would be ignored in silence.
func (d *Door) strictQuery(ctx huma.Context, next func(huma.Context)) {
	wrong := &casemodel.Error{Kind: casemodel.Invalid, Key: "input.invalid"}
	u := ctx.URL()
	if unkeepable(u.Path) {
		d.refuse(ctx, &casemodel.Error{Kind: casemodel.NotFound, Key: "route.not_found"})
		return
	}
	for name, values := range u.Query() {
		at := slices.IndexFunc(ctx.Operation().Parameters, func(p *huma.Param) bool { return p.In == "query" && p.Name == name })
		switch {
		case at < 0:
			wrong.Fields = append(wrong.Fields, casemodel.FieldError{Field: name, Key: "field.unknown"})
		case len(values) > 1 && ctx.Operation().Parameters[at].Schema.Type != huma.TypeArray:
			wrong.Fields = append(wrong.Fields, casemodel.FieldError{Field: name, Key: "field.repeated"})
		case slices.ContainsFunc(values, unkeepable):
			wrong.Fields = append(wrong.Fields, casemodel.FieldError{Field: name, Key: "field.text"})
		}
	}
	if len(wrong.Fields) == 0 {
		next(ctx)
		return
	}
	slices.SortFunc(wrong.Fields, func(a, b casemodel.FieldError) int { return strings.Compare(a.Field, b.Field) })
	d.refuse(ctx, wrong)
}
