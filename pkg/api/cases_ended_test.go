package api_test

import (
	"slices"
	"strconv"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
)

// ended holds what the program says against what was published: the last state
// of every matter of the track, the sum agreed, the court's answer, the result.
func (r *run) ended(want [][]string) {
	r.t.Helper()
	if len(want) != len(r.known) {
		r.t.Errorf("the track has %d matters, the table %d", len(r.known), len(want))
	}
	for _, row := range want {
		n, err := strconv.Atoi(row[2])
		id, known := r.known[machine{row[1], n}]
		if err != nil || !known {
			r.t.Errorf("the track has no %s %s", row[1], row[2])
			continue
		}
		if got := r.look(id).State; got != row[3] {
			r.t.Errorf("%s %s ends in %s, published %s", row[1], row[2], got, row[3])
		}
		if row[1] == "judicial_confirmation" && !strings.HasPrefix(r.p.Court.Result, row[3]) {
			r.t.Errorf("the court's answer is %s, published %s", row[3], r.p.Court.Result)
		}
	}
	r.agreed()
	if r.result != "" && r.result != r.p.closes() {
		r.t.Errorf("closed with %s, published %s", r.result, r.p.closes())
	}
}

// agreed compares the sum of the case, as its list line shows it.
func (r *run) agreed() {
	r.t.Helper()
	if r.p.Agreed == nil {
		return
	}
	got, err := casemodel.ParseMoney(r.look(r.root).Amount)
	if err != nil || got != casemodel.Money(*r.p.Agreed*100) {
		r.t.Errorf("agreed on %s, published %d (%v)", got, *r.p.Agreed, err)
	}
}

// dated holds every due date that was shown against those counted by hand;
// where a year has no calendar it must say that it is not final.
func (r *run) dated(table [][]string) {
	r.t.Helper()
	var want, got []string
	for _, row := range table {
		want = append(want, strings.Join(append(row[:5:5], row[6]), "\t"))
	}
	for _, o := range r.clocks {
		if o.provisional == o.counted() {
			r.t.Errorf("%s: provisional is %t", o.line(r.p), o.provisional)
		}
		if o.counted() {
			got = append(got, o.line(r.p))
		}
	}
	for _, line := range want {
		if !slices.Contains(got, line) {
			r.t.Errorf("counted by hand, but not shown: %s", line)
		}
	}
	for _, line := range got {
		if !slices.Contains(want, line) {
			r.t.Errorf("shown, but not counted by hand: %s", line)
		}
	}
}
