package web

import (
	"net/http"
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/documents"
	"github.com/jiefen/jiefen/templates"
	"github.com/jiefen/jiefen/workflows"
)

// Where papers of several matters are chosen and printed.
const manyPath = "/print/papers"

// sheetReceipt is what the journal calls the slips of the parties that were
// printed again, without their codes.
const sheetReceipt = "receipt"

// ManyPage chooses what is printed of the rows of a list.
type ManyPage struct {
	Shell
	Crumbs      []Link
	Fault       string
	List, Asked string
	Back        string
	Rows        []ManyRow
	Receipt     bool
	Internal    bool
	Outward     bool
	Papers      []OptionGroup
	Paper       string
	PDF         bool
}

// ManyRow is one matter, as its list names it.
type ManyRow struct{ ID, Number, Title string }

// manyWanted is what is printed of each of several matters.
type manyWanted struct {
	receipt           bool
	internal, outward bool
	paper             string // with outMark for one that goes out under a number
}

func (m manyWanted) none() bool { return !m.receipt && !m.internal && !m.outward && m.paper == "" }

// papersOfMany shows what can be printed of chosen rows, and prints it.
func (s *Site) papersOfMany(v *visit) error {
	l, items, err := s.chosenRows(v)
	if err != nil {
		return err
	}
	want := manyWanted{receipt: v.form.Get("receipt") != "", internal: v.form.Get("internal") != "", outward: v.form.Get("outward") != "", paper: v.form.Get("paper")}
	groups := manyPapers(s.desk.Flows, l)
	known := want.paper == "" || slices.ContainsFunc(groups, func(g OptionGroup) bool {
		return slices.ContainsFunc(g.Options, func(o Option) bool { return o.Value == want.paper })
	})
	as := v.form.Get("as")
	fault := ""
	switch {
	case as == "":
	case len(items) == 0:
		fault = say("list.none_ticked")
	case !known || as == "pdf" && s.office == nil:
		fault = say("paper.none")
	case want.none():
		fault = say("many.nothing")
	default:
		return s.printMany(v, l, items, want, as)
	}
	status := http.StatusOK
	if fault != "" {
		status = http.StatusUnprocessableEntity
	}
	page := ManyPage{
		Fault: fault, List: l.name, Asked: v.form.Get("asked"), Back: l.backTo(v), Receipt: want.receipt, Internal: want.internal, Outward: want.outward,
		Papers: groups, Paper: want.paper, PDF: s.office != nil,
	}
	for i := range items {
		page.Rows = append(page.Rows, ManyRow{string(items[i].ID), s.nameOf(&items[i]), items[i].Title})
	}
	page.Crumbs = []Link{{say("list_name." + l.name), page.Back}, {say("many.title"), ""}}
	page.Shell = v.shell(say("many.title"), l.path())
	return v.show(status, "many", page)
}

// ofMany are the papers that can be made of several matters at once: the record
// of a sitting asks which, and what binds a volume belongs to it.
var ofMany = []string{"case", "mediation", "agreement", "confirmation", "performance", "followup"}

// manyPapers are they, by what they are made of. One with numbers of its own is
// offered to go out, and as a draft.
func manyPapers(flows *workflows.Library, l *workList) []OptionGroup {
	var groups []OptionGroup
	for _, of := range ofMany {
		g := OptionGroup{Title: say("paper.of." + of)}
		for _, paper := range templates.Papers() {
			if paper.Of != of || l.kinds != nil && !slices.ContainsFunc(l.kinds, func(k casemodel.Kind) bool { return isMadeOf(k, of) }) {
				continue
			}
			if goesOutOf(flows, of, paper.ID) {
				g.Options = append(g.Options, Option{Value: paper.ID + outMark, Title: say("many.issue", "paper", paper.Title)}, Option{Value: paper.ID, Title: say("many.draft", "paper", paper.Title)})
				continue
			}
			g.Options = append(g.Options, Option{Value: paper.ID, Title: paper.Title})
		}
		if len(g.Options) > 0 {
			groups = append(groups, g)
		}
	}
	return groups
}

// printMany prints chosen papers of several matters in one run: an index sheet,
// then each matter with pages of its own. A matter that may not be printed here
// is named as its list names it and left out.
func (s *Site) printMany(v *visit, l *workList, items []casemodel.Matter, want manyWanted, as string) error {
	filter, err := s.filterWords(v, l)
	if err != nil {
		return err
	}
	note := casework.Printed{Act: "papers_printed", About: l.name, Title: say("list_name." + l.name), Filter: filter, Papers: want.words()}
	now, err := v.now()
	if err != nil {
		return err
	}
	page := RunPrint{at: l.path(), Head: say("many.title"), Back: l.backTo(v), Foot: templates.Words().Pages, Crumbs: []Link{{say("list_name." + l.name), l.backTo(v)}, {say("many.title"), ""}}}
	name := documents.FileName(say("many.name", "n", len(items), "on", string(localDay(now))))
	for i := range items {
		page.about = append(page.about, items[i].ID)
	}
	return s.deliverRun(v, as, name, len(items), &page, func(v *visit, step func(string)) (*documents.Run, error) {
		return s.bindMany(v, l, items, want, note, step)
	})
}

// words are what is printed of each.
func (m manyWanted) words() string {
	var all []string
	for _, one := range []struct {
		chosen bool
		title  string
	}{{m.receipt, say("receipt.title")}, {m.internal, say("sheet.internal")}, {m.outward, say("sheet.outward")}} {
		if one.chosen {
			all = append(all, one.title)
		}
	}
	if paper, found := paperNamed(wantedPaper(m.paper).id); found {
		all = append(all, paper.Title)
	}
	return strings.Join(all, say("list.comma"))
}
