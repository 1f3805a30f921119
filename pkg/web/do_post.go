package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/templates"
	"github.com/jiefen/jiefen/workflows"
)

// do carries an act out, or gives the form back with everything typed in it.
func (s *Site) do(v *visit) error {
	view, act, err := v.actOf()
	if err != nil {
		return s.astray(v, whose{Form: "do:" + v.c.Param("act"), Matter: casemodel.ID(v.c.Param("id"))}, err)
	}
	v.chooseTheirs(act)
	if own, there := ownPageOf(view, act.ID); there && own.typed != nil {
		own.typed(v, view)
	}
	if act.ID == "amend" {
		v.form.Set(nameOf("value"), s.amended(v.form.Get(nameOf("field")), v.form.Get(nameOf("value"))))
	}
	r, err := v.readFields(act.Fields)
	if err != nil {
		return s.notDone(v, view, act, r, err)
	}
	w := v.formOf(view, act)
	switch {
	case v.form.Get("_draft") != "":
		return v.saveDraft(w)
	case v.form.Get("_hold") != "":
		return s.holdSlot(v, view, act, r)
	case v.form.Get("_again") != "", v.form.Get("_more") != "", v.form.Get("_take") != "", searching(act.Fields, v.form):
		return s.formAgain(v, view, act, r.missed())
	}
	if err := r.complete(act.Fields); err != nil {
		return s.formAgain(v, view, act, err)
	}
	in := v.input(r)
	if act.ID == "reveal" {
		return s.unmask(v, view, asked(in.Fields))
	}
	out, err := s.desk.Do(v.ctx(), v.who, view.Matter.ID, act.ID, in)
	if err != nil {
		return s.notDone(v, view, act, r, err)
	}
	v.sent(w)
	return s.done(v, view, act, out)
}

// searching: a word stands in the search of a list that has no choice yet; who
// pressed Enter there wanted the list, not a fault.
func searching(fields []workflows.Field, values url.Values) bool {
	return slices.ContainsFunc(fields, func(d workflows.Field) bool {
		name := nameOf(d.ID)
		return values.Get(findName(name)) != "" && values.Get(name) == ""
	})
}

// missed is what did not arrive with a form that was only to be drawn anew:
// files that were not taken are told of at once, the rest when it is sent.
func (r *reading) missed() error {
	only := reading{}
	for _, f := range r.faults {
		if strings.HasPrefix(f.Key, "file.") {
			only.faults = append(only.faults, f)
		}
	}
	return only.wrong()
}

// complete adds the faults the desk would find to those found here, so that a
// person hears of all of them at once.
func (r *reading) complete(fields []workflows.Field) error {
	if len(r.faults) == 0 {
		return nil
	}
	if _, err := workflows.Read(fields, r.raw); err != nil {
		return r.located(err)
	}
	return r.wrong()
}

// input is what goes to the desk. The form's one-time word makes two clicks
// one act; its hash tells a repeat from another form under the same word.
func (v *visit) input(r *reading) casework.Input {
	in := casework.Input{On: casemodel.Day(v.form.Get("on")), Why: v.form.Get("why"), Fields: r.raw}
	if version, err := strconv.Atoi(v.form.Get("version")); err == nil {
		in.Version = &version
	}
	if once := v.form.Get("_once"); once != "" {
		in.Key = "web:" + once
		in.Hash = v.digest
	}
	return in
}

// formAgain gives the form back: 200 when it was only to be redrawn.
func (s *Site) formAgain(v *visit, view *casework.View, act *workflows.Act, wrong error) error {
	page, err := s.doForm(v, view, act, s.asks(view, act.ID), v.form, wrong)
	if err != nil {
		return err
	}
	if wrong == nil {
		return s.showDo(v, http.StatusOK, view, page)
	}
	return s.showDo(v, statusOf(wrong), view, page)
}

func (s *Site) asks(view *casework.View, act string) bool {
	return slices.ContainsFunc(view.Choices, func(c casework.Choice) bool { return c.ID == act && c.Approval })
}

// notDone tells apart what the person can mend in the form from what has to be
// read on a page of its own. What only the moment refused stays in the form
// and is kept as a draft too.
func (s *Site) notDone(v *visit, view *casework.View, act *workflows.Act, r *reading, err error) error {
	switch casemodel.KindOf(err) {
	case casemodel.Invalid, casemodel.KeyReused, casemodel.TooLarge, casemodel.TypeRefused:
		v.renew(err)
		return s.formAgain(v, view, act, r.located(err))
	case casemodel.Conflict:
		if clashes(err) {
			return s.taken(v, view, act, r.located(err))
		}
		return s.conflict(v, act, err)
	case casemodel.WrongStep, casemodel.Pending, casemodel.Forbidden, casemodel.Recused, casemodel.NoVersion, casemodel.NotFound:
		t := v.turned(view, act)
		v.keep(t)
		return s.refuse(v, t, err)
	default:
	}
	t := v.turned(view, act)
	return s.notNow(v, t, err, func() (*DoPage, error) { return s.doForm(v, view, act, s.asks(view, act.ID), v.form, nil) })
}

