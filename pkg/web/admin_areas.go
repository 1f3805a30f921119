package web

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
)

// AreasPage is one level of the tree of places.
type AreasPage struct {
	Shell
	Q      string
	Parent string
	Path   []Link
	Counts []LevelCount
	Rows   []AreaRow
	More   int
	May    bool
	Faults []Fault
	Fields []Field
}

// LevelCount is how many places there are of one level.
type LevelCount struct {
	Title     string
	N, Closed int
}

// AreaRow is one place.
type AreaRow struct {
	Code, Name, Level string
	Closed            bool
}

// AreaPage adds a place or changes one.
type AreaPage struct {
	Shell
	Crumbs []Link
	Head   string
	Action string
	Hidden []Hidden
	Facts  []Fact
	Faults []Fault
	Fields []Field
	Back   string
}

const areasPath = "/admin/areas"

// partsOf is the page of what lies in a place.
func partsOf(code string) string { return areasPath + "?parent=" + url.QueryEscape(code) }

func (s *Site) areas(v *visit) error { return s.showAreas(v, http.StatusOK, nil) }

func (s *Site) showAreas(v *visit, status int, wrong error) error {
	page := AreasPage{Q: v.query("q"), Parent: v.query("parent"), May: s.desk.Office(v.who, "areas", "edit") == nil}
	all, err := s.desk.Places(v.ctx(), v.who, page.Parent, page.Q, mostListed)
	if err != nil {
		return err
	}
	page.Path = []Link{{say("areas.top"), areasPath}}
	for _, a := range all.Path {
		page.Path = append(page.Path, Link{a.Name, partsOf(a.ID)})
	}
	page.Path[len(page.Path)-1].Href = ""
	for _, c := range all.Counts {
		page.Counts = append(page.Counts, LevelCount{say("area." + c.LevelKey), c.N, c.Closed})
	}
	for i := range all.List {
		a := &all.List[i]
		page.Rows = append(page.Rows, AreaRow{a.ID, a.Name, say("area." + a.LevelKey), a.Closed == 1})
	}
	if all.More {
		page.More = len(all.List)
	}
	page.Fields = []Field{
		{ID: "file", Name: "file", Title: say("calendar.file"), Type: "table", Wide: true, Help: say("areas.file_help")},
		{ID: "text", Name: "text", Title: say("calendar.text"), Type: "longtext", Wide: true, Value: v.form.Get("text")},
	}
	page.Faults = s.faults(wrong, page.Fields)
	page.Shell = v.shell(say("nav.areas"), areasPath)
	return v.show(status, "areas", page)
}

func (s *Site) newAreaPage(v *visit) error {
	if err := s.desk.Office(v.who, "areas", "edit"); err != nil {
		return err
	}
	return s.showArea(v, http.StatusOK, nil, url.Values{"parent": {v.query("parent")}}, nil)
}

func (s *Site) areaPage(v *visit) error {
	a, err := s.place(v)
	if err != nil {
		return err
	}
	values := url.Values{"name": {a.Name}}
	if a.Closed == 1 {
		values.Set("closed", "true")
	}
	return s.showArea(v, http.StatusOK, a, values, nil)
}

// place is the place of the address, for who may change it.
func (s *Site) place(v *visit) (*casemodel.Area, error) {
	if err := s.desk.Office(v.who, "areas", "edit"); err != nil {
		return nil, err
	}
	return s.desk.Area(v.ctx(), v.c.Param("id"))
}

// showArea draws the form; a is nil for a place that is to be.
func (s *Site) showArea(v *visit, status int, a *casemodel.Area, values url.Values, wrong error) error {
	name := Field{ID: "name", Name: "name", Title: say("admin.title"), Required: true, Value: values.Get("name")}
	page := AreaPage{Head: say("areas.new"), Action: areasPath + "/new", Back: areasPath}
	if a == nil {
		if parent := values.Get("parent"); parent != "" {
			page.Back = partsOf(parent)
		}
		level := Field{ID: "level", Name: "level", Title: say("areas.level"), Type: "select", Required: true}
		keys := levelsInOrder()
		levels := make([]Option, 0, len(keys))
		for _, key := range keys {
			levels = append(levels, Option{Value: key, Title: say("area." + key), Chosen: key == values.Get("level")})
		}
		level.Groups = []OptionGroup{{Options: levels}}
		page.Fields = []Field{
			{ID: "code", Name: "code", Title: say("admin.code_title"), Required: true, Value: values.Get("code"), Help: say("areas.code")},
			name, level,
			{ID: "parent", Name: "parent", Title: say("areas.parent"), Value: values.Get("parent"), Help: say("areas.parent_help")},
		}
	} else {
		page.Head, page.Action, page.Hidden = a.Name, areasPath+"/"+url.PathEscape(a.ID), []Hidden{{"was", a.Name}}
		page.Back = partsOf(a.ParentID)
		page.Facts = []Fact{{say("admin.code_title"), a.ID}, {say("areas.level"), say("area." + a.LevelKey)}}
		page.Fields = []Field{name, {ID: "closed", Name: "closed", Title: say("areas.close"), Type: "bool", Value: values.Get("closed"), Help: say("areas.close_help")}}
	}
	page.Faults = s.faults(wrong, page.Fields)
	page.Crumbs = []Link{{say("nav.areas"), page.Back}, {page.Head, ""}}
	page.Shell = v.shell(page.Head, areasPath)
	return v.show(status, "area", page)
}

