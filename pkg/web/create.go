package web

import (
	"net/url"
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/workflows"
)

// creation is a kind of matter about to be opened, under a parent or as the
// head of a new family.
type creation struct {
	flow   *workflows.Flow
	parent *casework.View // nil at the head
	fields []workflows.Field
}

// creationOf reads kind and parent from the address and asks the desk whether
// this person may open it there.
func (v *visit) creationOf() (*creation, error) {
	flow := v.s.desk.Flows.Latest(v.c.Param("workflow"))
	if flow == nil || flow.Create == nil {
		return nil, &casemodel.Error{Kind: casemodel.NotFound, Key: "create.unknown"}
	}
	c := &creation{flow: flow, fields: flow.Create.Fields}
	parent := casemodel.ID(v.c.Query("parent"))
	if parent == "" {
		return c, nil
	}
	if !parent.Valid() {
		return nil, &casemodel.Error{Kind: casemodel.NotFound, Key: "matter.not_found"}
	}
	var err error
	if c.parent, err = v.s.desk.Case(v.ctx(), v.who, parent); err != nil {
		return nil, err
	}
	v.moment, v.looked = c.parent.Now, c.parent
	return c, nil
}

// may reports whether the desk offers the creation; the act itself asks again.
func (c *creation) may(v *visit) error {
	list, err := c.offers(v)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(list, func(one casework.Creatable) bool { return one.Workflow == c.flow.ID }) {
		return nil
	}
	return &casemodel.Error{
		Kind: casemodel.Forbidden, Key: "create.forbidden", Needs: v.s.desk.Gate.Now().Needs(c.flow.Lineage, "new", "new", "create", nil),
	}
}

func (c *creation) offers(v *visit) ([]casework.Creatable, error) {
	if c.parent != nil {
		return c.parent.Creatable, nil
	}
	return v.s.desk.Creatable(v.ctx(), v.who)
}

func (c *creation) form() whose {
	w := whose{Form: "create:" + c.flow.ID, Title: say("create.title", "name", c.flow.Title)}
	if c.parent != nil {
		w.Matter = c.parent.Matter.ID
		w.Title += " " + c.parent.Matter.Number
	}
	w.Path = createPath(c.flow.ID, w.Matter)
	return w
}

func (s *Site) createPage(v *visit) error {
	if v.c.Param("workflow") == "dispute_case" {
		return v.redirect("/cases/new")
	}
	c, err := v.creationOf()
	if err != nil {
		return s.astray(v, v.creationForm(), err)
	}
	if err := c.may(v); err != nil {
		t := c.turned(v)
		v.takeUp(t)
		return s.turnAway(v, t, err, c.back()...)
	}
	draft, values, err := v.draft(c.form())
	if err != nil {
		return err
	}
	page, err := s.createForm(v, c, values, nil)
	if err != nil {
		return err
	}
	page.Draft = draft
	return v.ok("do", page)
}

// createForm is the generic form over the fields a birth declares.
func (s *Site) createForm(v *visit, c *creation, values url.Values, wrong error) (*DoPage, error) {
	if values == nil {
		values = url.Values{}
	}
	w := c.form()
	mark, err := v.seal(w)
	if err != nil {
		return nil, err
	}
	f := &form{v: v, view: c.parent, values: values}
	fields, err := f.fields(c.fields)
	if err != nil {
		return nil, err
	}
	once := values.Get("_once")
	if once == "" {
		once = token()
	}
	now, err := v.now()
	if err != nil {
		return nil, err
	}
	page := &DoPage{
		Head: w.Title, Action: w.Path, Fields: fields, Hidden: []Hidden{{"_once", once}, {"_as", mark}}, Today: string(localDay(now)),
		On:     Field{ID: "on", Name: "on", Title: say("form.on"), Type: "date", Value: values.Get("on"), Help: say("form.on_help")},
		Files:  slices.ContainsFunc(fields, func(f Field) bool { return f.Type == "files" }),
		Submit: say("create.submit", "name", c.flow.Title), Crumbs: []Link{{say("nav.matters"), "/matters"}},
	}
	if v.query("draft") != "" || values.Get("_drafted") != "" {
		page.Hidden = append(page.Hidden, Hidden{"_drafted", "1"})
	}
	page.faults(s, wrong)
	page.Dated = page.On.Value != "" || page.On.Error != ""
	if c.parent != nil {
		page.About = s.about(c.parent)
		page.Crumbs = append(page.Crumbs, Link{matterName(&c.parent.Matter, c.parent.Flow), page.About.Href})
	}
	page.Crumbs = append(page.Crumbs, Link{w.Title, ""})
	page.Shell, page.Left = v.shell(w.Title, "/matters"), v.left()
	return page, nil
}

