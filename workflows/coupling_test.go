package workflows_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/workflows"
)

var update = flag.Bool("update", false, "rewrite golden files")

// For every event of a child that follows on to its root: what it does in
// every state the root can be in. The golden table is the couplings table of
// the engine's specification, spelt out; it is reviewed as a diff.
func TestCouplingsAreAsListed(t *testing.T) {
	l, err := workflows.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, child := range l.All() {
		for _, e := range child.Events {
			for _, root := range []*workflows.Flow{l.Latest("dispute_case"), l.Latest("petition")} {
				if child == root {
					continue
				}
				for _, state := range root.States.Keys {
					if line := coupling(t, child, e, root, state); line != "" {
						fmt.Fprintln(&b, line)
					}
				}
			}
		}
	}
	golden(t, "testdata/couplings.tsv", b.String())
}

// For every act that tells another family: over which link, what is done
// there, and in which of the other end's states. Reviewed as a diff like the
// couplings inside a family.
func TestEffectsAcrossFamiliesAreAsListed(t *testing.T) {
	l, err := workflows.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, f := range l.All() {
		if f.Create != nil {
			tells(&b, l, f.ID+".create", f.Create.Tells)
		}
		for _, e := range f.Events {
			tells(&b, l, f.ID+"."+e.ID, e.Tells)
		}
		for _, r := range f.Records {
			tells(&b, l, f.ID+"."+r.ID, r.Tells)
		}
	}
	golden(t, "testdata/effects.tsv", b.String())
}

func tells(b *strings.Builder, l *workflows.Library, act string, tells []workflows.Tell) {
	for _, t := range tells {
		for _, other := range l.All() {
			for _, state := range other.States.Keys {
				told, to := t.ActFor(other, state), state
				if told == "" {
					continue
				}
				if way := other.Open(state, told); way != nil {
					to = way.To
				}
				fmt.Fprintf(b, "%s\t%s\t%s.%s\t%s→%s\n", act, strings.TrimSpace(t.Via+" "+t.Of), other.ID, state, told, to)
			}
		}
	}
}

// coupling writes "child.event state root.event new state" for what fires, and
// fails on a pair in which the follow-on neither fires nor may be skipped.
func coupling(t *testing.T, child *workflows.Flow, e *workflows.Event, root *workflows.Flow, state string) string {
	t.Helper()
	var fires []string
	for _, then := range e.Then {
		if then.Target != "root" {
			continue
		}
		event := then.EventFor(root)
		if event == "" || root.Event(event) == nil {
			continue
		}
		way := root.Open(state, event)
		if way == nil || len(then.In) > 0 && !root.Within(state, then.In) {
			if then.Otherwise != "skip" {
				t.Errorf("%s.%s: %s does not fit %s in %s and may not be skipped", child.ID, e.ID, event, root.ID, state)
			}
			continue
		}
		when := ""
		if then.When != nil {
			when = " when " + then.When.Name
		}
		fires = append(fires, fmt.Sprintf("%s→%s%s", event, way.To, when))
	}
	if len(fires) == 0 {
		return ""
	}
	return strings.Join([]string{child.ID + "." + e.ID, root.ID + "." + state, strings.Join(fires, "; ")}, "\t")
}

func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; look at the diff after -update", file)
	}
}
