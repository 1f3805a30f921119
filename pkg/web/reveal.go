package web

import (
	"net/http"
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/workflows"
)

// RevealPage asks for a reason and then shows one whole number, once.
type RevealPage struct {
	Shell
	Crumbs  []Link
	Back    string
	Number  Masked
	Reasons []Option
	Never   bool
	Fault   string
	Value   string // whole; "" while it is asked for
	Tel     string // to be called
	Seconds int    // until it is hidden again
}

// shownFor is how long a whole number stands on the screen, in seconds.
const shownFor = 30

// wanted names one number of one party.
type wanted struct{ Party, Field, Reason string }

func asked(fields map[string]any) wanted {
	text := func(name string) string { s, _ := fields[name].(string); return s }
	return wanted{text("party"), text("field"), text("reason")}
}

// revealPage offers the five reasons, in the place of the number or as a page.
func (s *Site) revealPage(v *visit) error {
	view, page, err := v.revealing(wanted{Party: v.query("party"), Field: v.query("field")})
	if err != nil {
		return err
	}
	if _, err := s.offered(view, "reveal"); err != nil {
		return err
	}
	return v.part(http.StatusOK, "reveal", "reasons", page)
}

// reveal shows a number. It is a post, for it writes: the desk has journalled
// who asked and why before the number leaves it.
func (s *Site) reveal(v *visit) error {
	view, err := v.view()
	if err != nil {
		return err
	}
	return s.unmask(v, view, wanted{v.form.Get("party"), v.form.Get("field"), v.form.Get("reason")})
}

func (s *Site) unmask(v *visit, view *casework.View, w wanted) error {
	in := casework.Input{Fields: map[string]any{"party": w.Party, "field": w.Field, "reason": w.Reason}}
	value, err := s.desk.Reveal(v.ctx(), v.who, view.Matter.ID, in)
	if err != nil && casemodel.KindOf(err) != casemodel.Invalid {
		return err
	}
	page, findErr := v.revealed(view, w)
	if findErr != nil {
		return findErr
	}
	if err != nil {
		page.Fault = s.sayFault("reveal.reason", nil)
		return v.part(http.StatusUnprocessableEntity, "reveal", "reasons", page)
	}
	page.Value, page.Seconds = value, shownFor
	if value == "" {
		page.Value = say("reveal.none")
	} else if w.Field == "phone" || w.Field == "phone2" {
		page.Tel = value
	}
	// Without a script the page leads back by itself; with one the number goes where it stands.
	v.c.Header("Refresh", itoa(shownFor)+"; url="+page.Back)
	return v.part(http.StatusOK, "reveal", "shown", page)
}

func (v *visit) revealing(w wanted) (*casework.View, *RevealPage, error) {
	view, err := v.view()
	if err != nil {
		return nil, nil, err
	}
	page, err := v.revealed(view, w)
	return view, page, err
}

// revealed draws the page of one number; NotFound when the party or the field
// is not there for this reader.
func (v *visit) revealed(view *casework.View, w wanted) (*RevealPage, error) {
	act := view.Flow.Act("reveal")
	for _, p := range everybody(view) {
		if string(p.ID) != w.Party || act == nil || !isOption(act, w.Field) {
			continue
		}
		value := map[string]string{"phone": p.Phone, "phone2": p.Phone2, "id_no": p.IDNo, "address": say("party.address_hidden")}[w.Field]
		page := &RevealPage{Number: *numbered(view, p, w.Field, value), Never: !casework.Dials(&p, "phone"), Back: "/matters/" + string(view.Matter.ID)}
		for _, r := range fieldOf(act.Fields, "reason").Options {
			page.Reasons = append(page.Reasons, Option{Value: r.Value, Title: r.Title})
		}
		page.Crumbs = []Link{{say("nav.matters"), "/matters"}, {matterName(&view.Matter, view.Flow), page.Back}, {say("reveal.title"), ""}}
		page.Shell = v.shell(say("reveal.title"), "/matters")
		return page, nil
	}
	return nil, &casemodel.Error{Kind: casemodel.NotFound, Key: "party.not_found"}
}

// everybody are the parties of a case and those who stand behind one of them.
func everybody(view *casework.View) []casemodel.Party {
	all := slices.Clone(view.Parties)
	for i := range view.Roster {
		all = append(all, view.Roster[i].Party)
	}
	return all
}

func isOption(act *workflows.Act, field string) bool {
	for _, o := range fieldOf(act.Fields, "field").Options {
		if o.Value == field {
			return true
		}
	}
	return false
}
