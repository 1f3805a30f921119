package web

import (
	"net/url"
	"slices"
	"strings"

	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/workflows"
)

// matrixWord puts a line into the words of a cell; its title has the rest.
func (s *Site) matrixWord(l *casework.PolicyLine, flow *workflows.Flow) MatrixWord {
	w := MatrixWord{Class: "some", IDs: l.ID, About: l.ID}
	switch {
	case l.Denies():
		w.Class = "no"
	case l.Rel == casework.AnyRelation && l.Every:
		w.Class = "yes"
	}
	w.Text = say("matrix.anyhow")
	if l.Rel != casework.AnyRelation {
		w.Text = say("rel." + l.Rel)
	}
	if l.Body != "*" {
		w.About += " " + s.desk.Flows.Title("body_kinds", l.Body)
	}
	if !l.Every {
		w.Text = say("matrix.sometimes", "rel", w.Text)
		titles := make([]string, len(l.States))
		for i, id := range l.States {
			titles[i] = id
			if flow != nil && flow.States.Get(id) != nil {
				titles[i] = flow.States.Get(id).Title
			}
		}
		w.About += say("matrix.only_in", "states", strings.Join(titles, say("list.comma")))
	}
	return w
}

// lineOf finds a line by the id a refusal quotes.
func (s *Site) lineOf(id string) *casework.PolicyRow {
	rows := s.desk.PolicyRows()
	i := slices.IndexFunc(rows, func(r casework.PolicyRow) bool { return r.ID == id })
	if i < 0 {
		return nil
	}
	return &rows[i]
}

// flowNamed is a procedure that a word of the flow column means.
func (s *Site) flowNamed(word string) string {
	if _, office := officeTitles[word]; office {
		return officeFlow
	}
	for _, f := range s.desk.Flows.All() {
		if slices.Contains(f.Lineage, word) {
			return f.ID
		}
	}
	return ""
}

// lineWords is one line, column by column, as people read it. A word that has
// no title stands as it is written.
func (s *Site) lineWords(r *casework.PolicyRow) []Fact {
	effect := say("policy.yes")
	if r.Denies() {
		effect = say("policy.no")
	}
	rel, body, flow := say("matrix.anyhow"), say("matrix.all_bodies"), say("matrix.every_flow")
	if r.Rel != casework.AnyRelation {
		rel = say("rel." + r.Rel)
	}
	if r.Body != "*" {
		body = s.desk.Flows.Title("body_kinds", r.Body)
	}
	if f := s.desk.Flows.Latest(r.Flow); f != nil {
		flow = f.Title
	} else if r.Flow != "*" && r.Flow != "matter" {
		flow = r.Flow
	}
	return []Fact{
		{say("matrix.line"), r.ID},
		{say("policy.answer"), effect},
		{say("matrix.role"), s.roleHead(r.Role)},
		{say("matrix.body"), body},
		{say("matrix.flow"), flow},
		{say("matrix.state"), s.stateWord(r)},
		{say("policy.act"), s.actWord(r)},
		{say("policy.rels"), rel},
	}
}

func (s *Site) stateWord(r *casework.PolicyRow) string {
	switch r.State {
	case "*", "-":
		return say("matrix.all_states")
	case "new":
		return say("matrix.newborn")
	case "live", "closing", "done":
		return say("class." + r.State)
	}
	if f := s.desk.Flows.Latest(s.flowNamed(r.Flow)); f != nil && f.States.Get(r.State) != nil {
		return f.States.Get(r.State).Title
	}
	return r.State
}

// actWord names an act; a class of acts is named by the acts it holds.
func (s *Site) actWord(r *casework.PolicyRow) string {
	flow := s.desk.Flows.Latest(s.flowNamed(r.Flow))
	name := func(act string) string {
		if slices.Contains(casework.CommonActs(), act) || act == "list" || act == "edit" {
			return say("act." + act)
		}
		if flow != nil && flow.Act(act) != nil {
			return flow.Act(act).Title
		}
		return act
	}
	for _, c := range casework.ActClasses() {
		if c.Name == r.Act {
			words := make([]string, len(c.Acts))
			for i, act := range c.Acts {
				words[i] = name(act)
			}
			return strings.Join(words, say("list.comma"))
		}
	}
	switch r.Act {
	case "*":
		return say("matrix.every_act")
	case casework.EveryRead:
		return say("policy.reads")
	case casework.EveryWrite:
		return say("matrix.every_write")
	}
	return name(r.Act)
}

// matrixOf is where a line is shown, for who may read the policy; "" else.
func (s *Site) matrixOf(v *visit, line string) string {
	if line == "" || v.session.UserID == "" || !s.mayTest(v.who) {
		return ""
	}
	return "/policies?" + url.Values{"line": {line}}.Encode()
}
