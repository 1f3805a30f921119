package web

import (
	"encoding/csv"
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
)

// A sheet is a pasted table: a line a person, the cells parted by tabs, else by
// semicolons, else by commas, else by blanks.
type sheet struct {
	columns []string // what each column holds, of sheetColumns, "" for what is left out
	named   bool     // the first line names the columns
	rows    []sheetRow
}

// sheetRow is one line: its number in the paste, as it was typed, and its cells.
type sheetRow struct {
	line  int
	text  string
	cells []string
}

// sheetColumns are what a column may hold, in the order of a person's line.
var sheetColumns = []string{"name", "id_no", "phone", "claim", "amount", "agreed", "agent", "note"}

var (
	formID    = regexp.MustCompile(`^\d{17}[\dXx]$`)
	formPhone = regexp.MustCompile(`^(\+?86[ -]?)?1[\d -]{10,12}$|^0\d{2,3}-?\d{7,8}$`)
	formName  = regexp.MustCompile(`^[\p{Han}\x{b7}]{2,8}$`)
	formIndex = regexp.MustCompile(`^\d{1,4}[.\x{3001}]?$`)
)

// sheetOf reads a paste. chosen are the columns a person has named already; the
// others are guessed: by the words of the first line, else by what stands in
// most of their cells.
func sheetOf(text string, chosen []string) *sheet {
	s := &sheet{}
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
	if len(s.rows) > 0 {
		s.head(s.rows[0].cells)
	}
	if s.named {
		s.rows = s.rows[1:]
	} else {
		s.guess()
	}
	for i := range s.columns {
		if i < len(chosen) && (chosen[i] == "" || slices.Contains(sheetColumns, chosen[i])) {
			s.columns[i] = chosen[i]
		}
	}
	return s
}

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

// head takes the first line for the names of the columns when it holds two of
// the words that tables use for them.
func (s *sheet) head(cells []string) {
	found := make([]string, len(cells))
	n := 0
	for i, cell := range cells {
		end := 0
		for _, column := range sheetColumns {
			for word := range strings.FieldsSeq(say("roster.head." + column)) {
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
	if n >= 2 || n == 1 && len(cells) == 1 {
		copy(s.columns, found)
		s.named = true
	}
}

// guess looks at the cells: identity numbers, telephones and sums are known by
// their form; the first column of names is the name, the first of other words
// the claim, a second sum what was agreed.
func (s *sheet) guess() {
	for i := range s.columns {
		votes := map[string]int{}
		for _, r := range s.rows {
			if i >= len(r.cells) || r.cells[i] == "" {
				continue
			}
			votes[shapeOf(r.cells[i])]++
		}
		best := ""
		for _, shape := range []string{"id_no", "phone", "name", "amount", "index", "claim"} {
			if votes[shape] > votes[best] {
				best = shape
			}
		}
		switch {
		case best == "index" && i > 0:
			best = "amount"
		case best == "index":
			best = ""
		}
		if slices.Contains(s.columns, best) {
			best = map[string]string{"amount": "agreed", "claim": "note", "name": "agent"}[best]
		}
		if best == "" || !slices.Contains(s.columns, best) {
			s.columns[i] = best
		}
	}
}

func shapeOf(cell string) string {
	switch {
	case formID.MatchString(cell):
		return "id_no"
	case formPhone.MatchString(cell):
		return "phone"
	case formIndex.MatchString(cell):
		return "index"
	case aAmount.MatchString(cell):
		return "amount"
	case formName.MatchString(cell):
		return "name"
	}
	return "claim"
}

// member is what a row says of a person.
func (s *sheet) member(r *sheetRow) casemodel.MemberRow {
	cell := func(column string) string {
		if i := slices.Index(s.columns, column); i >= 0 && i < len(r.cells) {
			return r.cells[i]
		}
		return ""
	}
	return casemodel.MemberRow{
		Name: cell("name"), IDNo: strings.ToUpper(strings.ReplaceAll(halfWidth(cell("id_no")), " ", "")), Phone: phone(halfWidth(cell("phone"))), Claim: cell("claim"),
		Amount: sum(cell("amount")), Agreed: sum(cell("agreed")), Agent: cell("agent"), Note: cell("note"),
	}
}

// sum is an amount as tables write it, in plain digits; what is none stays as
// it is, for its fault to say so.
func sum(cell string) string {
	if m := aAmount.FindStringSubmatch(strings.ReplaceAll(halfWidth(cell), " ", "")); m != nil {
		return amount(m[1] + m[2])
	}
	return cell
}

// members are the people of a sheet.
func (s *sheet) members() []casemodel.MemberRow {
	people := make([]casemodel.MemberRow, len(s.rows))
	for i := range s.rows {
		people[i] = s.member(&s.rows[i])
	}
	return people
}

// members reads a roster that was typed into the form of its act.
func (r *reading) members(id, name string) {
	r.raw[id] = nil
	if people := sheetOf(r.values.Get(name), nil).members(); len(people) > 0 {
		r.raw[id] = people
	}
}

// membersText is a roster as people read it: the names.
func (s *Site) membersText(value string) string {
	var people []casemodel.MemberRow
	if json.Unmarshal([]byte(value), &people) != nil {
		return value
	}
	return s.each(make([]string, len(people)), func(string) string {
		name := people[0].Name
		people = people[1:]
		return name
	})
}