func (s *Site) create(v *visit) error {
	c, err := v.creationOf()
	if err != nil {
		return s.astray(v, v.creationForm(), err)
	}
	r, err := v.readFields(c.fields)
	if err != nil {
		return s.notCreated(v, c, r, err)
	}
	w := c.form()
	switch {
	case v.form.Get("_draft") != "":
		return v.saveDraft(w)
	case v.form.Get("_again") != "", v.form.Get("_more") != "", searching(c.fields, v.form):
		return s.createAgain(v, c, r.missed())
	}
	if err := r.complete(c.fields); err != nil {
		return s.createAgain(v, c, err)
	}
	in := v.input(r)
	in.Version, in.Why = nil, ""
	parent := casemodel.ID("")
	if c.parent != nil {
		parent = c.parent.Matter.ID
	}
	out, err := s.desk.Create(v.ctx(), v.who, c.flow.ID, parent, in)
	if err != nil {
		return s.notCreated(v, c, r, err)
	}
	v.sent(w)
	if err := v.leave(Note{Kind: "ok", Text: say("create.done", "name", c.flow.Title), Links: s.born(out.Created[min(1, len(out.Created)):])}); err != nil {
		return err
	}
	return v.redirect("/matters/" + string(out.MatterID))
}

// notCreated tells apart what can be mended in the form, what refuses it and
// what only the moment refused.
func (s *Site) notCreated(v *visit, c *creation, r *reading, err error) error {
	t := c.turned(v)
	switch casemodel.KindOf(err) {
	case casemodel.Invalid, casemodel.KeyReused, casemodel.TooLarge, casemodel.TypeRefused:
		v.renew(err)
		return s.createAgain(v, c, r.located(err))
	case casemodel.WrongStep, casemodel.Conflict, casemodel.Pending, casemodel.Forbidden, casemodel.Recused, casemodel.NoVersion, casemodel.NotFound:
		v.keep(t)
		return s.turnAway(v, t, err, c.back()...)
	default:
	}
	return s.notNow(v, t, err, func() (*DoPage, error) { return s.createForm(v, c, v.form, nil) })
}

// turned is the posted form of a birth that does not happen.
func (c *creation) turned(v *visit) *turned {
	return &turned{form: c.form(), view: c.parent, fields: c.fields, was: url.Values{}, values: v.form}
}

// back leads to the matter it was to be opened under.
func (c *creation) back() []Link {
	if c.parent == nil {
		return nil
	}
	return []Link{{say("fail.to_matter"), "/matters/" + string(c.parent.Matter.ID)}}
}

// creationForm is the form by the address alone.
func (v *visit) creationForm() whose {
	return whose{Form: "create:" + v.c.Param("workflow"), Matter: casemodel.ID(v.c.Query("parent"))}
}

func (s *Site) createAgain(v *visit, c *creation, wrong error) error {
	page, err := s.createForm(v, c, v.form, wrong)
	if err != nil {
		return err
	}
	if wrong == nil {
		return v.ok("do", page)
	}
	if note := stored(wrong); note != nil {
		page.Note = note
	}
	return v.show(statusOf(wrong), "do", page)
}
