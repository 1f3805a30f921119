package web

import (
	"encoding/json"
	"regexp"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
)

// sheetColumns are what a column may hold, in the order of a person's line.
var sheetColumns = []string{"name", "id_no", "phone", "claim", "amount", "agreed", "agent", "note"}

var (
	formID    = regexp.MustCompile(`^\d{17}[\dXx]$`)
	formPhone = regexp.MustCompile(`^(\+?86[ -]?)?1[\d -]{10,12}$|^0\d{2,3}-?\d{7,8}$`)
	formName  = regexp.MustCompile(`^[\p{Han}\x{b7}]{2,8}$`)
	formIndex = regexp.MustCompile(`^\d{1,4}[.\x{3001}]?$`)
)

// rosterSheet is a table of people: identity numbers, telephones and sums are
// known by their form; the first column of names is the name, the first of other
// words the claim, a second sum what was agreed.
var rosterSheet = &tableKind{
	columns: sheetColumns, heads: "roster.head.", shapes: []string{"id_no", "phone", "name", "amount", "index", "claim"}, shape: shapeOf,
	settle: func(best string, i int) string {
		switch {
		case best == "index" && i > 0:
			return "amount"
		case best == "index":
			return ""
		}
		return best
	},
	second: map[string]string{"amount": "agreed", "claim": "note", "name": "agent"},
	titled: []string{"id_no", "phone", "amount", "index"},
}

// sheetOf reads a pasted roster.
func sheetOf(text string, chosen []string) *sheet {
	s := rosterSheet.read(text, chosen)
	s.sums = s.totals()
	return s
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
	cell := func(column string) string { return s.cell(r, column) }
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
