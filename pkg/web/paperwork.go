package web

import (
	"bytes"
	"cmp"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/documents"
	"github.com/jiefen/jiefen/templates"
)

// PaperworkPage lists the papers that can be made of a matter.
type PaperworkPage struct {
	Shell
	Crumbs   []Link
	Href     string
	Name     string
	Groups   []PaperGroup
	MayWhole bool
	Reasons  []Option
	Fault    string
	Reason   string
	Whole    bool
	Bundle   bool // the whole volume may be taken
	Purpose  string
	PDF      bool // papers can be had as PDF too
}

// PaperGroup is the papers made of one thing.
type PaperGroup struct {
	Title string
	Rows  []PaperRow
}

// PaperRow is one paper: Due is the day it fell due by an act, "" for one that
// nothing asked for yet. One that goes out under a number is issued first, and
// looked at as a draft before.
type PaperRow struct {
	Value, Title, Note, Due string

	Numbered bool
	Issued   []IssuedRow
}

// IssuedRow is one that went out.
type IssuedRow struct{ Value, Number, On string }

// What follows the id of a paper in the value of a button.
const (
	sittingMark = "~" // the number of a sitting
	issueMark   = "#" // the id of one that went out
	outMark     = "!"
)

// madeOf says what papers of a kind of matter are made of, in the order of the
// page.
var madeOf = map[casemodel.Kind][]string{
	casemodel.KindCase:         {"case"},
	casemodel.KindProceeding:   {"mediation", "inquiry", "session", "agreement", "volume"},
	casemodel.KindConfirmation: {"confirmation"},
	casemodel.KindObligation:   {"performance"},
	casemodel.KindFollowUp:     {"followup"},
	casemodel.KindAlert:        {"alert"},
}

// isMadeOf reports whether papers of a sort are made of a kind of matter.
func isMadeOf(kind casemodel.Kind, of string) bool { return slices.Contains(madeOf[kind], of) }

// paperwork shows what can be made.
func (s *Site) paperwork(v *visit) error {
	view, err := s.paperFile(v)
	if err != nil {
		return err
	}
	return s.showPaperwork(v, http.StatusOK, view, "")
}

// paperFile reads the matter, if this person may print it now.
func (s *Site) paperFile(v *visit) (*casework.View, error) {
	view, err := v.view()
	if err != nil {
		return nil, err
	}
	s.people.fresh(view.Now)
	_, err = s.offered(view, "print")
	return view, err
}

func (s *Site) showPaperwork(v *visit, status int, view *casework.View, fault string) error {
	m := &view.Matter
	page := PaperworkPage{Href: "/matters/" + string(m.ID), Name: matterName(m, view.Flow), Fault: fault, Reason: v.form.Get("reason"), Whole: v.form.Get("whole") != ""}
	for _, of := range madeOf[m.Kind] {
		if rows := s.paperRows(view, of); len(rows) > 0 {
			page.Groups = append(page.Groups, PaperGroup{say("paper.of." + of), rows})
		}
	}
	page.PDF = s.office != nil
	page.Bundle, page.Purpose = hasVolume(m), v.form.Get("purpose")
	page.MayWhole, page.Reasons = s.wholeReasons(view)
	page.Crumbs = append(s.crumbs(view), Link{say("paper.title"), ""})
	page.Crumbs[len(page.Crumbs)-2].Href = page.Href
	page.Shell = v.shell(say("paper.title"), "/matters")
	return v.show(status, "paperwork", page)
}

// paperRows are the papers of one sort that this reader can have made: what he
// may not read is not offered, for it would be a paper with a gap.
func (s *Site) paperRows(view *casework.View, of string) []PaperRow {
	var rows []PaperRow
	for _, paper := range templates.Papers() {
		if paper.Of != of || !paper.Serves(view.Flow.Is) {
			continue
		}
		row := s.issuing(view, PaperRow{Value: paper.ID, Title: paper.Title})
		if i := slices.IndexFunc(view.Documents, func(d casework.Document) bool { return d.Name == paper.Document }); i >= 0 {
			row.Due = string(view.Documents[i].On)
		}
		switch of {
		case "confirmation", "performance":
			if view.Can["read.agreement"] {
				rows = append(rows, row)
			}
		case "agreement":
			if len(view.Items) > 0 {
				rows = append(rows, row)
			}
		case "session", "inquiry":
			for i := range view.Sessions {
				if one := &view.Sessions[i]; openRecord(one) && one.Inquiry() == (of == "inquiry") {
					row.Value, row.Note = paper.ID+sittingMark+itoa(one.No), s.recordTitle(one)+" "+string(one.On)
					rows = append(rows, row)
				}
			}
		default:
			rows = append(rows, row)
		}
	}
	slices.SortStableFunc(rows, func(a, b PaperRow) int { return rank(a) - rank(b) }) // what an act asked for first
	return rows
}

func rank(r PaperRow) int {
	if r.Due != "" {
		return 0
	}
	return 1
}

// issuing adds what went out of a paper that has a series of its own.
func (s *Site) issuing(view *casework.View, row PaperRow) PaperRow {
	for _, o := range casework.IssuedPapers(s.desk.Flows, view.Matter.Kind) {
		row.Numbered = row.Numbered || o.Value == row.Value
	}
	for _, one := range view.Issued {
		if one.Paper == row.Value {
			row.Issued = append(row.Issued, IssuedRow{row.Value + issueMark + string(one.ID), one.Number, string(one.On)})
		}
	}
	return row
}

// chosenPaper is what a button's value asks for.
type chosenPaper struct {
	id, issue string
	session   int // 0 for none
	goesOut   bool
}

