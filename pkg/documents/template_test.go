package documents

import (
	_ "embed" // worked examples
	"errors"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/jiefen/jiefen/casemodel"
)

//go:embed testdata/marks.yaml
var marksFile []byte

// worked is one line of the table: what stands in the template and what on the
// paper, or the fault it is refused with.
type worked struct {
	Name  string   `yaml:"name"`
	Body  []string `yaml:"body"` // a line is a paragraph, runs parted by ‖; a line with | is a row
	Paper string   `yaml:"paper"`
	Fault string   `yaml:"fault"`
	At    string   `yaml:"at"` // the mark the fault is told at
}

func marks(t testing.TB) (all struct {
	Record  Record   `yaml:"record"`
	Filled  []worked `yaml:"filled"`
	Refused []worked `yaml:"refused"`
},
) {
	t.Helper()
	if err := yaml.UnmarshalWithOptions(marksFile, &all, yaml.Strict()); err != nil {
		t.Fatal(err)
	}
	all.Record = typed(all.Record).(Record) //nolint:errcheck // a record stays one
	return all
}

// typed gives a value of the file its sort: an amount ends with a sign of it.
func typed(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for name, one := range v {
			v[name] = typed(one)
		}
	case []any:
		list := make([]Record, 0, len(v))
		for _, one := range v {
			list = append(list, typed(one).(Record)) //nolint:errcheck // as above
		}
		return list
	case uint64:
		return int(v)
	case string:
		if amount, is := strings.CutPrefix(v, "yuan "); is {
			m, err := casemodel.ParseMoney(amount)
			if err != nil {
				panic(err)
			}
			return m
		}
		if day, is := strings.CutPrefix(v, "day "); is {
			return casemodel.Day(day)
		}
	}
	return v
}

// page makes a body of the table's lines.
func page(list []string) string {
	var b strings.Builder
	table := false
	for _, line := range list {
		cells, isRow := strings.CutPrefix(line, "|")
		if isRow != table {
			b.WriteString(map[bool]string{true: "<w:tbl>", false: "</w:tbl>"}[isRow])
			table = isRow
		}
		if !isRow {
			b.WriteString(p(strings.Split(line, "‖")...))
			continue
		}
		var made []string
		for cell := range strings.SplitSeq(cells, "|") {
			inside := ""
			for one := range strings.SplitSeq(cell, "/") {
				inside += p(strings.Split(strings.TrimSpace(one), "‖")...)
			}
			made = append(made, inside)
		}
		b.WriteString(row(made...))
	}
	if table {
		b.WriteString("</w:tbl>")
	}
	return b.String()
}

func TestMarksAreFilled(t *testing.T) {
	all := marks(t)
	for _, one := range all.Filled {
		t.Run(one.Name, func(t *testing.T) {
			got := lines(filled(t, word(t, body(page(one.Body))), all.Record, mainPart))
			if want := strings.TrimSpace(one.Paper); got != want {
				t.Errorf("the paper reads\n%s\nwant\n%s", got, want)
			}
		})
	}
}

func TestMarksThatAreWrongAreToldAtTheirPlace(t *testing.T) {
	all := marks(t)
	for _, one := range all.Refused {
		t.Run(one.Name, func(t *testing.T) {
			_, err := Compile(word(t, body(page(one.Body))), all.Record)
			var faults FaultsError
			if !errors.As(err, &faults) {
				t.Fatalf("it is %v", err)
			}
			f := faults[0]
			if f.Key != "template."+one.Fault || one.At != "" && f.Tag != one.At || f.Part != mainPart || f.Tag != "" && f.Paragraph == "" {
				t.Errorf("the fault is %+v", f)
			}
		})
	}
}

// Nothing that fills a template is read as a part of it.
func TestAValueIsTextWhateverItSays(t *testing.T) {
	for evil, want := range map[string]string{
		`{{.b}}`: `{{.b}}`, `</w:t></w:r></w:p>`: `</w:t></w:r></w:p>`, `<w:br/>`: `<w:br/>`, `&amp;"]]>'`: `&amp;"]]>'`, "\U00020BB7": "\U00020BB7",
		markOpen + "end" + markClose: markOpen + "end" + markClose, "a\x00b\x1b\uffff": "ab", "\xff<": "\ufffd<", "a\nb": "a↵b",
	} {
		if got := lines(filled(t, word(t, body(p("[{{.a}}]"))), Record{"a": evil, "b": "no"}, mainPart)); got != "["+want+"]" {
			t.Errorf("%q is written %q", evil, got)
		}
	}
}

