package documents

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/templates"
)

// inner is the name under which a record carries its filling; no mark may say
// it.
const inner = "_filling"

// filling is one paper being made: its pictures.
type filling struct {
	part     string
	pictures map[string][][]byte // of a part, in order
	drawn    int
}

// Picture is a PNG on a paper, square, so many millimetres wide: a code to scan.
type Picture struct {
	PNG         []byte
	Millimetres int
}

var errSort = errors.New("a record holds what no paper can show")

const (
	textEnd   = "</w:t>"
	textBegin = `<w:t xml:space="preserve">`
)

// put writes one value into the text of a run. Whatever is in it, it is text: a
// name with a bracket is a name.
func put(f *filling, v any) (string, error) {
	switch v := v.(type) {
	case string:
		return escape(v), nil
	case Gap:
		return escape(string(v)), nil
	case []string:
		return escape(strings.Join(v, "\n")), nil
	case int:
		return strconv.Itoa(v), nil
	case int64:
		return strconv.FormatInt(v, 10), nil
	case bool:
		if v {
			return escape(templates.Words().Yes), nil
		}
		return escape(templates.Words().No), nil
	case casemodel.Money:
		return v.String(), nil
	case casemodel.Day:
		return escape(DayInWords(v)), nil
	case Picture:
		return f.draw(v), nil
	}
	return "", fmt.Errorf("%w: %T", errSort, v)
}

// DayInWords is a day in words, "" for none.
func DayInWords(d casemodel.Day) string {
	part := strings.Split(string(d), "-")
	if len(part) != 3 {
		return string(d)
	}
	return strings.NewReplacer("{y}", part[0], "{m}", strings.TrimPrefix(part[1], "0"), "{d}", strings.TrimPrefix(part[2], "0")).Replace(templates.Words().Day)
}

// escape makes text safe within a run: lines and tabs become what a word
// processor calls them, and what XML cannot hold is left out.
func escape(text string) string {
	plain := true
	for i := range len(text) {
		if c := text[i]; c < 0x20 || c == '<' || c == '>' || c == '&' || c >= 0x80 {
			plain = false
			break
		}
	}
	if plain {
		return text
	}
	var b strings.Builder
	b.Grow(len(text) + 16)
	for _, r := range text {
		switch {
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case r == '&':
			b.WriteString("&amp;")
		case r == '\n':
			b.WriteString(textEnd + "<w:br/>" + textBegin)
		case r == '\t':
			b.WriteString(textEnd + "<w:tab/>" + textBegin)
		case r < 0x20, r == 0xFFFE, r == 0xFFFF, r == 0x7F:
		default:
			b.WriteRune(r) // what was no UTF-8 is the sign for that
		}
	}
	return b.String()
}

// emu is a millimetre in the unit of drawings.
const emu = 36000

// draw puts a picture into the run and remembers it for the archive.
func (f *filling) draw(p Picture) string {
	if len(p.PNG) == 0 {
		return ""
	}
	f.pictures[f.part] = append(f.pictures[f.part], p.PNG)
	f.drawn++
	size, no := strconv.Itoa(p.Millimetres*emu), strconv.Itoa(90000+f.drawn)
	extent := `cx="` + size + `" cy="` + size + `"`
	return textEnd + `<w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" distT="0" distB="0" distL="0" distR="0"><wp:extent ` + extent +
		`/><wp:docPr id="` + no + `" name="jf` + no + `"/><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">` +
		`<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:nvPicPr><pic:cNvPr id="` + no + `" name="jf` + no + `"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>` +
		`<a:blip xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:embed="` + f.reference(f.part, len(f.pictures[f.part])) + `"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>` +
		`<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext ` + extent + `/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>` + textBegin
}

// reference is how a part names its picture.
func (f *filling) reference(_ string, no int) string { return "jfp" + strconv.Itoa(no) }
