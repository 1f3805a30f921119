package web

import (
	"maps"
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/templates"
	"github.com/jiefen/jiefen/workflows"
)

// Clock is one deadline and how it came about.
type Clock struct {
	Title, Class, Explain, Source, On string
	Due                               Due
	Bar                               *Bar
	Provisional                       bool
}

// registration are the values a registration leaves that no act declares.
var registration = []string{"summary", "claims", "occurred_place", "people_involved", "applied_at", "source_ref", "anonymous", "risk_boxes", "slip", "slip_why"}

// factsOf shows the current values this reader may have, under their titles:
// what a part of a case is about on top, everything else among the particulars.
func (s *Site) factsOf(v *visit, view *casework.View, page *MatterPage) {
	if view.Matter.Kind == casemodel.KindApproval {
		page.Asked = s.asked(v, view) // its values are the request itself
		return
	}
	shown := map[string]bool{"summary": true, "claims": true} // they stand on top of the page
	put := func(id string, f Fact) {
		shown[id] = true
		if f.Value == "" {
			return
		}
		if !view.Matter.IsRoot() && (templates.Front(id) || bornWith(view.Flow, id)) || view.Matter.Kind != casemodel.KindCase && bornWith(view.Flow, id) {
			page.Keys = append(page.Keys, f)
			return
		}
		page.Facts = append(page.Facts, f)
	}
	for _, id := range engineKept {
		if value := view.Fields[id]; value != "" && !shown[id] && !bornWith(view.Flow, id) { // what it was born with its workflow names
			put(id, Fact{say("fact." + id), s.registered(id, value)})
		}
	}
	for _, id := range registration {
		if value := view.Fields[id]; value != "" && !shown[id] {
			put(id, Fact{say("fact." + id), s.registered(id, value)})
		}
	}
	for _, d := range declared(view.Flow) {
		if value := view.Fields[d.ID]; value != "" && !shown[d.ID] {
			put(d.ID, Fact{d.Title, s.readable(v, view, &d, value)})
		}
	}
	page.Paid = paid(view)
}

// engineKept are values the engine keeps for a part of a case, its terms first.
var engineKept = []string{"effective_on", "what", "amount", "due_on", "paid"}

func bornWith(flow *workflows.Flow, id string) bool {
	return flow.Create != nil && fieldOf(flow.Create.Fields, id) != nil
}

// paid is how much of an obligation is performed.
func paid(view *casework.View) *Bar {
	owed, err := casemodel.ParseMoney(view.Fields["amount"])
	if err != nil || owed <= 0 || view.Matter.Kind != casemodel.KindObligation {
		return nil
	}
	done, _ := casemodel.ParseMoney(view.Fields["paid"]) // none yet
	return &Bar{
		N: int64(min(done, owed)), Of: int64(owed), Level: "done",
		Title: owedSums(view.Matter.State, owed, done),
	}
}

// declared lists every field of a procedure, birth first.
func declared(flow *workflows.Flow) []workflows.Field {
	var all []workflows.Field
	if flow.Create != nil {
		all = append(all, flow.Create.Fields...)
	}
	for _, e := range flow.Events {
		all = append(all, e.Fields...)
	}
	for _, r := range flow.Records {
		all = append(all, r.Fields...)
	}
	return all
}

// clocks tells each deadline with its reckoning and its source; what is no
// statutory term is never called one. Those that have stopped stand apart.
func (s *Site) clocks(view *casework.View, page *MatterPage) {
	for i := range view.Deadlines {
		d := &view.Deadlines[i].Deadline
		row := clockRow(&view.Deadlines[i], localDay(view.Now))
		if d.Running() || d.State == casemodel.ClockMissed {
			page.Clocks = append(page.Clocks, row)
		} else {
			page.Ended = append(page.Ended, row)
		}
	}
}

