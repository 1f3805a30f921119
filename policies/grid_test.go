package policies

import (
	"slices"
	"testing"
)

// What the matrix shows is what the gate decides: for every role, kind of body
// and relation, a cell that allows and does not keep away is a yes.
func TestTheLinesOfACellDecideAsTheGateDoes(t *testing.T) {
	g := opened(t)
	s := g.Now()
	asked := 0
	for i := range s.book.flows {
		f := &s.book.flows[i]
		for _, act := range f.means["*"] {
			for _, state := range f.occurs(act) {
				lines := s.Lines(f.ID, state, "", act)
				for j := range lines {
					l := &lines[j]
					if l.Role == "*" || j%7 != asked%7 { // a seventh of them, always another
						asked++
						continue
					}
					asked++
					body := l.Body
					if body == "*" {
						body = "centre"
					}
					q := Question{Roles: []string{l.Role}, Body: body, Flows: f.Lineage, State: state, Class: f.States[state], Act: act, Rels: []string{l.Rel}}
					want := slices.ContainsFunc(lines, func(o Line) bool { return o.speaksOf(l.Role, body, l.Rel) && !o.Denies() }) &&
						!slices.ContainsFunc(lines, func(o Line) bool { return o.speaksOf(l.Role, body, l.Rel) && o.Denies() })
					if got := s.Ask(q).Allow; got != want {
						t.Fatalf("%s in %s of %s by %s of a %s who is %s: the gate says %t, the lines %t", act, state, f.ID, l.Role, body, l.Rel, got, want)
					}
				}
			}
		}
	}
	if asked < 10000 {
		t.Errorf("only %d lines were met", asked)
	}
}

// speaksOf reports whether a line is about who asks.
func (l *Line) speaksOf(role, body, rel string) bool {
	return (l.Role == "*" || l.Role == role) && (l.Body == "*" || l.Body == body) && (l.Rel == Any || l.Rel == rel)
}

func TestALineSaysWhereItHolds(t *testing.T) {
	s := opened(t).Now()
	for _, l := range s.Lines("dispute_case", "", "", "void") {
		if l.ID == "C-034" && !l.Every {
			t.Errorf("C-034 holds in every state, the matrix says %v", l.States)
		}
	}
	if got := s.Lines("dispute_case", "", "grid", "void"); slices.ContainsFunc(got, func(l Line) bool { return l.Body == "centre" }) {
		t.Error("a grid is shown the lines of a centre")
	}
	if got := s.Lines("settings", "", "", "edit"); slices.ContainsFunc(got, func(l Line) bool { return !l.Denies() && l.Role != "sysadmin" }) || len(got) == 0 {
		t.Errorf("settings are edited by %v", got)
	}
	if s.Lines("dispute_case", "", "", "no_such_act") != nil || s.Lines("nothing", "", "", "see") != nil || s.Lines("settings", "live", "", "edit") != nil {
		t.Error("lines of what does not exist")
	}
}
