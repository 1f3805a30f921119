package web

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/workflows"
)

// RosterPage is who stands behind one name: what each claims, whether they
// signed, what they get and what was paid; and where a table is pasted.
type RosterPage struct {
	Shell
	Crumbs                      []Link
	Href, Name                  string
	Fault, FileFault            string
	Read                        string // what was read of an uploaded table
	MayTake                     bool   // the roster as a spreadsheet
	Sums                        []Fact
	Differs                     string // the number that was said at the counter is another
	Rows                        []RosterRow
	Count                       string
	Deal                        bool // what the agreement gives may be read
	Filtered                    bool
	Vote                        string
	N                           int
	Q                           string
	Shows, Orders               []Option
	Pages                       *PageLinks
	MayEnter, MayTick           bool
	MaySign, MaySettle, MayVote bool
	Ways, Results, Roads        []Option
	Authorities                 []Option // where more people sign the sheet of an election
	SignedOn, Paper             string
	Slips                       string   // where the slips of the ticked people are made
	Photo                       KeptFile // of the sheet, sent with a form that came back
	Here                        string   // this page as it is filtered, where its acts lead back to
	Signer, Reason              string
	Special, All                bool
	Sides                       []Option
	Text, Once                  string
	Preview                     *RosterPreview
}

// RosterRow is one person.
type RosterRow struct {
	ID, Name, Edit                 string
	No                             int
	IDNo, Phone                    *Masked
	Claim, Amount, Share           string
	Paid, Owed, Due, Note          string
	Signed, Result                 State
	Proof                          string // the photograph of the sheet
	Speaks, Never, Special, Ticked bool
	Agent                          string
	Ended                          string
}

// RosterPreview is what a paste would write down.
type RosterPreview struct {
	Columns   []RosterColumn
	Rows      []PreviewRow
	N, Faults int
	More      int // lines without a fault that are not drawn
	Sum       string
	Side      string
	Totals    []string // what is said of the lines that add the others up
}

// RosterColumn says what a column of the paste holds.
type RosterColumn struct {
	Name, Title string
	Now         string // what it is taken for
	Options     []Option
}

// PreviewRow is one line of the paste.
type PreviewRow struct {
	N                     int
	Name, Number, Phone   string
	Claim, Amount, Agreed string
	Fault, Text           string
}

// rosterRows are drawn on one page.
const rosterRows = 50

func (s *Site) rosterPage(v *visit) error {
	if q := v.query("q"); numberLike.MatchString(q) { // no address holds a whole number (security P12), and the tail finds it
		asked, n := v.c.Request.URL.Query(), bare(q)
		asked.Set("q", n[max(0, len(n)-4):])
		return v.redirect(v.c.Request.URL.Path + "?" + asked.Encode())
	}
	page, _, err := s.rostered(v)
	if err != nil {
		return err
	}
	return v.ok("roster", page)
}

