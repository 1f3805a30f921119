package web

import (
	"slices"

	"github.com/jiefen/jiefen/casemodel"
)

// mostPrinted is how many rows one print takes.
const mostPrinted = 200

// SheetPage is chosen rows of a list as they go on paper.
type SheetPage struct {
	Shell
	Head  string
	Count string
	Back  string
	Table Table
}

// printList shows the ticked rows of a list as a sheet. Each is asked for as
// the list asks: what may not be seen is not there.
func (s *Site) printList(v *visit) error {
	l := listNamed(v.query("list"))
	if l == nil {
		l = &workLists[0]
	}
	var ids []casemodel.ID
	for _, one := range v.c.QueryArray("m") {
		if id := casemodel.ID(one); id.Valid() && !slices.Contains(ids, id) && len(ids) < mostPrinted {
			ids = append(ids, id)
		}
	}
	items, err := s.desk.Chosen(v.ctx(), v.who, ids...)
	if err != nil {
		return err
	}
	page := SheetPage{Head: say("list_name." + l.name), Count: say("list.count", "n", len(items)), Back: l.path()}
	if page.Table, err = s.table(v, l, items, casemodel.Filter{}, nil); err != nil {
		return err
	}
	for i := range page.Table.Heads {
		page.Table.Heads[i].Href, page.Table.Heads[i].Aria = "", ""
	}
	page.Shell = v.shell(page.Head, l.path())
	return v.ok("sheet", page)
}
