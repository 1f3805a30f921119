package web

import (
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
	Act    string // "" for a birth
	After  *After // what would become of it, nil for a birth

	placed []string // fields an own page has drawn already
	Left   int      // seconds until the session ends
	act    *workflows.Act
	values url.Values // what the fields were drawn from
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
	Parties             []AboutParty
}

// doPage shows the form of an act that may be done now; else it says why not,
// with the draft that was asked for.
func (s *Site) doPage(v *visit) error {
	view, act, err := v.actOf()
	if err != nil {
		return s.astray(v, whose{Form: "do:" + v.c.Param("act"), Matter: casemodel.ID(v.c.Param("id"))}, err)
	}
	choice, err := s.offered(view, act.ID)
	if err != nil {
		t := v.turned(view, act)
		v.takeUp(t)
		return s.refuse(v, t, err)
	}
	w := v.formOf(view, act)
	draft, values, err := v.draft(w)
	if err != nil {
		return err
	}
	if values == nil {
		values = s.begun(v, view, act, v.query("terms") != "")
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
	return s.showDo(v, http.StatusOK, view, page)
}

// actOf reads matter and act from the address.
func (v *visit) actOf() (*casework.View, *workflows.Act, error) {
	view, err := v.view()
	if err != nil {
		return nil, nil, err
	}
	act := view.Flow.Act(v.c.Param("act"))
	if act == nil {
		return nil, nil, &casemodel.Error{Kind: casemodel.NotFound, Key: "act.unknown"}
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
	f := &form{v: v, view: view, act: act.ID, values: values}
	fields, err := f.fields(act.Fields)
	if err != nil {
		return nil, err
	}
	once := values.Get("_once")
	if once == "" {
		once = token()
	}
	page := &DoPage{
		Head: act.Title, Act: act.ID, Action: w.Path, Fields: fields, Asks: asks, Grave: templates.Grave(act.ID), Today: string(localDay(view.Now)),
		On:     Field{ID: "on", Name: "on", Title: say("form.on"), Type: "date", Value: values.Get("on"), Help: say("form.on_help")},
		Why:    Field{ID: "why", Name: "why", Title: say("form.why"), Type: "text", Value: values.Get("why"), Help: say("form.why_help")},
		Hidden: []Hidden{{"version", strconv.Itoa(view.Matter.Version)}, {"_once", once}, {"_as", mark}},
		Files:  slices.ContainsFunc(fields, func(f Field) bool { return f.Type == "files" }),
		About:  s.about(view), Terms: s.terms(view, act), Submit: submitWord(act.Title, asks), act: act, values: values,
	}
	if v.query("draft") != "" || values.Get("_drafted") != "" {
		page.Hidden = append(page.Hidden, Hidden{"_drafted", "1"})
	}
	page.faults(s, wrong)
	page.Dated = page.On.Value != "" || page.Why.Value != "" || page.On.Error != "" || page.Why.Error != ""
	page.Crumbs = []Link{{say("nav.matters"), "/matters"}, {matterName(&view.Matter, view.Flow), "/matters/" + string(view.Matter.ID)}, {act.Title, ""}}
	page.Shell, page.Left = v.shell(act.Title, "/matters"), v.left()
	page.About.Facts = append(page.About.Facts, s.rootFacts(v, view)...)
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
		"breach": view.Fields["breach"], "copies": view.Fields["copies"], "clauses": view.Fields["clauses"], "replaces": view.Fields["replaces"], "replaced_items": view.Fields["replaced_items"],
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
		if it.MatterID == view.Matter.ID {
			typeItem(values, name+"."+strconv.Itoa(n), it)
			n++
		}
	}
}

// typeItem writes one obligation into a row.
func typeItem(values url.Values, row string, it casemodel.Item) {
	cells := map[string]string{
		"debtor": string(it.Debtor), "creditor": string(it.Creditor), "kind": it.Kind, "what": it.What, "share": it.Share,
		"due": string(it.DueOn), "until": string(it.UntilOn), "every": it.Every, "payer": it.Payer, "offer": string(it.OfferID),
	}
	if it.Amount > 0 {
		cells["amount"] = it.Amount.String()
	}
	for cell, value := range cells {
		if value != "" {
			values.Set(row+"."+cell, value)
		}
	}
}

// terms are the present terms of an agreement, beside a form that may leave
// them as they are.
func (s *Site) terms(view *casework.View, act *workflows.Act) []Fact {
	if !slices.ContainsFunc(act.Fields, func(d workflows.Field) bool { return d.Type == "items" && !d.Required }) {
		return nil
	}
	var facts []Fact
	for i := range view.Items {
		if view.Items[i].MatterID == view.Matter.ID {
			facts = append(facts, Fact{itoa(len(facts) + 1), s.itemLine(view, &view.Items[i])})
		}
	}
	return facts
}
