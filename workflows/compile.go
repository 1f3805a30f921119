package workflows

import (
	"fmt"
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
)

// fill puts the parameters in place of $name in clocks and guards. The raw
// form stays with the base, so that an overlay can choose its own.
func (f *Flow) fill() error {
	var fault error
	word := func(s string) string {
		name, is := strings.CutPrefix(s, "$")
		if !is || strings.HasPrefix(name, "input.") {
			return s
		}
		v, ok := f.Params[name]
		if !ok {
			fault = fmt.Errorf("there is no parameter %q", name)
			return s
		}
		return fmt.Sprint(v)
	}
	for _, a := range f.acts() {
		a.fillClocks(word)
		for i := range a.Needs {
			if s, ok := a.Needs[i].Arg.(string); ok && strings.HasPrefix(s, "$") {
				a.Needs[i].Arg, ok = f.Params[s[1:]]
				if !ok {
					fault = fmt.Errorf("there is no parameter %q", s[1:])
				}
			}
		}
	}
	return fault
}

func (a *Act) fillClocks(word func(string) string) {
	for i := range a.Starts {
		a.Starts[i] = word(a.Starts[i])
	}
	for i := range a.Stops {
		a.Stops[i].Rule = word(a.Stops[i].Rule)
	}
	for i := range a.Resumes {
		a.Resumes[i].Rule = word(a.Resumes[i].Rule)
	}
	for i := range a.Pauses {
		a.Pauses[i].Clock = word(a.Pauses[i].Clock)
	}
	for i := range a.Extends {
		a.Extends[i].Clock = word(a.Extends[i].Clock)
	}
	// A rule may become nothing: an overlay without a term says term: none.
	a.Starts = slices.DeleteFunc(a.Starts, func(s string) bool { return s == "none" })
	a.Stops = slices.DeleteFunc(a.Stops, func(s Stop) bool { return s.Rule == "none" })
	a.Resumes = slices.DeleteFunc(a.Resumes, func(s Stop) bool { return s.Rule == "none" })
	a.Pauses = slices.DeleteFunc(a.Pauses, func(p Pause) bool { return p.Clock == "none" })
	a.Extends = slices.DeleteFunc(a.Extends, func(e Extend) bool { return e.Clock == "none" })
}

// acts returns the common part of every event and record.
func (f *Flow) acts() []*Act {
	all := make([]*Act, 0, len(f.Events)+len(f.Records))
	for _, e := range f.Events {
		all = append(all, &e.Act)
	}
	for _, r := range f.Records {
		all = append(all, &r.Act)
	}
	return all
}

func (f *Flow) eachField(do func(*Field)) {
	for _, a := range f.acts() {
		for i := range a.Fields {
			do(&a.Fields[i])
		}
	}
	if f.Create != nil {
		for i := range f.Create.Fields {
			do(&f.Create.Fields[i])
		}
	}
}

// compile builds the table that answers what is open in a state.
func (f *Flow) compile() {
	f.table, f.events, f.records = map[string]map[string]*Way{}, map[string]*Event{}, map[string]*Record{}
	for id, s := range f.States.At {
		s.ID = id
		if s.Class == "" {
			s.Class = casemodel.Live
		}
	}
	for _, e := range f.Events {
		f.events[e.ID] = e
		for _, w := range e.AllWays() {
			for _, from := range w.From {
				if f.table[from] == nil {
					f.table[from] = map[string]*Way{}
				}
				f.table[from][e.ID] = &Way{From: []string{from}, To: target(from, w.To), ReturnTo: w.ReturnTo}
			}
		}
	}
	for _, r := range f.Records {
		f.records[r.ID] = r
	}
	f.classify()
}

