package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
)

// RegisterPage takes down a case at the window (decision 29). Only an applicant
// who can be reached, the place and one sentence are compulsory.
type RegisterPage struct {
	Shell
	Hidden  []Hidden
	Faults  []Fault
	Draft   *Draft
	What    []Field
	Place   []Field
	Parties []PartyForm
	Claims  []ClaimForm
	Risk    []Field
	Alone   Alone
	Like    *LikePage
	Next    int // the number of a party that is added
	Left    int // seconds until the session ends
}

// Alone are the three questions about violence at home, which somebody reads
// and answers alone. They stand open where the category asks for them.
type Alone struct {
	Fields []Field
	Open   bool
	Asked  bool // the three were answered before; not how
}

// PartyForm is the block of one party.
type PartyForm struct {
	N      int
	Path   string
	Title  string
	Hint   string
	Fields []Field
	More   []Field
	Open   bool
}

// ClaimForm is one thing somebody asks for.
type ClaimForm struct {
	N      int
	Path   string
	Fields []Field
}

var registerForm = whose{Form: "register", Path: "/cases/new"}

// mostParties typed by hand; a group comes in by its list.
const mostParties = 20

// registers refuses who takes down no cases anywhere.
func (v *visit) registers() error {
	if v.s.mayRegister(v.who) {
		return nil
	}
	return &casemodel.Error{
		Kind: casemodel.Forbidden, Key: "create.forbidden",
		Needs: v.s.desk.Gate.Now().Needs(v.s.desk.Flows.Latest("dispute_case").Lineage, "new", "new", "create", nil),
	}
}

func (s *Site) registerPage(v *visit) error {
	if err := v.registers(); err != nil {
		return err
	}
	draft, values, err := v.draft(registerForm)
	if err != nil {
		return err
	}
	if values == nil {
		values = url.Values{"source_channel": {"window"}}
		if last, err := v.c.Cookie(areaCookie); err == nil && len(last) == areaDigits {
			values.Set("occurred_area", last)
		}
	}
	page, err := s.registerForm(v, values, nil)
	if err != nil {
		return err
	}
	page.Draft = draft
	return v.ok("register", page)
}

func (s *Site) registerForm(v *visit, values url.Values, wrong error) (*RegisterPage, error) {
	w := registerForm
	w.Title = say("register.title")
	mark, err := v.seal(w)
	if err != nil {
		return nil, err
	}
	once := values.Get("_once")
	if once == "" {
		once = token()
	}
	d := drawing{s: s, values: values}
	page := &RegisterPage{
		Hidden: []Hidden{{"_once", once}, {"_as", mark}},
		What:   []Field{d.spanned(d.text("summary", "longtext", true), "s6")},
		Place: []Field{
			{ID: "occurred_area", Name: "occurred_area", Title: say("register.occurred_area"), Type: "area", Required: true},
			d.spanned(d.typed("category", s.desk.Flows.Lists["categories"]), "s3"), d.spanned(d.list("source_channel", s.desk.Flows.Lists["channels"]), "s3"),
			d.spanned(d.text("occurred_place", "text", false), "s3"), d.spanned(d.text("source_ref", "text", false), "s3"),
			d.spanned(d.text("people_involved", "int", false), "s3"), d.spanned(d.text("applied_at", "datetime", false), "s3"),
			d.spanned(d.named("title", "case_title", "text", false), "s4"), d.spanned(d.text("anonymous", "bool", false), "s2"),
		},
		Risk:  []Field{d.boxes()},
		Alone: d.alone(),
	}
	f := &form{v: v, values: values}
	if err := f.area(&page.Place[0]); err != nil {
		return nil, err
	}
	if err := f.picked(&page.Place[0]); err != nil {
		return nil, err
	}
	for i := range d.count("parties", 2, mostParties) {
		page.Parties = append(page.Parties, d.party(i))
	}
	for i := range d.count("claims", 1, 10) {
		prefix := "claims." + strconv.Itoa(i) + "."
		page.Claims = append(page.Claims, ClaimForm{i + 1, "claims." + strconv.Itoa(i), []Field{
			d.spanned(d.named(prefix+"text", "claim_text", "text", false), "s4"), d.spanned(d.named(prefix+"amount", "claim_amount", "money", false), "s2"),
		}})
	}
	if err := page.alike(v, values, wrong); err != nil {
		return nil, err
	}
	if v.query("draft") != "" || values.Get("_drafted") != "" {
		page.Hidden = append(page.Hidden, Hidden{"_drafted", "1"})
	}
	page.Next = len(page.Parties) + 1
	page.spread(s, wrong)
	page.Shell, page.Left = v.shell(say("register.title"), "/cases/new"), v.left()
	return page, nil
}

