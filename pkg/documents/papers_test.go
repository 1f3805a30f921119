package documents

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

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

func BenchmarkAnAgreement(b *testing.B) {
	for _, paper := range templates.Papers() {
		if !strings.HasPrefix(paper.ID, "D15_") {
			continue
		}
		raw, err := Compose(paper.Source)
		if err != nil {
			b.Fatal(err)
		}
		template, err := Compile(raw, Sample())
		if err != nil {
			b.Fatal(err)
		}
		sample := Sample()
		b.ReportAllocs()
		for b.Loop() {
			if err := template.Fill(io.Discard, sample); err != nil {
				b.Fatal(err)
			}
		}
	}
}
