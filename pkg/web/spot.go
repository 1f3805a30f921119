package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
)

// SpotPage takes down, on one page, a dispute that its mediator settled where
// it was (就地调解, users.md F1): who, what, what came out of it, the sheet.
type SpotPage struct {
	Shell
	Hidden  []Hidden
	Faults  []Fault
	Draft   *Draft
	Parties []PartyForm
	What    []Field
	Risk    []Field
	Alone   Alone
	Like    *LikePage
	Result  []Field
	Rest    []Field // why nothing came of it, how a paper was signed
	Ask     bool    // Rest stands open
	Terms   []TermForm
	Sheet   []Field
	Dated   bool
	When    []Field
	Next    int
	Left    int
	Halted  *Halted
}

// TermForm is one thing that was agreed.
type TermForm struct {
	N      int
	Path   string
	Fields []Field
}

// Halted says at which step the short road ends, why, and how it goes on.
type Halted struct{ Step, Why, Keeps string }

var spotForm = whose{Form: "spot", Path: "/cases/on-the-spot"}

// Bounds of the page; more of either is an ordinary case.
const (
	spotParties = 4
	spotTerms   = 6
)

func (v *visit) settles() error {
	if v.s.mayRegister(v.who) && v.s.desk.MaySettle(v.who) {
		return nil
	}
	return &casemodel.Error{Kind: casemodel.Forbidden, Key: "spot.forbidden"}
}

func (s *Site) spotPage(v *visit) error {
	if err := v.settles(); err != nil {
		return err
	}
	draft, values, err := v.draft(spotForm)
	if err != nil {
		return err
	}
	if values == nil {
		values = url.Values{"source_channel": {"active"}, "result": {casework.SpotOral}, "items.0.debtor": {"1"}, "items.0.creditor": {"0"}}
		if last, err := v.c.Cookie(areaCookie); err == nil && len(last) == areaDigits {
			values.Set("occurred_area", last)
		}
	}
	page, err := s.spotForm(v, values, nil)
	if err != nil {
		return err
	}
	page.Draft = draft
	return v.ok("spot", page)
}

func (s *Site) spotForm(v *visit, values url.Values, wrong error) (*SpotPage, error) {
	w := spotForm
	w.Title = say("spot.title")
	mark, err := v.seal(w)
	if err != nil {
		return nil, err
	}
	once := values.Get("_once")
	if once == "" {
		once = token()
	}
	d := drawing{s: s, values: values}
	page := &SpotPage{Hidden: []Hidden{{"_once", once}, {"_as", mark}}, Risk: []Field{d.boxes()}, Alone: d.alone(), Sheet: d.sheet(v)}
	place := Field{ID: "occurred_area", Name: "occurred_area", Title: say("register.occurred_area"), Type: "area", Required: true}
	f := &form{v: v, values: values}
	if err := f.area(&place); err != nil {
		return nil, err
	}
	if err := f.picked(&place); err != nil {
		return nil, err
	}
	category := d.spanned(d.typed("category", s.desk.Flows.Lists["categories"]), "s3")
	category.Required = true
	page.What = []Field{
		d.spanned(d.text("summary", "longtext", true), "s6"), category, d.radio("source_channel", "channel", "active", "window"),
		place, d.spanned(d.text("occurred_place", "text", false), "s6"),
	}
	for i := range d.count("parties", 2, spotParties) {
		page.Parties = append(page.Parties, d.spotParty(i))
	}
	d.outcome(page)
	page.When = []Field{
		d.spanned(d.named("on", "", "date", false), "s3"), d.spanned(d.named("why", "", "text", false), "s3"),
	}
	page.When[0].Title, page.When[1].Title = say("spot.on"), say("form.why")
	if page.Like, err = v.likeSpot(values, wrong); err != nil {
		return nil, err
	}
	if v.query("draft") != "" || values.Get("_drafted") != "" {
		page.Hidden = append(page.Hidden, Hidden{"_drafted", "1"})
	}
	page.Next = len(page.Parties) + 1
	page.spread(s, wrong)
	page.halted(s, wrong)
	page.Shell, page.Left = v.shell(say("spot.title"), "/cases/on-the-spot"), v.left()
	return page, nil
}

