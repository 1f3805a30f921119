package documents

import (
	"archive/zip"
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Compose makes the Word file of a shipped paper, which a clerk may take, edit
// and upload again. Such a paper is written as plain text, one line a
// paragraph, so that a change of it is read as a diff. What a line begins with
// says what it is:
//
//	# the title            ## a heading           ### a heading below it
//	= in the middle        > to the right         - without an indent
//	! a small note         + a picture            | cells of a table |
//	|~ widths in parts     *** the next page      the rest: a paragraph
//
// The page is that of an official letter (GB/T 9704-2012, 5–7): A4, 37 mm above
// and 28 mm at the left, 22 lines a page at 28 points, body in size three,
// number of the page below between dashes.
func Compose(source string) ([]byte, error) {
	var c composer
	all := strings.Split(strings.TrimSpace(source), "\n")
	for n, line := range all {
		c.keep, c.heads = signedNext(all[n+1:]), strings.HasPrefix(line, "# ") && tableNext(all[n+1:])
		if err := c.line(strings.TrimRight(line, " \r")); err != nil {
			return nil, fmt.Errorf("line %d: %w", n+1, err)
		}
	}
	c.endTable()
	return c.pack()
}

type composer struct {
	strings.Builder

	keep   bool // the paragraph stays on the page of the next
	heads  bool // a title with a table right below it
	table  bool
	widths []int // of the table's columns, in parts
	rows   [][]string
	signed bool // names, seal or date follow the last of the rows
}

// styles of a paragraph by what its line begins with; the longer beginning
// first.
var beginnings = []struct{ sign, style string }{
	{"### ", "Heading2"}, {"## ", "Heading1"}, {"# ", "Title"}, {"= ", "Middle"}, {"> ", "Right"}, {"- ", "Plain"}, {"! ", "Note"}, {"+ ", "Picture"},
}

func (c *composer) line(line string) error {
	switch {
	case strings.HasPrefix(line, "|~"):
		c.endTable()
		for part := range strings.FieldsSeq(line[2:]) {
			n, err := strconv.Atoi(part)
			if err != nil || n < 1 {
				return fmt.Errorf("a width is a whole number: %q", part)
			}
			c.widths = append(c.widths, n)
		}
		c.table = true
		return nil
	case strings.HasPrefix(line, "|"):
		c.table, c.signed = true, c.keep
		c.rows = append(c.rows, strings.Split(strings.Trim(line, "|"), "|"))
		return nil
	}
	c.endTable()
	switch line {
	case "":
	case "***":
		c.WriteString(`<w:p><w:r><w:br w:type="page"/></w:r></w:p>`)
	default:
		style := ""
		for _, b := range beginnings {
			if rest, is := strings.CutPrefix(line+" ", b.sign); is { // a sign alone is an empty line, for writing by hand
				style, line = b.style, strings.TrimRight(rest, " ")
				break
			}
		}
		c.paragraph(style, line)
	}
	return nil
}

// signedNext reports whether names, seal or date follow, marks of blocks
// aside: they never stand on a page where nothing stands of what is signed.
func signedNext(rest []string) bool {
	for _, line := range rest {
		if line = strings.TrimSpace(line); line != "" && (!strings.HasPrefix(line, "{{") || !strings.HasSuffix(line, "}}")) {
			return strings.HasPrefix(line, "> ")
		}
	}
	return false
}

// tableNext reports whether a table follows at once.
func tableNext(rest []string) bool {
	for _, line := range rest {
		if line = strings.TrimSpace(line); line != "" {
			return strings.HasPrefix(line, "|")
		}
	}
	return false
}

func (c *composer) paragraph(style, text string) {
	c.WriteString("<w:p>")
	if style != "" || c.keep {
		c.WriteString("<w:pPr>")
		if style != "" {
			c.WriteString(`<w:pStyle w:val="` + style + `"/>`)
		}
		switch {
		case c.heads: // with a table longer than a page it would leave an empty one behind: a title begins its page anyway
			c.WriteString(`<w:keepNext w:val="0"/>`)
		case c.keep:
			c.WriteString("<w:keepNext/>")
		}
		c.WriteString("</w:pPr>")
	}
	c.WriteString("<w:r>" + textBegin + escape(text) + textEnd + "</w:r></w:p>")
}

// across is the width between the margins, in twentieths of a point.
const across = 11906 - 1587 - 1474

func (c *composer) endTable() {
	if len(c.rows) == 0 {
		c.table = false
		return
	}
	columns := 0
	for _, row := range c.rows {
		columns = max(columns, len(row))
	}
	for len(c.widths) < columns {
		c.widths = append(c.widths, 1)
	}
	sum := 0
	for _, w := range c.widths {
		sum += w
	}
	c.WriteString(`<w:tbl><w:tblPr><w:tblStyle w:val="Grid"/><w:tblW w:w="` + strconv.Itoa(across) + `" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>`)
	for _, w := range c.widths {
		c.WriteString(`<w:gridCol w:w="` + strconv.Itoa(across*w/sum) + `"/>`)
	}
	c.WriteString("</w:tblGrid>")
	keep, heads := c.keep, c.heads // of the line below the table
	c.heads = false
	for i, row := range c.rows {
		c.keep = c.signed && i == len(c.rows)-1 // all of them kept together would leave an empty sheet before a long table
		c.row(row, sum, i == 0 && headed(row))
	}
	c.keep, c.heads = keep, heads
	c.WriteString("</w:tbl>")
	c.table, c.widths, c.rows = false, nil, nil
}

// headed reports whether a row is the head of its columns: it stands again on
// each page the table goes on to.
func headed(cells []string) bool {
	return len(cells) > 1 && !slices.ContainsFunc(cells, func(cell string) bool { return !strings.HasPrefix(strings.TrimSpace(cell), "= ") })
}

// row writes cells; the last of a short row takes the rest of the width.
func (c *composer) row(cells []string, sum int, head bool) {
	c.WriteString(`<w:tr><w:trPr><w:cantSplit/>`)
	if head {
		c.WriteString("<w:tblHeader/>")
	}
	c.WriteString("</w:trPr>")
	for i, cell := range cells {
		width, span := c.widths[i], 1
		if i == len(cells)-1 {
			for _, w := range c.widths[i+1:] {
				width, span = width+w, span+1
			}
		}
		c.WriteString(`<w:tc><w:tcPr><w:tcW w:w="` + strconv.Itoa(across*width/sum) + `" w:type="dxa"/>`)
		if span > 1 {
			c.WriteString(`<w:gridSpan w:val="` + strconv.Itoa(span) + `"/>`)
		}
		c.WriteString(`<w:vAlign w:val="center"/></w:tcPr>`)
		for one := range strings.SplitSeq(cell, `\\`) {
			style := "Cell"
			if rest, is := strings.CutPrefix(strings.TrimSpace(one), "= "); is {
				style, one = "CellHead", rest
			}
			c.paragraph(style, strings.TrimSpace(one))
		}
		c.WriteString("</w:tc>")
	}
	c.WriteString("</w:tr>")
}

func (c *composer) pack() ([]byte, error) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, part := range []struct{ name, text string }{
		{contentTypes, composedTypes},
		{"_rels/.rels", composedRoot},
		{mainPart, xmlHead + `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:body>` + c.String() + composedSection + `</w:body></w:document>`},
		{"word/_rels/document.xml.rels", composedRelations},
		{"word/styles.xml", composedStyles()},
		{"word/footer1.xml", composedFooter},
	} {
		if err := pack(z, part.name, []byte(part.text)); err != nil {
			return nil, fmt.Errorf("pack %s: %w", part.name, err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("pack: %w", err)
	}
	return b.Bytes(), nil
}
