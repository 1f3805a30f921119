package web

import (
	"errors"
	"net/http"
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
	Rows   []Clash
	Action string
	Hidden []Hidden
	Back   string
	Submit string
}

// Clash is one field that both have filled in.
type Clash struct{ Name, Title, Theirs, Mine, TheirsRaw string }

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
		Text: say("conflict.text", "name", by, "at", minute(clash.At)), Action: v.c.Request.URL.Path,
		Back: "/matters/" + string(view.Matter.ID), Submit: submitWord(act.Title, s.asks(view, act.ID)),
		Crumbs: []Link{{say("nav.matters"), "/matters"}, {matterName(&view.Matter, view.Flow), "/matters/" + string(view.Matter.ID)}, {act.Title, ""}},
	}
	for _, d := range clash.Differences {
		field := fieldOf(act.Fields, d.Field)
		if field == nil {
			continue
		}
		mine := strings.Join(v.form[nameOf(d.Field)], "|")
		page.Rows = append(page.Rows, Clash{
			Name: d.Field, Title: field.Title, TheirsRaw: d.Theirs,
			Theirs: s.readable(v, view, field, d.Theirs), Mine: s.readable(v, view, field, mine),
		})
	}
	page.Hidden = []Hidden{{"version", strconv.Itoa(view.Matter.Version)}}
	for _, name := range sortedKeys(v.form) {
		if name == "version" || strings.HasPrefix(name, "take.") || strings.HasPrefix(name, "theirs.") {
			continue
		}
		for _, value := range v.form[name] {
			page.Hidden = append(page.Hidden, Hidden{name, value})
		}
	}
	page.Shell = v.shell(say("conflict.title"), "/matters")
	return v.show(http.StatusConflict, "conflict", page)
}

func fieldOf(fields []workflows.Field, id string) *workflows.Field {
	for i := range fields {
		if fields[i].ID == id {
			return &fields[i]
		}
	}
	return nil
}

// chooseTheirs puts a colleague's value where a person chose it on the
// conflict page.
func (v *visit) chooseTheirs(act *workflows.Act) {
	for _, d := range act.Fields {
		if v.form.Get("take."+d.ID) != "theirs" {
			continue
		}
		theirs := v.form.Get("theirs." + d.ID)
		switch d.Type {
		case "choices", "users", "parties":
			v.form[nameOf(d.ID)] = casemodel.ParseSet(theirs)
		default:
			v.form.Set(nameOf(d.ID), theirs)
		}
	}
}
