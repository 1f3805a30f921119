package search_test

import (
	"reflect"
	"slices"
	"testing"

	"github.com/jiefen/jiefen/pkg/search"
)

func TestANumberIsKnownInEveryWayItIsTyped(t *testing.T) {
	for text, want := range map[string]*search.Number{
		"（2026）新城矛调字第000123号": {Year: 2026, Name: "新城矛调", N: 123},
		"(2026)新城矛调字第000123号": {Year: 2026, Name: "新城矛调", N: 123},
		"〔2026〕新城矛调字第１２３号":    {Year: 2026, Name: "新城矛调", N: 123},
		"2026新城矛调123":         {Year: 2026, Name: "新城矛调", N: 123},
		"2026年 新城 矛调 123":     {Year: 2026, Name: "新城矛调", N: 123},
		"新城矛调字第123号":          {Name: "新城矛调", N: 123},
		"矛调 123":              {Name: "矛调", N: 123},
		"2026 123":            {Year: 2026, N: 123},
		"2026年123号":           {Year: 2026, N: 123},
		"000123":              {N: 123},
		"123":                 {N: 123},
		"第123号":               {N: 123},
		"202612":              {N: 202612},
		"2026":                {N: 2026},
		"王志强":                 nil,
		"3号楼":                 nil,
		"13947106027":         nil,
		"150102199003071234":  nil,
		"":                    nil,
	} {
		if got := search.Read(text).Number; !reflect.DeepEqual(got, want) {
			t.Errorf("%q: got %+v, want %+v", text, got, want)
		}
	}
}

func TestAQuestionIsTakenApart(t *testing.T) {
	for _, c := range []struct {
		text           string
		words, figures []string
		texts          int
	}{
		{"王志强 6027", []string{"王志强", "6027"}, []string{"6027"}, 1},
		{"恒泰物业有限公司", []string{"恒泰物业"}, nil, 1},
		{"有限公司", []string{"有限公司"}, nil, 1},
		{"王zq", []string{"王zq"}, nil, 2},
		{"15010219900307123Ｘ", []string{"15010219900307123x"}, []string{"15010219900307123X"}, 0},
		{"0471-6621188", []string{"0471-6621188"}, []string{"04716621188"}, 0},
		{"123x", []string{"123x"}, []string{"123X"}, 0},
		{"  ，  ", nil, nil, 0},
	} {
		q := search.Read(c.text)
		if !slices.Equal(q.Words, c.words) || !slices.Equal(q.Figures, c.figures) || len(q.Texts) != c.texts {
			t.Errorf("%q: got %+v", c.text, q)
		}
	}
}

func TestBothReadingsOfASurnameFindIt(t *testing.T) {
	for name, all := range map[string][]string{
		"单雄信": {"sxx", "dxx"}, "曾志伟": {"zzw", "czw"}, "仇和": {"qh", "ch"}, "解晓东": {"xxd", "jxd"}, "区桂英": {"ogy", "qgy"},
		"查良镛": {"zly", "cly"}, "尉迟恭": {"ycg", "wcg"}, "王志强": {"wzq"}, "李长乐": {"lcl", "lzy"},
	} {
		have := search.Grams(name)
		for _, q := range all {
			if !slices.Contains(have, q) || !search.Spelled(name, []string{q}) {
				t.Errorf("%s is not found by %q: %q", name, q, search.Initials(name))
			}
		}
	}
}

func TestHitsAreMarkedAsTheyStandInTheText(t *testing.T) {
	got := search.Mark("ＴＣＬ公司与王志强", []string{"tcl", "志强"})
	want := []search.Piece{{"ＴＣＬ", true}, {"公司与王", false}, {"志强", true}}
	if !slices.Equal(got, want) {
		t.Errorf("got %v", got)
	}
	if got := search.Snippet("一二三四五六七八九十", []string{"七"}, 6); got != "…五六七八九十" {
		t.Errorf("snippet %q", got)
	}
	if got := search.Snippet("一二三", []string{"七"}, 6); got != "" {
		t.Errorf("snippet %q", got)
	}
}
