package documents

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/beevik/etree"
)

// bindOf binds papers into a run, and gives it as a Word file.
func bindOf(t *testing.T, papers ...[]byte) (r *Run, raw []byte) {
	t.Helper()
	r = NewRun()
	for i, paper := range papers {
		if err := r.Add("第"+string(rune('1'+i))+"件", paper); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := r.Write(&b); err != nil {
		t.Fatal(err)
	}
	return r, b.Bytes()
}

func composed(t *testing.T, source string) []byte {
	t.Helper()
	raw, err := Compose(source)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// ownStyles are those of a paper that a site made: other fonts under the same
// names, and the default for what names none.
const ownStyles = `<?xml version="1.0" encoding="UTF-8"?><w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="60"/></w:rPr></w:rPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style><w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:basedOn w:val="a"/></w:style></w:styles>`

// Papers of any template keep their looks side by side: styles, lists and
// pictures of one never become another's, and what they call the same stays two.
func TestARunKeepsTheLookOfEachPaper(t *testing.T) {
	own := word(t, body(p("甲")+`<w:p><w:pPr><w:pStyle w:val="Title"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>乙</w:t></w:r></w:p>`+
		`<w:p><w:r><w:drawing><a:blip xmlns:a="x" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:embed="rId2"/></w:drawing></w:r></w:p>`),
		"word/styles.xml", ownStyles, "word/media/image1.png", "PNG",
		"word/numbering.xml", `<?xml version="1.0"?><w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:abstractNum w:abstractNumId="0"/><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>`,
		"word/_rels/document.xml.rels", `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="media/image1.png"/></Relationships>`)
	_, raw := bindOf(t, composed(t, "# 卷宗封面\n正文"), own, composed(t, "# 卷内目录"), own)
	parts := unpacked(t, raw)
	main := parts[mainPart]
	for _, want := range []string{`<w:pStyle w:val="s1_a"/>`, `<w:pStyle w:val="s1_Title"/>`, `<w:pStyle w:val="Title"/>`, `w:numId w:val="1001"`, `w:numId w:val="2001"`, `r:embed="run1"`, `r:embed="run2"`} {
		if !strings.Contains(main, want) {
			t.Errorf("no %s in %s", want, main)
		}
	}
	if n := strings.Count(parts["word/styles.xml"], `w:styleId="s1_Title"`); n != 1 {
		t.Errorf("the styles of a paper that came twice are there %d times", n)
	}
	if !regexp.MustCompile(`w:styleId="s1_a">.*?w:sz w:val="60"`).MatchString(parts["word/styles.xml"]) {
		t.Error("what a paper said for everything is lost")
	}
	for name, want := range map[string]string{"word/media/2_image1.png": "PNG", "word/media/4_image1.png": "PNG", "[Content_Types].xml": `Extension="png"`, "word/_rels/document.xml.rels": "media/2_image1.png"} {
		if !strings.Contains(parts[name], want) {
			t.Errorf("no %s in %s", want, name)
		}
	}
	if n := strings.Count(main, "<w:sectPr"); n != 4 {
		t.Errorf("%d sections for 4 papers", n)
	}
	doc := etree.NewDocument()
	if err := doc.ReadFromString(main); err != nil {
		t.Fatal(err)
	}
	if last := doc.FindElement("//w:body").ChildElements(); last[len(last)-1].FullTag() != "w:sectPr" {
		t.Error("the last section is not the body's")
	}
}

// Pages are counted through the whole run, and its index says on which page each
// paper begins, as a word processor lays it out.
func TestARunCountsItsPagesAndItsIndexKnowsThem(t *testing.T) {
	index := "# 卷内目录\n|~ 20 60 20\n|封面|" + PageOf(1) + "|甲|\n|长文|" + PageOf(3) + "|乙|\n|末页|" + PageOf(4) + "|丙|"
	long := "# 长文\n" + strings.Repeat("事实陈述。\n", 60) // three pages at 22 lines
	r, raw := bindOf(t, composed(t, "# 封面"), composed(t, index), composed(t, long), composed(t, "# 末页"))
	if leaves := r.Leaves(); len(leaves) != 4 || leaves[1].Blocks[1].Rows[2][1].Blocks[0].Page != 4 || leaves[1].Blocks[0].Look != "Title" {
		t.Errorf("%+v", leaves[1])
	}
	o := FindOffice(t.TempDir())
	if o == nil {
		t.Skip("no LibreOffice")
	}
	pdf, err := o.PDF(t.Context(), raw)
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Join(strings.Fields(pdfText(t, pdf)), "")
	for _, want := range []string{"第1页共6页", "第6页共6页", "封面1甲", "长文3乙", "末页6丙"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in %s", want, text)
		}
	}
	if strings.Contains(text, "共7页") || strings.Contains(text, "—1—") {
		t.Errorf("a page too many, or a foot of its own: %s", text)
	}
}

func pdfText(t *testing.T, pdf []byte) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "run.pdf")
	if err := os.WriteFile(file, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(context.WithoutCancel(t.Context()), "pdftotext", "-layout", file, "-").Output()
	if err != nil {
		t.Skipf("no pdftotext: %v", err)
	}
	return string(out)
}