// levelsInOrder are the levels from the province down.
func levelsInOrder() []string {
	keys := make([]string, len(casework.AreaLevels))
	for key, depth := range casework.AreaLevels {
		keys[depth] = key
	}
	return keys
}

func (s *Site) addArea(v *visit) error {
	word := func(name string) string { return strings.TrimSpace(v.form.Get(name)) }
	err := s.desk.AddPlace(v.ctx(), v.who, word("code"), word("name"), word("level"), word("parent"))
	if casemodel.Is(err, casemodel.Invalid) {
		return s.showArea(v, http.StatusUnprocessableEntity, nil, v.form, err)
	}
	if err != nil {
		return err
	}
	v.administered("area_added", "area", word("code"))
	return v.back(say("areas.saved"), partsOf(word("parent")))
}

func (s *Site) editArea(v *visit) error {
	a, err := s.place(v)
	if err != nil {
		return err
	}
	err = s.desk.EditPlace(v.ctx(), v.who, a.ID, v.form.Get("was"), strings.TrimSpace(v.form.Get("name")), v.form.Get("closed") == "true")
	var wrong *casemodel.Error
	if errors.As(err, &wrong) && wrong.Kind == casemodel.Conflict {
		clash := &casemodel.Error{Kind: casemodel.Invalid, Key: wrong.Key, Field: "name", Args: wrong.Args}
		return s.showArea(v, http.StatusConflict, a, v.form, clash)
	}
	if casemodel.Is(err, casemodel.Invalid) {
		return s.showArea(v, http.StatusUnprocessableEntity, a, v.form, err)
	}
	if err != nil {
		return err
	}
	v.administered("area_changed", "area", a.ID)
	return v.back(say("areas.saved"), partsOf(a.ParentID))
}

// AreaPreviewPage is what a table of places would do.
type AreaPreviewPage struct {
	Shell
	Crumbs  []Link
	Action  string
	Mark    string
	Stale   string
	Effect  []Fact
	Faults  []TableRow
	Added   []AreaRow
	More    int
	Renamed []casework.RenamedArea
}

// TableRow is a fault of a table: where, and what to do about it.
type TableRow struct {
	Line         int
	Column, Text string
}

// holdAreas takes an uploaded table to its preview.
func (s *Site) holdAreas(v *visit) error {
	if err := s.desk.Office(v.who, "areas", "edit"); err != nil {
		return err
	}
	name, text, err := v.table("file", "text")
	var id casemodel.ID
	if err == nil {
		id, err = s.desk.HoldAreas(v.ctx(), v.who, name, text)
	}
	if casemodel.Is(err, casemodel.Invalid) {
		return s.showAreas(v, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	return v.redirect(areasPath + "/imports/" + string(id))
}

func (s *Site) areasPreview(v *visit) error { return s.showAreasPreview(v, http.StatusOK, "") }

func (s *Site) showAreasPreview(v *visit, status int, stale string) error {
	id := casemodel.ID(v.c.Param("id"))
	if !id.Valid() {
		return &casemodel.Error{Kind: casemodel.NotFound, Key: "upload.not_found"}
	}
	p, err := s.desk.PreviewAreas(v.ctx(), v.who, id)
	if err != nil {
		return err
	}
	page := AreaPreviewPage{Action: v.c.Request.URL.Path, Mark: p.Mark, Stale: stale, Renamed: p.Renamed}
	page.Effect = []Fact{
		{say("calendar.file"), p.Name},
		{say("areas.added"), itoa(len(p.Added))},
		{say("areas.renamed"), itoa(len(p.Renamed))},
		{say("areas.same"), itoa(p.Same)},
		{say("areas.faulty"), itoa(len(p.Faults))},
	}
	for i := range p.Faults {
		f := &p.Faults[i]
		page.Faults = append(page.Faults, TableRow{f.Line, f.Column, say("areas.fault."+f.Fault, "what", f.What, "other", f.Other, "column", f.Column)})
	}
	for i := range p.Added {
		if i == mostListed {
			page.More = len(p.Added) - i
			break
		}
		a := &p.Added[i]
		page.Added = append(page.Added, AreaRow{Code: a.ID, Name: a.Name, Level: say("area." + a.LevelKey)})
	}
	page.Crumbs = []Link{{say("nav.areas"), areasPath}, {say("areas.preview"), ""}}
	page.Shell = v.shell(say("areas.preview"), areasPath)
	return v.show(status, "areas_preview", page)
}

func (s *Site) confirmAreas(v *visit) error {
	id := casemodel.ID(v.c.Param("id"))
	err := s.desk.ConfirmAreas(v.ctx(), v.who, id, v.form.Get("mark"))
	switch {
	case errors.Is(err, casework.ErrStalePreview):
		return s.showAreasPreview(v, http.StatusConflict, say("areas.stale"))
	case casemodel.Is(err, casemodel.NotFound):
		return v.back(say("calendar.gone"), areasPath)
	case err != nil:
		return err
	}
	v.administered("areas_imported", "upload", id)
	return v.back(say("areas.imported"), areasPath)
}
