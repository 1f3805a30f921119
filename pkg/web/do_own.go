package web

import (
	"net/url"
	"slices"

	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/workflows"
)

// ownPage is the page of an act of the day: it lays the form out as that work
// is done and puts beside it what a person needs to see while doing it. data
// embeds the *DoPage and goes to the page named.
type ownPage struct {
	name  string                                                          // of the file in templates/pages
	begin func(s *Site, v *visit, view *casework.View, values url.Values) // fills a fresh form in, may be nil
	fill  func(s *Site, v *visit, view *casework.View, page *DoPage) (data any, err error)
}

// ownPages are the acts with a page of their own, by procedure and act; an
// overlay shares the page of what it extends. Every other act has the generic
// form, and so has one whose fields a page does not know.
var ownPages = map[string]ownPage{
	"proceeding.log_session": {name: "do_session", begin: beginSession, fill: fillSession},
}

// ownPageOf finds the page of an act, the nearest procedure first.
func ownPageOf(view *casework.View, act string) (ownPage, bool) {
	if view == nil || view.Flow == nil {
		return ownPage{}, false
	}
	for _, flow := range view.Flow.Lineage {
		if own, there := ownPages[flow+"."+act]; there {
			return own, true
		}
	}
	return ownPage{}, false
}

// begun is what stands in the form of an act before anybody types: what the
// matter says already, and what the act's own page takes for most likely.
func (s *Site) begun(v *visit, view *casework.View, act *workflows.Act, terms bool) url.Values {
	values := known(view, act.Fields, terms)
	if own, there := ownPageOf(view, act.ID); there && own.begin != nil {
		own.begin(s, v, view, values)
	}
	return values
}

// showDo draws the form of an act on its own page, else on the generic one.
func (s *Site) showDo(v *visit, status int, view *casework.View, page *DoPage) error {
	own, there := ownPageOf(view, page.Act)
	if !there {
		return v.show(status, "do", page)
	}
	data, err := own.fill(s, v, view, page)
	if err != nil {
		return err
	}
	return v.show(status, own.name, data)
}

// Field is one field of the form by its id, for pages that place each
// themselves; it is then no longer among the Rest.
func (p *DoPage) Field(id string) *Field {
	i := slices.IndexFunc(p.Fields, func(f Field) bool { return f.Name == nameOf(id) })
	if i < 0 {
		return nil
	}
	p.placed = append(p.placed, p.Fields[i].Name)
	return &p.Fields[i]
}

// Rest are the fields that the page has not placed: what a procedure adds to an
// act is never left out.
func (p *DoPage) Rest() []Field {
	return slices.DeleteFunc(slices.Clone(p.Fields), func(f Field) bool { return slices.Contains(p.placed, f.Name) })
}
