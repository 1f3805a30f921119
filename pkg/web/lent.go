package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
)

// LentPage lists the volumes that are out, the one that is due first above, or
// all that ever were lent.
type LentPage struct {
	Shell
	Crumbs []Link
	All    bool
	Rows   []LentRow
	Late   int
	More   string
	Faults []Fault
	State  string // what was found when they were counted, as it was typed
	Done   string
	May    bool // one of them may be taken back
}

// LentRow is one lending.
type LentRow struct {
	HandedRow
	ID                          casemodel.ID
	Href, Number, Title, Shelf  string
	May, Ticked, Over, Gone, In bool
}

const (
	lentHome   = "/volumes/lent"
	lentOnPage = 100
)

func (s *Site) lent(v *visit) error {
	return s.showLent(v, http.StatusOK, v.query("show") == "all", nil, v.query("done"))
}

func (s *Site) showLent(v *visit, status int, all bool, faults []Fault, done string) error {
	before := casemodel.ID("")
	if id := casemodel.ID(v.query("before")); id.Valid() {
		before = id
	}
	list, next, err := s.desk.Lendings(v.ctx(), v.who, !all, before, lentOnPage)
	if err != nil {
		return err
	}
	now, err := v.now()
	if err != nil {
		return err
	}
	page := LentPage{All: all, Faults: faults, State: v.form.Get("state")}
	if n := atoi(done); n > 0 {
		page.Done = say("handed.taken_n", "n", n)
	}
	if n := atoi(v.query("lent")); n > 0 {
		page.Done = say("handed.lent_n", "n", n)
	}
	view := &casework.View{Now: now}
	for i := range list {
		one := &list[i]
		m := &one.Matter
		row := LentRow{HandedRow: s.handedRow(view, &one.HandedLine, ""), ID: m.ID, Href: "/matters/" + string(m.ID), Number: m.Number, Title: m.Title, Shelf: one.Shelf}
		row.In, row.Gone = one.Back != nil, one.Struck != nil
		row.Over = !row.In && !row.Gone && one.DueOn < localDay(now)
		row.May = one.May && !row.In && !row.Gone
		row.Ticked = slices.Contains(v.form["m"], string(m.ID))
		page.May = page.May || row.May
		if row.Over {
			page.Late++
		}
		page.Rows = append(page.Rows, row)
	}
	if next != "" {
		more := url.Values{"before": {string(next)}}
		if all {
			more.Set("show", "all")
		}
		page.More = lentHome + "?" + more.Encode()
	}
	page.Crumbs = []Link{{say("nav.volumes"), volumesHome}, {say("handed.lent_title"), ""}}
	page.Shell = v.shell(say("handed.lent_title"), volumesHome)
	return v.show(status, "lent", page)
}

