package documents

import (
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