// rostered reads the case; Forbidden to who may not read its registration.
func (s *Site) rostered(v *visit) (*RosterPage, *casework.Roster, error) {
	id, err := v.id()
	if err != nil {
		return nil, nil, err
	}
	r, err := s.desk.Roster(v.ctx(), v.who, id)
	if err != nil {
		return nil, nil, err
	}
	view, m := r.View, &r.View.Matter
	v.moment, v.looked = view.Now, view
	s.people.fresh(view.Now)
	if !view.Can["read.registration"] {
		return nil, nil, &casemodel.Error{
			Kind: casemodel.Forbidden, Key: "step.forbidden", Stage: m.State,
			Needs: s.desk.Gate.Now().Needs(view.Flow.Lineage, m.State, m.Class, "read.registration", nil),
		}
	}
	can := func(act string) bool { return slices.Contains(r.Acts, act) }
	page := &RosterPage{
		Href: "/matters/" + string(m.ID) + "/roster", Name: matterName(m, view.Flow), Deal: view.Can["read.agreement"],
		MayEnter: can("enter_members"), MaySettle: can("settle_members") && len(r.Lines) > 0, MayVote: can("elect_spokesmen") && len(r.Lines) > 1, MaySign: r.Text != "",
		Q: v.query("q"), Filtered: v.query("show") != "", Vote: "/matters/" + string(m.ID) + "/do/elect_spokesmen", N: len(r.Lines), Text: v.form.Get("text"), Once: cmp.Or(v.form.Get("_once"), token()), SignedOn: cmp.Or(v.form.Get("signed_on"), string(localDay(view.Now))),
		Ways:    chosen(worded("sign_way", []string{"wet", "fingerprint", "agent"}), v.form["way"]),
		Results: chosen(options(s.desk.Flows.Lists["member_results"]), v.form["result"]), Roads: chosen(options(s.desk.Flows.Lists["member_roads"]), v.form["road"]),
		Signer: v.form.Get("signer"), Reason: v.form.Get("reason"), Special: v.form.Get("special") != "", All: v.form.Get("all") != "",
	}
	if i := slices.IndexFunc(r.Lines, func(l casework.RosterLine) bool { return l.TextID != "" }); i >= 0 && canDo(view, "print") {
		page.Slips = "/matters/" + string(r.Lines[i].TextID) + "/papers"
	}
	page.MayTick = page.MaySign || page.MaySettle || page.Slips != ""
	page.MayTake = len(r.Lines) > 0 && canDo(view, "print")
	if page.MayVote && slices.ContainsFunc(r.Lines, func(l casework.RosterLine) bool { return l.Speaks == 1 }) {
		page.Authorities = chosen(worded("authority", casemodel.Authorities), v.form["authority"])
	}
	for _, p := range r.Sides {
		page.Sides = append(page.Sides, Option{Value: string(p.ID), Title: s.partyName(p), Chosen: v.form.Get("side") == string(p.ID)})
	}
	s.rosterSums(page, r)
	s.rosterTable(v, page, r)
	if len(r.Lines) > 0 {
		page.Paper = "/matters/" + string(m.ID) + "/papers"
	}
	page.Crumbs = append(s.crumbs(view), Link{say("roster.title"), ""})
	page.Crumbs[len(page.Crumbs)-2].Href = "/matters/" + string(m.ID)
	page.Shell = v.shell(say("roster.title"), "/matters")
	page.Printer = view.Centre.Title
	return page, r, nil
}

// rosterSums are what the lines add up to, of who is still there.
func (s *Site) rosterSums(page *RosterPage, r *casework.Roster) {
	n, signed, bound := 0, 0, 0
	var claimed, given, owed, paid casemodel.Money
	for i := range r.Lines {
		l := &r.Lines[i]
		if !l.Party.Present() {
			continue
		}
		n++
		claimed += l.Amount
		owed, paid = owed+l.Owed, paid+l.Paid
		if l.Stands() || l.BoundOn != "" {
			given += l.Share()
		}
		if l.Signed.On != "" {
			signed++
		}
		if l.BoundOn != "" {
			bound++
		}
	}
	page.Sums = []Fact{{say("roster.people"), say("roster.n", "n", n)}, {say("roster.claimed"), yuan(claimed)}}
	if page.Deal {
		page.Sums = append(page.Sums, Fact{say("roster.shares"), yuan(given)}, Fact{say("roster.signed"), say("roster.n", "n", signed)}, Fact{say("roster.bound_n"), say("roster.n", "n", bound)},
			Fact{say("roster.owed"), yuan(owed)}, Fact{say("roster.paid"), yuan(paid)})
	}
	if others := len(r.View.Parties) - 1; n > 0 && r.Said > n+others {
		page.Differs = say("roster.differs", "said", r.Said, "n", n+others)
	}
}

