package policies

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
)

// oracle decides by the words of decision 14 and nothing of this package but
// the list of classes: the text of the table, read again, line by line.
type oracle struct{ lines [][]string }

func newOracle(policy []byte) oracle {
	var o oracle
	for line := range strings.Lines(string(policy)) {
		if line = strings.TrimSpace(line); strings.HasPrefix(line, "p,") {
			o.lines = append(o.lines, strings.Split(strings.ReplaceAll(line, " ", ""), ",")[1:])
		}
	}
	return o
}

func (o oracle) ask(q Question) (allow bool, row string) {
	has := func(word string, set ...string) bool { return word == "*" || slices.Contains(set, word) }
	acts := append([]string{q.Act}, oracleClasses(q.Act)...)
	for _, l := range o.lines {
		if has(l[0], q.Roles...) && has(l[1], q.Body) && has(l[2], q.Flows...) && has(l[3], q.State, string(q.Class)) &&
			has(l[4], acts...) && slices.Contains(append(q.Rels, "any"), l[5]) {
			if l[6] == "deny" {
				return false, l[7]
			}
			if !allow {
				allow, row = true, l[7]
			}
		}
	}
	return allow, row
}

func oracleClasses(act string) []string {
	var carried []string
	switch {
	case strings.HasPrefix(act, "read.") || act == "see" || act == "export" || act == "hint":
		carried = append(carried, "read")
	case act != "declare_tie" && act != "backdate" && act != "list" && act != "edit":
		carried = append(carried, "write")
	}
	for _, c := range Classes() {
		if slices.Contains(c.Acts, act) {
			carried = append(carried, c.Name)
		}
	}
	return carried
}

// asker makes questions near the lines of the table, so that a good part of
// them is allowed, a part denied, and most are one word away.
type asker struct {
	*rand.Rand
	s    *Snapshot
	acts []string
	rels []string
}

func newAsker(s *Snapshot, seed uint64) *asker {
	a := &asker{Rand: rand.New(rand.NewPCG(seed, 14)), s: s, acts: slices.Sorted(maps.Keys(s.book.acts))}
	for _, r := range Relations() {
		a.rels = append(a.rels, r.Name)
	}
	return a
}

func pick[T any](a *asker, from []T) T { return from[a.IntN(len(from))] }

func (a *asker) question() Question {
	r := pick(a, a.s.rows)
	f := pick(a, a.s.book.flows)
	if under := a.s.book.under[r.Flow]; len(under) > 0 && a.IntN(8) > 0 {
		f = *pick(a, under)
	}
	q := Question{Flows: f.Lineage, Body: r.Body, Act: r.Act, Rels: []string{Any, r.Rel}}
	if isOffice(r.Flow) {
		q.Flows = []string{r.Flow}
	}
	if means := f.means[r.Act]; len(means) > 0 && a.IntN(8) > 0 {
		q.Act = pick(a, means)
	}
	if a.s.book.acts[q.Act] == nil || a.IntN(10) == 0 {
		q.Act = pick(a, a.acts)
	}
	q.State = pick(a, f.statesOf("*"))
	if where := f.occurs(q.Act); len(where) > 0 && a.IntN(4) > 0 {
		q.State = pick(a, where)
	}
	if q.Act == "list" || q.Act == "edit" {
		q.State = nowhere
	}
	q.Class = f.States[q.State]
	if q.Body == "*" || a.IntN(10) == 0 {
		q.Body = pick(a, casemodel.BodyKinds)
	}
	q.Roles = []string{r.Role}
	if r.Role == "*" || a.IntN(10) == 0 {
		q.Roles[0] = pick(a, casemodel.Roles)
	}
	for a.IntN(4) == 0 {
		q.Roles = append(q.Roles, pick(a, casemodel.Roles))
	}
	if a.IntN(6) == 0 {
		q.Rels = q.Rels[:1]
	}
	for a.IntN(3) == 0 {
		q.Rels = append(q.Rels, pick(a, a.rels))
	}
	return q
}