func TestAPictureStandsInTheArchiveAndItsPart(t *testing.T) {
	raw := word(t, body(p("{{.code}}")+"<w:tbl>"+row(p("{{循环 .list}}{{.code}}"), p("{{结束}}"))+"</w:tbl>"), "word/header1.xml", `<w:hdr `+wordSpace+`>`+p("{{.code}}")+`</w:hdr>`)
	code := Picture{PNG: []byte("\x89PNG…"), Millimetres: 25}
	data := Record{"code": code, "list": []Record{{"code": code}, {"code": code}}}
	template, err := Compile(raw, data)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := template.Fill(&b, data); err != nil {
		t.Fatal(err)
	}
	files := unpacked(t, []byte(b.String()))
	for _, name := range []string{"word/media/jf_document_1.png", "word/media/jf_document_3.png", "word/media/jf_header1_1.png"} {
		if files[name] != string(code.PNG) {
			t.Errorf("%s is not there", name)
		}
	}
	if rels := files["word/_rels/document.xml.rels"]; strings.Count(rels, "<Relationship ") != 3 {
		t.Error(rels)
	}
	if !strings.Contains(files[contentTypes], `Extension="png"`) || strings.Count(files[mainPart], "<w:drawing>") != 3 || !strings.Contains(files[mainPart], `cx="900000"`) {
		t.Error(files[mainPart])
	}
	if strings.Count(files[mainPart], `name="jf90001"`) != 2 {
		t.Error("two pictures have one number")
	}
}

// What must be there once, and what a word processor notes for itself, does not
// come twice out of a block.
func TestABlockRepeatsNoNotesOfTheWordProcessor(t *testing.T) {
	const noted = `<w:p w14:paraId="1A" w14:textId="2B" w:rsidR="3C"><w:bookmarkStart w:id="0" w:name="_GoBack"/><w:proofErr w:type="spellStart"/><w:r><w:lastRenderedPageBreak/><w:t>x</w:t></w:r><w:bookmarkEnd w:id="0"/></w:p>`
	raw := word(t, body(p("{{"+blockNamed("range")+" .list}}")+noted+p("{{"+blockNamed("end")+"}}")))
	text, err := filled(t, raw, Record{"list": []Record{{}, {}}}, mainPart).WriteToString()
	if err != nil {
		t.Fatal(err)
	}
	for _, not := range []string{"paraId", "textId", "bookmark", "proofErr", "lastRendered"} {
		if strings.Contains(text, not) {
			t.Errorf("%s came along: %s", not, text)
		}
	}
	if strings.Count(text, `w:rsidR="3C"`) != 2 {
		t.Error(text)
	}
}

// A part without marks leaves as it came, byte for byte.
func TestWhatHasNoMarkIsNotTouched(t *testing.T) {
	style := "<w:styles " + wordSpace + ">  <!-- {{.a}} -->\r\n</w:styles>"
	raw := word(t, body(p("{{.a}}")), "word/styles.xml", style, "docProps/thumbnail.jpeg", "\xff\xd8{{.a}}")
	template, err := Compile(raw, Record{"a": "1"})
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := template.Fill(&b, Record{"a": "2"}); err != nil {
		t.Fatal(err)
	}
	files := unpacked(t, []byte(b.String()))
	if files["word/styles.xml"] != style || files["docProps/thumbnail.jpeg"] != "\xff\xd8{{.a}}" || files["_rels/.rels"] != rootRels {
		t.Error("something else was changed")
	}
}

// A record that lacks a name leaves no paper rather than one with a gap.
func TestARecordThatLacksANameMakesNoPaper(t *testing.T) {
	template, err := Compile(word(t, body(p("{{.a.b}}"))), Record{"a": Record{"b": "1"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, data := range []Record{{}, {"a": Record{}}, {"a": 1.5}, {"a": Record{"b": struct{}{}}}} {
		var b strings.Builder
		if err := template.Fill(&b, data); err == nil || b.Len() > 0 {
			t.Errorf("%v makes a paper of %d bytes", data, b.Len())
		}
	}
}
