package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/workflows"
)

// ConsentRow is one party's answer.
type ConsentRow struct {
	Path, Name, Title, Error string
	Answers, Ways            []Option
}

// consents draws one row per party that has a say.
func (f *form) consents(_ *workflows.Field, out *Field) {
	out.Wide, out.Group = true, true
	for _, p := range f.parties() {
		name := out.Name + "." + string(p.ID)
		row := ConsentRow{Path: out.ID + "." + string(p.ID), Name: name, Title: f.v.s.partyName(p)}
		row.Answers = chosen([]Option{
			{Value: "agreed", Title: say("word.consent.agreed")}, {Value: "refused", Title: say("word.consent.refused")},
		}, f.values[name+".consent"])
		row.Ways = chosen(options(f.v.s.desk.Flows.Lists["consent_ways"]), f.values[name+".way"])
		out.Consents = append(out.Consents, row)
	}
}

// ItemRow is one obligation, cell by cell.
type ItemRow struct {
	Cells []Cell
	Rare  bool   // something stands in a cell that few agreements need
	Bound string // what it says of the offer the row is made of
	Gone  bool   // that offer was taken back
	Keep  string // name of the box that keeps the row all the same
}

// Cell is one input of a row.
type Cell struct {
	ID, Name, Short, Title, Type, Value, Span, Error string // Short is the cell's own name
	Options                                          []Option
	Rare                                             bool // few agreements need it
}

// cells of an obligation in the order they are said: who owes whom what.
var cells = []struct{ id, kind, span string }{
	{"debtor", "party", ""},
	{"creditor", "party", ""},
	{"kind", "item_kind", ""},
	{"amount", "", ""},
	{"what", "", "two"},
	{"due", "date", ""},
	{"until", "date", ""},
	{"share", "", ""},
	{"every", "item_every", ""},
	{"payer", "", "two"},
	{"offer", "hidden", ""},
}

const mostItems = 60

// items draws the rows that were typed and one empty one.
func (f *form) items(_ *workflows.Field, out *Field) {
	out.Wide, out.Group = true, true
	n := min(max(rowCount(f.values, out.Name), 1), mostItems)
	if f.values.Get("_more") == out.ID {
		n = min(n+1, mostItems)
	}
	for i := range n {
		out.Items = append(out.Items, f.item(out.Name, out.ID, i))
	}
}

func (f *form) item(name, id string, i int) ItemRow {
	row := ItemRow{}
	prefix := "." + strconv.Itoa(i) + "."
	for _, c := range cells {
		cell := Cell{
			ID: id + prefix + c.id, Name: name + prefix + c.id, Short: c.id, Title: say("item." + c.id), Type: c.kind, Span: c.span,
			Value: f.values.Get(name + prefix + c.id),
		}
		switch c.kind {
		case "party":
			for _, p := range f.parties() {
				cell.Options = append(cell.Options, Option{Value: string(p.ID), Title: p.Name})
			}
		case "item_kind":
			cell.Options = worded("item_kind", casemodel.ItemKinds)
		case "item_every":
			cell.Options = worded("every", casemodel.ItemEvery)
		}
		if cell.Options != nil || c.kind == "party" {
			cell.Type = "select"
			cell.Options = chosen(cell.Options, []string{cell.Value})
		}
		cell.Rare = slices.Contains([]string{"until", "share", "every", "payer"}, c.id)
		row.Rare = row.Rare || cell.Rare && cell.Value != ""
		row.Cells = append(row.Cells, cell)
	}
	f.bound(&row, name+prefix)
	return row
}

// bound tells of a row that is made of an offer whether it still stands. To who
// may not read offers nothing is told.
func (f *form) bound(row *ItemRow, prefix string) {
	id := f.values.Get(prefix + "offer")
	if id == "" || f.view == nil {
		return
	}
	for _, o := range f.view.Offers {
		if string(o.ID) == id && o.State == casemodel.OfferAccepted {
			row.Bound = say("offer.bound")
		} else if string(o.ID) == id {
			row.Bound, row.Gone, row.Keep = say("offer.gone"), true, prefix+"keep"
		}
	}
}

// worded gives the words of a closed list their titles.
func worded(list string, values []string) []Option {
	all := make([]Option, len(values))
	for i, v := range values {
		all[i] = Option{Value: v, Title: say("word." + list + "." + v)}
	}
	return all
}

// rowCount is one more than the last row anything was typed into.
func rowCount(values url.Values, name string) int {
	n := 0
	for key, v := range values {
		rest, is := strings.CutPrefix(key, name+".")
		if !is || !slices.ContainsFunc(v, func(s string) bool { return strings.TrimSpace(s) != "" }) {
			continue
		}
		at, _, _ := strings.Cut(rest, ".")
		if i, err := strconv.Atoi(at); err == nil && i >= n && i < mostItems {
			n = i + 1
		}
	}
	return n
}
