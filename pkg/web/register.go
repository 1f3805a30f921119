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

// RegisterPage takes down a case: at the window (decision 29), where only an
// applicant who can be reached, the place and one sentence are compulsory, or
// what a mediator settled where it was, which is a registration with what came
// out of it (就地调解, users.md F1).
type RegisterPage struct {
	Shell
	Path, Lead, Submit, More string
	Hidden                   []Hidden
	Faults                   []Fault
	Draft                    *Draft
	What                     []Field
	Place                    []Field
	Parties                  []PartyForm
	Claims                   []ClaimForm
	Risk                     []Field
	RiskHint                 string
	Alone                    Alone
	Like                     *LikePage
	Again                    *AgainCard
	Next                     int // the number of a party that is added
	Left                     int // seconds until the session ends

	// What came of it, on the spot.
	Result []Field
	Rest   []Field // why nothing came of it, how a paper was signed
	Ask    bool    // Rest stands open
	Terms  []TermForm
	Sheet  []Field
	When   []Field
	Dated  bool
	Halted *Halted
}

// intake is one of the ways in which a case is taken down.
type intake struct {
	whose
	usual  url.Values
	most   int // parties typed by hand; a group comes in by its list
	may    func(v *visit) error
	party  func(d drawing, i int) PartyForm
	blocks func(d drawing, v *visit, place Field, page *RegisterPage)
	keep   func(v *visit) (photos []casemodel.ID, faults []casemodel.FieldError, err error)
	send   func(v *visit, r casework.Registration, photos []casemodel.ID, in casework.Input) (casework.Outcome, *Note, error)
}

const windowPath = "/cases/new"

