package documents

import (
	"bytes"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/templates"
)

// Every paper can be a blank form: nothing of an example is in it, the head is,
// and there are lines to write on.
func TestEveryPaperIsABlankFormToo(t *testing.T) {
	data := BlankRecord(Record{"centre": Record{"name": "某某中心"}, "body": Record{"name": "某某调委会"}, "parties": []Record{{"role": "申请人"}, {"role": "被申请人"}}})
	lines, heads := 0, 0
	for _, paper := range templates.Papers() {
		t.Run(paper.ID, func(t *testing.T) {
			template, err := Shipped(paper.ID)
			if err != nil {
				t.Fatal(err)
			}
			var b bytes.Buffer
			if err := template.Blank(&b, data, "空白文书 苏日娜"); err != nil {
				t.Fatal(err)
			}
			run := NewRun()
			if err := run.Add("", b.Bytes()); err != nil {
				t.Fatal(err)
			}
			text := textOf(run.Leaves()[0].Blocks)
			if !strings.Contains(text, "空白文书 苏日娜") {
				t.Error("it does not say that it is blank")
			}
			for _, example := range []string{"王志强", "马素云", "000012", "12800", "2026", "0471"} {
				if strings.Contains(text, example) {
					t.Errorf("it says %s: %s", example, text)
				}
			}
			if strings.Contains(text, ruleSign) {
				lines++
			}
			if strings.Contains(text, "某某") {
				heads++
			}
		})
	}
	if lines < 30 || heads < 20 {
		t.Errorf("%d papers have lines, %d a head", lines, heads)
	}
}

// textOf is all the text of blocks.
func textOf(blocks []Block) string {
	var b strings.Builder
	for _, one := range blocks {
		b.WriteString(one.Text + "\n")
		for _, row := range one.Rows {
			for _, cell := range row {
				b.WriteString(textOf(cell.Blocks))
			}
		}
	}
	return b.String()
}

// A template of a clerk's own that counts what a blank form does not know is
// filled all the same.
func TestABlankFormComparesNothing(t *testing.T) {
	raw, err := Compose("# {{.案件.标题}}\n{{如果 大于 .案件.涉及人数 9}}many{{否则}}few{{结束}} {{元 .义务.金额}} {{大写 .义务.金额}}")
	if err != nil {
		t.Fatal(err)
	}
	template, err := Compile(raw, Sample())
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := template.Blank(&b, BlankRecord(Record{}), ""); err != nil {
		t.Fatal(err)
	}
}
