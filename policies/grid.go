package policies

import "slices"

// Line is a row as it speaks about one act: the states in which the act occurs
// and the row covers it.
type Line struct {
	Row

	States []string
	Every  bool // all of the states that were asked about
}

// Lines lists, in the file's order, the rows that can decide an act of a flow;
// the matrix page is made of them. An empty state asks about every state in
// which the act occurs, an empty kind of body about every kind. The flows of
// what is no matter have list and edit and no state.
func (s *Snapshot) Lines(flow, state, body, act string) []Line {
	p := s.byAct[act]
	if p == nil {
		return nil
	}
	places := s.book.places(flow, state, act)
	var lines []Line
	for _, r := range p.rows {
		if body != "" && r.Body != "*" && r.Body != body {
			continue
		}
		line := Line{Row: *r}
		for _, at := range places {
			if in(r.Flow, at.lineage) && r.stands(at.state, at.class) {
				line.States = append(line.States, at.state)
			}
		}
		if line.Every = len(line.States) == len(places); len(line.States) > 0 {
			lines = append(lines, line)
		}
	}
	return lines
}

// place is a state of a flow as the columns of a row know it.
type place struct {
	lineage      []string
	state, class string
}

// places are where an act of a flow occurs; of several versions of a flow, the
// last that has it.
func (b *book) places(flow, state, act string) []place {
	if isOffice(flow) {
		if !slices.Contains(officeActs, act) || state != "" && state != nowhere {
			return nil
		}
		return []place{{[]string{flow}, nowhere, ""}}
	}
	var found []place
	for i := range b.flows {
		f := &b.flows[i]
		if f.ID != flow || !slices.Contains(f.means["*"], act) {
			continue
		}
		found = nil
		for _, at := range f.occurs(act) {
			if state == "" || at == state {
				found = append(found, place{f.Lineage, at, string(f.States[at])})
			}
		}
	}
	return found
}

// Everywhere lists the acts that every matter has beside its own: reading,
// lowering a risk, being created, a legal date far back.
func Everywhere() []string { return slices.Clone(everywhere) }

// Offices lists the flows of what is no matter and their acts.
func Offices() (flows, acts []string) { return slices.Clone(offices), slices.Clone(officeActs) }
