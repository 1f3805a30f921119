package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
)

// BodyPage adds an organisation or changes one.
type BodyPage struct {
	Shell
	Crumbs []Link
	Head   string
	Action string
	Hidden []Hidden
	Facts  []Fact // what was settled when it was made
	Faults []Fault
	Fields []Field
}

func (s *Site) newBodyPage(v *visit) error {
	if err := s.desk.Office(v.who, "bodies", "edit"); err != nil {
		return err
	}
	return s.showBody(v, http.StatusOK, nil, url.Values{"active": {"true"}}, nil)
}

func (s *Site) bodyPage(v *visit) error {
	if err := s.desk.Office(v.who, "bodies", "edit"); err != nil {
		return err
	}
	b, err := s.bodyOf(v)
	if err != nil {
		return err
	}
	values := url.Values{
		"title": {b.Title}, "number_name": {b.NumberName}, "phone": {b.Phone}, "address": {b.Address}, "categories": b.Categories,
		"version": {strconv.Itoa(b.Version)},
	}
	if b.Active == 1 {
		values.Set("active", "true")
	}
	if b.ParentID != "" {
		above, err := s.desk.Body(v.ctx(), b.ParentID)
		if err != nil {
			return err
		}
		values.Set("parent", above.Code)
	}
	return s.showBody(v, http.StatusOK, b, values, nil)
}

// bodyOf is the organisation of the address.
func (s *Site) bodyOf(v *visit) (*casemodel.Body, error) {
	id := casemodel.ID(v.c.Param("id"))
	if !id.Valid() {
		return nil, &casemodel.Error{Kind: casemodel.NotFound, Key: "body.not_found"}
	}
	return s.desk.Body(v.ctx(), id)
}

// showBody draws the form; b is nil for one that is to be.
func (s *Site) showBody(v *visit, status int, b *casemodel.Body, values url.Values, wrong error) error {
	page := BodyPage{Head: say("admin.new_body"), Action: "/admin/bodies/new"}
	var born []Field
	if b == nil {
		code := Field{ID: "code", Name: "code", Title: say("admin.code_title"), Required: true, Value: values.Get("code"), Help: say("admin.code")}
		kind := Field{ID: "kind", Name: "kind", Title: say("admin.kind"), Type: "select", Required: true}
		kind.Groups = []OptionGroup{{Options: chosen(options(s.desk.Flows.Lists["body_kinds"]), values["kind"])}}
		area := Field{ID: "area", Name: "area", Title: say("admin.area"), Type: "area", Required: true}
		if err := (&form{v: v, values: values}).area(&area); err != nil {
			return err
		}
		born = []Field{code, kind, area}
	} else {
		page.Head, page.Action = b.Title, "/admin/bodies/"+string(b.ID)
		page.Hidden = []Hidden{{"version", values.Get("version")}}
		page.Facts = []Fact{{say("admin.code_title"), b.Code}, {say("admin.kind"), s.desk.Flows.Title("body_kinds", b.Kind)}}
		if a, err := s.people.area(v.ctx(), b.AreaID); err == nil {
			page.Facts = append(page.Facts, Fact{say("admin.area"), s.placeName(v.ctx(), a)})
		}
	}
	page.Fields = slices.Concat(born, s.bodyFields(values))
	page.Faults = s.faults(wrong, page.Fields)
	page.Crumbs = []Link{{say("nav.bodies"), "/admin/bodies"}, {page.Head, ""}}
	page.Shell = v.shell(page.Head, "/admin/bodies")
	return v.show(status, "body", page)
}

func (s *Site) bodyFields(values url.Values) []Field {
	field := func(name, title, kind, help string) Field {
		return Field{ID: name, Name: name, Title: title, Type: kind, Help: help, Value: values.Get(name)}
	}
	title := field("title", say("admin.title"), "text", "")
	title.Required, title.Wide = true, true
	address := field("address", say("admin.address"), "text", "")
	address.Wide = true
	categories := field("categories", say("admin.categories"), "ticks", say("admin.categories_help"))
	categories.Wide, categories.Group = true, true
	categories.Options = chosen(options(s.desk.Flows.Lists["categories"]), values["categories"])
	return []Field{
		title, field("number_name", say("admin.number_name"), "text", say("admin.number_help")),
		field("parent", say("admin.parent"), "text", say("admin.parent_help")), field("phone", say("admin.phone"), "tel", ""),
		address, categories, field("active", say("admin.active"), "bool", say("admin.active_help")),
	}
}

