package web

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/templates"
	"github.com/jiefen/jiefen/workflows"
)

// DoPage is the form of one act, drawn from its declared fields alone.
type DoPage struct {
	Shell
	Crumbs []Link
	Head   string
	Action string
	Hidden []Hidden
	Faults []Fault
	Fields []Field
	On     Field
	Why    Field
	Dated  bool // the legal date stands open
	Today  string
	Files  bool
	Asks   bool // it asks for approval instead of acting
	Grave  bool
	Draft  *Draft
	About  *About
	Terms  []Fact
	Submit string
}

// Hidden is a value a form carries.
type Hidden struct{ Name, Value string }

// About is the matter beside its form.
type About struct {
	Href, Number, Title string
	State               State
	Risk                RiskTag
	Due                 Due
	DueOn               string
	Facts               []Fact
}

// doPage shows the form of an act that may be done now; else it says why not.
func (s *Site) doPage(v *visit) error {
	view, act, err := v.actOf()
	if err != nil {
		return err
	}
	choice, err := s.offered(view, act.ID)
	if err != nil {
		return s.refusePage(v, view, err)
	}
	w := v.formOf(view, act)
	draft, values, err := v.draft(w)
	if err != nil {
		return err
	}
	if values == nil {
		values = known(view, act.Fields, v.query("terms") != "")
	}
	for name, value := range v.c.Request.URL.Query() { // links may fill fields in: reveal of one party
		if len(name) > 2 && name[:2] == "f." {
			values[name] = value
		}
	}
	page, err := s.doForm(v, view, act, choice.Approval, values, nil)
	if err != nil {
		return err
	}
	page.Draft = draft
	return v.ok("do", page)
}

// actOf reads matter and act from the address.
func (v *visit) actOf() (*casework.View, *workflows.Act, error) {
	id, err := v.id()
	if err != nil {
		return nil, nil, err
	}
	view, err := v.s.desk.Case(v.ctx(), v.who, id)
	if err != nil {
		return nil, nil, err
	}
	v.moment = view.Now
	act := view.Flow.Act(v.c.Param("act"))
	if act == nil {
		return nil, nil, &casemodel.Error{Kind: casemodel.NotFound, Key: "act.unknown", Args: map[string]any{"act": v.c.Param("act")}}
	}
	return view, act, nil
}

// offered finds the act among what may be done; else it gives the refusal the
// desk would give: not its turn, not yours, or not yet.
func (s *Site) offered(view *casework.View, act string) (*casework.Choice, error) {
	if i := slices.IndexFunc(view.Choices, func(c casework.Choice) bool { return c.ID == act }); i >= 0 {
		return &view.Choices[i], nil
	}
	m := &view.Matter
	if i := slices.IndexFunc(view.Refused, func(r casework.Refused) bool { return r.ID == act }); i >= 0 {
		r := view.Refused[i]
		if len(r.Needs) > 0 {
			return nil, &casemodel.Error{Kind: casemodel.Forbidden, Key: "step.forbidden", Stage: m.State, Needs: r.Needs, Rule: r.Rule}
		}
		return nil, &casemodel.Error{Kind: casemodel.Invalid, Key: r.Why, Args: r.Args, Stage: m.State}
	}
	if view.Flow.Open(m.State, act) == nil && !view.Flow.RecordOpen(m.State, act) {
		return nil, &casemodel.Error{Kind: casemodel.WrongStep, Key: "step.wrong", Stage: m.State}
	}
	return nil, &casemodel.Error{
		Kind: casemodel.Forbidden, Key: "step.forbidden", Stage: m.State,
		Needs: s.desk.Gate.Now().Needs(view.Flow.Lineage, m.State, m.Class, act, nil),
	}
}

func (v *visit) formOf(view *casework.View, act *workflows.Act) whose {
	return whose{
		Form: "do:" + act.ID, Matter: view.Matter.ID, Title: act.Title + " " + view.Matter.Number,
		Path: "/matters/" + string(view.Matter.ID) + "/do/" + act.ID,
	}
}

