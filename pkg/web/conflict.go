package web

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/workflows"
)

// ConflictPage lays a colleague's values beside one's own, field by field; a
// person chooses and sends again.
type ConflictPage struct {
	Shell
	Crumbs []Link
	Text   string
	Theirs string // whose values stand beside one's own
	Rows   []Clash
	Action string
	Hidden []Hidden
	Back   string
	Submit string
}

// Clash is one field that both have filled in. Theirs may be taken where one
// input can hold it; rows and files can only be typed again.
type Clash struct {
	Name, Title, Theirs, Mine, TheirsRaw string
	Take                                 bool
	Merged                               string // both texts, to make one of; "" where there is nothing to write together
}

func takeable(kind string) bool {
	return !slices.Contains([]string{"consents", "attendance", "items", "members", "file", "files"}, kind)
}

// conflict shows what changed since the form was opened. Nothing was written;
// everything typed is carried on.
func (s *Site) conflict(v *visit, act *workflows.Act, err error) error {
	var clash *casemodel.Error
	if !errors.As(err, &clash) {
		return err
	}
	view, err := v.view()
	if err != nil {
		return err
	}
	by := clash.By
	if by == "" || by == casemodel.System.Name || by == casemodel.Clock.Name {
		by = s.desk.Flows.Title("roles", casemodel.System.Name)
	}
	page := ConflictPage{
		Text: say("conflict.text", "name", by, "at", minute(clash.At)), Theirs: say("conflict.theirs", "name", by), Action: v.c.Request.URL.Path,
		Back: "/matters/" + string(view.Matter.ID), Submit: submitWord(act.Title, s.asks(view, act.ID)),
		Crumbs: []Link{{say("nav.matters"), "/matters"}, {matterName(&view.Matter, view.Flow), "/matters/" + string(view.Matter.ID)}, {act.Title, ""}},
	}
	for _, d := range clash.Differences {
		field := fieldOf(act.Fields, d.Field)
		if field == nil {
			continue
		}
		row := Clash{
			Name: d.Field, Title: field.Title, TheirsRaw: d.Theirs, Take: takeable(field.Type),
			Theirs: s.readable(v, view, field, d.Theirs), Mine: s.typedText(v, view, field, v.form),
		}
		if field.Type == "longtext" && row.Theirs != "" && row.Mine != "" {
			row.Merged = row.Mine + "\n" + row.Theirs
		}
		if act.ID == "amend" {
			s.corrected(&row, v.form.Get(nameOf("field")))
		}
		if row.Theirs != row.Mine || !row.Take { // who wrote the same has nothing to choose
			page.Rows = append(page.Rows, row)
		}
	}
	page.Hidden = []Hidden{{"version", strconv.Itoa(view.Matter.Version)}}
	for _, name := range sortedKeys(v.form) {
		if name == "version" || strings.HasPrefix(name, "take.") || strings.HasPrefix(name, "theirs.") || strings.HasPrefix(name, "merged.") {
			continue
		}
		for _, value := range v.form[name] {
			if act.ID == "change_member" && name == nameOf("seen") {
				value = seenNow(view, v.form.Get(nameOf("member")))
			}
			page.Hidden = append(page.Hidden, Hidden{name, value})
		}
	}
	page.Shell = v.shell(say("conflict.title"), "/matters")
	return v.show(http.StatusConflict, "conflict", page)
}

// corrected words a correction by what is corrected; only free text can be
// made one of two.
func (s *Site) corrected(row *Clash, item string) {
	row.Title = say("amend.item." + item)
	words := s.wordsOf(item)
	if len(words) == 0 {
		return
	}
	row.Merged = ""
	for _, o := range words {
		for _, at := range []*string{&row.Theirs, &row.Mine} {
			if *at == o.Value {
				*at = o.Title
			}
		}
	}
}

func fieldOf(fields []workflows.Field, id string) *workflows.Field {
	for i := range fields {
		if fields[i].ID == id {
			return &fields[i]
		}
	}
	return nil
}

// chooseTheirs puts a colleague's value, or the text made of both, where a
// person chose it on the conflict page, in the shape the form posts it; what
// was typed there goes.
func (v *visit) chooseTheirs(act *workflows.Act) {
	for _, d := range act.Fields {
		if v.form.Get("take."+d.ID) == "merged" && d.Type == "longtext" {
			text := v.form.Get("merged." + d.ID)
			v.form.Set(nameOf(d.ID), text)
			continue
		}
		if v.form.Get("take."+d.ID) != "theirs" || !takeable(d.Type) {
			continue
		}
		name, theirs := nameOf(d.ID), v.form.Get("theirs."+d.ID)
		for key := range v.form {
			if strings.HasPrefix(key, name+".") { // levels of a place, the matter picked
				delete(v.form, key)
			}
		}
		switch d.Type {
		case "choices", "users", "parties":
			v.form[name] = listed(theirs)
		case "bool":
			delete(v.form, name)
			if theirs == "true" {
				v.form.Set(name, theirs)
			}
		default:
			v.form.Set(name, theirs)
		}
	}
}