// clockRow puts one deadline into words.
func clockRow(c *casework.Clock, today casemodel.Day) Clock {
	d := &c.Deadline
	row := Clock{Title: d.RuleID, Class: say("clock.class." + string(d.Class)), Explain: explain(c.Terms), Provisional: d.Provisional == 1}
	if c.Rule != nil {
		row.Title, row.Source = templates.FullWidth(c.Rule.Title), ruleSource(c.Rule)
	}
	row.On = shortDay(d.DueOn, today)
	if d.State == casemodel.ClockRunning && d.DueOn != "" {
		row.Due = dueDay(d.DueOn, today)
		row.Bar = used(d, today, row.Due)
		return row
	}
	row.Due = Due{Word: say("clock." + d.State), Level: "done"}
	if d.State == casemodel.ClockMissed || d.State == casemodel.ClockMetLate {
		row.Due.Level = "over"
	}
	return row
}

// used is how much of a deadline's time has gone.
func used(d *casemodel.Deadline, today casemodel.Day, due Due) *Bar {
	from := d.AnchorOn
	if from == "" && !d.AnchorAt.IsZero() {
		from = localDay(d.AnchorAt)
	}
	length := days(from, d.DueOn)
	if from == "" || length <= 0 {
		return nil
	}
	gone := min(max(days(from, today), 0), length)
	return &Bar{N: int64(gone), Of: int64(length), Level: due.Level, Title: say("clock.used", "gone", gone, "all", length)}
}

// ruleSource names how binding a figure is and where it is from; our own
// defaults cite nothing.
func ruleSource(r *workflows.Rule) string {
	source := templates.Cite(r.Source.Law, r.Source.Article)
	if source == "" || r.Kind == workflows.RuleDefault {
		return say("rule.kind." + r.Kind)
	}
	return say("rule.source", "kind", say("rule.kind."+r.Kind), "source", source)
}

// outcomes tells what came out of it for each party, the latest first; of a
// roster how many people ended in which way.
func (s *Site) outcomes(view *casework.View) []Fact {
	facts := make([]Fact, 0, len(view.Outcomes))
	at, last := map[casemodel.ID]int{}, map[casemodel.ID]string{}
	for _, o := range view.Outcomes {
		if slices.ContainsFunc(view.Roster, func(m casemodel.Member) bool { return m.ID == o.PartyID }) {
			last[o.PartyID] = o.Result
			continue
		}
		line := say("outcome.line", "result", s.desk.Flows.Title("results", o.Result), "on", string(o.On))
		if i, told := at[o.PartyID]; told {
			facts[i].Value = line + "\n" + facts[i].Value
			continue
		}
		at[o.PartyID] = len(facts)
		facts = append(facts, Fact{s.partyOf(view, o.PartyID), line})
	}
	listed := map[string]int{}
	for _, result := range last {
		listed[result]++
	}
	for _, result := range slices.Sorted(maps.Keys(listed)) {
		facts = append(facts, Fact{say("roster.title"), say("roster.outcome", "result", s.desk.Flows.Title("results", result), "n", listed[result])})
	}
	return facts
}

// Signature is one place under the agreement, filled or not.
type Signature struct {
	Name, Meta string
	State      State
}

// howSigned is who signed for a party, who read the text out and who saw it.
func howSigned(h casework.How) string {
	var line strings.Builder
	for _, one := range []Fact{{"signature.signer", h.Signer}, {"signature.read_by", h.ReadBy}, {"signature.witness", h.Witness}} {
		if one.Value != "" {
			line.WriteString(say("list.dot") + say(one.Title, "name", one.Value))
		}
	}
	return line.String()
}

func (s *Site) signatures(view *casework.View) []Signature {
	rows := make([]Signature, 0, len(view.Signatures))
	for _, one := range view.Signatures {
		row := Signature{Name: say("signature.mediator", "name", one.User.Title), State: State{Title: say("signature.missing"), Tint: "amber", Icon: "hourglass"}}
		if one.Party != "" {
			row.Name = s.partyOf(view, one.Party)
		}
		if one.On != "" {
			row.State, row.Meta = State{Title: say("signature.signed"), Tint: "green", Icon: "check"}, one.WayTitle+" "+string(one.On)+howSigned(one.How)
		}
		rows = append(rows, row)
	}
	return rows
}