// turned is the posted form of an act that is not carried out.
func (v *visit) turned(view *casework.View, act *workflows.Act) *turned {
	return &turned{form: v.formOf(view, act), view: view, fields: act.Fields, was: v.s.begun(v, view, act, false), values: v.form}
}

// renew gives a form that was sent before another one-time word: the next
// sending is another one.
func (v *visit) renew(err error) {
	if casemodel.Is(err, casemodel.KeyReused) {
		v.form.Del("_once")
	}
}

// stored leads to what the first sending of a form brought about, nil when
// there was none.
func stored(err error) *Note {
	var refused *casemodel.Error
	if !asRefusal(err, &refused) || refused.Kind != casemodel.KeyReused {
		return nil
	}
	id, known := refused.Args["matter"].(casemodel.ID)
	if !known || !id.Valid() {
		return nil
	}
	return &Note{Kind: "info", Text: say("form.stored"), Links: []Link{{say("form.to_stored"), "/matters/" + string(id)}}}
}

// notNow: the database was busy or something broke. Everything typed stays in
// the form; sending it again has one effect, whatever became of the first.
func (s *Site) notNow(v *visit, t *turned, err error, draw func() (*DoPage, error)) error {
	t.form.User = v.who.UserID
	if kept := v.putDraft(t.form, v.form); kept == nil {
		t.draft = true
		v.form.Set("_drafted", "1")
	}
	page, failed := draw()
	if failed != nil {
		return s.turnAway(v, t, err)
	}
	page.Note = s.stayed(v, err)
	return s.showDo(v, statusOf(err), t.view, page)
}

// stayed says over a form why it was not taken now, and to send it again. The
// cause goes to the log.
func (s *Site) stayed(v *visit, err error) *Note {
	if statusOf(err) == http.StatusInternalServerError {
		return &Note{Kind: "bad", Text: s.sayFault("fail.broken", s.broken(v, err).Args)}
	}
	v.c.Header("Retry-After", "5")
	s.log.WarnContext(v.ctx(), "request refused", "kind", string(casemodel.KindOf(err)), "err", err)
	var refused *casemodel.Error
	if asRefusal(err, &refused) && refused.Kind == casemodel.Unavailable {
		return &Note{Kind: "bad", Text: s.sayFault(refused.Key, refused.Args) + say("fail.stays_here")}
	}
	return &Note{Kind: "bad", Text: say("fail.try_again")}
}

// refuse shows a refusal with the stage of the matter as it is now, what may
// be done instead, and what was typed.
func (s *Site) refuse(v *visit, t *turned, err error) error {
	home := "/matters/" + string(t.view.Matter.ID)
	if now, failed := s.desk.Case(v.ctx(), v.who, t.view.Matter.ID); failed == nil {
		t.view = now
	}
	var links []Link
	for _, c := range t.view.Choices {
		if c.Kind == "event" && !templates.Grave(c.ID) {
			links = append(links, Link{c.Title, home + "/do/" + c.ID})
		}
	}
	return s.turnAway(v, t, err, links...)
}

// taken gives the form back with what is taken, and with when all are free.
func (s *Site) taken(v *visit, view *casework.View, act *workflows.Act, err error) error {
	var refused *casemodel.Error
	page, failed := s.doForm(v, view, act, s.asks(view, act.ID), v.form, err)
	if failed != nil {
		return failed
	}
	own, _ := ownPageOf(view, act.ID)
	if asRefusal(err, &refused) && len(refused.Free) > 0 && own.name != "do_sitting" { // which offers them itself
		page.Note = &Note{Kind: "warn", Text: say("arrange.all_free", "times", s.freeWords(refused.Free))}
	}
	return s.showDo(v, http.StatusConflict, view, page)
}

func (s *Site) freeWords(free []casemodel.Stretch) string {
	words := make([]string, len(free))
	for i, one := range free {
		words[i] = spanWords(one.From, one.Until)
	}
	return strings.Join(words, say("list.comma"))
}

// clashes reports whether people or rooms are taken: the form is mended by
// another hour.
func clashes(err error) bool {
	var refused *casemodel.Error
	return asRefusal(err, &refused) && refused.Key == "arrange.clash"
}
