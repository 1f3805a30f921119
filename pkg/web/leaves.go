package web

import (
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
)

// Leaf is one photographed page of a record, Src the address of its drawing,
// "" for what is no picture.
type Leaf struct {
	Title, Name, Href, Src string
	Hash                   string // the beginning of its SHA-256
	Why                    string // it was replaced
	Again                  string // where a better photograph of it is put in its place
}

// leaves are the photographed pages of a record in their order, and those that
// could not be read and were replaced.
func (s *Site) leaves(view *casework.View, one *casemodel.Session) (pages, old []Leaf) {
	files := slices.DeleteFunc(slices.Clone(view.Files), func(f casemodel.File) bool { return f.SessionID != one.ID })
	home := "/matters/" + string(view.Matter.ID)
	of := 0
	for i := range files {
		if files[i].ReplacedByID == "" {
			of++
		}
	}
	for i := range files {
		f := &files[i]
		at := home + "/files/" + string(f.ID)
		leaf := Leaf{Name: f.Name, Href: at, Hash: f.SHA256[:min(len(f.SHA256), 16)]}
		if s.vault.Draws(f.Type) {
			leaf.Href, leaf.Src = at+"/view", at+"/large"
		}
		if f.ReplacedByID != "" {
			leaf.Title, leaf.Why = say("sitting.old_page", "n", f.Page), replacedFor(view, f.ID)
			old = append(old, leaf)
			continue
		}
		leaf.Title = say("sitting.page", "n", len(pages)+1, "of", of) + supplementOf(view, f)
		if one.Mode != "caucus" && canDo(view, "replace_page") {
			leaf.Again = home + "/do/replace_page?record=" + itoa(one.No) + "&page=" + itoa(f.Page)
		}
		pages = append(pages, leaf)
	}
	return pages, old
}

// supplementOf says with which supplement a page came, "" for the record's own.
func supplementOf(view *casework.View, f *casemodel.File) string {
	i := slices.IndexFunc(view.Supplements, func(one casemodel.Supplement) bool { return f.SupplementID != "" && one.ID == f.SupplementID })
	if i < 0 {
		return ""
	}
	return say("list.dot") + say("sitting.later_page", "n", view.Supplements[i].No)
}
