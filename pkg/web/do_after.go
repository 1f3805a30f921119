package web

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/templates"
	"github.com/jiefen/jiefen/workflows"
)

// After is what a form would bring about if it were sent as it stands.
type After struct {
	Title string
	Lacks []string // what still stands in the way
	Lines []AfterLine
}

// AfterLine is one effect: a state, a clock, a paper.
type AfterLine struct {
	Icon, Text string
	State      *State
	On         string // a day that stands out
	Due        *Due
	How        string // how the day was counted, and from what rule
	Times      int    // for how many matters alike
}

// after asks the desk what the act would do with what the form holds. Beside a
// form that cannot be foreseen stands nothing.
func (s *Site) after(v *visit, view *casework.View, act *workflows.Act, values url.Values, asks bool) *After {
	in := v.unfinished(act, values)
	seen, err := s.desk.Outlook(v.ctx(), v.who, view.Matter.ID, act.ID, in)
	if casemodel.KindOf(err) != "" || errors.Is(err, context.Canceled) { // who left the page reads nothing
		return &After{}
	}
	if err != nil {
		s.log.ErrorContext(v.ctx(), "look ahead", "act", act.ID, "err", err)
		return &After{}
	}
	after := &After{Title: say("foreseen.title"), Lacks: s.lacks(seen[0].Missing, in.Fields), Lines: alike(s.effects(view, &seen[0]))}
	if asks {
		after.Title = say("foreseen.asked")
	}
	return after
}

// lacks tells what stands in the way of an act, but for what only waits for a
// field that is not filled in yet.
func (s *Site) lacks(missing []casemodel.FieldError, typed map[string]any) []string {
	var lacks []string
	for _, f := range missing {
		field, _, _ := strings.Cut(f.Field, ".")
		if _, given := typed[field]; !given && field != "" {
			continue
		}
		lacks = append(lacks, s.sayFault(f.Key, f.Args))
	}
	return lacks
}

// alike tells once what comes to several matters in the same words.
func alike(lines []AfterLine) []AfterLine {
	var once []AfterLine
	for _, line := range lines {
		if i := slices.IndexFunc(once, line.same); i >= 0 {
			once[i].Times++
			continue
		}
		line.Times = 1
		once = append(once, line)
	}
	return once
}

func (l AfterLine) same(other AfterLine) bool {
	return l.Icon == other.Icon && l.Text == other.Text && l.On == other.On && l.How == other.How &&
		(l.State == other.State || l.State != nil && other.State != nil && *l.State == *other.State)
}

// unfinished is the input of a form that need not be complete.
func (v *visit) unfinished(act *workflows.Act, values url.Values) casework.Input {
	r := &reading{v: v, values: values, raw: map[string]any{}, rows: map[string][]string{}}
	for i := range act.Fields {
		switch d := &act.Fields[i]; d.Type {
		case "matter", "file", "files", "area": // they move no clock, and reading them asks the database
		default:
			if err := r.field(d); err != nil {
				delete(r.raw, d.ID)
			}
		}
	}
	return casework.Input{On: casemodel.Day(values.Get("on")), Fields: r.raw}
}

func (s *Site) effects(view *casework.View, f *casework.Outlook) []AfterLine {
	var lines []AfterLine
	if f.To != f.From {
		state := stateOf(view.Flow, f.To)
		lines = append(lines, AfterLine{Icon: "flow", Text: say("foreseen.becomes", "what", view.Flow.Title), State: &state})
	}
	for i := range f.Moves {
		if m := &f.Moves[i]; m.From != m.To && !slices.ContainsFunc(f.Moves[i+1:], func(later casework.Moved) bool { return later.Matter.ID == m.Matter.ID }) {
			state := stateOf(m.Flow, m.To)
			lines = append(lines, AfterLine{Icon: "flow", Text: say("foreseen.becomes", "what", m.Flow.Title), State: &state})
		}
	}
	for _, b := range f.Births {
		line := AfterLine{Icon: "plus", Text: say("foreseen.begins", "what", b.Flow.Title)}
		switch {
		case b.First != "":
			line.Text, line.On = say("foreseen.begins_due", "what", b.Flow.Title, "n", b.N), shortDay(b.First, localDay(view.Now))
		case b.Body.Title != "":
			line.Text = say("foreseen.begins_at", "what", b.Flow.Title, "body", b.Body.Title)
		}
		lines = append(lines, line)
	}
	for i := range f.Clocks {
		lines = append(lines, s.turned(view, &f.Clocks[i]))
	}
	if len(f.Papers) > 0 {
		titles := make([]string, len(f.Papers))
		for i, name := range f.Papers {
			titles[i] = say("document." + name)
		}
		lines = append(lines, AfterLine{Icon: "file", Text: say("foreseen.papers", "papers", strings.Join(titles, say("list.comma")))})
	}
	return lines
}

// turned says what becomes of one clock.
func (s *Site) turned(view *casework.View, t *casework.Turn) AfterLine {
	today := localDay(view.Now)
	line := AfterLine{Icon: "clock", Text: say("foreseen."+t.Kind, "rule", templates.FullWidth(t.Rule.Title), "was", shortDay(t.Was, today))}
	switch t.Kind {
	case casework.TurnStarts, casework.TurnResumes, casework.TurnMoves:
		due := dueDay(t.Due, today)
		line.On, line.Due = shortDay(t.Due, today), &due
		line.How = say("foreseen.how", "how", explain(t.Terms), "source", ruleSource(t.Rule))
	case casework.TurnPauses:
		line.Icon = "pause"
	case casework.TurnMet, casework.TurnStops:
		line.Icon = "check"
	}
	return line
}
