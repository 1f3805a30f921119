package casework

import (
	"cmp"
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/workflows"
)

// What an agreement took the place of stands again when that agreement falls:
// what is void or set aside never bound anybody (《民法典》155), so it never
// replaced anything. What is rescinded did until then (566): whether the earlier
// one stands again is what the parties, or the judgment, say.

// agreementOf is the proceeding in whose agreement a clause stands, be it as
// agreed anew about one of its obligations; nil for none.
func (j *job) agreementOf(it *casemodel.Item) *casemodel.Matter {
	m := j.fam.matter(it.MatterID)
	for m != nil && m.Kind == casemodel.KindObligation {
		m = j.fam.matter(m.ParentID)
	}
	return m
}

// replacedBy are the obligations in whose place an agreement came, by the row
// they stand in: those that ended with it, and those that stand again since it
// fell.
func (j *job) replacedBy(m *casemodel.Matter) map[*casemodel.Item]*casemodel.Matter {
	all := map[*casemodel.Item]*casemodel.Matter{}
	for i := range j.fam.items {
		it := &j.fam.items[i]
		o := j.fam.matter(it.ObligationID)
		if o == nil || o.Kind != casemodel.KindObligation || it.Active != 1 || it.ObligationID == it.MatterID || j.fam.acts[o.ID]["supersede"].Seq == 0 {
			continue
		}
		if old := j.agreementOf(it); old != nil && old.ID != m.ID && strings.HasPrefix(j.fam.acts[o.ID]["supersede"].Cause, string(m.ID)+":") {
			all[it] = o
		}
	}
	return all
}

// mayComeBack are those of them that nothing but this agreement keeps down.
func (j *job) mayComeBack(m *casemodel.Matter) map[*casemodel.Item]*casemodel.Matter {
	all := j.replacedBy(m)
	for it, o := range all {
		if o.State != "superseded" || j.fellBefore(j.agreementOf(it), o, it) {
			delete(all, it)
		}
	}
	return all
}

// EarlierClause is a clause of an agreement that another one took the place of.
type EarlierClause struct {
	No   int // in its own agreement
	Item casemodel.Item
	Of   casemodel.ID // the agreement
}

// earlierSeen adds to a view of a mediation what would stand again if its
// agreement fell, to who may read both.
func (j *job) earlierSeen(v *View, m *casemodel.Matter) {
	if m.Kind != casemodel.KindProceeding || !j.canRead(j.who, m, "agreement") {
		return
	}
	for it := range j.mayComeBack(m) {
		if old := j.agreementOf(it); it.TemplateID == "" && j.canRead(j.who, old, "agreement") {
			v.Earlier = append(v.Earlier, EarlierClause{j.clauseNo(old, it), *it, old.ID})
		}
	}
	slices.SortFunc(v.Earlier, func(a, b EarlierClause) int {
		return cmp.Or(cmp.Compare(a.No, b.No), cmp.Compare(a.Item.ID, b.Item.ID))
	})
}

// comesBack finds what of an earlier agreement stands again with a fall.
//
// Errors at their fields: earlier where nothing can come back, or where it has
// to be said (what is rescinded, and what was replaced itself); earlier_clauses
// for what is missing, unreadable or not there.
func (j *job) comesBack(c *call, f *falling) error {
	under, which := j.mayComeBack(c.m), c.in.Text("earlier")
	if len(under) == 0 {
		if which == "all" || which == "some" {
			return casemodel.Bad("earlier", "fall.nothing_earlier")
		}
		return nil
	}
	if which == "" && f.fall.Scope == "all" {
		if f.fall.Ground == "rescinded" || f.fall.Ground == "terminated" || slices.Contains(states(j.under(c.m)), "superseded") {
			return &casemodel.Error{Kind: casemodel.Invalid, Key: "fall.earlier_missing", Field: "earlier", Args: map[string]any{"n": len(under)}}
		}
		which = "all"
	}
	switch which {
	case "", "none": // the rest of the agreement stands, and with it what it says (《民法典》156)
		f.fall.Earlier = which
		return nil
	case "some":
		if err := j.someEarlier(c, f, under); err != nil {
			return err
		}
	}
	f.fall.Earlier = which
	for it, o := range under {
		rest, _ := workflows.Rest(j.fam.values[o.ID])
		f.earlier = append(f.earlier, o)
		f.fall.EarlierOf = j.agreementOf(it).ID
		f.fall.Back, f.fall.BackRest, f.fall.BackPaid = f.fall.Back+1, f.fall.BackRest+rest, f.fall.BackPaid+j.paidUnder(o, it)
	}
	f.earlier = ordered(f.earlier)
	return nil
}

