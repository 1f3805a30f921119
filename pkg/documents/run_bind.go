package documents

import (
	"crypto/sha256"
	"encoding/hex"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/beevik/etree"
)

// bound is one paper on its way into a run: what it calls its own is given a
// name that no other paper of the run uses.
type bound struct {
	run     *Run
	no      int
	files   map[string][]byte
	links   map[string]*etree.Element // its relations by their id
	renamed map[string]string         // a relation's id: the run's
	prefix  string                    // before the names of its styles
	normal  string                    // its style for what names none
	first   bool                      // its pages are counted anew
	numbers int                       // is added to the numbers of its lists
}

// prepare gives everything in a body the run's names.
func (b *bound) prepare(body *etree.Element) error {
	if err := b.style(); err != nil {
		return err
	}
	if err := b.lists(); err != nil {
		return err
	}
	relations := etree.NewDocument()
	if text := b.files["word/_rels/document.xml.rels"]; text != nil {
		if err := relations.ReadFromBytes(text); err != nil {
			return err
		}
	}
	for _, one := range relations.FindElements("//Relationship") {
		b.links[one.SelectAttrValue("Id", "")] = one
	}
	b.rename(body)
	for _, text := range body.FindElements("//w:t") {
		reference(text)
	}
	return nil
}

// reference makes the mark of a page a field that counts it.
func reference(text *etree.Element) {
	_, rest, is := strings.Cut(text.Text(), pageOpen)
	no, _, closed := strings.Cut(rest, pageClose)
	if _, err := strconv.Atoi(no); !is || !closed || err != nil {
		return
	}
	run := text.Parent()
	parent, at := run.Parent(), run.Index()
	field := etree.NewElement("w:fldSimple")
	field.CreateAttr("w:instr", " PAGEREF "+bookmark(no)+" ")
	parent.RemoveChildAt(at)
	parent.InsertChildAt(at, field)
	text.SetText(" ")
	field.AddChild(run)
}

func bookmark(no string) string { return "piece" + no }

// dropped are parts of a paper that a run does not take over.
var dropped = []string{"w:footnoteReference", "w:endnoteReference", "w:commentReference", "w:commentRangeStart", "w:commentRangeEnd"}

func (b *bound) rename(e *etree.Element) {
	for _, c := range e.ChildElements() {
		switch tag := c.FullTag(); {
		case slices.Contains(dropped, tag):
			e.RemoveChild(c)
			continue
		case tag == "w:sectPr":
			section(c)
			continue
		case tag == "w:pStyle", tag == "w:rStyle", tag == "w:tblStyle":
			c.CreateAttr("w:val", b.prefix+c.SelectAttrValue("w:val", ""))
		case tag == "w:numId" && b.numbers > 0 && c.SelectAttrValue("w:val", "0") != "0":
			n, _ := strconv.Atoi(c.SelectAttrValue("w:val", "0")) // no number is none
			c.CreateAttr("w:val", strconv.Itoa(n+b.numbers))
		case tag == "w:p" && b.prefix != "" && c.FindElement("./w:pPr/w:pStyle") == nil:
			b.plain(c)
		}
		for i := range c.Attr {
			if a := &c.Attr[i]; a.Space == "r" {
				a.Value = b.link(a.Value)
			}
		}
		c.Attr = slices.DeleteFunc(c.Attr, func(a etree.Attr) bool { return a.Space == "r" && a.Value == "" })
		b.rename(c)
	}
}

// plain names the style of a paragraph that names none, as the paper it comes
// from has it.
func (b *bound) plain(p *etree.Element) {
	properties := p.FindElement("./w:pPr")
	if properties == nil {
		properties = etree.NewElement("w:pPr")
		p.InsertChildAt(0, properties)
	}
	style := etree.NewElement("w:pStyle")
	style.CreateAttr("w:val", b.normal) // b.rename comes to it and puts the prefix before
	properties.InsertChildAt(0, style)
}