// typedBody is what was posted of an organisation.
func (v *visit) typedBody() casemodel.Body {
	word := func(name string) string { return strings.TrimSpace(v.form.Get(name)) }
	b := casemodel.Body{
		Title: word("title"), NumberName: word("number_name"), Phone: word("phone"), Address: word("address"),
		Categories: v.form["categories"], Code: word("code"), Kind: word("kind"),
	}
	if v.form.Get("active") == "true" {
		b.Active = 1
	}
	return b
}

func (s *Site) addBody(v *visit) error {
	if err := s.desk.Office(v.who, "bodies", "edit"); err != nil {
		return err
	}
	if v.form.Get("_again") != "" {
		return s.showBody(v, http.StatusOK, nil, v.form, nil)
	}
	b := v.typedBody()
	place, stale, err := (&form{v: v, values: v.form}).typedPlace("area")
	if err != nil {
		return err
	}
	if !stale {
		b.AreaID = place
	}
	id, err := s.desk.AddBody(v.ctx(), v.who, b, strings.TrimSpace(v.form.Get("parent")))
	if casemodel.Is(err, casemodel.Invalid) {
		return s.showBody(v, http.StatusUnprocessableEntity, nil, v.form, err)
	}
	if err != nil {
		return err
	}
	v.administered("body_added", "body", id, "code", b.Code)
	return v.back(say("admin.body_saved"), "/admin/bodies")
}

func (s *Site) editBody(v *visit) error {
	if err := s.desk.Office(v.who, "bodies", "edit"); err != nil {
		return err
	}
	now, err := s.bodyOf(v)
	if err != nil {
		return err
	}
	v.takeTheirs()
	next := v.typedBody()
	next.ID, next.Version = now.ID, atoi(v.form.Get("version"))
	err = s.desk.EditBody(v.ctx(), v.who, next, strings.TrimSpace(v.form.Get("parent")))
	switch {
	case casemodel.Is(err, casemodel.Invalid):
		return s.showBody(v, http.StatusUnprocessableEntity, now, v.form, err)
	case casemodel.Is(err, casemodel.Conflict):
		return s.bodyConflict(v, now.ID, err)
	case err != nil:
		return err
	}
	v.administered("body_changed", "body", now.ID, "version", next.Version+1)
	return v.back(say("admin.body_saved"), "/admin/bodies")
}

// bodyConflict lays a colleague's values beside one's own.
func (s *Site) bodyConflict(v *visit, id casemodel.ID, err error) error {
	var clash *casemodel.Error
	if !errors.As(err, &clash) {
		return err
	}
	now, err := s.desk.Body(v.ctx(), id)
	if err != nil {
		return err
	}
	page := ConflictPage{
		Text: s.sayFault(clash.Key, nil), Action: v.c.Request.URL.Path, Back: v.c.Request.URL.Path, Submit: say("admin.save"),
		Crumbs: []Link{{say("nav.bodies"), "/admin/bodies"}, {now.Title, ""}}, Hidden: []Hidden{{"version", strconv.Itoa(now.Version)}},
	}
	fields := s.bodyFields(v.form)
	for _, d := range clash.Differences {
		i := slices.IndexFunc(fields, func(f Field) bool { return f.ID == d.Field })
		if i >= 0 {
			page.Rows = append(page.Rows, Clash{
				Name: d.Field, Title: fields[i].Title, TheirsRaw: d.Theirs, Take: true,
				Theirs: s.bodyWords(d.Field, d.Theirs), Mine: s.bodyWords(d.Field, d.Mine),
			})
		}
	}
	for _, name := range sortedKeys(v.form) {
		if name == "version" || strings.HasPrefix(name, "take.") || strings.HasPrefix(name, "theirs.") {
			continue
		}
		for _, value := range v.form[name] {
			page.Hidden = append(page.Hidden, Hidden{name, value})
		}
	}
	page.Shell = v.shell(say("conflict.title"), "/admin/bodies")
	return v.show(http.StatusConflict, "conflict", page)
}

// bodyWords are a value as people read it.
func (s *Site) bodyWords(field, value string) string {
	switch field {
	case "active":
		return say("form." + map[bool]string{true: "yes", false: "no"}[value == "true"])
	case "categories":
		return s.each(strings.FieldsFunc(value, func(r rune) bool { return r == ',' }), func(one string) string {
			return s.desk.Flows.Title("categories", one)
		})
	}
	return value
}

// takeTheirs puts a colleague's value where a person chose it on the conflict
// page.
func (v *visit) takeTheirs() {
	for _, name := range []string{"title", "number_name", "parent", "phone", "address", "categories", "active"} {
		if v.form.Get("take."+name) != "theirs" {
			continue
		}
		theirs := v.form.Get("theirs." + name)
		v.form[name] = []string{theirs}
		if name == "categories" {
			v.form[name] = strings.FieldsFunc(theirs, func(r rune) bool { return r == ',' })
		}
	}
}