func wantedPaper(value string) (a chosenPaper) {
	a.id = value
	if id, no, is := strings.Cut(value, sittingMark); is {
		a.id = id
		a.session, _ = strconv.Atoi(no) // 0 is no sitting
	} else if id, issue, is := strings.Cut(value, issueMark); is {
		a.id, a.issue = id, issue
	} else if id, is := strings.CutSuffix(value, outMark); is {
		a.id, a.goesOut = id, true
	}
	return a
}

// openRecord reports whether a sitting's record may be printed for everybody
// who sat there: what one side said alone is in none, nor what was asked for the
// mediators' own use.
func openRecord(one *casemodel.Session) bool {
	return one.Mode != casemodel.ModeInside && (one.Mode != "caucus" || one.Released == 1)
}

func (s *Site) wholeReasons(view *casework.View) (may bool, reasons []Option) {
	act := view.Flow.Act("reveal")
	if act == nil || !view.Can["reveal"] || len(view.Parties) == 0 {
		return false, nil
	}
	for _, r := range fieldOf(act.Fields, "reason").Options {
		reasons = append(reasons, Option{Value: r.Value, Title: r.Title})
	}
	return true, reasons
}

// paper makes one: that it was made is written down, and every whole number on
// it, before anybody has it.
func (s *Site) paper(v *visit) error {
	view, err := s.paperFile(v)
	if err != nil {
		return err
	}
	if v.form.Get("pdfs") != "" {
		return s.papersPDF(v, view)
	}
	value := cmp.Or(v.form.Get("paper"), v.form.Get("pdf"))
	ask := wantedPaper(value)
	paper, found := s.offeredPaper(view, value, ask)
	if v.form.Get("pdf") != "" && s.office == nil {
		found = false
	}
	if !found {
		return s.showPaperwork(v, http.StatusUnprocessableEntity, view, say("paper.none"))
	}
	whole, reason := v.form.Get("whole") != "", v.form.Get("reason")
	if whole && reason == "" {
		return s.showPaperwork(v, http.StatusUnprocessableEntity, view, s.sayFault("reveal.reason", nil))
	}
	template, version, err := s.filler(v.ctx(), ask.id)
	if casemodel.Is(err, casemodel.Invalid) {
		var wrong *casemodel.Error
		_ = asRefusal(err, &wrong)
		return s.showPaperwork(v, http.StatusUnprocessableEntity, view, s.sayFault(wrong.Key, wrong.Args))
	}
	if err != nil {
		return err
	}
	printing := casework.Printing{Paper: ask.id, Version: version, SHA256: template.SHA256(), Whole: whole, Reason: reason}
	parties, number, err := s.goesOut(v, view, ask, printing)
	if err != nil {
		return err
	}
	if parties == nil {
		parties = view.Parties
	}
	record, err := s.record(v, view, parties, ask.session, number)
	if err != nil {
		return err
	}
	return s.handOver(v, view, paper, ask, template, record)
}

// goesOut writes down that a paper is made; number is what stands on it when it
// has one of its own.
func (s *Site) goesOut(v *visit, view *casework.View, ask chosenPaper, printing casework.Printing) (parties []casemodel.Party, number string, err error) {
	if ask.goesOut {
		parties, issue, err := s.desk.IssuePaper(v.ctx(), v.who, view.Matter.ID, printing)
		if err != nil {
			return nil, "", err
		}
		return parties, issue.Number, nil
	}
	number = say("paper.draft")
	for _, one := range view.Issued {
		if string(one.ID) == ask.issue {
			number = one.Number
		}
	}
	parties, err = s.desk.PrintPaper(v.ctx(), v.who, view.Matter.ID, printing)
	return parties, number, err
}

// handOver fills a paper. One whose original went out or lies in the volume says
// that it was printed again (users.md F20).
func (s *Site) handOver(v *visit, view *casework.View, paper templates.Paper, ask chosenPaper, template *documents.Template, record documents.Record) error {
	name := strings.TrimSpace(paper.Title + " " + view.Matter.Number)
	var b bytes.Buffer
	var err error
	for _, one := range view.Issued {
		if string(one.ID) == ask.issue { // it is of the day it went out
			record[markWord("today")] = one.On
		}
	}
	if !givenOut(view, paper, ask) {
		err = template.Fill(&b, record)
	} else {
		name += " " + say("paper.again_short")
		err = template.Again(&b, record, say("paper.again", "at", minute(view.Now), "name", v.session.Name))
	}
	if err != nil {
		return err
	}
	if v.form.Get("pdf") == "" {
		v.sendWord(name, b.Bytes())
		return nil
	}
	err = s.deliverPDF(v, name, "/matters/"+string(view.Matter.ID)+"/papers", view.Matter.ID, b.Bytes())
	if errors.Is(err, errNoPDF) {
		return s.showPaperwork(v, http.StatusServiceUnavailable, view, say("paper.no_pdf"))
	}
	return err
}

// givenOut reports whether somebody has the original of a paper already.
func givenOut(view *casework.View, paper templates.Paper, ask chosenPaper) bool {
	filed := slices.ContainsFunc(view.Files, func(f casemodel.File) bool { return f.Document == paper.Document })
	return ask.issue != "" || filed || paper.Of == "agreement" && !view.Matter.Open()
}

func (s *Site) offeredPaper(view *casework.View, value string, ask chosenPaper) (templates.Paper, bool) {
	offered := func(r PaperRow) bool {
		return r.Value == value || ask.goesOut && r.Numbered && r.Value == ask.id || slices.ContainsFunc(r.Issued, func(i IssuedRow) bool { return i.Value == value })
	}
	for _, paper := range templates.Papers() {
		if paper.ID == ask.id && isMadeOf(view.Matter.Kind, paper.Of) && slices.ContainsFunc(s.paperRows(view, paper.Of), offered) {
			return paper, true
		}
	}
	return templates.Paper{}, false
}
