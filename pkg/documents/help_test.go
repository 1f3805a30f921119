package documents

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/beevik/etree"
)

const (
	wordSpace = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"`
	types     = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`
	rootRels  = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`
)

// body wraps what stands between the body's tags.
func body(xml string) string {
	return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document ` + wordSpace + `><w:body>` + xml + `<w:sectPr/></w:body></w:document>`
}

// word packs a Word file of a body and more files: name, text, name, text.
func word(t testing.TB, document string, more ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	files := append([]string{contentTypes, types, "_rels/.rels", rootRels, mainPart, document}, more...)
	if len(more) > 0 && more[0] == contentTypes {
		files = files[2:] // another one
	}
	for i := 0; i < len(files); i += 2 {
		w, err := z.Create(files[i])
		if err == nil {
			_, err = io.WriteString(w, files[i+1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// p is a paragraph with each text in a run of its own.
func p(texts ...string) string {
	var b strings.Builder
	b.WriteString("<w:p>")
	for _, text := range texts {
		b.WriteString(`<w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">` + text + `</w:t></w:r>`)
	}
	return b.String() + "</w:p>"
}

func row(cells ...string) string {
	return "<w:tr><w:tc>" + strings.Join(cells, "</w:tc><w:tc>") + "</w:tc></w:tr>"
}

// filled compiles and fills, and gives a part back, checked for soundness.
func filled(t testing.TB, raw []byte, data Record, part string) *etree.Document {
	t.Helper()
	template, err := Compile(raw, data)
	if err != nil {
		t.Fatal(err)
	}
	return fill(t, template, data, part)
}

func fill(t testing.TB, template *Template, data Record, part string) *etree.Document {
	t.Helper()
	var b bytes.Buffer
	if err := template.Fill(&b, data); err != nil {
		t.Fatal(err)
	}
	text := unpacked(t, b.Bytes())[part]
	doc := etree.NewDocument()
	if err := doc.ReadFromString(text); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	sound(t, doc)
	return doc
}

func unpacked(t testing.TB, raw []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if _, twice := files[f.Name]; twice {
			t.Errorf("%s is there twice", f.Name)
		}
		files[f.Name] = string(text)
	}
	return files
}

// sound is what a word processor asks of a page: cells that end with a
// paragraph, tables with a row, runs within paragraphs, no mark left.
func sound(t testing.TB, doc *etree.Document) {
	t.Helper()
	for _, cell := range doc.FindElements("//w:tc") {
		children := cell.ChildElements()
		if len(children) == 0 || children[len(children)-1].Tag != "p" {
			t.Error("a cell does not end with a paragraph")
		}
	}
	for _, table := range doc.FindElements("//w:tbl") {
		if table.SelectElement("w:tr") == nil {
			t.Error("a table has no row")
		}
	}
	for _, run := range doc.FindElements("//w:r") {
		if parent := run.Parent().Tag; parent == "body" || parent == "tc" || parent == "tr" || parent == "r" {
			t.Errorf("a run stands in %s", parent)
		}
	}
	if text, _ := doc.WriteToString(); strings.Contains(text, "jf:mark") || sentinels.MatchString(text) || strings.Contains(text, "<no value>") {
		t.Errorf("a mark is left: %s", text)
	}
}

// lines is what one reads: a line for each paragraph, cells of a row with bars.
func lines(doc *etree.Document) string {
	var b strings.Builder
	for _, e := range doc.FindElement("//w:body").ChildElements() {
		switch e.Tag {
		case "p":
			b.WriteString(read1(e) + "\n")
		case "tbl":
			for _, r := range e.SelectElements("w:tr") {
				var cells []string
				for _, c := range r.SelectElements("w:tc") {
					var inside []string
					for _, one := range c.SelectElements("w:p") {
						inside = append(inside, read1(one))
					}
					cells = append(cells, strings.Join(inside, "/"))
				}
				b.WriteString(strings.TrimSpace("| "+strings.Join(cells, " | ")) + "\n")
			}
		}
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func read1(p *etree.Element) string {
	var b strings.Builder
	for _, e := range p.FindElements(".//*") {
		switch e.FullTag() {
		case "w:t":
			b.WriteString(e.Text())
		case "w:br":
			b.WriteString("↵")
		}
	}
	return b.String()
}