// roster takes a paste up, or does to the ticked people what was chosen.
func (s *Site) roster(v *visit) error {
	page, r, err := s.rostered(v)
	if err != nil {
		return err
	}
	switch v.form.Get("step") {
	case "sign", "settle", "vote":
		return s.rosterDone(v, page, r)
	case "sheet", "blank":
		return s.rosterSheet(v, page, r, v.form.Get("step") == "blank")
	}
	return s.rosterPaste(v, page, r)
}

// ticked are the people an act is for: those ticked, or all that the filter
// keeps.
func ticked(v *visit, r *casework.Roster) []any {
	var picked []any
	for _, l := range chosenLines(v, r) {
		if v.form.Get("all") != "" || slices.Contains(v.form["pick"], string(l.ID)) {
			picked = append(picked, string(l.ID))
		}
	}
	return picked
}

func (s *Site) rosterDone(v *visit, page *RosterPage, r *casework.Roster) error {
	picked := ticked(v, r)
	photo, err := v.rosterPhoto()
	if err != nil {
		var refused *casemodel.Error
		if !asRefusal(err, &refused) || !slices.Contains(atTheFile, refused.Kind) {
			return err
		}
		page.tick(picked)
		page.Fault = say("roster.photo") + say("roster.colon") + s.sayFault(refused.Key, refused.Args)
		return v.show(http.StatusUnprocessableEntity, "roster", page)
	}
	page.Photo = photo
	if len(picked) == 0 {
		page.Fault = say("roster.nobody")
		return v.show(http.StatusUnprocessableEntity, "roster", page)
	}
	at, act, fields := r.At, "settle_members", map[string]any{"members": picked}
	keep := func(names ...string) {
		for _, name := range names {
			if value := strings.TrimSpace(v.form.Get(name)); value != "" {
				fields[name] = value
			}
		}
	}
	keep("result", "road", "reason")
	if v.form.Get("step") == "sign" {
		at, act, fields = r.Text, "record_signature", map[string]any{"parties": picked}
		keep("way", "signed_on", "signer", "read_by", "witness")
		if photo.ID != "" {
			fields["file"] = photo.ID
		}
		if v.form.Get("special") != "" {
			fields["authority"], fields["checked"] = "special", "true"
		}
	}
	if v.form.Get("step") == "vote" {
		var speak []any
		for i := range r.Lines {
			if r.Lines[i].Speaks == 1 {
				speak = append(speak, string(r.Lines[i].ID))
			}
		}
		act, fields = "elect_spokesmen", map[string]any{"spokesmen": speak, "voters": picked}
		keep("authority")
	}
	in := casework.Input{Fields: fields, Key: "web:" + page.Once, Hash: v.digest}
	if _, err = s.desk.Do(v.ctx(), v.who, at, act, in); err == nil {
		return v.redirect(page.Href + "?" + url.Values{"show": {v.form.Get("show")}, "q": {v.form.Get("q")}}.Encode())
	}
	var refused *casemodel.Error
	if !asRefusal(err, &refused) || refused.Kind != casemodel.Invalid {
		return err
	}
	page.Fault, page.Once = s.rowFault(err), token()
	if f := refused.All(); len(f) > 0 {
		if d := fieldOf(rosterAct(r, at, act), f[0].Field); d != nil {
			page.Fault = d.Title + say("roster.colon") + page.Fault
		}
	}
	page.tick(picked)
	return v.show(http.StatusUnprocessableEntity, "roster", page)
}

// tick leaves the people ticked whom a form named that comes back.
func (p *RosterPage) tick(picked []any) {
	for i := range p.Rows {
		p.Rows[i].Ticked = slices.Contains(picked, any(p.Rows[i].ID))
	}
}

// rosterAct are the fields of an act of the case or of the proceeding whose text
// lies.
func rosterAct(r *casework.Roster, at casemodel.ID, act string) []workflows.Field {
	flow := r.View.Flow
	for i := range r.View.Children {
		if c := &r.View.Children[i]; c.Matter.ID == at {
			flow = c.Flow
		}
	}
	if a := flow.Act(act); a != nil {
		return a.Fields
	}
	return nil
}