// window is how a case comes in over the counter.
func (s *Site) window() intake {
	return intake{
		whose: whose{Form: "register", Path: windowPath, Title: say("register.title")},
		usual: url.Values{"source_channel": {"window"}}, most: 20, may: (*visit).registers, party: drawing.party, blocks: windowBlocks,
		keep: func(*visit) ([]casemodel.ID, []casemodel.FieldError, error) { return nil, nil, nil },
		send: func(v *visit, r casework.Registration, _ []casemodel.ID, in casework.Input) (casework.Outcome, *Note, error) {
			out, err := s.desk.Register(v.ctx(), v.who, r, in)
			return out, nil, err
		},
	}
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

// takesDown draws the page of an intake, with the draft the address names.
func (s *Site) takesDown(in intake) func(v *visit) error {
	return func(v *visit) error {
		if err := in.may(v); err != nil {
			return err
		}
		draft, values, err := v.draft(in.whose)
		if err != nil {
			return err
		}
		if values == nil {
			if values, err = v.onceMore(in); err != nil {
				return err
			}
			if last, err := v.c.Cookie(areaCookie); err == nil && len(last) == areaDigits && values.Get("occurred_area") == "" {
				values.Set("occurred_area", last)
			}
		}
		page, err := s.intakePage(v, in, values, nil)
		if err != nil {
			return err
		}
		page.Draft = draft
		return v.ok("register", page)
	}
}

func (s *Site) intakePage(v *visit, in intake, values url.Values, wrong error) (*RegisterPage, error) {
	mark, err := v.seal(in.whose)
	if err != nil {
		return nil, err
	}
	once := values.Get("_once")
	if once == "" {
		once = token()
	}
	d := drawing{s: s, values: values}
	page := &RegisterPage{Path: in.Path, Hidden: []Hidden{{"_once", once}, {"_as", mark}}, Risk: []Field{d.boxes()}, Alone: d.alone()}
	place := Field{ID: "occurred_area", Name: "occurred_area", Title: say("register.occurred_area"), Type: "area", Required: true}
	f := &form{v: v, values: values}
	if err := f.area(&place); err != nil {
		return nil, err
	}
	if err := f.picked(&place); err != nil {
		return nil, err
	}
	for i := range d.count("parties", 2, in.most) {
		page.Parties = append(page.Parties, in.party(d, i))
	}
	in.blocks(d, v, place, page)
	if err := page.again(v, values); err != nil {
		return nil, err
	}
	if err := page.alike(v, values, wrong); err != nil {
		return nil, err
	}
	if v.query("draft") != "" || values.Get("_drafted") != "" {
		page.Hidden = append(page.Hidden, Hidden{"_drafted", "1"})
	}
	page.Next = len(page.Parties) + 1
	page.spread(s, wrong)
	page.halted(s, wrong)
	page.Shell, page.Left = v.shell(in.Title, in.Path), v.left()
	return page, nil
}

// windowBlocks are what the counter asks beyond the parties.
func windowBlocks(d drawing, _ *visit, place Field, page *RegisterPage) {
	lists := d.s.desk.Flows.Lists
	page.Lead, page.Submit, page.More, page.RiskHint = say("register.must"), say("register.submit"), say("register.more"), say("register.risk_hint")
	page.What = []Field{d.spanned(d.text("summary", "longtext", true), "s6")}
	page.Place = []Field{
		place, d.spanned(d.typed("category", lists["categories"]), "s3"), d.spanned(d.list("source_channel", lists["channels"]), "s3"),
		d.spanned(d.text("occurred_place", "text", false), "s3"), d.spanned(d.text("source_ref", "text", false), "s3"),
		d.spanned(d.text("people_involved", "int", false), "s3"), d.spanned(d.text("applied_at", "datetime", false), "s3"),
		d.spanned(d.named("title", "case_title", "text", false), "s4"), d.spanned(d.text("anonymous", "bool", false), "s2"),
	}
	page.When = []Field{d.spanned(d.text("slip", "text", false), "s3"), d.spanned(d.text("slip_why", "text", false), "s3")}
	for i := range d.count("claims", 1, 10) {
		path := "claims." + strconv.Itoa(i)
		page.Claims = append(page.Claims, ClaimForm{i + 1, path, []Field{
			d.spanned(d.named(path+".text", "claim_text", "text", false), "s4"), d.spanned(d.named(path+".amount", "claim_amount", "money", false), "s2"),
		}})
	}
}

// spread puts the faults at the fields of all blocks.
func (p *RegisterPage) spread(s *Site, wrong error) {
	blocks := make([]*[]Field, 0, 10+2*len(p.Parties)+len(p.Claims)+len(p.Terms))
	for i := range p.Parties {
		blocks = append(blocks, &p.Parties[i].Fields, &p.Parties[i].More)
	}
	if p.Again != nil {
		blocks = append(blocks, &p.Again.Ask)
	}
	blocks = append(blocks, &p.What, &p.Place, &p.Alone.Fields, &p.Risk, &p.Like.Seen)
	for i := range p.Claims {
		blocks = append(blocks, &p.Claims[i].Fields)
	}
	blocks = append(blocks, &p.Result, &p.Rest)
	for i := range p.Terms {
		blocks = append(blocks, &p.Terms[i].Fields)
	}
	blocks = append(blocks, &p.Sheet, &p.When)
	var all []Field
	for _, b := range blocks {
		all = append(all, *b...)
	}
	p.Faults = s.faults(wrong, all)
	for _, b := range blocks {
		n := len(*b)
		*b, all = all[:n:n], all[n:]
	}
	told := func(f Field) bool {
		return f.Error != "" || f.Value != "" || slices.ContainsFunc(f.Options, func(o Option) bool { return o.Chosen })
	}
	p.Alone.Open = p.Alone.Open || slices.ContainsFunc(p.Alone.Fields, told)
	p.Ask, p.Dated = slices.ContainsFunc(p.Rest, told), slices.ContainsFunc(p.When, told)
	for i := range p.Parties {
		p.Parties[i].Open = p.Parties[i].Open || slices.ContainsFunc(p.Parties[i].More, told)
	}
}

// takeDown sends a filled page on, or gives it back with what is wrong.
func (s *Site) takeDown(in intake) func(v *visit) error {
	return func(v *visit) error {
		if err := in.may(v); err != nil {
			return s.intakeAgain(v, in, err)
		}
		photos, faults, err := in.keep(v)
		switch {
		case err != nil:
			return s.intakeBroken(v, in, err)
		case v.form.Get("_draft") != "":
			return v.saveDraft(in.whose)
		case v.form.Get("_drop") != "":
			dropBlock(v.form, v.form.Get("_drop"))
			return s.intakeAgain(v, in, nil)
		case v.form.Get("_again") != "", v.form.Get("_more") != "":
			return s.intakeAgain(v, in, nil)
		}
		r, more, err := v.registration()
		if faults = append(more, faults...); err != nil {
			return s.intakeBroken(v, in, err)
		}
		if len(faults) > 0 {
			return s.intakeAgain(v, in, &casemodel.Error{Kind: casemodel.Invalid, Key: "input.invalid", Fields: faults})
		}
		sent := casework.Input{}
		if once := v.form.Get("_once"); once != "" {
			sent.Key, sent.Hash = "web:"+once, v.digest
		}
		out, note, err := in.send(v, r, photos, sent)
		switch casemodel.KindOf(err) {
		case casemodel.Invalid, casemodel.KeyReused, casemodel.Forbidden, casemodel.Recused, casemodel.WrongStep:
			v.renew(err)
			return s.intakeAgain(v, in, v.placed(err))
		default:
			if err != nil {
				return s.intakeBroken(v, in, err)
			}
		}
		v.sent(in.whose)
		v.setCookie(areaCookie, r.Area, 180*24*3600)
		if r.EarlierAs == casework.AsBreach {
			return v.reported(out)
		}
		if note != nil {
			if err := v.leave(*note); err != nil {
				return err
			}
		}
		if err := v.hand(out); err != nil {
			return err
		}
		return v.redirect("/matters/" + string(out.MatterID) + "/receipt")
	}
}

// intakeAgain shows the page as it was typed, with what is wrong with it.
func (s *Site) intakeAgain(v *visit, in intake, wrong error) error {
	page, err := s.intakePage(v, in, v.form, wrong)
	if err != nil {
		return err
	}
	page.Note = stored(wrong)
	var refused *casemodel.Error
	if page.Halted == nil && asRefusal(wrong, &refused) && refused.Kind == casemodel.Forbidden {
		text := s.sayFault(refused.Key, refused.Args)
		if len(refused.Needs) > 0 {
			text += say("fail.others_may", "who", strings.Join(s.whoMay(refused.Needs), say("list.or")))
		}
		page.Faults, page.Note = nil, &Note{Kind: "bad", Text: text}
	}
	status := http.StatusOK
	if wrong != nil {
		status = statusOf(wrong)
	}
	return v.show(status, "register", page)
}

// intakeBroken keeps what was typed when the desk could not take it: on the
// page, and as a draft when that can still be written.
func (s *Site) intakeBroken(v *visit, in intake, err error) error {
	w := in.whose
	w.User = v.who.UserID
	if kept := v.putDraft(w, v.form); kept == nil {
		v.form.Set("_drafted", "1")
	}
	page, failed := s.intakePage(v, in, v.form, nil)
	if failed != nil {
		return err
	}
	page.Note = s.stayed(v, err)
	return v.show(statusOf(err), "register", page)
}
