package web

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Whatever two texts say: the pieces that stayed or went are the first, those
// that stayed or came the second, and of the same text nothing went or came.
func TestADifferenceGivesBothTextsBack(t *testing.T) {
	words := rapid.SliceOfN(rapid.SampledFrom([]string{"马素云", "王志强", "支付", "8000", "12,800.50", "元", "。", "\n", " ", "，", "逾期", "2026-04-30", "a", "𠮷", "三", "十"}), 0, 40)
	rapid.Check(t, func(t *rapid.T) {
		a, b := strings.Join(words.Draw(t, "a"), ""), strings.Join(words.Draw(t, "b"), "")
		pieces := difference(a, b)
		var before, after strings.Builder
		for i, p := range pieces {
			if p.Kind != "added" {
				before.WriteString(p.Text)
			}
			if p.Kind != "removed" {
				after.WriteString(p.Text)
			}
			if p.Text == "" || i > 0 && pieces[i-1].Kind == p.Kind {
				t.Fatalf("piece %d of %v", i, pieces)
			}
			if a == b && p.Kind != "same" {
				t.Fatalf("the same text differs: %v", pieces)
			}
		}
		if before.String() != a || after.String() != b {
			t.Fatalf("%q and %q of %v", before.String(), after.String(), pieces)
		}
		x, y := linesOf(a), linesOf(b)
		for _, line := range overlaidLines(x, y) {
			was, is := "", ""
			for _, p := range line.Pieces {
				if p.Kind != "added" {
					was += p.Text
				}
				if p.Kind != "removed" {
					is += p.Text
				}
			}
			if line.Kind != "added" {
				if was != x[0] {
					t.Fatalf("%q where %q stood", was, x[0])
				}
				x = x[1:]
			}
			if line.Kind != "removed" {
				if is != y[0] {
					t.Fatalf("%q where %q stands", is, y[0])
				}
				y = y[1:]
			}
		}
		if len(x)+len(y) > 0 {
			t.Fatalf("lines are missing: %q, %q", x, y)
		}
	})
}

func TestADifferenceReadsAsPeopleSayIt(t *testing.T) {
	for _, c := range []struct{ a, b, want string }{
		{"赔偿8000元", "赔偿9000元", "赔偿[-8000-][+9000+]元"},
		{"于4月30日前付清", "于5月31日前一次付清", "于[-4月30-][+5月31+]日前[+一次+]付清"},
		{"", "新的一条", "[+新的一条+]"},
		{"相同", "相同", "相同"},
	} {
		var got strings.Builder
		for _, p := range difference(c.a, c.b) {
			switch p.Kind {
			case "added":
				got.WriteString("[+" + p.Text + "+]")
			case "removed":
				got.WriteString("[-" + p.Text + "-]")
			default:
				got.WriteString(p.Text)
			}
		}
		if got.String() != c.want {
			t.Errorf("%s to %s reads %s", c.a, c.b, got.String())
		}
	}
	long := strings.Repeat("甲", 3000)
	if n := len(difference(long, strings.Repeat("乙", 3000))); n != 2 {
		t.Errorf("%d pieces of what has nothing in common", n)
	}
}
