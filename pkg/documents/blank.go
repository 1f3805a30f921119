package documents

import (
	"io"
	"maps"
	"strings"
	"unicode/utf8"

	"github.com/beevik/etree"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/templates"
)

// Gap is the place of a value on a blank form: a line to write on by hand.
type Gap string

const (
	ruleSign = "＿"
	ruleFull = 25 // signs of a line that begins with an indent
	ruleRows = 10 // lines for a text of several
)

// rowsOf is how many rows a blank form has for a list, by the program's name of
// it; two where nothing is said.
var rowsOf = map[string]int{
	"claims": 3, "evidence": 8, "files": 8, "volume": 12, "roster": 10, "came": 4, "items": 3, "contacts": 6, "said": 1, "missing": 3,
	"supplements": 0, "left": 0, "agents": 0, "annex": 0, "slips": 0, "dues": 0,
}

// saidYes are the conditions that hold on a blank form: there is room for what
// most cases need. What only some need is written on a form of its own.
var saidYes = map[string]bool{"sum": true, "natural": true}

// BlankRecord fills a template for nobody's case: head is what is known all the
// same, by the program's names, and everything else is a line to write on.
func BlankRecord(head Record) Record { return blankOf(templates.Names(), head, 0) }

func blankOf(names []templates.Name, head Record, no int) Record {
	r := Record{}
	for i := range names {
		n := &names[i]
		switch given := head[n.Is].(type) {
		case nil:
			r[n.Word] = blankOne(n, no)
		case Record:
			r[n.Word] = blankOf(n.Has, given, 0)
		case []Record:
			rows := make([]Record, len(given))
			for k := range given {
				rows[k] = blankOf(n.Has, given[k], k+1)
			}
			r[n.Word] = rows
		default:
			r[n.Word] = given
		}
	}
	return r
}

func blankOne(n *templates.Name, no int) any {
	switch {
	case n.Many:
		count, said := rowsOf[n.Is]
		if !said {
			count = 2
		}
		rows := make([]Record, count)
		for k := range rows {
			rows[k] = blankOf(n.Has, nil, k+1)
		}
		return rows
	case n.Has != nil:
		return blankOf(n.Has, nil, 0)
	case n.Is == "no" && no > 0:
		return no
	}
	switch like := sorted(n.Like).(type) {
	case bool:
		return saidYes[n.Is]
	case casemodel.Day:
		return Gap(strings.NewReplacer("{y}", "　　　　", "{m}", "　　", "{d}", "　　").Replace(templates.Words().Day))
	case string:
		return Gap(strings.Repeat(ruleSign, min(max(2*utf8.RuneCountInString(like), 4), 14)))
	}
	if _, counted := sorted(n.Like).(int); counted {
		return Gap(strings.Repeat(ruleSign, 3))
	}
	return Gap(strings.Repeat(ruleSign, 6))
}

// ruled is a text of several lines on a blank form.
func ruled() []string {
	lines := make([]string, ruleRows)
	for i := range lines {
		lines[i] = strings.Repeat(ruleSign, ruleFull)
	}
	return lines
}

// Blank writes a form to be filled in by hand; words stand above it. A cell of a
// table needs no line to write on: it has its own, and room between them.
func (t *Template) Blank(w io.Writer, data Record, words string) error {
	whole := make(Record, len(data)+1)
	maps.Copy(whole, data)
	return t.fill(w, whole, words, emptyCells)
}

// cellHeight of a cell somebody writes in, in twentieths of a point.
const cellHeight = "640"

func emptyCells(text []byte) ([]byte, error) {
	doc := etree.NewDocument()
	if err := doc.ReadFromBytes(text); err != nil {
		return nil, err
	}
	for _, row := range doc.FindElements("//w:tr") {
		emptied := false
		for _, p := range row.FindElements("./w:tc/w:p") {
			if said := paragraphText(p); said == "" || strings.Trim(said, ruleSign+" 　") != "" || !strings.Contains(said, ruleSign) {
				continue
			}
			for _, one := range p.FindElements(".//w:t") {
				one.SetText("")
			}
			emptied = true
		}
		if !emptied {
			continue
		}
		properties := row.FindElement("./w:trPr")
		if properties == nil {
			properties = etree.NewElement("w:trPr")
			row.InsertChildAt(0, properties)
		}
		height := properties.CreateElement("w:trHeight")
		height.CreateAttr("w:val", cellHeight)
		height.CreateAttr("w:hRule", "atLeast")
	}
	return doc.WriteToBytes()
}

func paragraphText(p *etree.Element) string {
	var b strings.Builder
	for _, one := range p.FindElements(".//w:t") {
		b.WriteString(one.Text())
	}
	return b.String()
}