// doForm draws the form with what was typed and what was wrong with it.
func (s *Site) doForm(v *visit, view *casework.View, act *workflows.Act, asks bool, values url.Values, wrong error) (*DoPage, error) {
	w := v.formOf(view, act)
	mark, err := v.seal(w)
	if err != nil {
		return nil, err
	}
	f := &form{v: v, view: view, values: values}
	fields, err := f.fields(act.Fields)
	if err != nil {
		return nil, err
	}
	once := values.Get("_once")
	if once == "" {
		once = token()
	}
	page := &DoPage{
		Head: act.Title, Action: w.Path, Fields: fields, Asks: asks, Grave: templates.Grave(act.ID), Today: string(localDay(view.Now)),
		On:     Field{ID: "on", Name: "on", Title: say("form.on"), Type: "date", Value: values.Get("on"), Help: say("form.on_help")},
		Why:    Field{ID: "why", Name: "why", Title: say("form.why"), Type: "text", Value: values.Get("why"), Help: say("form.why_help")},
		Hidden: []Hidden{{"version", strconv.Itoa(view.Matter.Version)}, {"_once", once}, {"_as", mark}},
		Files:  slices.ContainsFunc(fields, func(f Field) bool { return f.Type == "files" }),
		About:  s.about(v, view), Terms: s.terms(v, view, act), Submit: submitWord(act.Title, asks),
	}
	if v.query("draft") != "" || values.Get("_drafted") != "" {
		page.Hidden = append(page.Hidden, Hidden{"_drafted", "1"})
	}
	page.faults(s, wrong)
	page.Dated = page.On.Value != "" || page.Why.Value != "" || page.On.Error != "" || page.Why.Error != ""
	page.Crumbs = []Link{{say("nav.matters"), "/matters"}, {matterName(&view.Matter, view.Flow), "/matters/" + string(view.Matter.ID)}, {act.Title, ""}}
	page.Shell = v.shell(act.Title, "/matters")
	return page, nil
}

// faults spreads what was wrong over the form, the legal date included.
func (p *DoPage) faults(s *Site, wrong error) {
	all := append(slices.Clone(p.Fields), p.On, p.Why)
	p.Faults = s.faults(wrong, all)
	p.Fields, p.On, p.Why = all[:len(p.Fields)], all[len(p.Fields)], all[len(p.Fields)+1]
}

func submitWord(title string, asks bool) string {
	if asks {
		return say("form.ask", "act", title)
	}
	return say("form.confirm", "act", title)
}

// known fills a fresh form with what the matter says already: the header's
// choices, and the terms of an agreement when the person asks to go on with them.
func known(view *casework.View, fields []workflows.Field, terms bool) url.Values {
	m := &view.Matter
	values := url.Values{}
	header := map[string]string{
		"category": m.Category, "urgency": m.Urgency, "complexity": view.Fields["complexity"], "prevention": view.Fields["prevention"],
		"breach": view.Fields["breach"], "copies": view.Fields["copies"],
	}
	if m.Risk != casemodel.RiskNone {
		header["risk"] = m.Risk.String()
	}
	for _, d := range fields {
		if value := header[d.ID]; value != "" && d.Type != "bool" {
			values.Set(nameOf(d.ID), value)
		}
		if d.Type == "items" && (terms || d.Required) {
			typeItems(values, nameOf(d.ID), view)
		}
	}
	return values
}

// typeItems writes the present terms into a form's rows.
func typeItems(values url.Values, name string, view *casework.View) {
	n := 0
	for _, it := range view.Items {
		if it.MatterID != view.Matter.ID {
			continue
		}
		row := map[string]string{
			"debtor": string(it.Debtor), "creditor": string(it.Creditor), "kind": it.Kind, "what": it.What, "share": it.Share,
			"due": string(it.DueOn), "until": string(it.UntilOn), "every": it.Every, "payer": it.Payer,
		}
		if it.Amount > 0 {
			row["amount"] = it.Amount.String()
		}
		for cell, value := range row {
			if value != "" {
				values.Set(name+"."+strconv.Itoa(n)+"."+cell, value)
			}
		}
		n++
	}
}

