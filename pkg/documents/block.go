package documents

import (
	"strconv"
	"strings"

	"github.com/beevik/etree"
)

// A block begins at one mark and ends at another, and what lies between is
// repeated or left out. In a file of nested elements that is only sound when
// both stand at the same height; so each is lifted to where they have their
// place in common:
//
//	in one paragraph                 they stay, and what lies between is in line
//	in different cells of one row    the row
//	in different rows                the rows; a row of nothing but marks goes
//	in different paragraphs          the paragraphs; each mark has one to itself, which goes

// standsFor is the element that stands for a mark of a block until the page is
// text again.
const standsFor = "jf:mark"

var kindNames = map[kind]string{opens: "opens", turns: "turns", closes: "closes"}

// split gives every mark of a block an element of its own, between the halves
// of the run it stood in.
func (s *story) split(p *etree.Element) {
	for _, run := range runs(p) {
		if !strings.Contains(plain(run), markOpen) {
			continue
		}
		pieces := s.pieces(run)
		if len(pieces) == 1 && pieces[0] == run {
			continue
		}
		parent, at := run.Parent(), run.Index()
		parent.RemoveChildAt(at)
		for i, piece := range pieces {
			parent.InsertChildAt(at+i, piece)
		}
	}
}

// runs lists a paragraph's own runs.
func runs(p *etree.Element) []*etree.Element {
	var list []*etree.Element
	for _, e := range p.ChildElements() {
		switch e.FullTag() {
		case "w:r":
			list = append(list, e)
		case "w:p":
		default:
			list = append(list, runs(e)...)
		}
	}
	return list
}

// plain is the text of a run, its marks as sentinels.
func plain(run *etree.Element) string {
	var b strings.Builder
	for _, t := range run.SelectElements("w:t") {
		b.WriteString(t.Text())
	}
	return b.String()
}

// pieces cuts a run at the marks of blocks.
func (s *story) pieces(run *etree.Element) []*etree.Element {
	look := run.SelectElement("w:rPr")
	list := []*etree.Element{}
	var open *etree.Element
	into := func() *etree.Element {
		if open == nil {
			open = etree.NewElement("w:r")
			open.Attr = append(open.Attr, run.Attr...)
			if look != nil {
				open.AddChild(look.Copy())
			}
			list = append(list, open)
		}
		return open
	}
	cut := false
	for _, e := range run.ChildElements() {
		if e == look {
			continue
		}
		if e.FullTag() != "w:t" {
			into().AddChild(e.Copy())
			continue
		}
		rest := e.Text()
		for {
			before, m, after, found := s.nextBlock(rest)
			if before != "" || !found && !cut {
				t := into().CreateElement("w:t")
				t.CreateAttr("xml:space", "preserve")
				t.SetText(before)
			}
			if !found {
				break
			}
			cut, open, rest = true, nil, after
			m.at = etree.NewElement(standsFor)
			m.at.CreateAttr("words", m.words)
			m.at.CreateAttr("kind", kindNames[m.kind])
			list = append(list, m.at)
		}
	}
	if !cut {
		return []*etree.Element{run}
	}
	return list
}

// nextBlock finds the next mark of a block in a text.
func (s *story) nextBlock(text string) (before string, m *mark, after string, found bool) {
	from := 0
	for {
		i := strings.Index(text[from:], markOpen)
		if i < 0 {
			return text, nil, "", false
		}
		i += from
		j := i + strings.Index(text[i:], markClose)
		no, err := strconv.Atoi(text[i+len(markOpen) : j])
		if err != nil {
			return text, nil, "", false
		}
		if m := s.marks[no]; m.kind != value {
			return text[:i], m, text[j+len(markClose):], true
		}
		from = j + len(markClose)
	}
}