// likeSpot looks for cases that may be the same quarrel, as the registration does.
func (v *visit) likeSpot(values url.Values, wrong error) (*LikePage, error) {
	p := &RegisterPage{}
	err := p.alike(v, values, wrong)
	return p.Like, err
}

func halted(wrong error) bool {
	var halt *casework.Halt
	return errors.As(wrong, &halt)
}

// halted puts the refusal of a step into words, with what would stay when the
// case goes the ordinary road from there.
func (p *SpotPage) halted(s *Site, wrong error) {
	var halt *casework.Halt
	var refused *casemodel.Error
	if !errors.As(wrong, &halt) || !asRefusal(halt.Err, &refused) {
		return
	}
	p.Halted = &Halted{Step: s.actTitle(halt.Flow, halt.Act), Keeps: say("spot.keeps_registered")}
	p.Halted.Why = s.sayFault(refused.Key, refused.Args)
	if all := refused.All(); len(all) > 0 {
		p.Halted.Why = s.sayFault(all[0].Key, all[0].Args)
	}
	if len(refused.Needs) > 0 {
		p.Halted.Why += say("fail.others_may", "who", strings.Join(s.whoMay(refused.Needs), say("list.or")))
	}
	if halt.At > 0 {
		p.Halted.Keeps = say("spot.keeps_until", "step", p.Halted.Step)
	}
}

func (s *Site) actTitle(flow, act string) string {
	if f := s.desk.Flows.Latest(flow); f != nil && f.Act(act) != nil {
		return f.Act(act).Title
	}
	return act
}

// spread puts the faults at the fields of all blocks.
func (p *SpotPage) spread(s *Site, wrong error) {
	blocks := make([]*[]Field, 0, 8+2*len(p.Parties)+len(p.Terms))
	for i := range p.Parties {
		blocks = append(blocks, &p.Parties[i].Fields, &p.Parties[i].More)
	}
	blocks = append(blocks, &p.What, &p.Alone.Fields, &p.Risk, &p.Like.Seen, &p.Result, &p.Rest)
	for i := range p.Terms {
		blocks = append(blocks, &p.Terms[i].Fields)
	}
	blocks = append(blocks, &p.Sheet, &p.When)
	var all []Field
	for _, b := range blocks {
		all = append(all, *b...)
	}
	p.Faults = s.faults(wrong, all)
	if halted(wrong) { // said above, with the step
		p.Faults = nil
	}
	for _, b := range blocks {
		n := len(*b)
		*b, all = all[:n:n], all[n:]
	}
	told := func(f Field) bool { return f.Error != "" || f.Value != "" }
	p.Alone.Open = p.Alone.Open || slices.ContainsFunc(p.Alone.Fields, told)
	p.Ask = slices.ContainsFunc(p.Rest, told)
	p.Dated = slices.ContainsFunc(p.When, told)
	for i := range p.Parties {
		p.Parties[i].Open = p.Parties[i].Open || slices.ContainsFunc(p.Parties[i].More, told)
	}
}