// someEarlier leaves in under what stands in the clauses that are named.
func (j *job) someEarlier(c *call, f *falling, under map[*casemodel.Item]*casemodel.Matter) error {
	numbers, ok := numbersIn(c.in.Text("earlier_clauses"))
	if !ok {
		return casemodel.Bad("earlier_clauses", "fall.numbers")
	}
	if len(numbers) == 0 {
		return casemodel.Bad("earlier_clauses", "field.missing")
	}
	there := map[int]bool{}
	for it := range under {
		no := j.clauseNo(j.agreementOf(it), it)
		there[no] = true
		if !slices.Contains(numbers, no) {
			delete(under, it)
		}
	}
	for _, no := range numbers {
		if !there[no] {
			return &casemodel.Error{Kind: casemodel.Invalid, Key: "fall.no_earlier_clause", Field: "earlier_clauses", Args: map[string]any{"no": no}}
		}
	}
	f.fall.EarlierClauses = numbers
	return nil
}

// brings reports whether a fall lets a clause of the earlier agreement stand again.
func (j *job) brings(f *Fall, it *casemodel.Item) bool {
	return f.Earlier == "all" || f.Earlier == "some" && slices.Contains(f.EarlierClauses, j.clauseNo(j.agreementOf(it), it))
}

// brought reports whether an obligation that another agreement replaced stands
// again because that one fell, but for a fall that is taken back.
func (j *job) brought(by *casemodel.Matter, it *casemodel.Item, but int) bool {
	return slices.ContainsFunc(j.fallsOf(by), func(f Fall) bool { return f.Stands() && f.No != but && j.brings(&f, it) })
}

// replacer is the agreement that took the place of an obligation, nil for none.
func (j *job) replacer(o *casemodel.Matter) *casemodel.Matter {
	id, _, _ := strings.Cut(j.fam.acts[o.ID]["supersede"].Cause, ":")
	return j.fam.matter(casemodel.ID(id))
}

// replacedAgain finds what of the earlier agreement ends once more when a fall
// is taken back: what had come back with it, and what has fallen due since of
// the same clauses; what was paid of it meanwhile is kept, for it has to be set
// off. A court that confirmed it meanwhile goes first.
func (j *job) replacedAgain(c *call, f *falling) error {
	if f.fall.EarlierOf == "" {
		return nil
	}
	old := j.fam.matter(f.fall.EarlierOf)
	if slices.ContainsFunc(j.confirmationsOf(old), func(m *casemodel.Matter) bool { return m.State == "confirmed" }) {
		return casemodel.Bad("fall", "fall.earlier_confirmed")
	}
	clauses, paid := map[int]bool{}, casemodel.Money(0)
	for it := range j.replacedBy(c.m) {
		if j.brings(&f.fall, it) && !j.brought(c.m, it, f.fall.No) {
			clauses[j.clauseNo(old, it)] = true
		}
	}
	ours := j.replacedBy(c.m)
	for it, o := range j.under(old) {
		if !clauses[j.clauseNo(old, it)] || ours[it] == nil && o.ID < f.fall.ID {
			continue
		}
		paid += j.paidUnder(o, it)
		if o.IsLive() {
			f.earlier = append(f.earlier, o)
		}
	}
	f.earlier = ordered(f.earlier)
	f.fall.Undone.Paid = max(paid-f.fall.BackPaid, 0)
	return nil
}

func (j *job) confirmationsOf(agreement *casemodel.Matter) (all []*casemodel.Matter) {
	for _, m := range j.fam.matters {
		if m.Kind == casemodel.KindConfirmation && m.ParentID == agreement.ID {
			all = append(all, m)
		}
	}
	return all
}

// earlierMoves lets what was replaced be owed again, or ends it once more, and
// likewise the application to confirm it, that was given up when it was replaced.
func (j *job) earlierMoves(c *call, f *falling) (moves []fallMove) {
	for _, o := range f.earlier {
		event := "supersede"
		if !f.back {
			event = j.revival(o)
		}
		moves = append(moves, fallMove{o, event})
	}
	if f.fall.Earlier != "all" || f.fall.EarlierOf == "" {
		return moves
	}
	for _, m := range j.confirmationsOf(j.fam.matter(f.fall.EarlierOf)) {
		waived := j.fam.acts[m.ID]["waive"]
		switch {
		case !strings.HasPrefix(waived.Cause, string(c.m.ID)+":"):
		case !f.back && m.State == "withdrawn" && workflows.WindowEnd(m.ID, j.fam.deadlines) >= j.today:
			moves = append(moves, fallMove{m, j.regaining(m, "waive")})
		case f.back && slices.Contains([]string{"eligible", "preparing"}, m.State):
			moves = append(moves, fallMove{m, "waive"})
		case f.back && j.flow(m).Open(m.State, "lose_ground") != nil:
			moves = append(moves, fallMove{m, "lose_ground"})
		}
	}
	return moves
}

// revivals are the events by which an obligation is owed again, by what it was
// when it ended.
var revivals = map[string]string{
	"pending": "revive", "due_soon": "revive_due_soon", "overdue": "revive_overdue", "urged": "revive_urged", "partially": "revive_partly",
	"defaulted": "revive_defaulted", "enforcement_applied": "revive_enforced", "sued": "revive_sued",
}

// revival is the one that gives an obligation back what it was when it fell, or
// was replaced.
func (j *job) revival(o *casemodel.Matter) string {
	act := map[string]string{"annulled": "annul", "superseded": "supersede"}[o.State]
	return revivals[j.fam.acts[o.ID][act].FromState]
}
