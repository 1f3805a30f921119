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
