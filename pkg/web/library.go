package web

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/templates"
)

// Library is the model clauses offered where terms are written.
type Library struct {
	Groups  []OptionGroup
	Texts   []LibraryText
	Note    string // what became of the one that was taken
	Missing bool   // it has places left to fill
	Used    []Field
}

// LibraryText is what a clause would say here, to be read before it is taken.
type LibraryText struct{ Title, Where, Words string }

// offeredClauses are the model clauses for a category, the site's own in place
// of the program's, in the order of their sorts: those of this category before
// those for all.
func (s *Site) offeredClauses(v *visit, category string) ([]casework.ModelClause, error) {
	own, err := s.desk.ClausesInForce(v.ctx())
	if err != nil {
		return nil, err
	}
	library := templates.Clauses()
	var all []casework.ModelClause
	for _, c := range library.Clauses {
		if !slices.ContainsFunc(own, func(o casework.ModelClause) bool { return o.Code == c.Code }) {
			all = append(all, shippedClause(c))
		}
	}
	all = slices.DeleteFunc(append(all, own...), func(c casework.ModelClause) bool { return c.Words == "" || !fitsCategory(c.Categories, category) })
	slices.SortStableFunc(all, func(a, b casework.ModelClause) int {
		if a.Sort != b.Sort {
			return slices.Index(library.Sorts, a.Sort) - slices.Index(library.Sorts, b.Sort)
		}
		return map[bool]int{true: 1}[len(a.Categories) == 0] - map[bool]int{true: 1}[len(b.Categories) == 0]
	})
	return all, nil
}

func shippedClause(c templates.Clause) casework.ModelClause {
	return casework.ModelClause{Code: c.Code, Sort: c.Sort, Title: c.Title, Categories: c.For, Kind: c.Kind, Words: c.Text}
}

// fitsCategory: a clause for 01 is offered in 0104 too, and where nobody has
// said what it is about.
func fitsCategory(categories []string, category string) bool {
	return len(categories) == 0 || category == "" || slices.ContainsFunc(categories, func(c string) bool { return strings.HasPrefix(category, c) })
}

// library draws what can be taken into this form: a clause that becomes a duty
// needs its rows, one that is text the field for it.
func (p *TermsPage) library(s *Site, v *visit, view *casework.View) error {
	all, err := s.offeredClauses(v, view.Root.Category)
	if err != nil {
		return err
	}
	known := s.knownPlaces(view, p.values)
	lib := &Library{}
	for _, c := range all {
		if intoField(c) != "items" && fieldOf(p.act.Fields, intoField(c)) == nil {
			continue
		}
		sort := say("clause.sort." + c.Sort)
		if n := len(lib.Groups); n == 0 || lib.Groups[n-1].Title != sort {
			lib.Groups = append(lib.Groups, OptionGroup{Title: sort})
		}
		g := &lib.Groups[len(lib.Groups)-1]
		g.Options = append(g.Options, Option{Value: c.Code, Title: c.Title})
		lib.Texts = append(lib.Texts, LibraryText{c.Title, say("clause.into." + intoField(c)), filledPlaces(c.Words, known)})
	}
	if taken := p.values.Get("_taken"); taken != "" {
		lib.Note, lib.Missing = say("clause.taken", "title", taken), p.values.Get("_open") != ""
	}
	if used := p.Field("library"); used != nil {
		lib.Used = []Field{*used}
	}
	if len(lib.Groups) > 0 {
		p.Library = lib
	}
	return nil
}

// intoField is where a clause goes.
func intoField(c casework.ModelClause) string {
	switch {
	case c.Kind != "":
		return "items"
	case c.Sort == "breach":
		return "breach"
	}
	return "clauses"
}

// takeClause writes the chosen model clause into the form, with what the record
// knows in its places. It runs before what was posted is read.
func takeClause(v *visit, view *casework.View) {
	if v.form.Get("_take") == "" {
		return
	}
	all, err := v.s.offeredClauses(v, view.Root.Category)
	i := slices.IndexFunc(all, func(c casework.ModelClause) bool { return c.Code == v.form.Get("_clause") })
	if err != nil || i < 0 {
		return // nothing was chosen: the form comes back as it is
	}
	c := all[i]
	words := filledPlaces(c.Words, v.s.knownPlaces(view, v.form))
	into := nameOf(intoField(c))
	if c.Kind != "" {
		v.s.takeRow(view, v.form, into, c.Kind, words)
	} else {
		v.form.Set(into, strings.TrimLeft(strings.TrimRight(v.form.Get(into), "\r\n ")+"\n"+words, "\n"))
	}
	which := say("clause.shipped")
	if c.No > 0 {
		which = say("template.version", "no", c.No)
	}
	used := nameOf("library")
	v.form.Set(used, strings.Trim(v.form.Get(used)+say("list.comma")+say("clause.used", "title", c.Title, "which", which), say("list.comma")))
	v.form.Set("_taken", c.Title)
	if strings.Contains(words, placeOpen) {
		v.form.Set("_open", "1")
	}
}

