package casework

import (
	"context"
	"strconv"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

// Printed is what left on paper without being the paper of one matter: rows of
// a list, papers of many matters in one run, or blank forms.
type Printed struct {
	Act    string // list_printed papers_printed forms_printed
	About  string // name of the list, or id of the form
	Title  string // what people call it
	Filter string // in words, without what was typed: the log is read by who may read no case
	Papers string // which papers, in words
	Count  int    // rows, matters or copies
}

// NotePrinted writes that into the log of the administration. What a run prints
// of each matter stands in the journal of that matter besides.
func (d *Desk) NotePrinted(ctx context.Context, who casemodel.Actor, p Printed) error {
	deed := Deed{Act: p.Act, Kind: "print", About: p.About, Title: p.Title, Changes: []Change{{Field: "printed", After: strconv.Itoa(p.Count)}}}
	for _, c := range []Change{{Field: "filter", After: p.Filter}, {Field: "papers", After: p.Papers}} {
		if c.After != "" {
			deed.Changes = append(deed.Changes, c)
		}
	}
	return d.DB.Do(ctx, func(tx *store.Tx) error { return record(tx, who, deed) })
}
