package documents

import (
	"bytes"
	"strings"
	"testing"
)

// What stands on a line alone is a line for writing by hand, and no dash.
func TestASignAloneIsAnEmptyLine(t *testing.T) {
	raw, err := Compose("# T\n- \n>\n= \nend")
	if err != nil {
		t.Fatal(err)
	}
	text := unpacked(t, raw)["word/document.xml"]
	for _, sign := range []string{"-", "&gt;", ">&gt;", "="} {
		if strings.Contains(text, textBegin+sign+textEnd) {
			t.Errorf("the line says %q", sign)
		}
	}
	if n := strings.Count(text, "<w:p>"); n != 5 {
		t.Errorf("%d paragraphs, want 5: %s", n, text)
	}
}

// Seal and date are on a page with what they are put under.
func TestWhatIsSignedStandsWithItsSeal(t *testing.T) {
	raw, err := Compose("# T\n> no\nfirst\nlast\n{{.x}}\n> body\n> day")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range strings.Split(unpacked(t, raw)["word/document.xml"], "<w:p>")[1:] {
		for text, want := range map[string]bool{"first": false, "last": true, "body": true, "day": false} {
			if strings.Contains(p, textBegin+text+textEnd) && strings.Contains(p, "<w:keepNext/>") != want {
				t.Errorf("%s: it stays with the next is %t", text, !want)
			}
		}
	}
}

// The head of columns stands again on each page the table goes on to; a table
// whose first column holds the words has none.
func TestTheHeadOfATableIsRepeated(t *testing.T) {
	for text, want := range map[string]bool{"|= no|= what|\n|1|a|": true, "|= what|a|\n|= when|b|": false, "|= alone|": false} {
		raw, err := Compose("# T\n" + text)
		if err != nil {
			t.Fatal(err)
		}
		run := NewRun()
		if err := run.Add("head", raw); err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := run.Write(&b); err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(unpacked(t, b.Bytes())[mainPart], "<w:tblHeader/>"); got != want {
			t.Errorf("%q: repeated is %t", text, got)
		}
		for _, block := range run.Leaves()[0].Blocks {
			if len(block.Rows) > 0 && (len(block.Head) > 0) != want {
				t.Errorf("%q: in a browser the head is %v", text, block.Head)
			}
		}
	}
}
