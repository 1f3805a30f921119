package documents

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/jiefen/jiefen/templates"
)

// Every paper the program comes with fills, with the examples and with nothing.
func TestEveryPaperFills(t *testing.T) {
	empty, err := Worded(Record{})
	if err != nil {
		t.Fatal(err)
	}
	for _, paper := range templates.Papers() {
		t.Run(paper.ID, func(t *testing.T) {
			raw, err := Compose(paper.Source)
			if err != nil {
				t.Fatal(err)
			}
			template, err := Compile(raw, Sample())
			if err != nil {
				t.Fatal(err)
			}
			if !template.Marked() {
				t.Error("it has no mark")
			}
			page := lines(fill(t, template, Sample(), mainPart))
			fill(t, template, empty, mainPart)
			if strings.Contains(page, "{{") || strings.Contains(page, "}}") || len(page) < 100 {
				t.Errorf("it reads %s", page)
			}
			keep(t, paper.ID, template)
		})
	}
	if n := len(templates.Papers()); n < 20 {
		t.Errorf("only %d papers", n)
	}
}

// keep writes a filled paper where somebody looks at it.
func keep(t *testing.T, id string, template *Template) {
	t.Helper()
	dir := os.Getenv("JIEFEN_SHOTS")
	if dir == "" {
		return
	}
	var b bytes.Buffer
	if err := template.Fill(&b, Sample()); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, id+".docx"), b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestARecordIsWordedOrRefused(t *testing.T) {
	for name, in := range map[string]Record{
		"an unknown key":         {"cas": Record{}},
		"an unknown key below":   {"case": Record{"numbr": "1"}},
		"text for a day":         {"today": "2026-03-02"},
		"a number for text":      {"maker": 1},
		"a record for a list":    {"parties": Record{}},
		"a list for a record":    {"case": []Record{}},
		"an unknown key in many": {"parties": []Record{{"nam": "x"}}},
	} {
		if _, err := Worded(in); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}

// agreement is the shipped one, and what fills two pages of it.
func agreement(tb testing.TB) (*Template, Record) {
	tb.Helper()
	template, err := Shipped("D15_agreement")
	if err != nil {
		tb.Fatal(err)
	}
	sample := Sample()
	clauses := sample["协议"].(Record)["条款"].([]Record)          //nolint:errcheck // of the sample
	sample["协议"].(Record)["条款"] = slices.Repeat(clauses, 8)    //nolint:errcheck // as above
	sample["当事人"] = slices.Repeat(sample["当事人"].([]Record), 3) //nolint:errcheck // as above
	return template, sample
}

// mostForOne is how many pieces of memory an agreement of two pages may ask for:
// a count that is the same on every machine. What it takes in time is the
// benchmark's to say; five hundred a second are wanted.
const mostForOne = 2500

func TestAnAgreementIsFilledWithLittle(t *testing.T) {
	template, sample := agreement(t)
	text := lines(fill(t, template, sample, mainPart))
	if n, page := utf8.RuneCountInString(text), 22*28; n < page {
		t.Fatalf("%d letters are no two pages: one holds at most %d", n, page)
	}
	n := testing.AllocsPerRun(20, func() {
		if err := template.Fill(io.Discard, sample); err != nil {
			t.Fatal(err)
		}
	})
	if n > mostForOne {
		t.Errorf("an agreement asks for %.0f pieces of memory, more than %d", n, mostForOne)
	}
}

func BenchmarkAnAgreement(b *testing.B) {
	template, sample := agreement(b)
	b.ReportAllocs()
	for b.Loop() {
		if err := template.Fill(io.Discard, sample); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "agreements/s")
}
