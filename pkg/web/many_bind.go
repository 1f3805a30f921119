package web

import (
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/documents"
	"github.com/jiefen/jiefen/workflows"
)

// goesOutOf reports whether a paper goes out under a number.
func goesOutOf(flows *workflows.Library, of, paper string) bool {
	for kind, all := range madeOf {
		if slices.Contains(all, of) && slices.ContainsFunc(casework.IssuedPapers(flows, kind), func(o workflows.Option) bool { return o.Value == paper }) {
			return true
		}
	}
	return false
}

// bundleOf is one matter of a run.
type bundleOf struct {
	m      *casemodel.Matter
	name   string
	why    string // it is left out, "" for one that is printed
	sheets []printOf
}

// printOf is one paper of it, and how the journal has it.
type printOf struct {
	title string
	id    casemodel.ID // of which matter: the case's, or a part's
	note  func(v *visit) error
	word  []byte
	fill  func(v *visit) ([]byte, error) // after it has its number
}

// bindMany makes everything first, then writes down each print in the journal
// of its matter, as a single one is, and only then gives anything: who calls it
// off before has printed nothing. Each matter is noted by itself, for each
// journal is a chain of its own, and one that is refused leaves out that matter
// and not the others.
func (s *Site) bindMany(v *visit, l *workList, items []casemodel.Matter, want manyWanted, printed casework.Printed, step func(string)) (*documents.Run, error) {
	all := make([]bundleOf, len(items))
	for i := range items {
		b := &all[i]
		b.m, b.name = &items[i], s.nameOf(&items[i])
		step(b.name)
		if err := v.ctx().Err(); err != nil {
			return nil, err
		}
		if err := leftOut(b, s.fillBundle(v, b, want)); err != nil {
			return nil, err
		}
	}
	v, err := v.binding()
	if err != nil {
		return nil, err
	}
	for i := range all {
		b := &all[i]
		if err := s.noteBundle(v, b); err != nil {
			return nil, err
		}
		if b.why == "" {
			printed.Count++
		}
	}
	if err := s.desk.NotePrinted(v.ctx(), v.who, printed); err != nil {
		return nil, err
	}
	run := documents.NewRun()
	run.Begin()
	index, err := documents.Compose(strings.Join(s.manyIndex(v, l, all, want), "\n"))
	if err != nil {
		return nil, err
	}
	if err := run.Add(say("many.title"), index); err != nil {
		return nil, err
	}
	no := 0
	for i := range all {
		b := &all[i]
		if b.why != "" {
			continue
		}
		no++
		run.Begin()
		for _, sheet := range b.sheets {
			if err := run.Add(say("print_run.head", "no", no, "number", b.name)+"　"+sheet.title, sheet.word); err != nil {
				return nil, err
			}
		}
	}
	return run, nil
}

// leftOut keeps a refusal with its matter; what is none ends the run.
func leftOut(b *bundleOf, err error) error {
	refused, is := errors.AsType[*casemodel.Error](err)
	if err == nil || !is || refused.Kind == casemodel.Busy || refused.Kind == casemodel.Unavailable {
		return err
	}
	b.why, b.sheets = say("many.not_here"), nil
	if refused.Key == "many.no_such" {
		b.why = say("many.no_such")
	}
	return nil
}

// noteBundle writes the prints of one matter down. A sheet that is refused is
// not handed over; those written down before it are.
func (s *Site) noteBundle(v *visit, b *bundleOf) error {
	for k := range b.sheets {
		err := s.noteSheet(v, &b.sheets[k])
		if err == nil {
			continue
		}
		noted := b.sheets[:k]
		if err := leftOut(b, err); err != nil {
			return err
		}
		if k > 0 {
			b.why, b.sheets = "", noted
		}
		return nil
	}
	return nil
}

// noteSheet writes a print down; a paper that takes a number is filled with it.
func (s *Site) noteSheet(v *visit, sheet *printOf) (err error) {
	if sheet.fill != nil {
		sheet.word, err = sheet.fill(v)
		return err
	}
	return sheet.note(v)
}

var (
	errNotHere  = &casemodel.Error{Kind: casemodel.Forbidden, Key: "many.not_here"}
	errNoSheets = &casemodel.Error{Kind: casemodel.Invalid, Key: "many.no_such"}
)