// section keeps the paper and the margins of a section; its foot is the run's.
func section(s *etree.Element) {
	var kept []*etree.Element
	for _, c := range s.ChildElements() {
		if tag := c.FullTag(); tag == "w:pgSz" || tag == "w:pgMar" {
			kept = append(kept, c)
		}
	}
	s.Child, s.Attr = nil, nil
	foot := s.CreateElement("w:footerReference")
	foot.CreateAttr("w:type", "default")
	foot.CreateAttr("r:id", "rId2")
	s.CreateElement("w:type").CreateAttr("w:val", "nextPage")
	for _, c := range kept {
		s.AddChild(c)
	}
}

// link takes over what a body shows or points to, and returns the run's name of
// it, "" for what the run does not take over.
func (b *bound) link(id string) string {
	if known, is := b.renamed[id]; is {
		return known
	}
	one := b.links[id]
	if one == nil {
		return ""
	}
	r := b.run
	kind, target := one.SelectAttrValue("Type", ""), one.SelectAttrValue("Target", "")
	mode := ""
	switch {
	case strings.HasSuffix(kind, "/image"):
		picture := b.files[path.Join("word", target)]
		ending := strings.TrimPrefix(strings.ToLower(path.Ext(target)), ".")
		if picture == nil || ending == "" {
			return ""
		}
		target = "media/" + strconv.Itoa(b.no) + "_" + path.Base(target)
		r.shown[target] = picture
		r.typed(ending, b.files[contentTypes])
	case strings.HasSuffix(kind, "/hyperlink"):
		mode = ` TargetMode="External"`
	default:
		return ""
	}
	r.linked++
	name := "run" + strconv.Itoa(r.linked)
	b.renamed[id] = name
	r.relations.WriteString(`<Relationship Id="` + name + `" Type="` + escapeAttr(kind) + `" Target="` + escapeAttr(target) + `"` + mode + `/>`)
	return name
}

func escapeAttr(text string) string { return strings.ReplaceAll(escape(text), `"`, "&quot;") }

// typed says of what type the files of an ending are, as the paper said.
func (r *Run) typed(ending string, types []byte) {
	if r.defaults[ending] {
		return
	}
	r.defaults[ending] = true
	kind := "image/" + ending
	doc := etree.NewDocument()
	if doc.ReadFromBytes(types) == nil {
		for _, d := range doc.FindElements("//Default") {
			if strings.EqualFold(d.SelectAttrValue("Extension", ""), ending) {
				kind = d.SelectAttrValue("ContentType", kind)
			}
		}
	}
	r.types.WriteString(`<Default Extension="` + escapeAttr(ending) + `" ContentType="` + escapeAttr(kind) + `"/>`)
}

// style brings the styles of a paper in. Those of the first keep their names,
// and so do all that are the same, as every paper's the program comes with.
func (b *bound) style() error {
	text := b.files["word/styles.xml"]
	if text == nil {
		return nil
	}
	sum := sha256.Sum256(text)
	key := hex.EncodeToString(sum[:])
	doc := etree.NewDocument()
	if err := doc.ReadFromBytes(text); err != nil {
		return err
	}
	no, known := b.run.merged[key]
	if !known {
		no = len(b.run.merged)
		b.run.merged[key] = no
	}
	if no > 0 {
		b.prefix = "s" + strconv.Itoa(no) + "_"
	}
	for _, s := range doc.FindElements("//w:style") {
		if s.SelectAttrValue("w:type", "") == "paragraph" && s.SelectAttrValue("w:default", "") != "" {
			b.normal = s.SelectAttrValue("w:styleId", "")
		}
	}
	switch {
	case known:
	case b.run.styles == nil:
		b.run.styles = doc.Root()
	default:
		b.addStyles(doc)
	}
	return nil
}

func (b *bound) addStyles(doc *etree.Document) {
	for _, s := range doc.FindElements("//w:style") {
		if s.SelectAttrValue("w:styleId", "") == b.normal {
			for _, name := range []string{"w:pPr", "w:rPr"} {
				inherit(s, name, doc.FindElement("//w:docDefaults/"+name+"Default/"+name))
			}
		}
		s.RemoveAttr("w:default")
		s.CreateAttr("w:styleId", b.prefix+s.SelectAttrValue("w:styleId", ""))
		for _, c := range s.ChildElements() {
			switch c.FullTag() {
			case "w:name", "w:basedOn", "w:next", "w:link":
				c.CreateAttr("w:val", b.prefix+c.SelectAttrValue("w:val", ""))
			}
		}
		b.run.styles.AddChild(s)
	}
}

