package policies

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
)

// Row is one line of policy.csv.
type Row struct {
	Role, Body, Flow, State, Act, Rel, Effect, ID string

	Line int
	Part string // the comment it stands under, for the matrix page
}

// Denies reports whether the line keeps away.
func (r *Row) Denies() bool { return r.Effect == "deny" }

// values are the columns in the model's order.
func (r *Row) values() []string {
	return []string{r.Role, r.Body, r.Flow, r.State, r.Act, r.Rel, r.Effect, r.ID}
}

// meets reports whether a question about these flows, states and acts can be
// decided by the line, whoever asks.
func (r *Row) meets(flows, states, acts []string) bool {
	return in(r.Act, acts) && in(r.Flow, flows) && in(r.State, states)
}

// in is the matcher's has.
func in(word string, set []string) bool { return word == "*" || slices.Contains(set, word) }

var rowID = regexp.MustCompile(`^[A-Z]-[0-9]{3}$`)

// parse reads policy.csv. It takes no quotes: no word needs one.
func parse(policy []byte) ([]Row, error) {
	var rows []Row
	var faults []error
	var part []string
	open := false
	for i, line := range strings.Split(string(policy), "\n") {
		line = strings.TrimSpace(line)
		comment, isComment := strings.CutPrefix(line, "#")
		switch {
		case isComment && open:
			part = append(part, strings.TrimSpace(comment))
		case isComment:
			part, open = []string{strings.TrimSpace(comment)}, true
		case line == "":
			open = false
		default:
			open = false
			row, err := parseRow(line)
			if err != nil {
				faults = append(faults, fmt.Errorf("policy.csv:%d: %w", i+1, err))
				continue
			}
			row.Line, row.Part = i+1, strings.Join(part, " ")
			rows = append(rows, row)
		}
	}
	return rows, errors.Join(faults...)
}

func parseRow(line string) (Row, error) {
	cells := strings.Split(line, ",")
	for i := range cells {
		cells[i] = strings.TrimSpace(cells[i])
	}
	if len(cells) != 9 || cells[0] != "p" {
		return Row{}, fmt.Errorf("want p and 8 columns, have %q", line)
	}
	r := Row{
		Role: cells[1], Body: cells[2], Flow: cells[3], State: cells[4], Act: cells[5], Rel: cells[6], Effect: cells[7],
		ID: cells[8],
	}
	if !rowID.MatchString(r.ID) {
		return r, fmt.Errorf("the id %q is not a letter, a hyphen and three digits", r.ID)
	}
	if r.Effect != "allow" && r.Effect != "deny" {
		return r, fmt.Errorf("%s: the effect %q is neither allow nor deny", r.ID, r.Effect)
	}
	return r, nil
}

// known checks the columns that stand for themselves.
func (r *Row) known() error {
	switch {
	case r.Role != "*" && !slices.Contains(casemodel.Roles, r.Role):
		return fmt.Errorf("there is no role %q", r.Role)
	case r.Role == "*" && !r.Denies():
		return errors.New("a line that allows names its role")
	case r.Body != "*" && !slices.Contains(casemodel.BodyKinds, r.Body):
		return fmt.Errorf("there is no kind of body %q", r.Body)
	}
	rel := relationOf(r.Rel)
	switch {
	case rel == nil:
		return fmt.Errorf("there is no relation %q", r.Rel)
	case rel.Deny && !r.Denies():
		return fmt.Errorf("the relation %s only keeps away", r.Rel)
	}
	return nil
}