// do carries an act out, or gives the form back with everything typed in it.
func (s *Site) do(v *visit) error {
	view, act, err := v.actOf()
	if err != nil {
		return err
	}
	v.chooseTheirs(act)
	r, err := v.readFields(act.Fields)
	if err != nil {
		return err
	}
	w := v.formOf(view, act)
	switch {
	case v.form.Get("_draft") != "":
		return v.saveDraft(w)
	case v.form.Get("_again") != "", v.form.Get("_more") != "", searching(act.Fields, v.form):
		return s.formAgain(v, view, act, nil)
	}
	in, err := v.input(r)
	if err == nil {
		err = r.complete(act.Fields)
	}
	if err != nil {
		return s.formAgain(v, view, act, err)
	}
	if act.ID == "reveal" {
		return s.reveal(v, view, act, in)
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
func (v *visit) input(r *reading) (casework.Input, error) {
	in := casework.Input{On: casemodel.Day(v.form.Get("on")), Why: v.form.Get("why"), Fields: r.raw}
	if version, err := strconv.Atoi(v.form.Get("version")); err == nil {
		in.Version = &version
	}
	if once := v.form.Get("_once"); once != "" {
		in.Key = "web:" + once
		text, err := json.Marshal([]any{v.c.Request.URL.Path, in.On, in.Why, in.Fields})
		if err != nil {
			return in, fmt.Errorf("hash form: %w", err)
		}
		sum := sha256.Sum256(text)
		in.Hash = sum[:]
	}
	return in, nil
}

// formAgain gives the form back: 200 when it was only to be redrawn.
func (s *Site) formAgain(v *visit, view *casework.View, act *workflows.Act, wrong error) error {
	page, err := s.doForm(v, view, act, s.asks(view, act.ID), v.form, wrong)
	if err != nil {
		return err
	}
	if wrong == nil {
		return v.ok("do", page)
	}
	return v.show(statusOf(wrong), "do", page)
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
		if casemodel.Is(err, casemodel.KeyReused) {
			v.form.Del("_once") // the next sending is another one
		}
		return s.formAgain(v, view, act, r.located(err))
	case casemodel.Conflict:
		return s.conflict(v, act, err)
	case casemodel.WrongStep, casemodel.Pending, casemodel.Forbidden, casemodel.Recused, casemodel.NoVersion, casemodel.NotFound:
		return s.refusePage(v, view, err)
	}
	return s.notNow(v, view, act, err)
}

// notNow: the database was busy or something broke. Everything typed stays in
// the form; sending it again has one effect, whatever became of the first.
func (s *Site) notNow(v *visit, view *casework.View, act *workflows.Act, err error) error {
	w := v.formOf(view, act)
	w.User = v.who.UserID
	if kept := v.putDraft(w, v.form); kept == nil {
		v.form.Set("_drafted", "1")
	}
	page, failed := s.doForm(v, view, act, s.asks(view, act.ID), v.form, nil)
	if failed != nil {
		return err
	}
	status := statusOf(err)
	text := say("fail.try_again")
	if status == http.StatusInternalServerError {
		text = say("fail.broken", "number", s.number(v, err))
	} else {
		v.c.Header("Retry-After", "5")
	}
	page.Note = &Note{Kind: "bad", Text: text}
	return v.show(status, "do", page)
}

// refusePage shows a refusal with the stage of the matter as it is now, and
// what may be done instead.
func (s *Site) refusePage(v *visit, view *casework.View, err error) error {
	var refused *casemodel.Error
	if !asRefusal(err, &refused) {
		return err
	}
	if now, failed := s.desk.Case(v.ctx(), v.who, view.Matter.ID); failed == nil {
		view = now
	}
	page := s.failPage(v, refused, view.Flow)
	for _, c := range view.Choices {
		if c.Kind == "event" {
			page.Links = append(page.Links, Link{c.Title, "/matters/" + string(view.Matter.ID) + "/do/" + c.ID})
		}
	}
	return v.show(statusOf(err), "fail", page)
}