// match finds the ends of all blocks.
func (s *story) match() {
	var open []*mark
	for _, m := range s.marks {
		switch m.kind {
		case opens:
			open = append(open, m)
		case turns:
			if len(open) == 0 {
				s.fault("turn_outside", m, "")
				continue
			}
			of := open[len(open)-1]
			if of.end == nil {
				of.turns = append(of.turns, m)
			}
		case closes:
			if len(open) == 0 {
				s.fault("end_outside", m, "")
				continue
			}
			open[len(open)-1].end = m
			open = open[:len(open)-1]
		case value:
		}
	}
	for _, m := range open {
		s.fault("no_end", m, "")
	}
}

// lift brings the marks of every block to one height. Outer blocks go first, so
// that the marks of an inner one come to stand within.
func (s *story) lift() {
	gone := map[*etree.Element]bool{}
	for _, m := range s.marks {
		if m.kind != opens || m.end == nil {
			continue
		}
		if m.at == nil || m.end.at == nil {
			s.fault("syntax", m, "") // in something that is no run
			continue
		}
		top := common(m.at, m.end.at)
		s.place(m, top, true, gone)
		for _, turn := range m.turns {
			s.turn(turn, top, gone)
		}
		s.place(m.end, top, false, gone)
	}
	for e := range gone {
		if e.Parent() != nil {
			e.Parent().RemoveChild(e)
		}
	}
}

// common is the nearest element that holds both.
func common(a, b *etree.Element) *etree.Element {
	above := map[*etree.Element]bool{}
	for e := a.Parent(); e != nil; e = e.Parent() {
		above[e] = true
	}
	for e := b.Parent(); e != nil; e = e.Parent() {
		if above[e] {
			return e
		}
	}
	return nil
}

// under is the child of top that holds an element.
func under(top, e *etree.Element) *etree.Element {
	for e.Parent() != top {
		e = e.Parent()
	}
	return e
}

// place puts a mark before or after what it stands in.
func (s *story) place(m *mark, top *etree.Element, before bool, gone map[*etree.Element]bool) {
	child := under(top, m.at)
	switch {
	case child == m.at:
		return
	case top.FullTag() == "w:tr":
		move(m.at, top, before)
	case top.FullTag() == "w:tbl":
		move(m.at, child, before)
		gone[child] = gone[child] || onlyMarks(child)
	case child.FullTag() == "w:p" && child.FindElement("./w:pPr/w:sectPr") != nil:
		s.fault("section", m, "")
	case onlyMarks(child):
		move(m.at, child, before)
		gone[child] = true
	default:
		s.fault("alone", m, "")
	}
}

// turn puts the middle of a block where its ends are.
func (s *story) turn(m *mark, top *etree.Element, gone map[*etree.Element]bool) {
	inside := false
	for e := m.at; e != nil; e = e.Parent() {
		inside = inside || e == top
	}
	if !inside || top.FullTag() == "w:tr" {
		s.fault("turn_place", m, "")
		return
	}
	child := under(top, m.at)
	if child == m.at {
		return
	}
	if child.FindElement("./w:pPr/w:sectPr") != nil || child.FullTag() == "w:tbl" || !onlyMarks(child) {
		s.fault("alone", m, "")
		return
	}
	move(m.at, child, true)
	gone[child] = true
}

// move takes an element out and puts it right before or after another.
func move(e, to *etree.Element, before bool) {
	e.Parent().RemoveChild(e)
	at := to.Index()
	if !before {
		at++
	}
	to.Parent().InsertChildAt(at, e)
}

// onlyMarks reports whether nothing is left of an element without the marks of
// blocks in it: neither text nor picture.
func onlyMarks(e *etree.Element) bool {
	for _, c := range e.ChildElements() {
		switch c.FullTag() {
		case "w:t":
			if strings.TrimSpace(c.Text()) != "" {
				return false
			}
		case "w:drawing", "w:pict", "w:object", "w:fldSimple", "w:instrText", "w:sym", "w:footnoteReference":
			return false
		default:
			if !onlyMarks(c) {
				return false
			}
		}
	}
	return true
}
