package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/templates"
)

// ClausesPage lists the model clauses, the program's and the site's own.
type ClausesPage struct {
	Shell
	May    bool
	Groups []ClauseGroup
}

// ClauseGroup is the clauses of one sort.
type ClauseGroup struct {
	Title string
	Rows  []ClauseRow
}

// ClauseRow is a clause, or a version of one.
type ClauseRow struct {
	Title, Href, Words, For, Into, By, At string
	State                                 State
}

// ClausePage is one clause with its versions, and the form for the next.
type ClausePage struct {
	Shell
	Crumbs             []Link
	Head, Action, Hint string
	Rows               []ClauseRow
	May                bool
	Withdraw, Drop     bool // the site's own can be taken out of use, or the program's
	Hidden             []Hidden
	Faults             []Fault
	Fields             []Field
}

const clausesHome = "/admin/clauses"

func (s *Site) clausesPage(v *visit) error {
	own, err := s.desk.ModelClauses(v.ctx(), v.who, "")
	if err != nil {
		return err
	}
	page := ClausesPage{May: s.desk.Office(v.who, "papers", "edit") == nil}
	library := templates.Clauses()
	var now []casework.ModelClause
	seen := map[string]bool{}
	for _, c := range own { // the latest of each first, the one in force before it
		if i := slices.IndexFunc(own, func(o casework.ModelClause) bool { return o.Code == c.Code && o.State == casework.TemplateForce }); !seen[c.Code] {
			seen[c.Code] = true
			if i >= 0 {
				c = own[i]
			} else if slices.ContainsFunc(library.Clauses, func(l templates.Clause) bool { return l.Code == c.Code }) {
				seen[c.Code] = false
				continue
			}
			now = append(now, c)
		}
	}
	for _, c := range library.Clauses {
		if !seen[c.Code] {
			now = append(now, shippedClause(c))
		}
	}
	for _, sort := range library.Sorts {
		group := ClauseGroup{Title: say("clause.sort." + sort)}
		for _, c := range now {
			if c.Sort == sort {
				group.Rows = append(group.Rows, s.clauseRow(&c))
			}
		}
		if len(group.Rows) > 0 {
			page.Groups = append(page.Groups, group)
		}
	}
	page.Shell = v.shell(say("nav.clauses"), clausesHome)
	return v.ok("clauses", page)
}

func (s *Site) clauseRow(c *casework.ModelClause) ClauseRow {
	row := ClauseRow{Title: c.Title, Href: clausesHome + "/" + c.Code, Words: c.Words, For: s.categoriesOf(c), Into: say("clause.into." + intoField(*c))}
	switch {
	case c.No == 0:
		row.State = State{Title: say("template.shipped"), Tint: "grey", Icon: "file"}
		return row
	case c.State != casework.TemplateForce:
		row.State = State{Title: say("template.state.withdrawn"), Tint: "grey", Icon: "x"}
	case c.Words == "":
		row.State = State{Title: say("clause.out"), Tint: "amber", Icon: "x"}
	default:
		row.State = State{Title: say("template.version", "no", c.No), Tint: "green", Icon: "check"}
	}
	row.By, row.At = c.By, minute(c.At)
	return row
}

func (s *Site) categoriesOf(c *casework.ModelClause) string {
	if len(c.Categories) == 0 {
		return say("clause.all")
	}
	words := make([]string, 0, len(c.Categories))
	for _, category := range c.Categories {
		words = append(words, s.desk.Flows.Title("categories", category))
	}
	return strings.Join(words, say("list.comma"))
}

// clauseOf is the clause of the address: its versions, and the program's own,
// nil for neither. A new one is named new.
func (s *Site) clauseOf(v *visit) (versions []casework.ModelClause, shipped *casework.ModelClause, err error) {
	code := v.c.Param("clause")
	if err := s.desk.Office(v.who, "papers", "list"); err != nil {
		return nil, nil, err // before it is told whether there is such a clause
	}
	if code == "new" {
		return nil, nil, s.desk.Office(v.who, "papers", "edit")
	}
	if versions, err = s.desk.ModelClauses(v.ctx(), v.who, code); err != nil {
		return nil, nil, err
	}
	library := templates.Clauses()
	if i := slices.IndexFunc(library.Clauses, func(l templates.Clause) bool { return l.Code == code }); i >= 0 {
		c := shippedClause(library.Clauses[i])
		shipped = &c
	}
	if len(versions) == 0 && shipped == nil {
		return nil, nil, &casemodel.Error{Kind: casemodel.NotFound, Key: "clause.not_found"}
	}
	return versions, shipped, nil
}

func (s *Site) clausePage(v *visit) error { return s.showClause(v, http.StatusOK, nil, nil) }

