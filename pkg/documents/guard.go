package documents

import (
	"strconv"

	"github.com/beevik/etree"
)

// A cell must end with a paragraph and a table must have a row; where all of
// them are in blocks, one is written when none of the blocks wrote any. A file
// that breaks this is called damaged by a word processor.

type guarded struct {
	of    string // what must not be empty
	child string // of what
	empty string
}

var guards = []guarded{
	{"w:tc", "w:p", "<w:p/>"},
	{"w:txbxContent", "w:p", "<w:p/>"},
	{"w:hdr", "w:p", "<w:p/>"},
	{"w:ftr", "w:p", "<w:p/>"},
	{"w:tbl", "w:tr", "<w:tr><w:tc><w:p/></w:tc></w:tr>"},
}

// guard writes the template's own statements round what could come out empty.
func guard(root *etree.Element) {
	n := 0
	for _, g := range guards {
		for _, e := range root.FindElements("//" + g.of) {
			if g.firm(e) {
				continue
			}
			n++
			g.wrap(e, "$g"+strconv.Itoa(n)+g.of[2:])
		}
	}
}

// firm reports whether a child stands at the end in any case.
func (g guarded) firm(e *etree.Element) bool {
	depth, firm := 0, false
	for _, c := range e.ChildElements() {
		switch {
		case c.FullTag() == standsFor:
			depth += step(c)
		case c.FullTag() == g.child && depth == 0:
			firm = true
		case c.FullTag() == "w:tbl" && g.child == "w:p":
			firm = false // a paragraph has to follow
		}
	}
	return firm
}

func (g guarded) wrap(e *etree.Element, name string) {
	depth := 0
	for _, c := range e.ChildElements() {
		switch {
		case c.FullTag() == standsFor:
			depth += step(c)
		case c.FullTag() == g.child && depth > 0:
			e.InsertChildAt(c.Index()+1, raw(name+" = true"))
		case c.FullTag() == "w:tbl" && g.child == "w:p":
			e.InsertChildAt(c.Index()+1, raw(name+" = false"))
		}
	}
	e.InsertChildAt(0, raw(name+" := false"))
	e.AddChild(raw("if not " + name))
	e.AddChild(asIs(g.empty))
	e.AddChild(raw("end"))
}

// step is how a mark changes the height: what begins, what ends.
func step(mark *etree.Element) int {
	switch mark.SelectAttrValue("kind", "") {
	case "opens":
		return 1
	case "closes":
		return -1
	}
	return 0
}

// raw stands for a statement of our own.
func raw(words string) *etree.Element {
	e := etree.NewElement(standsFor)
	e.CreateAttr("words", words)
	return e
}

// asIs stands for what is written as it is.
func asIs(xml string) *etree.Element {
	e := etree.NewElement(standsFor)
	e.CreateAttr("xml", xml)
	return e
}