// ticked are the matters that were ticked, each once.
func (v *visit) ticked() []casemodel.ID {
	var ids []casemodel.ID
	for _, one := range v.form["m"] {
		if id := casemodel.ID(one); id.Valid() && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// lendVolumes lends the ticked volumes of a list to one person: an inspection
// takes twenty. takeVolumes takes the ticked ones back. What is refused of one
// stands in its fault; the others are done.
func (s *Site) lendVolumes(v *visit) error {
	if !s.mayDraw(v) {
		return &casemodel.Error{Kind: casemodel.Forbidden, Key: "admin.forbidden"}
	}
	fields := map[string]any{}
	for name, field := range map[string]string{"taker": "taker", "office": "office", "use": "purpose", "due_on": "due_on", "proof": "proof"} {
		if text := strings.TrimSpace(v.form.Get(name)); text != "" {
			fields[field] = text
		}
	}
	done, wrong, err := s.eachTicked(v, "lend_volume", fields)
	if err != nil {
		return err
	}
	if wrong != nil {
		for i := range wrong.Fields {
			if wrong.Fields[i].Field == "purpose" {
				wrong.Fields[i].Field = "use"
			}
		}
		return s.showVolumes(v, http.StatusUnprocessableEntity, v.form, wrong)
	}
	return v.redirect(lentHome + "?" + url.Values{"lent": {itoa(done)}}.Encode())
}

func (s *Site) takeVolumes(v *visit) error {
	if !s.mayDraw(v) {
		return &casemodel.Error{Kind: casemodel.Forbidden, Key: "admin.forbidden"}
	}
	done, wrong, err := s.eachTicked(v, "return_volume", map[string]any{"state": strings.TrimSpace(v.form.Get("state"))})
	if err != nil {
		return err
	}
	if wrong != nil {
		return s.showLent(v, http.StatusUnprocessableEntity, false, s.faults(wrong, []Field{{ID: "state", Name: "state", Title: say("handed.checked")}}), "")
	}
	return v.redirect(lentHome + "?" + url.Values{"done": {itoa(done)}}.Encode())
}

// eachTicked does one act on each ticked matter. What is wrong with the form
// itself ends it before anything is done; what stands in the way of one volume
// names its case.
func (s *Site) eachTicked(v *visit, act string, fields map[string]any) (done int, wrong *casemodel.Error, err error) {
	ids := v.ticked()
	if len(ids) == 0 || len(ids) > mostDrawn {
		return 0, &casemodel.Error{Kind: casemodel.Invalid, Key: "handed.tick", Args: map[string]any{"max": mostDrawn}}, nil
	}
	chosen, err := s.desk.Chosen(v.ctx(), v.who, ids...)
	if err != nil {
		return 0, nil, err
	}
	if len(chosen) < len(ids) { // one that may not be known of is not there
		return 0, nil, &casemodel.Error{Kind: casemodel.NotFound, Key: "matter.not_found"}
	}
	wrong = &casemodel.Error{Kind: casemodel.Invalid}
	for i := range chosen {
		m := &chosen[i]
		_, err := s.desk.Do(v.ctx(), v.who, m.ID, act, casework.Input{Fields: fields})
		refused, is := errors.AsType[*casemodel.Error](err)
		if err != nil && !is || is && refused.Kind == casemodel.Busy {
			return done, nil, err
		}
		if err == nil {
			done++
			v.form["m"] = slices.DeleteFunc(v.form["m"], func(id string) bool { return id == string(m.ID) })
			continue
		}
		key, args := refused.Key, refused.Args
		if all := refused.All(); len(all) > 0 {
			if all[0].Key != "handed.out" && all[0].Key != "handed.not_out" {
				return done, &casemodel.Error{Kind: casemodel.Invalid, Fields: slices.Clone(all)}, nil
			}
			key, args = all[0].Key, all[0].Args
		}
		wrong.Fields = append(wrong.Fields, casemodel.FieldError{Key: "handed.one", Args: map[string]any{"number": m.Number, "why": s.sayFault(key, args)}})
	}
	if len(wrong.Fields) > 0 {
		return done, wrong, nil
	}
	return done, nil, nil
}

// homeLent says on the first page of who keeps volumes how many are out, or how
// many of them should have been back.
func (s *Site) homeLent(v *visit, page *HomePage) error {
	if !s.mayDraw(v) {
		return nil
	}
	out, late, err := s.desk.LentCount(v.ctx(), v.who)
	if err != nil || out == 0 {
		return err
	}
	c := Counter{Title: say("home.lent"), Href: lentHome, Count: itoa(out), Level: "far"}
	if late > 0 {
		c = Counter{Title: say("home.lent_late"), Href: lentHome, Count: itoa(late), Level: "over"}
	}
	page.Running = append(page.Running, c)
	return nil
}

// LendForm is who takes the ticked volumes of a list.
type LendForm struct {
	Inputs   []Field
	Purposes []Option
	DueOn    string
}

func (s *Site) lendForm(values url.Values) *LendForm {
	f := &LendForm{DueOn: values.Get("due_on"), Purposes: chosen(options(s.desk.Flows.Lists["lending_purposes"]), values["use"])}
	for _, one := range []struct{ name, key string }{{"taker", "handed.borrower"}, {"office", "handed.office"}, {"proof", "handed.letter"}} {
		f.Inputs = append(f.Inputs, Field{ID: one.name, Name: one.name, Type: "text", Title: say(one.key), Value: values.Get(one.name)})
	}
	return f
}
