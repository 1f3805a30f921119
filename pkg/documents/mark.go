package documents

import (
	"strconv"
	"strings"

	"github.com/beevik/etree"
)

// kind is what a mark does.
type kind int

const (
	value  kind = iota // writes something
	opens              // begins what is repeated or left out
	turns              // otherwise
	closes             // ends it
)

// mark is one {{…}} of a template. A word processor may spread it over many
// runs; here it is whole, and stands where it began.
type mark struct {
	no        int
	kind      kind
	tag       string // as it was typed
	words     string // for the template engine
	lines     bool   // a value of several paragraphs
	paragraph *etree.Element
	begins    string         // how the paragraph was typed: what a clerk finds it by
	at        *etree.Element // of a block's mark: the element that stands for it
	turns     []*mark        // of an opening one
	end       *mark
}

// The runes a mark stands between until the page is text again. No document
// has them: they are of the plane that belongs to nobody.
const (
	markOpen  = "\U0010F1A0"
	markClose = "\U0010F1A1"
)

func (m *mark) sentinel() string { return markOpen + strconv.Itoa(m.no) + markClose }

// story is one part that is read by people: the body, a header, a footer.
type story struct {
	name   string
	doc    *etree.Document
	marks  []*mark
	faults FaultsError
}

func (s *story) fault(key string, m *mark, what string) {
	f := Fault{Key: "template." + key, Part: s.name, What: what}
	if m != nil {
		f.Tag, f.Paragraph = m.tag, m.begins
	}
	s.faults = append(s.faults, f)
}

// texts lists a paragraph's own texts in order, nil for what stands between
// them and is no text. A text box in a paragraph has paragraphs of its own.
func texts(p *etree.Element) []*etree.Element {
	var list []*etree.Element
	for _, e := range p.ChildElements() {
		switch e.FullTag() {
		case "w:t":
			list = append(list, e)
		case "w:p":
		case "w:br", "w:tab", "w:cr", "w:sym", "w:drawing", "w:pict", "w:object":
			list = append(list, nil)
			fallthrough
		default:
			list = append(list, texts(e)...)
		}
	}
	return list
}

// letter is one character of a paragraph with the text it stands in.
type letter struct {
	r  rune
	of int // index of texts; -1 for what is no text
}

// find makes the marks of a paragraph whole.
func (s *story) find(p *etree.Element) {
	list := texts(p)
	var line []letter
	for i, t := range list {
		if t == nil {
			line = append(line, letter{'\n', -1})
			continue
		}
		for _, r := range t.Text() {
			line = append(line, letter{r, i})
		}
	}
	if !twice(line, '{', '｛', 0, nil) {
		return
	}
	parts := make([]strings.Builder, len(list))
	for i := 0; i < len(line); i++ {
		from := i
		if !pair(line, i, '{', '｛') {
			if line[i].of >= 0 {
				parts[line[i].of].WriteRune(line[i].r)
			}
			continue
		}
		var end int
		if twice(line, '}', '｝', i+2, &end) {
			m := s.mark(p, line, from, end+2)
			parts[line[from].of].WriteString(m.sentinel())
			i = end + 1
			continue
		}
		s.fault("unclosed", &mark{tag: said(line[from:]), begins: said(line)}, "")
		return
	}
	for i, t := range list {
		if t != nil && t.Text() != parts[i].String() {
			t.SetText(parts[i].String())
			t.CreateAttr("xml:space", "preserve")
		}
	}
}

func pair(line []letter, i int, plain, wide rune) bool {
	return i+1 < len(line) && (line[i].r == plain || line[i].r == wide) && (line[i+1].r == plain || line[i+1].r == wide)
}

// twice finds the next doubled brace before anything that is no text, and
// before another mark begins.
func twice(line []letter, plain, wide rune, from int, at *int) bool {
	for i := from; i < len(line); i++ {
		if at != nil && (line[i].of < 0 || pair(line, i, '{', '｛')) {
			return false
		}
		if pair(line, i, plain, wide) {
			if at != nil {
				*at = i
			}
			return true
		}
	}
	return false
}

// said is what is read of letters, not all of a long text.
func said(line []letter) string {
	var b strings.Builder
	for i, l := range line {
		if i == 40 {
			b.WriteString("…")
			break
		}
		if l.of >= 0 {
			b.WriteRune(l.r)
		}
	}
	return b.String()
}

// mark takes down one mark.
func (s *story) mark(p *etree.Element, line []letter, from, to int) *mark {
	var b strings.Builder
	for _, l := range line[from+2 : to-2] {
		b.WriteRune(l.r)
	}
	m := &mark{no: len(s.marks), tag: "{{" + b.String() + "}}", paragraph: p, begins: said(line)}
	s.marks = append(s.marks, m)
	s.read(m, b.String())
	return m
}