// fillBundle makes what is wanted of one matter. One of which only named people
// know is never printed among others.
func (s *Site) fillBundle(v *visit, b *bundleOf, want manyWanted) error {
	if b.m.Sealed == 1 {
		return errNotHere
	}
	d, err := s.desk.Dossier(v.ctx(), v.who, b.m.ID, latest)
	if err != nil {
		return err
	}
	if _, err := s.offered(d.View, "print"); err != nil {
		return err
	}
	if want.receipt && d.Matter.IsRoot() {
		if err := s.addReceipts(v, b, d.View); err != nil {
			return err
		}
	}
	for _, one := range []struct {
		kind   string
		wanted bool
	}{{sheetInternal, want.internal}, {sheetOutward, want.outward}} {
		if !one.wanted {
			continue
		}
		page, err := s.fillSheet(v, d, one.kind, nil)
		if err != nil {
			return err
		}
		if err := b.compose(s, b.m.ID, paperName(one.kind), one.kind, sheetLines(page)); err != nil {
			return err
		}
	}
	if want.paper != "" {
		if err := s.addPapers(v, b, d.View, want.paper); err != nil {
			return err
		}
	}
	if len(b.sheets) == 0 {
		return errNoSheets
	}
	s.desk.Opened(v.ctx(), v.who, &d.Matter, d.Now)
	return nil
}

// compose adds a sheet that no template makes.
func (b *bundleOf) compose(s *Site, id casemodel.ID, title, document string, lines []string) error {
	word, err := documents.Compose(strings.Join(lines, "\n"))
	if err != nil {
		return err
	}
	b.sheets = append(b.sheets, printOf{title: title, id: id, word: word, note: func(v *visit) error {
		_, err := s.desk.PrintSheet(v.ctx(), v.who, id, document, false, "")
		return err
	}})
	return nil
}

// addReceipts adds a page for each party that is present; it is one print.
func (s *Site) addReceipts(v *visit, b *bundleOf, view *casework.View) error {
	slips, err := s.slips(v, view, nil)
	if err != nil || len(slips) == 0 {
		return err
	}
	var lines []string
	for i := range slips {
		if i > 0 {
			lines = append(lines, "***")
		}
		lines = append(lines, receiptLines(&slips[i])...)
	}
	return b.compose(s, b.m.ID, say("receipt.title"), sheetReceipt, lines)
}

// addPapers adds the wanted paper: of the matter itself where it is made of
// such, else of its parts that are open, else of the last.
func (s *Site) addPapers(v *visit, b *bundleOf, view *casework.View, value string) error {
	ask := wantedPaper(value)
	paper, found := paperNamed(ask.id)
	if !found {
		return errNoSheets
	}
	views := []*casework.View{view}
	if !isMadeOf(view.Matter.Kind, paper.Of) {
		views = nil
		for _, id := range partsFor(view, paper.Of) {
			part, err := s.desk.Case(v.ctx(), v.who, id)
			if err != nil {
				if unknown(err) == nil {
					continue
				}
				return err
			}
			views = append(views, part)
		}
	}
	for _, of := range views {
		if _, offered := s.offeredPaper(of, value, ask); !offered {
			continue
		}
		if _, err := s.offered(of, "print"); err != nil {
			continue // this part is not his to print; the page of the case says so
		}
		sheet, err := s.sheetOfPaper(v, of, value)
		if err != nil {
			return err
		}
		sheet.title = paper.Title
		b.sheets = append(b.sheets, sheet)
	}
	return nil
}

// partsFor are the parts of a case a paper is made of.
func partsFor(view *casework.View, of string) (ids []casemodel.ID) {
	var last casemodel.ID
	for i := range view.Children {
		m := &view.Children[i].Matter
		if !isMadeOf(m.Kind, of) || m.Sealed == 1 {
			continue
		}
		if last = m.ID; m.Open() {
			ids = append(ids, m.ID)
		}
	}
	if len(ids) == 0 && last != "" {
		ids = append(ids, last)
	}
	return ids
}

// sheetOfPaper fills a paper now, or after it has taken its number.
func (s *Site) sheetOfPaper(v *visit, view *casework.View, value string) (printOf, error) {
	ask := wantedPaper(value)
	paper, _ := paperNamed(ask.id)
	template, version, err := s.filler(v.ctx(), ask.id)
	if err != nil {
		return printOf{}, err
	}
	printing := casework.Printing{Paper: ask.id, Version: version, SHA256: template.SHA256()}
	one := piece{paper: ask.id, view: view, number: say("paper.draft"), again: givenOut(view, paper, ask)}
	sheet := printOf{id: view.Matter.ID}
	fill := func(v *visit) ([]byte, error) {
		made, err := s.makePiece(v, &one, nil, func(int) string { return "" })
		if err != nil {
			return nil, err
		}
		return io.ReadAll(made)
	}
	if ask.goesOut {
		sheet.fill = func(v *visit) ([]byte, error) {
			if _, one.number, err = s.goesOut(v, view, ask, printing); err != nil {
				return nil, err
			}
			return fill(v)
		}
		return sheet, nil
	}
	sheet.word, err = fill(v)
	sheet.note = func(v *visit) error {
		_, _, err := s.goesOut(v, view, ask, printing)
		return err
	}
	return sheet, err
}
