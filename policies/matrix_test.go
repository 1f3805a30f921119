package policies

import (
	"flag"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
)

var update = flag.Bool("update", false, "write testdata/policies/matrix.tsv anew")

const matrixFile = "../testdata/policies/matrix.tsv"

// complete are the ten machines whose every act is played through.
var complete = strings.Fields(`dispute_case peoples_mediation medical court_delegated administrative_mediation judicial_confirmation
	performance_item follow_up handover approval`)

const matrixHead = "flow\tact\tstate\trole\tbody\trel\teffect\tid\n"

// written is the matrix as text: the table spelt out over every workflow, act
// and state. A state column of "*" is every state of the workflow, "live" is
// every live one; "|" joins several.
func (b *book) written(rows []Row) string {
	type line struct{ flow, act, role, body, rel, effect, id string }
	states := map[line][]string{}
	for i := range rows {
		r := &rows[i]
		for c := range b.cells(r) {
			if b.shown(c) {
				l := line{c.flow, c.act, r.Role, r.Body, r.Rel, r.Effect, r.ID}
				states[l] = append(states[l], c.state)
			}
		}
	}
	var lines []string
	for l, in := range states {
		where := strings.Join(in, "|")
		if f := b.called(l.flow); f != nil {
			where = f.shorten(in)
		}
		lines = append(lines, strings.Join([]string{l.flow, l.act, where, l.role, l.body, l.rel, l.effect, l.id}, "\t"))
	}
	slices.Sort(lines)
	return matrixHead + strings.Join(lines, "\n") + "\n"
}

// shown leaves out what is the same everywhere: of the machines that are not
// complete yet, and of the overlays, only their own acts stand in the matrix.
func (b *book) shown(c cell) bool {
	if slices.Contains(complete, c.flow) {
		return true
	}
	f := b.called(c.flow)
	if f == nil {
		return true
	}
	if f.Acts[c.act] == nil || b.called("approval").Records[c.act] {
		return false
	}
	base := b.called(f.Lineage[1])
	return base == nil || base == f || c.flow == "commercial" || base.Acts[c.act] == nil
}

// shorten writes a set of states so that a reader sees what it is.
func (f *flow) shorten(states []string) string {
	for _, words := range [][]string{{"*"}, {"*", newborn}, {"live"}, {"live", "closing"}, {"done"}} {
		if slices.Equal(states, f.lengthen(words)) {
			return strings.Join(words, "|")
		}
	}
	return strings.Join(states, "|")
}

func (f *flow) lengthen(words []string) []string {
	var states []string
	for _, w := range words {
		if w == newborn {
			states = append(states, w)
		}
		states = append(states, f.statesOf(w)...)
	}
	if !slices.Contains(words, newborn) {
		slices.Sort(states)
	}
	return slices.Compact(states)
}

func TestTheMatrixIsTheOneThatWasReviewed(t *testing.T) {
	s := opened(t).Now()
	got := s.book.written(s.rows)
	if *update {
		if err := os.WriteFile(matrixFile, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(matrixFile)
	if err != nil {
		t.Fatal(err)
	}
	if got == string(want) {
		return
	}
	was, is := strings.Split(string(want), "\n"), strings.Split(got, "\n")
	for _, l := range first(5, missing(is, was)) {
		t.Errorf("new: %s", l)
	}
	for _, l := range first(5, missing(was, is)) {
		t.Errorf("gone: %s", l)
	}
	t.Error("the matrix differs from testdata/policies/matrix.tsv; if that is meant: go test ./policies -run Matrix -update, and read the diff")
}

func missing(from, in []string) []string {
	known := map[string]bool{}
	for _, l := range in {
		known[l] = true
	}
	return slices.DeleteFunc(slices.Clone(from), func(l string) bool { return known[l] })
}

func first(n int, lines []string) []string { return lines[:min(n, len(lines))] }

// matrix is the reviewed file, read back: square → lines.
type square struct{ flow, act, state string }

func readMatrix(t *testing.T, b *book) map[square][]Row {
	t.Helper()
	text, err := os.ReadFile(matrixFile)
	if err != nil {
		t.Fatal(err)
	}
	squares := map[square][]Row{}
	for line := range strings.Lines(strings.TrimPrefix(string(text), matrixHead)) {
		c := strings.Split(strings.TrimSpace(line), "\t")
		states := strings.Split(c[2], "|")
		if f := b.called(c[0]); f != nil {
			states = f.lengthen(states)
		}
		for _, state := range states {
			at := square{c[0], c[1], state}
			squares[at] = append(squares[at], Row{Role: c[3], Body: c[4], Rel: c[5], Effect: c[6], ID: c[7]})
		}
	}
	return squares
}

// What stands in the matrix is answered so, and what does not stand in it is
// refused: asked square by square, with one role and one relation.
func TestEverythingAbsentFromTheMatrixIsDenied(t *testing.T) {
	s := opened(t).Now()
	squares := readMatrix(t, s.book)
	a := &asker{Rand: rand.New(rand.NewPCG(20, 20)), s: s}
	for _, r := range Relations() {
		a.rels = append(a.rels, r.Name)
	}
	counts := map[bool]int{}
	for range 12_000 {
		f := s.book.called(pick(a, complete))
		act := pick(a, f.means["*"])
		state := pick(a, f.occurs(act))
		q := Question{
			Roles: []string{pick(a, casemodel.Roles)}, Body: pick(a, casemodel.BodyKinds), Flows: f.Lineage, State: state,
			Class: f.States[state], Act: act, Rels: []string{pick(a, a.rels)},
		}
		here := squares[square{f.ID, act, state}]
		if a.IntN(2) == 0 && len(here) > 0 { // half of them on a line, or a word beside it
			r := pick(a, here)
			q.Roles[0], q.Rels[0] = r.Role, r.Rel
			if r.Role == "*" {
				q.Roles[0] = pick(a, casemodel.Roles)
			}
			if r.Body != "*" {
				q.Body = r.Body
			}
		}
		want := reviewed(here, q)
		if got := s.Ask(q); got.Allow != want {
			t.Fatalf("%+v: %+v, the matrix says %v", q, got, want)
		}
		counts[want]++
	}
	t.Logf("%d allowed, %d refused", counts[true], counts[false])
	if counts[true] < 2000 || counts[false] < 5000 {
		t.Error("the squares are too much alike")
	}
}

func reviewed(here []Row, q Question) bool {
	allow := false
	for _, r := range here {
		if in(r.Role, q.Roles) && in(r.Body, []string{q.Body}) && (r.Rel == Any || r.Rel == q.Rels[0]) {
			if r.Effect == "deny" {
				return false
			}
			allow = true
		}
	}
	return allow
}
