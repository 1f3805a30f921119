package web

import (
	"net/url"
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
)

// mostPrinted is how many matters one print takes.
const mostPrinted = 200

// SheetPage is chosen rows of a list as they go on paper.
type SheetPage struct {
	Shell
	Head  string
	Count string
	Back  string
	Table Table
}

// printList shows the chosen rows of a list as a sheet, once it is written down
// who printed how many of which list. Each is asked for as the list asks: what
// may not be seen is not there.
func (s *Site) printList(v *visit) error {
	l, items, err := s.chosenRows(v)
	if err != nil {
		return err
	}
	page := SheetPage{Head: say("list_name." + l.name), Count: say("list.count", "n", len(items)), Back: l.backTo(v)}
	facts, err := s.desk.Rows(v.ctx(), v.who, items, l.fields...)
	if err != nil {
		return err
	}
	if page.Table, err = s.table(v, l, items, facts, casemodel.Filter{}, nil); err != nil {
		return err
	}
	for i := range page.Table.Heads {
		page.Table.Heads[i].Href, page.Table.Heads[i].Aria = "", ""
	}
	if len(items) > 0 {
		filter, err := s.filterWords(v, l)
		if err != nil {
			return err
		}
		if err := s.desk.NotePrinted(v.ctx(), v.who, casework.Printed{Act: "list_printed", About: l.name, Title: page.Head, Filter: filter, Count: len(items)}); err != nil {
			return err
		}
	}
	page.Shell = v.shell(page.Head, l.path())
	return v.ok("sheet", page)
}

// chosenRows are the ticked rows of a list, or all of the page it was.
func (s *Site) chosenRows(v *visit) (*workList, []casemodel.Matter, error) {
	l := listNamed(v.form.Get("list"))
	if l == nil {
		l = &workLists[0]
	}
	ids := v.ticked()
	if v.form.Get("all") != "" {
		for one := range strings.FieldsSeq(v.form.Get("shown")) {
			if id := casemodel.ID(one); id.Valid() && !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	if len(ids) > mostPrinted {
		return nil, nil, &casemodel.Error{Kind: casemodel.Invalid, Key: "list.too_many", Args: map[string]any{"n": len(ids), "max": mostPrinted}}
	}
	items, err := s.desk.Chosen(v.ctx(), v.who, ids...)
	return l, items, err
}

// backTo is the list as it stood when rows were chosen.
func (l *workList) backTo(v *visit) string {
	asked, err := url.ParseQuery(v.form.Get("asked"))
	if err != nil || len(asked) == 0 {
		return l.path()
	}
	return l.path() + "?" + tidy(asked).Encode()
}

// typedConditions are those whose value somebody typed: a name, a number, words
// of a case. The log says that there was one and not which.
var typedConditions = []string{"q", "s", "party", "number"}

// filterWords are the conditions the rows were chosen under.
func (s *Site) filterWords(v *visit, l *workList) (string, error) {
	asked, err := url.ParseQuery(v.form.Get("asked"))
	if err != nil {
		return "", nil //nolint:nilerr // an address that cannot be read chose nothing
	}
	plain := without(tidy(asked), typedConditions...)
	f, err := s.filter(v, l, plain)
	if err != nil {
		return "", err
	}
	chips, err := s.chips(v, l, plain, f)
	if err != nil {
		return "", err
	}
	words := []string{say("view." + string(f.View))}
	for _, c := range chips {
		words = append(words, c.Text)
	}
	if slices.ContainsFunc(typedConditions, func(name string) bool { return asked.Get(name) != "" }) {
		words = append(words, say("list.typed"))
	}
	return strings.Join(words, say("list.comma")), nil
}
