package documents

import (
	"strconv"
	"strings"

	"github.com/jiefen/jiefen/templates"
)

// The parts of a composed Word file that do not depend on its text.
const (
	xmlHead       = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	composedTypes = xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
		`<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>` +
		`<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>` +
		`<Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/></Types>`
	composedRoot      = xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`
	composedRelations = xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer1.xml"/></Relationships>`
	composedSection   = `<w:sectPr><w:footerReference w:type="default" r:id="rId2"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1587" w:header="851" w:footer="1400" w:gutter="0"/></w:sectPr>`
	composedFooter    = xmlHead + `<w:ftr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:pPr><w:pStyle w:val="PageNumber"/></w:pPr><w:r><w:t xml:space="preserve">— </w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t xml:space="preserve"> —</w:t></w:r></w:p></w:ftr>`
)

// look is a paragraph's style: font of words.yaml, size in half points, line in
// twentieths of a point (exactly; 0 for as high as it needs), alignment, indent
// in hundredths of a character.
type look struct {
	id, font     string
	size, line   int
	align        string
	indent       int
	before, next int // space above in twentieths of a point; 1: stays with what follows
}

var looks = []look{
	{"Normal", "body", 32, 560, "both", 200, 0, 0},
	{"Title", "title", 44, 700, "center", 0, 0, 1},
	{"Heading1", "heading", 32, 560, "both", 200, 0, 1},
	{"Heading2", "second", 32, 560, "both", 200, 0, 1},
	{"Middle", "body", 32, 560, "center", 0, 0, 0},
	{"Right", "body", 32, 560, "right", 0, 0, 1},
	{"Plain", "body", 32, 560, "both", 0, 0, 0},
	{"Note", "body", 24, 400, "both", 0, 120, 0},
	{"Picture", "body", 32, 0, "left", 0, 0, 0},
	{"Cell", "body", 28, 480, "left", 0, 0, 0},
	{"CellHead", "body", 28, 480, "center", 0, 0, 0},
	{"PageNumber", "number", 28, 0, "center", 0, 0, 0},
}

// composedStyles names the fonts of official letters and ships none: a centre
// has them, and elsewhere another takes their place.
func composedStyles() string {
	var b strings.Builder
	b.WriteString(xmlHead + `<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault></w:docDefaults>`)
	for _, l := range looks {
		font, size := templates.Words().Fonts[l.font], strconv.Itoa(l.size)
		b.WriteString(`<w:style w:type="paragraph" w:styleId="` + l.id + `"`)
		if l.id == "Normal" {
			b.WriteString(` w:default="1"`)
		}
		b.WriteString(`><w:name w:val="` + l.id + `"/>`)
		if l.id != "Normal" {
			b.WriteString(`<w:basedOn w:val="Normal"/>`)
		}
		b.WriteString(`<w:qFormat/><w:pPr>`)
		if l.next > 0 {
			b.WriteString(`<w:keepNext/>`)
		}
		b.WriteString(`<w:widowControl w:val="0"/><w:spacing w:before="` + strconv.Itoa(l.before) + `" w:after="0"`)
		if l.line > 0 {
			b.WriteString(` w:line="` + strconv.Itoa(l.line) + `" w:lineRule="exact"/>`)
		} else {
			b.WriteString(` w:line="240" w:lineRule="auto"/>`)
		}
		b.WriteString(`<w:ind w:firstLineChars="` + strconv.Itoa(l.indent) + `" w:firstLine="` + strconv.Itoa(l.indent*l.size/10) + `"/><w:jc w:val="` + l.align + `"/></w:pPr>` +
			`<w:rPr><w:rFonts w:ascii="` + font + `" w:hAnsi="` + font + `" w:eastAsia="` + font + `" w:cs="Times New Roman"/><w:sz w:val="` + size + `"/><w:szCs w:val="` + size + `"/></w:rPr></w:style>`)
	}
	side := func(name string) string {
		return `<w:` + name + ` w:val="single" w:sz="4" w:space="0" w:color="auto"/>`
	}
	b.WriteString(`<w:style w:type="table" w:styleId="Grid"><w:name w:val="Grid"/><w:tblPr><w:tblBorders>` + side("top") + side("left") + side("bottom") + side("right") + side("insideH") + side("insideV") +
		`</w:tblBorders><w:tblCellMar><w:left w:w="85" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style></w:styles>`)
	return b.String()
}
