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

// A title that an office program keeps with a table longer than a page leaves an
// empty sheet before it.
func TestATitleIsNotKeptWithItsTable(t *testing.T) {
	for source, want := range map[string]bool{"# T\n|~ 1 2\n|a|b|": true, "# T\n\n|a|b|": true, "# T\n> no\n|a|b|": false, "## T\n|a|b|": false} {
		raw, err := Compose(source)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(unpacked(t, raw)["word/document.xml"], `<w:keepNext w:val="0"/>`) != want {
			t.Errorf("%q: the title is apart is %t", source, !want)
		}
	}
}

// Only the last row of a table stays with what is signed below it: rows that all
// stay together are pushed off the page, and the title is left alone there.
func TestALongTableBreaks(t *testing.T) {
	for source, want := range map[string]int{"# T\n> no\n|a|b|\n|c|d|\n! note\n> day": 1 + 1, "# T\n> no\n|a|b|\n|c|d|\n> day": 2 + 1} {
		raw, err := Compose(source)
		if err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(unpacked(t, raw)["word/document.xml"], "<w:keepNext/>"); n != want {
			t.Errorf("%q: %d paragraphs stay with the next, want %d", source, n, want)
		}
	}
}
