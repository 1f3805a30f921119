package web

import (
	"encoding/csv"
	"slices"
	"strings"
)

// tableKind is what tables are pasted for: what their columns may hold, under
// which texts the words of their heads stand, and how a cell is known by its
// form.
type tableKind struct {
	columns []string
	heads   string // of the text keys
	shapes  []string
	shape   func(cell string) string
	settle  func(best string, i int) string // of a column nobody named
	second  map[string]string               // what a second column of a shape holds
	titled  []string                        // shapes that no head has: with these the heads are looked for below a title too
}

// A sheet is a pasted table: a line a thing, the cells parted by tabs, else by
// semicolons, else by commas, else by blanks.
type sheet struct {
	kind    *tableKind
	columns []string // what each column holds, of the kind's, "" for what is left out
	named   bool     // a line names the columns
	rows    []sheetRow
	sums    []string // what the lines say that add the others up
}

// sheetRow is one line: its number in the paste, as it was typed, and its cells.
type sheetRow struct {
	line  int
	text  string
	cells []string
}

// read reads a paste. chosen are the columns a person has named already; the
// others are guessed: by the words of the first line, else by what stands in
// most of their cells.
func (k *tableKind) read(text string, chosen []string) *sheet {
	s := &sheet{kind: k}
	n := 0
	for line := range strings.Lines(strings.ReplaceAll(text, "\r\n", "\n")) {
		n++
		if strings.TrimSpace(line) != "" {
			s.rows = append(s.rows, sheetRow{line: n, text: strings.TrimRight(line, "\r\n")})
		}
	}
	part := parter(s.rows)
	width := 0
	for i := range s.rows {
		s.rows[i].cells = part(s.rows[i].text)
		width = max(width, len(s.rows[i].cells))
	}
	s.columns = make([]string, width)
	for i := range min(len(s.rows), mostTitles) {
		if s.head(s.rows[i].cells, i > 0); s.named { // above it stands what the table is called
			s.rows = s.rows[i+1:]
			break
		}
	}
	if !s.named {
		s.guess()
	}
	for i := range s.columns {
		if i < len(chosen) && (chosen[i] == "" || slices.Contains(k.columns, chosen[i])) {
			s.columns[i] = chosen[i]
		}
	}
	return s
}

// mostTitles is in how many lines the names of the columns are looked for.
const mostTitles = 5

// parter finds what parts the cells: what most lines hold.
func parter(rows []sheetRow) func(string) []string {
	for _, sep := range []string{"\t", "\uff1b", ";", "\uff0c", ","} {
		held := 0
		for _, r := range rows {
			if strings.Contains(r.text, sep) {
				held++
			}
		}
		if held*2 <= len(rows) || held == 0 {
			continue
		}
		return func(line string) []string {
			cells := strings.Split(line, sep)
			if sep == "," || sep == ";" {
				r := csv.NewReader(strings.NewReader(line))
				r.Comma, r.LazyQuotes = rune(sep[0]), true
				if quoted, err := r.Read(); err == nil {
					cells = quoted
				}
			}
			for i := range cells {
				cells[i] = strings.Trim(cells[i], " \u3000\u00a0\"")
			}
			return cells
		}
	}
	return strings.Fields
}

// head takes a line for the names of the columns when it holds two of the words
// that tables use for them; below a title one of them is the first that the kind
// names, and none of its cells looks like what stands in a row.
func (s *sheet) head(cells []string, titled bool) {
	found := make([]string, len(cells))
	n := 0
	for i, cell := range cells {
		end := 0
		for _, column := range s.kind.columns {
			for word := range strings.FieldsSeq(say(s.kind.heads + column)) {
				at := strings.LastIndex(cell, word) + len(word)
				if strings.Contains(cell, word) && at > end && !slices.Contains(found[:i], column) { // what a head is called stands at its end
					found[i], end = column, at
				}
			}
		}
		if found[i] != "" {
			n++
		}
	}
	if titled && (len(s.kind.titled) == 0 || !slices.Contains(found, s.kind.columns[0]) || slices.ContainsFunc(cells, func(cell string) bool {
		return slices.Contains(s.kind.titled, s.kind.shape(cell))
	})) {
		return
	}
	if n >= 2 || n == 1 && len(cells) == 1 {
		copy(s.columns, found)
		s.named = true
	}
}

// guess looks at the cells: a column holds what most of its cells look like.
func (s *sheet) guess() {
	for i := range s.columns {
		votes := map[string]int{}
		for _, r := range s.rows {
			if i >= len(r.cells) || r.cells[i] == "" {
				continue
			}
			votes[s.kind.shape(r.cells[i])]++
		}
		best := ""
		for _, shape := range s.kind.shapes {
			if votes[shape] > votes[best] {
				best = shape
			}
		}
		best = s.kind.settle(best, i)
		if slices.Contains(s.columns, best) {
			best = s.kind.second[best]
		}
		if best == "" || !slices.Contains(s.columns, best) {
			s.columns[i] = best
		}
	}
}

// cell is what a row holds in a column, "" for nothing.
func (s *sheet) cell(r *sheetRow, column string) string {
	if i := slices.Index(s.columns, column); i >= 0 && i < len(r.cells) {
		return r.cells[i]
	}
	return ""
}
