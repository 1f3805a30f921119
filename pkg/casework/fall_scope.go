package casework

import (
	"slices"
	"strconv"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/workflows"
)

// stillOwed are the ends of an obligation that a fall can end once more: who
// sued or applied for enforcement did so by an agreement that is none.
var stillOwed = []string{"enforcement_applied", "sued"}

// fallScope finds what of the agreement falls. What falls in part leaves the
// rest in force (《民法典》156).
func (j *job) fallScope(c *call, f *falling) error {
	under := j.under(c.m)
	switch f.fall.Scope {
	case "clauses":
		if err := j.fallClauses(c, f, under); err != nil {
			return err
		}
	case "people":
		if err := j.fallPeople(c, f, under); err != nil {
			return err
		}
	default:
		for i := range j.fam.roster {
			if one := &j.fam.roster[i]; one.TextID == c.m.ID && one.BoundOn != "" {
				f.people = append(f.people, one)
			}
		}
	}
	for it, m := range under {
		if m.State == "superseded" || m.State == "annulled" || j.fellBefore(c.m, m, it) {
			continue // another agreement's, or gone already
		}
		rest, _ := workflows.Rest(j.fam.values[m.ID])
		if m.IsLive() || slices.Contains(stillOwed, m.State) {
			f.end = append(f.end, m)
			f.fall.Ended++
			f.fall.Rest += rest
		}
		f.fall.Paid += j.paidUnder(m, it)
	}
	f.end = ordered(f.end)
	return nil
}

// paidUnder is what was paid under an obligation, in fen.
func (j *job) paidUnder(m *casemodel.Matter, it *casemodel.Item) casemodel.Money {
	if paid, err := casemodel.ParseMoney(j.fam.value(m.ID, "paid")); err == nil {
		return paid
	}
	if m.State == "performed" && it.AmountKind == "sum" {
		return it.Amount
	}
	return 0
}

// covers reports whether a fall of an agreement took away an obligation of it.
func (j *job) covers(f *Fall, agreement, m *casemodel.Matter, it *casemodel.Item) bool {
	if f.ID != "" && m.ID > f.ID { // of a text that was agreed since
		return false
	}
	switch f.Scope {
	case "clauses":
		return slices.Contains(f.Clauses, j.clauseNo(agreement, it))
	case "people":
		return slices.ContainsFunc([]casemodel.ID{it.Creditor, it.Debtor}, func(id casemodel.ID) bool {
			one := j.fam.member(id)
			return one != nil && slices.Contains(f.Members, one.No)
		})
	}
	return true
}

// fellBefore reports whether a fall that stands took away an obligation.
func (j *job) fellBefore(agreement, m *casemodel.Matter, it *casemodel.Item, but ...int) bool {
	return slices.ContainsFunc(j.fallsOf(agreement), func(f Fall) bool {
		return f.Stands() && !slices.Contains(but, f.No) && j.covers(&f, agreement, m, it)
	})
}

// bindsStill reports whether something of an agreement has force after a fall:
// what is owed under it, or was performed and need not be given back.
func (j *job) bindsStill(agreement *casemodel.Matter, f *Fall) bool {
	for it, m := range j.under(agreement) {
		if !slices.Contains(notOwed, m.State) && !j.covers(f, agreement, m, it) && !j.fellBefore(agreement, m, it) {
			return true
		}
	}
	return false
}

func states(under map[*casemodel.Item]*casemodel.Matter) []string {
	all := make([]string, 0, len(under))
	for _, m := range under {
		all = append(all, m.State)
	}
	return all
}

// fallClauses leaves in under the obligations of the clauses that are named.
func (j *job) fallClauses(c *call, f *falling, under map[*casemodel.Item]*casemodel.Matter) error {
	numbers, ok := numbersIn(c.in.Text("clauses_void"))
	if !ok {
		return casemodel.Bad("clauses_void", "fall.numbers")
	}
	if len(numbers) == 0 {
		return casemodel.Bad("clauses_void", "field.missing")
	}
	found := map[int][]string{}
	for it, m := range under {
		no, state := j.clauseNo(c.m, it), m.State
		if state != "superseded" && j.fellBefore(c.m, m, it) {
			state = "annulled" // performed, and to be given back already
		}
		found[no] = append(found[no], state)
		if !slices.Contains(numbers, no) {
			delete(under, it)
		}
	}
	for _, no := range numbers {
		fault := ""
		switch in := found[no]; {
		case len(in) == 0:
			fault = "fall.no_clause"
		case !slices.ContainsFunc(in, func(state string) bool { return state != "superseded" }):
			fault = "fall.clause_superseded"
		case !slices.ContainsFunc(in, func(state string) bool { return state != "annulled" }):
			fault = "fall.clause_twice"
		}
		if fault != "" {
			return &casemodel.Error{Kind: casemodel.Invalid, Key: fault, Field: "clauses_void", Args: map[string]any{"no": no}}
		}
	}
	f.fall.Clauses = numbers
	return nil
}

// fallPeople leaves in under what is owed to, or by, the people named by their
// numbers on the roster.
func (j *job) fallPeople(c *call, f *falling, under map[*casemodel.Item]*casemodel.Matter) error {
	numbers, ok := numbersIn(c.in.Text("members_void"))
	if !ok {
		return casemodel.Bad("members_void", "fall.numbers")
	}
	if len(numbers) == 0 {
		return casemodel.Bad("members_void", "field.missing")
	}
	named := map[casemodel.ID]bool{}
	for _, no := range numbers {
		i := slices.IndexFunc(j.fam.roster, func(m casemodel.Member) bool { return m.No == no && m.TextID == c.m.ID && m.BoundOn != "" })
		if i < 0 {
			return &casemodel.Error{Kind: casemodel.Invalid, Key: "fall.no_member", Field: "members_void", Args: map[string]any{"no": no}}
		}
		f.people = append(f.people, &j.fam.roster[i])
		named[j.fam.roster[i].ID] = true
	}
	for it := range under {
		if !named[it.Creditor] && !named[it.Debtor] {
			delete(under, it)
		}
	}
	f.fall.Members = numbers
	return nil
}

// mostNumbers of a roster, or of clauses, that one line may name.
const mostNumbers = 500

// numbersIn reads numbers and ranges of them, as people write them: 1, 3 and
// 5-8, parted by anything that is neither. Each once, in order; not ok for what
// is no number, or too many.
func numbersIn(text string) (numbers []int, ok bool) {
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return (r < '0' || r > '9') && !strings.ContainsRune(dashes, r) }) {
		from, to, span := strings.Cut(strings.Map(plainDash, word), "-")
		if !span {
			to = from
		}
		a, errA := strconv.Atoi(from)
		b, errB := strconv.Atoi(to)
		if errA != nil || errB != nil || a < 1 || b < a || b-a >= mostNumbers || len(numbers)+b-a >= mostNumbers {
			return nil, false
		}
		for n := a; n <= b; n++ {
			numbers = append(numbers, n)
		}
	}
	slices.Sort(numbers)
	return slices.Compact(numbers), true
}

// dashes are the marks people put between the ends of a range.
const dashes = "-~\u2013\u2014\u2015\uff0d\uff5e\u2212"

func plainDash(r rune) rune {
	if strings.ContainsRune(dashes, r) {
		return '-'
	}
	return r
}
