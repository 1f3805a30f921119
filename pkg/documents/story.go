package documents

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/template"

	"github.com/beevik/etree"
)

// compile makes a part a template; nil where it has no mark and is copied as it
// stands.
func compile(name string, xml []byte, sample Record) (*template.Template, FaultsError) {
	s := &story{name: name, doc: etree.NewDocument()}
	if err := s.doc.ReadFromBytes(xml); err != nil || s.doc.Root() == nil {
		return nil, refused("not_word", name, "")
	}
	if strings.Contains(string(xml), markOpen) {
		return nil, refused("syntax", name, "")
	}
	paragraphs := s.doc.FindElements("//w:p")
	for _, p := range paragraphs {
		s.find(p)
	}
	if len(s.marks) == 0 {
		return nil, s.faults
	}
	s.match()
	if len(s.faults) > 0 {
		return nil, s.faults
	}
	s.names(sample)
	for _, p := range paragraphs {
		s.split(p)
	}
	s.lift()
	if len(s.faults) > 0 {
		return nil, s.faults
	}
	s.unroll()
	s.tidy()
	guard(s.doc.Root())
	text, err := s.text()
	if err == nil {
		var t *template.Template
		if t, err = template.New(name).Delims(markOpen, markClose).Option("missingkey=error").Funcs(engine).Parse(text); err == nil {
			return t, nil
		}
	}
	return nil, refused("syntax", name, err.Error())
}

// unroll makes a paragraph that is nothing but a value of several paragraphs
// one paragraph for each.
func (s *story) unroll() {
	for _, m := range s.marks {
		if !m.lines || strings.TrimSpace(text(m.paragraph)) != m.sentinel() || m.paragraph.Parent() == nil || m.paragraph.FindElement("./w:pPr/w:sectPr") != nil {
			continue
		}
		from, to := raw("range "+m.words), raw("end")
		from.CreateAttr("kind", "opens")
		to.CreateAttr("kind", "closes")
		at := m.paragraph.Index()
		m.paragraph.Parent().InsertChildAt(at+1, to)
		m.paragraph.Parent().InsertChildAt(at, from)
		m.words = "."
	}
}

func text(p *etree.Element) string {
	var b strings.Builder
	for _, t := range texts(p) {
		if t != nil {
			b.WriteString(t.Text())
		}
	}
	return b.String()
}

// tidy takes out what must be there only once and would come twice out of a
// block, and what a word processor only notes for itself.
func (s *story) tidy() {
	var all func(e *etree.Element)
	all = func(e *etree.Element) {
		e.Attr = slices.DeleteFunc(e.Attr, func(a etree.Attr) bool { return a.Space == "w14" && (a.Key == "paraId" || a.Key == "textId") })
		for _, c := range e.ChildElements() {
			switch c.FullTag() {
			case "w:proofErr", "w:bookmarkStart", "w:bookmarkEnd", "w:lastRenderedPageBreak":
				e.RemoveChild(c)
			default:
				all(c)
			}
		}
	}
	all(s.doc.Root())
}

var sentinels = regexp.MustCompile(markOpen + `(\d+)` + markClose)

// text is the part as the template engine reads it.
func (s *story) text() (string, error) {
	stand := s.doc.FindElements("//" + standsFor)
	statements := make([]string, 0, len(stand))
	for _, e := range stand {
		statement := markOpen + e.SelectAttrValue("words", "") + markClose
		if xml := e.SelectAttrValue("xml", ""); xml != "" {
			statement = xml
		}
		at, parent := e.Index(), e.Parent()
		parent.RemoveChildAt(at)
		parent.InsertChildAt(at, etree.NewText(markOpen+strconv.Itoa(len(s.marks)+len(statements))+markClose))
		statements = append(statements, statement)
	}
	whole, err := s.doc.WriteToString()
	if err != nil {
		return "", fmt.Errorf("write %s: %w", s.name, err)
	}
	return sentinels.ReplaceAllStringFunc(whole, func(found string) string {
		no, _ := strconv.Atoi(found[len(markOpen) : len(found)-len(markClose)]) // digits
		if no < len(s.marks) {
			return markOpen + "put $." + inner + " (" + s.marks[no].words + ")" + markClose
		}
		return statements[no-len(s.marks)]
	}), nil
}