// spread puts the faults at the fields of all blocks.
func (p *RegisterPage) spread(s *Site, wrong error) {
	blocks := make([]*[]Field, 0, 5+2*len(p.Parties)+len(p.Claims))
	for i := range p.Parties {
		blocks = append(blocks, &p.Parties[i].Fields, &p.Parties[i].More)
	}
	blocks = append(blocks, &p.What, &p.Place, &p.Alone.Fields, &p.Risk, &p.Like.Seen)
	for i := range p.Claims {
		blocks = append(blocks, &p.Claims[i].Fields)
	}
	var all []Field
	for _, b := range blocks {
		all = append(all, *b...)
	}
	p.Faults = s.faults(wrong, all)
	for _, b := range blocks {
		n := len(*b)
		*b, all = all[:n:n], all[n:]
	}
	p.Alone.Open = p.Alone.Open || slices.ContainsFunc(p.Alone.Fields, func(f Field) bool { return f.Error != "" || f.Value != "" })
	for i := range p.Parties {
		p.Parties[i].Open = p.Parties[i].Open || slices.ContainsFunc(p.Parties[i].More, func(f Field) bool {
			return f.Error != "" || f.Value != "" || slices.ContainsFunc(f.Options, func(o Option) bool { return o.Chosen })
		})
	}
}

func (s *Site) registerCase(v *visit) error {
	switch {
	case v.form.Get("_draft") != "":
		w := registerForm
		w.Title = say("register.title")
		return v.saveDraft(w)
	case v.form.Get("_drop") != "":
		dropBlock(v.form, v.form.Get("_drop"))
		return s.registerAgain(v, http.StatusOK, nil, nil)
	case v.form.Get("_again") != "", v.form.Get("_more") != "":
		return s.registerAgain(v, http.StatusOK, nil, nil)
	}
	r, faults, err := v.registration()
	if err != nil {
		return s.registerBroken(v, err)
	}
	if len(faults) > 0 {
		return s.registerAgain(v, http.StatusUnprocessableEntity, &casemodel.Error{Kind: casemodel.Invalid, Key: "input.invalid", Fields: faults}, nil)
	}
	in := casework.Input{}
	if once := v.form.Get("_once"); once != "" {
		in.Key, in.Hash = "web:"+once, v.digest
	}
	out, err := s.desk.Register(v.ctx(), v.who, r, in)
	switch casemodel.KindOf(err) {
	case casemodel.Invalid, casemodel.KeyReused:
		v.renew(err)
		return s.registerAgain(v, http.StatusUnprocessableEntity, v.placed(err), nil)
	case casemodel.Forbidden:
		return s.registerAgain(v, http.StatusForbidden, nil, err)
	case "":
		if err != nil {
			return s.registerBroken(v, err)
		}
	default:
		return s.registerBroken(v, err)
	}
	v.sent(registerForm)
	v.setCookie(areaCookie, r.Area, 180*24*3600)
	if err := v.hand(out); err != nil {
		return err
	}
	return v.redirect("/matters/" + string(out.MatterID) + "/receipt")
}

func (s *Site) registerAgain(v *visit, status int, wrong, refused error) error {
	page, err := s.registerForm(v, v.form, wrong)
	if err != nil {
		return err
	}
	if note := stored(wrong); note != nil {
		page.Note = note
	}
	var e *casemodel.Error
	if asRefusal(refused, &e) {
		page.Note = &Note{Kind: "bad", Text: s.sayFault(e.Key, e.Args) + say("fail.others_may", "who", strings.Join(s.whoMay(e.Needs), say("list.or")))}
	}
	return v.show(status, "register", page)
}

// registerBroken keeps what was typed when the desk could not take it: on the
// page, and as a draft when that can still be written.
func (s *Site) registerBroken(v *visit, err error) error {
	w := registerForm
	w.User, w.Title = v.who.UserID, say("register.title")
	if kept := v.putDraft(w, v.form); kept == nil {
		v.form.Set("_drafted", "1")
	}
	page, failed := s.registerForm(v, v.form, nil)
	if failed != nil {
		return err
	}
	status, text := statusOf(err), say("fail.try_again")
	if status == http.StatusInternalServerError {
		text = s.sayFault("fail.broken", s.broken(v, err).Args)
	}
	page.Note = &Note{Kind: "bad", Text: text}
	return v.show(status, "register", page)
}
