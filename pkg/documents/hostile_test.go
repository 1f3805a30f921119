package documents

import (
	"archive/zip"
	"bytes"
	"errors"
	"runtime"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/templates"
)

const relations = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%</Relationships>`

func relation(kind, target, mode string) string {
	return strings.Replace(relations, "%", `<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/`+kind+`" Target="`+target+`"`+mode+`/>`, 1)
}

func TestAFileThatIsNoPaperIsRefused(t *testing.T) {
	const external = ` TargetMode="External"`
	plain := body(p("{{.a}}"))
	for name, one := range map[string]struct {
		raw  []byte
		want string
	}{
		"no archive":          {[]byte("PK\x03\x04 nothing"), "not_word"},
		"nothing":             {nil, "not_word"},
		"half an archive":     {word(t, plain, contentTypes, types)[:200], "not_word"},
		"broken XML":          {word(t, "<w:document><w:p>"), "not_word"},
		"a name that climbs":  {word(t, plain, "../../etc/x.xml", "x"), "bad_name"},
		"a name of a drive":   {word(t, plain, `C:\x.xml`, "x"), "bad_name"},
		"an absolute name":    {word(t, plain, "/x.xml", "x"), "bad_name"},
		"a name twice":        {word(t, plain, "word/Document.xml", "x"), "bad_name"},
		"a program":           {word(t, plain, "word/vbaProject.bin", "x"), "embedded"},
		"a file in it":        {word(t, plain, "word/embeddings/a.xlsx", "x"), "embedded"},
		"a control":           {word(t, plain, "word/activeX/activeX1.xml", "<a/>"), "embedded"},
		"a macro's type":      {word(t, plain, contentTypes, strings.Replace(types, "document.main", "template.macroEnabledTemplate.main", 1)), "macro"},
		"an entity":           {word(t, `<!DOCTYPE a [<!ENTITY b "c">]>`+plain), "dtd"},
		"a linked picture":    {word(t, plain, "word/_rels/document.xml.rels", relation("image", "http://127.0.0.1/x.png", external)), "outside"},
		"a linked sub paper":  {word(t, plain, "word/_rels/document.xml.rels", relation("subDocument", "x.docx", "")), "outside"},
		"a chunk":             {word(t, plain, "word/_rels/document.xml.rels", relation("aFChunk", "x.html", "")), "outside"},
		"a frame":             {word(t, plain, "word/_rels/webSettings.xml.rels", relation("frame", "http://127.0.0.1/", external)), "outside"},
		"a field that reads":  {word(t, body(p("a")+`<w:p><w:r><w:instrText>INCLUDE</w:instrText></w:r><w:r><w:instrText>TEXT "c:\\x"</w:instrText></w:r></w:p>`)), "fetches"},
		"a field that starts": {word(t, body(`<w:p><w:fldSimple w:instr=" DDEAUTO c:\\windows\\cmd"/></w:p>`)), "fetches"},
		"a link to a page":    {word(t, plain, "word/_rels/document.xml.rels", relation("hyperlink", "https://example.org/", external)), ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Compile(one.raw, Record{"a": "1"})
			var faults FaultsError
			switch {
			case one.want == "" && err != nil:
				t.Errorf("it is refused: %v", err)
			case one.want != "" && (!errors.As(err, &faults) || faults[0].Key != "template."+one.want):
				t.Errorf("it is %v, want %s", err, one.want)
			}
		})
	}
}

// The template that a word processor remembers is only forgotten.
func TestTheTemplateOfATemplateIsForgotten(t *testing.T) {
	raw := word(t, body(p("{{.a}}")), "word/_rels/settings.xml.rels", relation("attachedTemplate", "file:///c:/x.dotm", ` TargetMode="External"`),
		"word/settings.xml", `<w:settings `+wordSpace+`><w:attachedTemplate r:id="rId9"/><w:zoom/></w:settings>`)
	template, err := Compile(raw, Record{"a": "1"})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := template.Fill(&b, Record{"a": "1"}); err != nil {
		t.Fatal(err)
	}
	files := unpacked(t, b.Bytes())
	if all := files["word/_rels/settings.xml.rels"] + files["word/settings.xml"]; strings.Contains(all, "ttachedTemplate") || !strings.Contains(all, "w:zoom") {
		t.Error(all)
	}
}

// A file that unpacks to gigabytes is refused before it is in memory, whatever
// its head says of its size.
func TestABombIsRefusedWithoutItsWeight(t *testing.T) {
	bomb := bytes.Repeat([]byte{'a'}, 300<<20)
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create(mainPart)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(bomb); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	bomb = nil
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err = Compile(b.Bytes(), Record{})
	runtime.ReadMemStats(&after)
	var faults FaultsError
	if !errors.As(err, &faults) || faults[0].Key != "template.too_large" {
		t.Errorf("it is %v", err)
	}
	if grown := after.TotalAlloc - before.TotalAlloc; grown > 80<<20 {
		t.Errorf("%d MiB were taken", grown>>20)
	}
	_ = bomb
}

// A list in a list in a list may not fill the memory.
func TestAPaperThatWouldBeTooLongIsNotMade(t *testing.T) {
	list := make([]Record, 400)
	for i := range list {
		list[i] = Record{"x": "y"}
	}
	raw := word(t, body(p(strings.Repeat("{{"+blockNamed("range")+" $.list}}", 4)+strings.Repeat("z", 100)+strings.Repeat("{{"+blockNamed("end")+"}}", 4))))
	made, err := Compile(raw, Record{"list": list[:1]})
	if err != nil {
		t.Fatal(err)
	}
	if err := made.Fill(&bytes.Buffer{}, Record{"list": list}); !errors.Is(err, errLong) {
		t.Errorf("it is %v", err)
	}
}

// blockNamed is the clerk's word for a block's mark.
func blockNamed(name string) string {
	for word, of := range templates.Words().Blocks {
		if of == name {
			return word
		}
	}
	return ""
}