func (s *Site) showClause(v *visit, status int, typed url.Values, wrong error) error {
	versions, shipped, err := s.clauseOf(v)
	if err != nil {
		return err
	}
	page := ClausePage{
		Head: say("clause.new"), Action: clausesHome + "/" + v.c.Param("clause"), May: s.desk.Office(v.who, "papers", "edit") == nil, Hint: say("clause.hint"),
	}
	latest := casework.ModelClause{Sort: templates.Clauses().Sorts[0]}
	for i := range versions {
		row := s.clauseRow(&versions[i])
		row.Title, row.Href = say("template.version", "no", versions[i].No), ""
		page.Rows = append(page.Rows, row)
		page.Withdraw = page.Withdraw || versions[i].State == casework.TemplateForce
	}
	if shipped != nil {
		latest = *shipped
		row := s.clauseRow(shipped)
		row.Title, row.Href = say("template.shipped"), ""
		row.State = templateState(map[bool]string{true: "unused", false: casework.TemplateForce}[page.Withdraw])
		page.Rows = append(page.Rows, row)
		page.Drop = !page.Withdraw
	}
	seen := 0
	if len(versions) > 0 {
		seen = versions[0].No
		if i := slices.IndexFunc(versions, func(c casework.ModelClause) bool { return c.Words != "" }); i >= 0 {
			latest = versions[i]
		}
	}
	if latest.Title != "" {
		page.Head = latest.Title
	}
	if typed == nil {
		typed = url.Values{"title": {latest.Title}, "sort": {latest.Sort}, "categories": latest.Categories, "kind": {latest.Kind}, "words": {latest.Words}}
	}
	page.Hidden = []Hidden{{"seen", itoa(seen)}}
	page.Fields = s.clauseFields(typed)
	page.Faults = s.faults(wrong, page.Fields)
	page.Crumbs = []Link{{say("nav.clauses"), clausesHome}, {page.Head, ""}}
	page.Shell = v.shell(page.Head, clausesHome)
	return v.show(status, "clause", page)
}

func (s *Site) clauseFields(values url.Values) []Field {
	field := func(name, kind string) Field {
		return Field{ID: name, Name: name, Title: say("clause.field." + name), Type: kind, Value: values.Get(name), Required: true}
	}
	title, words := field("title", "text"), field("words", "longtext")
	title.Wide, words.Wide, words.Size = true, true, "tall"
	known := make([]string, 0, len(templates.Clauses().Places))
	for _, word := range templates.Clauses().Places {
		known = append(known, placeOpen+word+placeClose)
	}
	slices.Sort(known)
	words.Help = say("clause.places", "names", strings.Join(known, " "))
	sort, kind, categories := field("sort", "select"), field("kind", "select"), field("categories", "ticks")
	sorts, top := make([]Option, 0, len(templates.Clauses().Sorts)), []Option{}
	for _, one := range templates.Clauses().Sorts {
		sorts = append(sorts, Option{Value: one, Title: say("clause.sort." + one)})
	}
	for _, o := range s.desk.Flows.Lists["categories"] {
		if len(o.Value) == 2 || slices.Contains(values["categories"], o.Value) {
			top = append(top, Option{Value: o.Value, Title: o.Title})
		}
	}
	sort.Groups = []OptionGroup{{Options: chosen(sorts, values["sort"])}}
	kind.Groups, kind.Empty, kind.Required = []OptionGroup{{Options: chosen(worded("item_kind", casemodel.ItemKinds), values["kind"])}}, say("clause.beneath"), false
	kind.Help = say("clause.kind_help")
	categories.Options, categories.Group, categories.Wide, categories.Required = chosen(top, values["categories"]), true, true, false
	categories.Help = say("clause.for_help")
	return []Field{title, sort, kind, words, categories}
}

// saveClause writes the next version, or takes a clause out of use.
func (s *Site) saveClause(v *visit) error {
	versions, shipped, err := s.clauseOf(v)
	if err != nil {
		return err
	}
	code := v.c.Param("clause")
	if v.form.Get("do") == "withdraw" {
		if err = s.desk.WithdrawClause(v.ctx(), v.who, code); err == nil {
			v.administered("clause_withdrawn", "clause", code)
			return v.back(say("clause.withdrawn"), clausesHome)
		}
	} else {
		c := casework.ModelClause{
			Code: code, Sort: v.form.Get("sort"), Title: v.form.Get("title"), Categories: v.form["categories"], Kind: v.form.Get("kind"), Words: strings.ReplaceAll(v.form.Get("words"), "\r\n", "\n"),
		}
		switch {
		case v.form.Get("do") == "drop" && shipped != nil:
			c = *shipped
			c.Words = ""
		case strings.TrimSpace(c.Words) == "":
			return s.showClause(v, http.StatusUnprocessableEntity, v.form, casemodel.Bad("words", "field.missing"))
		}
		if code == "new" {
			c.Code = ""
		}
		seen := atoi(v.form.Get("seen"))
		if v.form.Get("do") == "drop" && len(versions) > 0 {
			seen = versions[0].No
		}
		var kept *casework.ModelClause
		if kept, err = s.desk.SaveClause(v.ctx(), v.who, c, templates.Clauses().Sorts, seen); err == nil {
			v.administered("clause_saved", "clause", kept.ID)
			return v.back(say("clause.saved", "title", kept.Title, "no", kept.No), clausesHome)
		}
	}
	switch {
	case casemodel.Is(err, casemodel.Invalid):
		return s.showClause(v, http.StatusUnprocessableEntity, v.form, err)
	case casemodel.Is(err, casemodel.Conflict):
		return s.showClause(v, http.StatusConflict, v.form, err)
	}
	return err
}
