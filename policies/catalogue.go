package policies

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/jiefen/jiefen/casemodel"
)

// Flow is what the gate must know of a definition, so that a line which names
// something that does not exist is an error and not a silence.
type Flow struct {
	ID      string
	Lineage []string                   // own id, base, kind, "matter"
	States  map[string]casemodel.Class // state → class, live unless said
	Acts    map[string][]string        // event or record → states or classes in which it may occur
	Records map[string]bool            // which of the acts are records
}

// Catalogue is every definition that is loaded, at every version.
type Catalogue struct{ Flows []Flow }

// book is a checked catalogue, ready to be asked.
type book struct {
	flows []flow
	under map[string][]*flow  // lineage word → flows
	acts  map[string][]string // every act anybody can be asked about → the words of the act column that mean it
}

// flow is a Flow whose classes in Acts are spelt out as states.
type flow struct {
	Flow
	means map[string][]string // word of the act column → acts of this flow, sorted
}

func (c Catalogue) book() (*book, error) {
	b := &book{under: map[string][]*flow{}, acts: map[string][]string{}}
	var faults []error
	for _, f := range c.Flows {
		spelt, err := f.spellOut()
		faults = append(faults, err)
		b.flows = append(b.flows, flow{Flow: spelt})
		b.learn(slices.Collect(maps.Keys(f.Acts)))
	}
	b.learn(everywhere)
	b.learn(officeActs)
	for i := range b.flows {
		f := &b.flows[i]
		f.means = b.meanings(f.Acts)
		for i, word := range f.Lineage {
			if !slices.Contains(f.Lineage[:i], word) { // a workflow may be called like its kind
				b.under[word] = append(b.under[word], f)
			}
		}
	}
	for _, act := range slices.Sorted(maps.Keys(b.acts)) {
		if act == Read || act == Write || membersOf(act) != nil {
			faults = append(faults, fmt.Errorf("the act %s is named like a class of acts", act))
		}
	}
	return b, errors.Join(faults...)
}

func (b *book) learn(acts []string) {
	for _, act := range acts {
		if b.acts[act] == nil {
			b.acts[act] = append(classesOf(act), act)
		}
	}
}

// meanings turns the acts of a flow round: which of them does a word mean?
func (b *book) meanings(own map[string][]string) map[string][]string {
	means := map[string][]string{}
	acts := slices.AppendSeq(slices.Clone(everywhere), maps.Keys(own))
	slices.Sort(acts)
	for _, act := range acts {
		means["*"] = append(means["*"], act)
		for _, word := range b.acts[act] {
			means[word] = append(means[word], act)
		}
	}
	return means
}

// spellOut replaces classes by the states that are in them.
func (f Flow) spellOut() (Flow, error) {
	var faults []error
	f.States = maps.Clone(f.States)
	for state, class := range f.States {
		if class == "" {
			class = casemodel.Live
			f.States[state] = class
		}
		if isClass(state) && state != string(class) || state == newborn || state == nowhere {
			faults = append(faults, fmt.Errorf("%s: a state may not be called %s", f.ID, state))
		}
	}
	spelt := make(map[string][]string, len(f.Acts))
	for act, where := range f.Acts {
		for _, w := range where {
			states := f.statesOf(w)
			if len(states) == 0 && !isClass(w) {
				faults = append(faults, fmt.Errorf("%s: %s occurs in %s, which is no state", f.ID, act, w))
			}
			spelt[act] = append(spelt[act], states...)
		}
		slices.Sort(spelt[act])
		spelt[act] = slices.Compact(spelt[act])
	}
	for act := range f.Records {
		if _, known := spelt[act]; !known {
			faults = append(faults, fmt.Errorf("%s: the record %s is no act", f.ID, act))
		}
	}
	f.Acts = spelt
	return f, errors.Join(faults...)
}

// statesOf returns the state of that name, or the states of that class, or all
// for "*", sorted.
func (f Flow) statesOf(word string) []string {
	var states []string
	for state, class := range f.States {
		if word == "*" || word == state || word == string(class) {
			states = append(states, state)
		}
	}
	slices.Sort(states)
	return states
}

// occurs returns the states in which an act can be asked about.
func (f *flow) occurs(act string) []string {
	switch {
	case act == create:
		return []string{newborn}
	case act == backdate:
		return append(f.statesOf("*"), newborn)
	case slices.Contains(everywhere, act):
		return f.statesOf("*")
	}
	return f.Acts[act]
}

func isClass(word string) bool {
	return word == string(casemodel.Live) || word == string(casemodel.Closing) || word == string(casemodel.Done)
}