// takeRow puts a duty into the first row in which nothing is agreed yet.
func (s *Site) takeRow(view *casework.View, values url.Values, name, kind, words string) {
	n := rowCount(values, name)
	if last := name + "." + itoa(n-1); n > 0 && values.Get(last+".what") == "" && values.Get(last+".amount") == "" && values.Get(last+".offer") == "" {
		n--
	}
	debtor, creditor := usualSides(view)
	typeItem(values, name+"."+itoa(min(n, mostItems-1)), casemodel.Item{Kind: kind, What: words, Debtor: debtor, Creditor: creditor})
}

// usualSides: the one who was asked owes the one who asks, where there is one
// of each.
func usualSides(view *casework.View) (debtor, creditor casemodel.ID) {
	var asks, asked []casemodel.ID
	for _, p := range presentParties(view) {
		if p.Asks() {
			asks = append(asks, p.ID)
		} else if p.Role == "respondent" {
			asked = append(asked, p.ID)
		}
	}
	if len(asks) != 1 || len(asked) != 1 {
		return "", ""
	}
	return asked[0], asks[0]
}

// The brackets of a place in a model clause.
const (
	placeOpen  = "\u3010"
	placeClose = "\u3011"
)

// filledPlaces puts what is known into the places of a clause.
func filledPlaces(words string, known map[string]string) string {
	for place, word := range templates.Clauses().Places {
		if known[place] != "" {
			words = strings.ReplaceAll(words, placeOpen+word+placeClose, known[place])
		}
	}
	return words
}

// places are what the record and the rows on the form know: the debt is that of
// the first row in which money is owed.
func (s *Site) knownPlaces(view *casework.View, values url.Values) map[string]string {
	debtor, creditor := usualSides(view)
	names := map[casemodel.ID]string{}
	present := presentParties(view)
	all, asks, asked := make([]string, 0, len(present)), []string{}, []string{}
	for _, p := range present {
		names[p.ID] = p.Name
		all = append(all, p.Name)
		switch {
		case p.Asks():
			asks = append(asks, p.Name)
		case p.Role == "respondent":
			asked = append(asked, p.Name)
		}
	}
	and := say("clause.and")
	known := map[string]string{
		"parties": strings.Join(all, and), "asks": strings.Join(asks, and), "asked": strings.Join(asked, and),
		"where": cmp.Or(view.RootFields["occurred_place"], view.Fields["occurred_place"]), "body": view.Body.Title, "number": cmp.Or(view.Matter.Number, view.Root.Number),
	}
	total, first := casemodel.Money(0), true
	for i := range rowCount(values, "f.items") {
		row := "f.items." + itoa(i) + "."
		sum, err := casemodel.ParseMoney(amount(values.Get(row + "amount")))
		if err != nil || sum <= 0 {
			continue
		}
		total += sum
		if !first {
			continue
		}
		first = false
		debtor, creditor = cmp.Or(casemodel.ID(values.Get(row+"debtor")), debtor), cmp.Or(casemodel.ID(values.Get(row+"creditor")), creditor)
		known["amount"], known["capitals"] = yuan(sum), templates.Capitals(int64(sum))
		known["due"] = wholeDay(casemodel.Day(values.Get(row + "due")))
	}
	if total > 0 {
		known["total"] = yuan(total)
	}
	known["debtor"], known["creditor"] = names[debtor], names[creditor]
	return known
}

// wholeDay is a day as papers write it, "" for none.
func wholeDay(on casemodel.Day) string {
	if !on.Valid() {
		return ""
	}
	part := strings.Split(string(on), "-")
	return strings.NewReplacer("{y}", part[0], "{m}", itoa(atoi(part[1])), "{d}", itoa(atoi(part[2]))).Replace(templates.Words().Day)
}