// classify settles who may read what an act writes: a field that does not say
// has the class of its record, and a current value the strictest class of all
// the acts that write it, because it does not tell by which it was written.
func (f *Flow) classify() {
	f.values, f.papers = map[string]string{}, map[string]string{}
	note := func(fields []Field) {
		for _, field := range fields {
			if !field.Unkept {
				f.values[field.ID] = stricter(f.values[field.ID], field.Read)
			}
		}
	}
	for _, r := range f.Records {
		for i := range r.Fields {
			if r.Fields[i].Read == "" {
				r.Fields[i].Read = r.Read
			}
		}
		for _, name := range r.Documents {
			f.papers[name] = stricter(f.papers[name], r.Read)
		}
	}
	for _, a := range f.acts() {
		note(a.Fields)
	}
	if f.Create != nil {
		note(f.Create.Fields)
	}
}

// stricter of two read classes; "" is registration.
func stricter(a, b string) string {
	if slices.Index(ReadClasses, b) > max(slices.Index(ReadClasses, a), 0) {
		return b
	}
	return a
}

// ValueRead is the read class of a current value, "" for registration.
func (f *Flow) ValueRead(field string) string { return f.values[field] }

// PaperRead is the read class of a document that falls due, "" for
// registration: that a sealed record made one is not for everybody.
func (f *Flow) PaperRead(name string) string { return f.papers[name] }

// FieldRead is the read class of what one act wrote into a field, "" for
// registration; "create" is the birth.
func (f *Flow) FieldRead(act, field string) string {
	var fields []Field
	if a := f.Act(act); a != nil {
		fields = a.Fields
	} else if act == "create" && f.Create != nil {
		fields = f.Create.Fields
	}
	for _, d := range fields {
		if d.ID == field {
			return d.Read
		}
	}
	return f.values[field]
}

// Sealed reports whether even the title of a record is for named readers only.
func (f *Flow) Sealed(act string) bool {
	r := f.records[act]
	return r != nil && r.Read == "sealed"
}

func target(from, to string) string {
	if to == Same {
		return from
	}
	return to
}

// AllWays returns the transitions of an event in either notation.
func (e *Event) AllWays() []Way {
	if len(e.Ways) > 0 {
		return e.Ways
	}
	return []Way{{From: e.From, To: e.To}}
}

// Is reports whether the word is in the definition's lineage.
func (f *Flow) Is(word string) bool { return slices.Contains(f.Lineage, word) }

// Event returns an event by id, nil when there is none.
func (f *Flow) Event(id string) *Event { return f.events[id] }

// Record returns a record by id, nil when there is none.
func (f *Flow) Record(id string) *Record { return f.records[id] }

// Act returns the common part of an event or record, nil when there is none.
func (f *Flow) Act(id string) *Act {
	if e := f.events[id]; e != nil {
		return &e.Act
	}
	if r := f.records[id]; r != nil {
		return &r.Act
	}
	return nil
}

// Open answers whether it is the event's turn in the state, and where it
// leads; nil when it is not.
func (f *Flow) Open(state, event string) *Way { return f.table[state][event] }

// Leads finds the ceremony that goes before an event by itself: it is the
// ceremony's turn in the state, and the event's where it leads. Nil when the
// event is open anyway, or no ceremony leads to it.
func (f *Flow) Leads(state, event string) *Event {
	if f.events[event] == nil || f.Open(state, event) != nil {
		return nil
	}
	for _, e := range f.Events {
		if w := f.Open(state, e.ID); e.Ceremony && w != nil && f.Open(w.To, event) != nil {
			return e
		}
	}
	return nil
}

// RecordOpen answers whether the record may be made in the state.
func (f *Flow) RecordOpen(state, record string) bool {
	r := f.records[record]
	return r != nil && f.Within(state, r.While)
}

// Within reports whether a state is one of the words, each a state or a class.
func (f *Flow) Within(state string, words []string) bool {
	s := f.States.Get(state)
	if s == nil {
		return false
	}
	return slices.Contains(words, state) || slices.Contains(words, string(s.Class))
}

// Class returns the class of a state, done for an unknown one.
func (f *Flow) Class(state string) casemodel.Class {
	if s := f.States.Get(state); s != nil {
		return s.Class
	}
	return casemodel.Done
}