func TestTheGateAgreesWithAnOracle(t *testing.T) {
	s := opened(t).Now()
	o, a := newOracle(shippedPolicy), newAsker(s, 1)
	if len(o.lines) != len(s.rows) {
		t.Fatalf("%d lines, %d rows", len(o.lines), len(s.rows))
	}
	var allowed, denied, silent int
	for range 12_000 {
		q := a.question()
		got := s.Ask(q)
		allow, row := o.ask(q)
		if got.Allow != allow || got.Row != row || got.Denied != (row != "" && !allow) {
			t.Fatalf("%+v\n\tgate   %+v\n\toracle %v %s", q, got, allow, row)
		}
		switch {
		case allow:
			allowed++
		case row != "":
			denied++
		default:
			silent++
		}
	}
	t.Logf("%d allowed, %d denied by a line, %d by silence", allowed, denied, silent)
	if min(allowed, denied, silent) < 400 {
		t.Error("the questions are too much alike")
	}
}

// The table is asked in parts, one for each act; one enforcer over all of it
// must say the same, down to the line that decides.
func TestAPartOfTheTableSaysWhatTheWholeSays(t *testing.T) {
	s := opened(t).Now()
	rows := make([]*Row, len(s.rows))
	for i := range s.rows {
		rows[i] = &s.rows[i]
	}
	enforcer, err := newEnforcer(string(shippedModel), rows)
	if err != nil {
		t.Fatal(err)
	}
	a := newAsker(s, 2)
	for range 600 {
		q := a.question()
		key, ok := q.write(nil, s.byAct[q.Act].classes)
		if !ok {
			t.Fatalf("%+v", q)
		}
		whole := &part{enforcer: enforcer}
		if got, want := s.Ask(q), whole.ask(string(key)); got != want {
			t.Fatalf("%+v\n\tpart  %+v\n\twhole %+v", q, got, want)
		}
	}
}

func TestOnlyTheSystemMayDoWhatTheSystemMay(t *testing.T) {
	s := opened(t).Now()
	a := newAsker(s, 3)
	machine := map[string]bool{}
	for _, r := range s.Rows() {
		if r.Role == "system" || r.Role == "clock" {
			machine[r.ID] = true
			if r.Body != "none" || r.Denies() {
				t.Errorf("%s: %v", r.ID, r.values())
			}
		}
	}
	human := slices.DeleteFunc(slices.Clone(casemodel.Roles), func(r string) bool { return r == "system" || r == "clock" })
	for range 5_000 {
		q := a.question()
		q.Roles = []string{pick(a, human), pick(a, human)}
		q.Rels = a.rels[:len(a.rels)-1] // and in every relation there is
		q.Rels = slices.DeleteFunc(slices.Clone(q.Rels), func(r string) bool { return relationOf(r).Deny })
		if got := s.Ask(q); machine[got.Row] {
			t.Fatalf("%+v: %+v", q, got)
		}
	}
	// somebody who slipped the role into a membership still has a body, and the machine has none
	if got := ask(t, s, "system+clock@centre may fail_mediation dispute_case in in_mediation as centre"); got.Allow {
		t.Errorf("%+v", got)
	}
}

// Nobody but a machine fires what only follow-ons fire (decisions 2 and 36).
func TestNoPersonHasALineForAFollowOn(t *testing.T) {
	s := opened(t).Now()
	for act := range strings.FieldsSeq(`begin_mediation fail_mediation reach_agreement record_partial_agreement note_suspension
		start_performance complete_performance resolve_by_task urge_term expire_term expire mark_overdue plan_ahead time_out lapse`) {
		fired := false
		for _, r := range s.byAct[act].rows {
			if !r.Denies() && r.Role != "system" && r.Role != "clock" {
				t.Errorf("%s: %v", act, r.values())
			}
			fired = fired || !r.Denies()
		}
		if !fired {
			t.Errorf("%s is fired by nothing", act)
		}
	}
}
