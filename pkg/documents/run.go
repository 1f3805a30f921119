package documents

import (
	"archive/zip"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/beevik/etree"

	"github.com/jiefen/jiefen/templates"
)

// Run is a print run: papers bound into one Word file, each from a new page and
// with its own look, its pages counted through from the first to the last. It
// is made for one reader at one time and not safe for several.
type Run struct {
	root   *etree.Element // of the first paper, for what its names mean
	body   *etree.Element // of the whole
	leaves []Leaf
	parted bool // its parts count their pages each for itself
	first  bool // the next paper begins a part

	styles, numbering *etree.Element
	merged            map[string]int    // styles a paper brought: how the run calls them
	relations, types  strings.Builder   // of what the papers show and link
	shown             map[string][]byte // pictures by their part
	linked, numbers   int
	defaults          map[string]bool // endings that were given a type
}

// NewRun begins an empty one.
func NewRun() *Run {
	return &Run{merged: map[string]int{}, shown: map[string][]byte{}, defaults: map[string]bool{"rels": true, "xml": true}}
}

// pageMark stands in a paper for the page on which another of the run begins,
// between the two its number.
const (
	pageOpen  = "\U0010F1A2"
	pageClose = "\U0010F1A3"
)

// PageOf is what a paper of a run says where the number of the page is to stand
// on which the run's paper of a number, from 1, begins.
func PageOf(no int) string { return pageOpen + strconv.Itoa(no) + pageClose }

// Begin says that the next paper begins a part whose pages are counted by
// themselves: of a run of many cases each is taken to another volume.
func (r *Run) Begin() { r.parted, r.first = true, true }

// Add binds one more paper, a Word file this program made or checked; head is a
// small line above it.
func (r *Run) Add(head string, word []byte) error {
	files, err := open(word)
	if err != nil {
		return err
	}
	b := &bound{run: r, no: len(r.leaves) + 1, files: map[string][]byte{}, links: map[string]*etree.Element{}, renamed: map[string]string{}}
	for _, f := range files {
		b.files[f.header.Name] = f.text
	}
	doc := etree.NewDocument()
	if err := doc.ReadFromBytes(b.files[mainPart]); err != nil {
		return fmt.Errorf("bind %s: %w", mainPart, err)
	}
	body := doc.FindElement("//w:body")
	if body == nil {
		return refused("not_word", mainPart, "")
	}
	if err := b.prepare(body); err != nil {
		return err
	}
	if r.body == nil {
		r.root, r.body = doc.Root(), etree.NewElement("w:body")
	}
	r.names(doc.Root())
	one := leaf(head, body)
	one.First, b.first, r.first = r.first, r.first, false
	r.leaves = append(r.leaves, one)
	b.bind(head, body)
	return nil
}

// names takes over what the names of a paper's elements mean.
func (r *Run) names(root *etree.Element) {
	for _, a := range root.Attr {
		if a.Space == "xmlns" && r.root.SelectAttr("xmlns:"+a.Key) == nil {
			r.root.CreateAttr("xmlns:"+a.Key, a.Value)
		}
		if a.Key == "Ignorable" {
			had := r.root.SelectAttrValue("mc:Ignorable", "")
			for word := range strings.FieldsSeq(a.Value) {
				if !strings.Contains(" "+had+" ", " "+word+" ") {
					had = strings.TrimSpace(had + " " + word)
				}
			}
			r.root.CreateAttr("mc:Ignorable", had)
		}
	}
}

// Write is the run as one Word file. The numbers of its pages are fields, which
// a word processor counts when it opens or prints it.
func (r *Run) Write(w io.Writer) error {
	doc := etree.NewDocument()
	doc.CreateProcInst("xml", `version="1.0" encoding="UTF-8" standalone="yes"`)
	root := etree.NewElement("w:document")
	root.Attr = append(root.Attr, r.root.Attr...)
	if root.SelectAttr("xmlns:r") == nil {
		root.CreateAttr("xmlns:r", "http://schemas.openxmlformats.org/officeDocument/2006/relationships")
	}
	doc.AddChild(root)
	body := r.body.Copy()
	root.AddChild(body)
	if last := body.ChildElements(); len(last) > 0 { // the last section is the body's own
		if section := last[len(last)-1].FindElement("./w:pPr/w:sectPr"); section != nil {
			section.Parent().RemoveChild(section)
			body.AddChild(section)
		}
	}
	text, err := doc.WriteToBytes()
	if err != nil {
		return fmt.Errorf("write a run: %w", err)
	}
	z := zip.NewWriter(w)
	parts := []struct {
		name string
		text []byte
	}{
		{contentTypes, []byte(strings.Replace(composedTypes, "</Types>", r.typesOf()+"</Types>", 1))},
		{"_rels/.rels", []byte(composedRoot)},
		{mainPart, text},
		{"word/_rels/document.xml.rels", []byte(strings.Replace(composedRelations, "</Relationships>", r.relationsOf()+"</Relationships>", 1))},
		{"word/footer1.xml", []byte(r.footer())},
		{"word/styles.xml", written(r.styles)},
		{"word/numbering.xml", written(r.numbering)},
	}
	for _, part := range parts {
		if part.text != nil && err == nil {
			err = pack(z, part.name, part.text)
		}
	}
	for name, picture := range r.shown {
		if err == nil {
			err = pack(z, "word/"+name, picture)
		}
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		return fmt.Errorf("write a run: %w", err)
	}
	return nil
}

func written(root *etree.Element) []byte {
	if root == nil {
		return nil
	}
	doc := etree.NewDocument()
	doc.AddChild(root.Copy())
	text, err := doc.WriteToString()
	if err != nil {
		return nil
	}
	return []byte(xmlHead + text)
}

func (r *Run) typesOf() string {
	if r.numbering == nil {
		return r.types.String()
	}
	return r.types.String() + `<Override PartName="/word/numbering.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/>`
}

func (r *Run) relationsOf() string {
	if r.numbering == nil {
		return r.relations.String()
	}
	return r.relations.String() + `<Relationship Id="rIdN" Type="` + officeType + `numbering" Target="numbering.xml"/>`
}

const officeType = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

// footer counts the pages through, or those of each part; how many a part has,
// no word processor knows for certain.
func (r *Run) footer() string {
	pages := templates.Words().Pages
	if r.parted {
		pages = templates.Words().Page
	}
	field := func(word string) string {
		return `</w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> ` + word + ` </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:r>` + textBegin
	}
	words := strings.NewReplacer("{n}", field("PAGE"), "{m}", field("NUMPAGES")).Replace(pages)
	return xmlHead + `<w:ftr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:pPr><w:spacing w:line="240" w:lineRule="auto"/><w:ind w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="center"/></w:pPr><w:r>` +
		textBegin + words + textEnd + `</w:r></w:p></w:ftr>`
}