// settleOnTheSpot takes the short road, or gives the form back with the step at
// which it ends.
func (s *Site) settleOnTheSpot(v *visit) error {
	if err := v.settles(); err != nil {
		return err
	}
	spot, faults, err := v.spot()
	switch {
	case err != nil:
		return s.spotBroken(v, err)
	case v.form.Get("_draft") != "":
		w := spotForm
		w.Title = say("spot.title")
		return v.saveDraft(w)
	case v.form.Get("_drop") != "":
		dropBlock(v.form, v.form.Get("_drop"))
		return s.spotAgain(v, http.StatusOK, nil)
	case v.form.Get("_again") != "", v.form.Get("_more") != "":
		return s.spotAgain(v, http.StatusOK, nil)
	case len(faults) > 0:
		return s.spotAgain(v, http.StatusUnprocessableEntity, &casemodel.Error{Kind: casemodel.Invalid, Key: "input.invalid", Fields: faults})
	}
	in := casework.Input{On: casemodel.Day(v.form.Get("on")), Why: strings.TrimSpace(v.form.Get("why"))}
	if once := v.form.Get("_once"); once != "" {
		in.Key, in.Hash = "web:"+once, v.digest
	}
	out, halt, err := s.desk.OnTheSpot(v.ctx(), v.who, spot, in)
	switch kind := casemodel.KindOf(err); {
	case err == nil:
	case kind == casemodel.Invalid, kind == casemodel.KeyReused, kind == casemodel.Forbidden, kind == casemodel.Recused, kind == casemodel.WrongStep:
		v.renew(err)
		return s.spotAgain(v, statusOf(err), v.placedTerms(err))
	default:
		return s.spotBroken(v, err)
	}
	v.sent(spotForm)
	v.setCookie(areaCookie, spot.Area, 180*24*3600)
	note := Note{Kind: "ok", Text: say("spot.done")}
	if halt != nil {
		note = Note{Kind: "warn", Text: say("spot.went_on", "step", s.actTitle(halt.Flow, halt.Act))}
		if note.Links, err = s.carryOver(v, out.MatterID, spot); err != nil {
			s.log.WarnContext(v.ctx(), "terms are not carried over", "err", err)
		}
	}
	if err := v.leave(note); err != nil {
		return err
	}
	if err := v.hand(out); err != nil {
		return err
	}
	return v.redirect("/matters/" + string(out.MatterID) + "/receipt")
}

// carryOver keeps the terms as the draft of the act that takes them, where the
// short road ended in a sitting, and leads there.
func (s *Site) carryOver(v *visit, root casemodel.ID, spot casework.Spot) ([]Link, error) {
	view, err := s.desk.Case(v.ctx(), v.who, root)
	if err != nil {
		return nil, err
	}
	for i := range view.Children {
		c := &view.Children[i]
		at := slices.IndexFunc(c.Choices, func(one casework.Choice) bool { return one.ID == "propose_terms" })
		if at < 0 || len(spot.Terms) == 0 {
			continue
		}
		values := url.Values{}
		for n, t := range spot.Terms {
			prefix := "f.items." + strconv.Itoa(n) + "."
			for cell, value := range map[string]string{"kind": t.Kind, "what": t.What, "due": string(t.Due)} {
				set(values, prefix+cell, value)
			}
			for cell, who := range map[string]int{"debtor": t.Debtor, "creditor": t.Creditor} {
				if who >= 0 && who < len(view.Parties) {
					values.Set(prefix+cell, string(view.Parties[who].ID))
				}
			}
			if t.Amount > 0 {
				values.Set(prefix+"amount", t.Amount.String())
			}
		}
		title := c.Choices[at].Title
		w := whose{
			User: v.who.UserID, Form: "do:propose_terms", Matter: c.Matter.ID, Title: title + " " + c.Matter.Number,
			Path: "/matters/" + string(c.Matter.ID) + "/do/propose_terms", Slot: "1",
		}
		return []Link{{title, w.Path + "?" + keptMark + "1"}}, v.putDraft(w, values)
	}
	return nil, nil
}

func (s *Site) spotAgain(v *visit, status int, wrong error) error {
	page, err := s.spotForm(v, v.form, wrong)
	if err != nil {
		return err
	}
	if note := stored(wrong); note != nil {
		page.Note = note
	}
	return v.show(status, "spot", page)
}

// spotBroken keeps what was typed when the desk could not take it.
func (s *Site) spotBroken(v *visit, err error) error {
	w := spotForm
	w.User, w.Title = v.who.UserID, say("spot.title")
	if kept := v.putDraft(w, v.form); kept == nil {
		v.form.Set("_drafted", "1")
	}
	page, failed := s.spotForm(v, v.form, nil)
	if failed != nil {
		return err
	}
	status, text := statusOf(err), say("fail.try_again")
	if status == http.StatusInternalServerError {
		text = s.sayFault("fail.broken", s.broken(v, err).Args)
	}
	page.Note = &Note{Kind: "bad", Text: text}
	return v.show(status, "spot", page)
}
