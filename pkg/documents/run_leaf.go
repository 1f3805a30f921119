package documents

import (
	"strconv"
	"strings"

	"github.com/beevik/etree"
)

// Leaf is one paper of a run as text, for a page that a browser prints.
type Leaf struct {
	Head   string
	First  bool // its pages, and those of what follows, are counted anew
	Blocks []Block
}

// Block is a paragraph or a table of it.
type Block struct {
	Look  string // Title, Heading1, Middle …: the style it names, or left, center, right as it says itself
	Text  string // its lines, "" in a table
	Break bool   // what follows begins a new page
	Page  int    // in place of a text: the page on which this paper of the run begins
	Head  []Cell // of a table: what stands above its columns on every page
	Rows  [][]Cell
	Parts []int // of a table: how wide its columns are, in hundredths of it
}

// Cell is one of a table, over so many columns.
type Cell struct {
	Span   int
	Blocks []Block
}

// Leaves are the run's papers as text, in their order.
func (r *Run) Leaves() []Leaf { return r.leaves }

func leaf(head string, body *etree.Element) Leaf { return Leaf{Head: head, Blocks: blocks(body)} }

func blocks(of *etree.Element) []Block {
	var list []Block
	for _, c := range of.ChildElements() {
		switch c.FullTag() {
		case "w:p":
			list = append(list, paragraphBlock(c))
		case "w:tbl":
			list = append(list, tableBlock(c))
		case "w:sdt":
			if content := c.FindElement("./w:sdtContent"); content != nil {
				list = append(list, blocks(content)...)
			}
		}
	}
	return list
}

// smallPrint is up to which size, in half points, a line is a note at the edge.
const smallPrint = 20

func paragraphBlock(p *etree.Element) Block {
	b := Block{Look: "Normal"}
	if s := p.FindElement("./w:pPr/w:pStyle"); s != nil {
		_, name, renamed := strings.Cut(s.SelectAttrValue("w:val", ""), "_")
		if b.Look = name; !renamed {
			b.Look = s.SelectAttrValue("w:val", "")
		}
	}
	if jc := p.FindElement("./w:pPr/w:jc"); jc != nil {
		b.Look = jc.SelectAttrValue("w:val", b.Look)
	}
	if size := p.FindElement("./w:r/w:rPr/w:sz"); size != nil {
		if half, err := strconv.Atoi(size.SelectAttrValue("w:val", "")); err == nil && half <= smallPrint {
			b.Look += " small"
		}
	}
	var text strings.Builder
	for _, e := range p.FindElements(".//*") {
		switch e.FullTag() {
		case "w:t":
			text.WriteString(e.Text())
		case "w:tab":
			if e.Parent().FullTag() == "w:r" {
				text.WriteString("　")
			}
		case "w:br":
			if e.SelectAttrValue("w:type", "") == "page" {
				b.Break = true
			} else {
				text.WriteString("\n")
			}
		case "w:fldSimple":
			word := strings.Fields(e.SelectAttrValue("w:instr", ""))
			if len(word) == 2 && word[0] == "PAGEREF" {
				b.Page, _ = strconv.Atoi(strings.TrimPrefix(word[1], bookmark(""))) // 0 is none
			}
		}
	}
	b.Text = text.String()
	return b
}

func tableBlock(t *etree.Element) Block {
	b := Block{Look: "Grid", Rows: [][]Cell{}}
	sum := 0
	for _, column := range t.FindElements("./w:tblGrid/w:gridCol") {
		n, _ := strconv.Atoi(column.SelectAttrValue("w:w", "0")) // none is as wide as the others
		b.Parts = append(b.Parts, n)
		sum += n
	}
	for i := range b.Parts {
		b.Parts[i] = b.Parts[i] * 100 / max(sum, 1)
	}
	for _, row := range t.FindElements("./w:tr") {
		cells := []Cell{}
		for _, c := range row.FindElements("./w:tc") {
			cell := Cell{Span: 1, Blocks: blocks(c)}
			if span := c.FindElement("./w:tcPr/w:gridSpan"); span != nil {
				cell.Span, _ = strconv.Atoi(span.SelectAttrValue("w:val", "1")) // a broken one is no span
			}
			cells = append(cells, cell)
		}
		if len(b.Head) == 0 && len(b.Rows) == 0 && row.FindElement("./w:trPr/w:tblHeader") != nil {
			b.Head = cells
			continue
		}
		b.Rows = append(b.Rows, cells)
	}
	return b
}
