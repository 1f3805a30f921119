package api_test

import (
	"slices"
	"strconv"
	"testing"

	"github.com/jiefen/jiefen/workflows"
)

// The cases whose machines are not complete yet are walked on the definitions:
// every step of the track must be open where the steps before have led, and
// the walk must end where the case ended.
func TestTheOtherPublishedCasesAreLegalPaths(t *testing.T) {
	flows, err := workflows.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	ends := readTable(t, "outcomes.tsv", 4)
	for _, p := range readCases(t) {
		if slices.Contains(overHTTP, p.short()) {
			continue
		}
		t.Run(p.short(), func(t *testing.T) {
			states := map[machine]string{}
			for _, e := range p.Track {
				walk(t, flows, states, e)
			}
			for _, row := range of(p, ends) {
				n, err := strconv.Atoi(row[2])
				if got := states[machine{row[1], n}]; err != nil || got != row[3] {
					t.Errorf("%s %s ends in %q, want %s", row[1], row[2], got, row[3])
				}
				delete(states, machine{row[1], n})
			}
			for m, state := range states {
				t.Errorf("%s %d ends in %s, the table says nothing", m.name, m.instance, state)
			}
		})
	}
}

// walk takes one step on paper: an event moves the state, a record stays.
func walk(t *testing.T, flows *workflows.Library, states map[machine]string, e publishedEntry) {
	t.Helper()
	flow := flows.Latest(e.Machine)
	if flow == nil {
		t.Fatalf("%s %s.%s: no such machine", e.Date, e.Machine, e.Event)
	}
	m := e.machine()
	if states[m] == "" {
		states[m] = flow.Start
	}
	if flow.Record(e.Event) != nil && flow.RecordOpen(states[m], e.Event) {
		return
	}
	way := flow.Open(states[m], e.Event)
	switch {
	case way == nil:
		t.Errorf("%s %s.%s is not open in %s", e.Date, e.Machine, e.Event, states[m])
	case way.To != workflows.Same:
		states[m] = way.To
	}
}
