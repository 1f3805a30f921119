package search_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/jiefen/jiefen/pkg/search"
)

func TestTwoCharactersFindAName(t *testing.T) {
	for _, c := range []struct{ text, query string }{
		{"李建新与王丽邻里纠纷", "建新"},
		{"李建新", "ljx"},
		{"单雄信", "sxx"}, // the surname is read shan, not dan
		{"曾国藩", "zgf"},
		{"（2026）新城矛调字第000123号", "000123"},
		{"Bao and Liu", "bao"},
		{"娜布其", "娜"},
		{"TCL公司", "tcl"},
		{"李〇一", "〇一"},
		{"１２３号ＡＢＣ公司", "123号abc"},
		{"123号ABC公司", "１２３号ａｂｃ"},
		{"王⼀", "王⼀"}, // a radical, not the character
	} {
		have := search.Grams(c.text)
		for _, g := range search.Query(c.query) {
			if !slices.Contains(have, g) {
				t.Errorf("%q is not found in %q: %q is missing", c.query, c.text, g)
			}
		}
	}
	if slices.Contains(search.Grams("李建新"), "ld") {
		t.Error("found what is not there")
	}
}

// Any part of a run that somebody looks for is found.
func TestEveryPartOfANameFindsIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringMatching(`[一-龥]{2,6}`).Draw(t, "name")
		runes := []rune(name)
		from := rapid.IntRange(0, len(runes)-1).Draw(t, "from")
		to := rapid.IntRange(from+1, len(runes)).Draw(t, "to")
		have := search.Grams("甲" + name + "，乙")
		for _, g := range search.Query(string(runes[from:to])) {
			if !slices.Contains(have, g) {
				t.Fatalf("%q of %q is not found", string(runes[from:to]), name)
			}
		}
		if got := search.Initials(name); len(got) == 0 || len(got) > 4 || strings.ToLower(got[0]) != got[0] {
			t.Fatalf("initials of %q are %q", name, got)
		}
	})
}