// inherit gives a style what its paper said for everything.
func inherit(style *etree.Element, name string, from *etree.Element) {
	if from == nil {
		return
	}
	own := style.FindElement("./" + name)
	if own == nil {
		style.AddChild(from.Copy())
		return
	}
	for _, c := range from.ChildElements() {
		if own.FindElement("./"+c.FullTag()) == nil {
			own.AddChild(c.Copy())
		}
	}
}

// lists brings the numbered lists of a paper in, under numbers of their own.
func (b *bound) lists() error {
	text := b.files["word/numbering.xml"]
	if text == nil {
		return nil
	}
	doc := etree.NewDocument()
	if err := doc.ReadFromBytes(text); err != nil {
		return err
	}
	r := b.run
	r.numbers += 1000
	b.numbers = r.numbers
	shift := func(e *etree.Element, key string) {
		n, _ := strconv.Atoi(e.SelectAttrValue(key, "0")) // no number is none
		e.CreateAttr(key, strconv.Itoa(n+b.numbers))
	}
	if r.numbering == nil {
		r.numbering = doc.Root().Copy()
		for _, c := range r.numbering.ChildElements() {
			r.numbering.RemoveChild(c)
		}
	}
	first := len(r.numbering.FindElements("./w:abstractNum"))
	for _, c := range doc.FindElements("//w:abstractNum") {
		shift(c, "w:abstractNumId")
		for _, link := range append(c.FindElements("./w:numStyleLink"), c.FindElements("./w:styleLink")...) {
			c.RemoveChild(link)
		}
		for _, style := range c.FindElements(".//w:pStyle") {
			style.CreateAttr("w:val", b.prefix+style.SelectAttrValue("w:val", ""))
		}
		r.numbering.InsertChildAt(first, c)
		first++
	}
	for _, c := range doc.FindElements("//w:num") {
		shift(c, "w:numId")
		if of := c.FindElement("./w:abstractNumId"); of != nil {
			shift(of, "w:val")
		}
		r.numbering.AddChild(c)
	}
	return nil
}

// bind moves a body behind what is there already: its head, which the index
// points to, then everything of it, then the end of its section.
func (b *bound) bind(head string, body *etree.Element) {
	p := etree.NewDocument()
	no := strconv.Itoa(b.no)
	_ = p.ReadFromString(`<w:p xmlns:w="x"><w:pPr><w:spacing w:line="240" w:lineRule="auto"/><w:ind w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="right"/></w:pPr>` + // it is ours
		`<w:bookmarkStart w:id="` + no + `" w:name="` + bookmark(no) + `"/><w:r><w:rPr><w:sz w:val="18"/></w:rPr>` + textBegin + escape(head) + textEnd + `</w:r><w:bookmarkEnd w:id="` + no + `"/></w:p>`)
	first := p.Root()
	first.RemoveAttr("xmlns:w")
	b.run.body.AddChild(first)
	end := etree.NewElement("w:sectPr")
	section(end)
	for _, c := range body.ChildElements() {
		if c.FullTag() == "w:sectPr" {
			end = c
			continue
		}
		b.run.body.AddChild(c)
	}
	all := b.run.body.ChildElements()
	last := all[len(all)-1]
	if last.FullTag() != "w:p" || last.FindElement("./w:pPr/w:sectPr") != nil {
		last = b.run.body.CreateElement("w:p") // after a table, as low as can be
		spacing := last.CreateElement("w:pPr").CreateElement("w:spacing")
		spacing.CreateAttr("w:line", "20")
		spacing.CreateAttr("w:lineRule", "exact")
	}
	properties := last.FindElement("./w:pPr")
	if properties == nil {
		properties = etree.NewElement("w:pPr")
		last.InsertChildAt(0, properties)
	}
	if b.first {
		end.CreateElement("w:pgNumType").CreateAttr("w:start", "1")
	}
	properties.AddChild(end)
}
