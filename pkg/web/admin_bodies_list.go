package web

import (
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
)

// How many bodies are drawn as one tree, and how many on a page where there are
// more.
const (
	mostBodies  = 300
	pageOfUnits = 200
)

// BodiesPage lists organisations, each under the one above it.
type BodiesPage struct {
	Shell
	Q            string
	Kind, Active Field
	Rows         []BodyRow
	Flat         bool // not a tree: each says what is above it
	Count        string
	Pages        PageLinks
	May          bool
}

// BodyRow is one organisation of the tree.
type BodyRow struct {
	ID, Indent, Title, Above, Code, Kind, Number, Phone string
	Active                                              bool
}

func (s *Site) bodies(v *visit) error {
	q := casework.BodiesQuery{
		Words: v.query("q"), Kind: v.query("kind"), Active: v.query("active") == "1", Inactive: v.query("active") == "0",
		PageAt: v.pageAt(), Whole: mostBodies, Limit: pageOfUnits,
	}
	found, err := s.desk.AllBodies(v.ctx(), v.who, q)
	if err != nil {
		return err
	}
	page := BodiesPage{
		Q: q.Words, May: s.desk.Office(v.who, "bodies", "edit") == nil, Count: say("admin.bodies_count", "n", found.Total),
		Flat: len(found.List) < found.Total, Pages: v.pages("/admin/bodies", found.Neighbours),
		Kind: Field{Name: "kind", Title: say("admin.kind")}, Active: onOrOff(q.Active, q.Inactive),
	}
	for _, kind := range casemodel.BodyKinds {
		if kind != "none" {
			page.Kind.Options = append(page.Kind.Options, Option{Value: kind, Title: s.desk.Flows.Title("body_kinds", kind), Chosen: kind == q.Kind})
		}
	}
	if page.Rows = s.tree(found.List); page.Flat {
		page.Rows = nil
		for i := range found.List {
			row := s.bodyRow(&found.List[i])
			row.Above = found.Above[found.List[i].ParentID]
			page.Rows = append(page.Rows, row)
		}
	}
	page.Shell = v.shell(say("nav.bodies"), "/admin/bodies")
	return v.ok("bodies", page)
}

// tree puts each body below its parent; one whose parent is not in the list
// stands at the top.
func (s *Site) tree(found []casemodel.Body) []BodyRow {
	here, below := map[casemodel.ID]bool{}, map[casemodel.ID][]casemodel.Body{}
	for i := range found {
		here[found[i].ID] = true
	}
	for _, b := range found {
		above := b.ParentID
		if !here[above] {
			above = ""
		}
		below[above] = append(below[above], b)
	}
	var rows []BodyRow
	var draw func(above casemodel.ID, depth int)
	draw = func(above casemodel.ID, depth int) {
		for _, b := range below[above] {
			row := s.bodyRow(&b)
			row.Indent = strings.Repeat("\u3000", depth)
			rows = append(rows, row)
			draw(b.ID, depth+1)
		}
	}
	draw("", 0)
	return rows
}

func (s *Site) bodyRow(b *casemodel.Body) BodyRow {
	return BodyRow{
		ID: string(b.ID), Title: b.Title, Code: b.Code, Kind: s.desk.Flows.Title("body_kinds", b.Kind), Number: b.NumberName, Phone: b.Phone,
		Active: b.Active == 1,
	}
}
