package casework

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/workflows"
)

// Outlook is what an act would bring about if it were done with what is known
// so far: where the matter goes, which clocks turn and to which day, which
// other matters move, which begin. Days come from the same counting as the act
// itself. What hangs on a value not given yet is left out, never guessed.
type Outlook struct {
	On     casemodel.Day // legal date it is counted from
	From   string        // state before
	To     string        // state after; From where it stays
	Clocks []Turn        // of this matter and of those it moves, as far as the actor may know of them
	Moves  []Moved       // other matters of the family, in the order of their moving
	Births []Birth       // matters that would begin
	Papers []string      // that fall due: documents of the act and of what it moves

	// Missing is what the act's guards would refuse it for with what is known so
	// far. It is told only to who may do the act.
	Missing []casemodel.FieldError
}

// Moved is another matter that would follow.
type Moved struct {
	Matter   casemodel.Matter // as it is now
	Flow     *workflows.Flow
	Event    *workflows.Event
	From, To string
}

// Birth is one kind of matter that would begin.
type Birth struct {
	Flow  *workflows.Flow
	Body  Named         // who gets it, empty when it stays where its parent is
	N     int           // how many of them
	First casemodel.Day // the first day one of several falls due, "" when none does
}

// Outlook tells what an act would bring about with each of the given inputs,
// which need not be complete. It only reads. No guard and no right stands in
// its way, only whether the actor may know of the matter: a page shows it
// beside an act it offers, with what the guards still miss.
func (d *Desk) Outlook(ctx context.Context, who casemodel.Actor, id casemodel.ID, act string, inputs ...Input) ([]Outlook, error) {
	all := make([]Outlook, 0, len(inputs))
	err := d.DB.Read(ctx, func(tx *store.Tx) error {
		for _, in := range inputs {
			one, err := d.outlook(tx, who, id, act, in)
			if err != nil {
				return err
			}
			all = append(all, one)
		}
		return nil
	})
	return all, err
}

func (d *Desk) outlook(tx *store.Tx, who casemodel.Actor, id casemodel.ID, act string, in Input) (Outlook, error) {
	j, m, err := d.look(tx, who, id)
	if err != nil {
		return Outlook{}, err
	}
	j.dry = true
	for _, load := range []func() error{j.fam.all, j.fam.loadSegments} {
		if err := load(); err != nil {
			return Outlook{}, err
		}
	}
	c := &call{m: m, flow: j.flow(m), act: act, on: in.On, who: who}
	if c.flow == nil || c.flow.Act(act) == nil {
		return Outlook{}, &casemodel.Error{Kind: casemodel.NotFound, Key: "act.unknown"}
	}
	if !c.on.Valid() || c.on > j.today {
		c.on = j.today
	}
	c.on = c.on.Later(m.StateOn)
	c.in = readable(c.flow.Act(act).Fields, in.Fields)
	was := map[*casemodel.Deadline]casemodel.Deadline{}
	for _, one := range j.fam.deadlines {
		was[one] = *one
	}
	f := Outlook{On: c.on, From: m.State}
	if f.Missing, err = j.missing(c); err != nil {
		return f, err
	}
	if err := j.imagine(c, &f); err != nil {
		return f, err
	}
	f.To = m.State
	f.Clocks = j.turns(was)
	return f, nil
}

// missing asks the guards of an act as they are asked when it is done, of an
// input that need not be complete. Who may not do the act gets no answer.
func (j *job) missing(c *call) ([]casemodel.FieldError, error) {
	if !j.may(c.who, c.m, c.act, classes(c.act)...).Allow {
		return nil, nil
	}
	facts, err := j.facts(c)
	if err != nil {
		return nil, err
	}
	act := c.flow.Act(c.act)
	for _, f := range act.Fields { // guards ask the body that is chosen, and it is there before they are asked
		if f.Type != "body" || !c.in.Has(f.ID) {
			continue
		}
		err := j.refersBody(c, f, facts)
		if refused, is := errors.AsType[*casemodel.Error](err); is {
			return refused.All(), nil
		}
		if err != nil {
			return nil, err
		}
	}
	if refused, is := errors.AsType[*casemodel.Error](workflows.Ask(act.Needs, facts, c.in)); is {
		return refused.All(), nil
	}
	return nil, nil
}

// readable reads what can be read of an unfinished form.
func readable(fields []workflows.Field, raw map[string]any) casemodel.Fields {
	in := casemodel.Fields{}
	for i := range fields {
		one, err := workflows.Read(fields[i:i+1], map[string]any{fields[i].ID: raw[fields[i].ID]})
		if err == nil && one.Has(fields[i].ID) {
			in[fields[i].ID] = one[fields[i].ID]
		}
	}
	return in
}

// imagine does to the family in memory what fire does to it in earnest: the
// state, the columns clocks are measured by, the clocks, and what follows.
func (j *job) imagine(c *call, f *Outlook) error {
	if j.depth++; j.depth > deepest {
		return nil
	}
	j.busy[c.m.ID]++
	defer func() {
		j.depth--
		j.busy[c.m.ID]--
	}()
	act := c.flow.Act(c.act)
	c.before, c.seq = *c.m, c.m.Seq+1
	if way := c.flow.Open(c.m.State, c.act); way != nil {
		if way.To != workflows.Same {
			c.m.State = way.To
		}
		c.m.Class = c.flow.Class(c.m.State)
	}
	if err := j.terms(c, act); err != nil {
		return err
	}
	if c.flow.Is("dispute_case") && c.act == "accept" {
		if err := acceptCase(j, c); err != nil {
			return unfinished(err)
		}
	}
	for column, word := range act.Sets {
		if value, given := c.word(word); given {
			if err := setColumn(c.m, column, value); err != nil {
				return err
			}
		}
	}
	if grade, err := j.gradeOf(c); err == nil && grade > casemodel.RiskNone && c.act == "grade_risk" {
		for _, m := range j.fam.matters {
			m.Risk = grade
		}
	}
	for _, paper := range act.Documents {
		if !slices.Contains(f.Papers, paper) {
			f.Papers = append(f.Papers, paper)
		}
	}
	if err := j.tick(c, act); err != nil {
		return unfinished(err)
	}
	if strings.HasPrefix(c.act, "revive") || strings.HasPrefix(c.act, "regain_") || strings.HasSuffix(c.act, "_again") && c.m.Kind == casemodel.KindFollowUp {
		if err := codeOf(c)(j, c); err != nil {
			return err
		}
	}
	if err := j.imagineFall(c, f); err != nil {
		return err
	}
	if err := j.imagineRequested(c, f); err != nil {
		return err
	}
	if err := j.imagineFollow(c, act, f, "children"); err != nil {
		return err
	}
	if err := j.births(c, act, f); err != nil {
		return err
	}
	return j.imagineFollow(c, act, f, "")
}

// unfinished: a clock's limit that an input does not keep to yet is told when
// the form is sent.
func unfinished(err error) error {
	if casemodel.Is(err, casemodel.Invalid) {
		return nil
	}
	return err
}

// imagineFollow lets the follow-ons happen, those on children or the others.
func (j *job) imagineFollow(c *call, act *workflows.Act, f *Outlook, only string) error {
	for _, t := range act.Then {
		if (t.Target == "children") != (only == "children") {
			continue
		}
		for _, m := range j.targets(c, t.Target) {
			if err := j.imagineOne(c, t, m, f); err != nil {
				return err
			}
		}
	}
	return nil
}

func (j *job) imagineOne(c *call, t workflows.Then, m *casemodel.Matter, f *Outlook) error {
	flow := j.flow(m)
	if flow == nil || t.Target != "self" && j.busy[m.ID] > 0 {
		return nil
	}
	event := flow.Event(t.EventFor(flow))
	if event == nil || flow.Open(m.State, event.ID) == nil || len(t.In) > 0 && !flow.Within(m.State, t.In) {
		return nil
	}
	next := &call{m: m, flow: flow, act: event.ID, on: c.on.Later(m.StateOn), who: casemodel.System, follow: true, behalf: c.author()}
	raw := map[string]any{}
	for field, word := range t.With {
		if v, given := inputWord(word, c.in); given && acceptable(event, field, v) {
			raw[field] = workflows.Write(v)
		}
	}
	next.in = readable(event.Fields, raw)
	if t.When != nil {
		holds, err := j.holds(*t.When, next, c)
		if err != nil || !holds {
			return err
		}
	}
	return j.imagineMove(next, f)
}

// imagineMove lets an act happen to another matter, and tells of it who may
// know of that matter.
func (j *job) imagineMove(next *call, f *Outlook) error {
	if j.may(j.who, next.m, "see", "read").Allow {
		defer func(i int) { f.Moves[i].To = next.m.State }(len(f.Moves))
		f.Moves = append(f.Moves, Moved{Matter: *next.m, Flow: next.flow, Event: next.flow.Event(next.act), From: next.m.State, To: next.m.State})
	}
	return j.imagine(next, f)
}

// imagineRequested: a request that is approved becomes what it asks for.
func (j *job) imagineRequested(c *call, f *Outlook) error {
	if c.m.Kind != casemodel.KindApproval || c.act != "approve" {
		return nil
	}
	next, err := j.askedFor(c)
	if casemodel.KindOf(err) != "" {
		return nil // it no longer fits, which the approver reads when he sends it
	}
	if err != nil {
		return err
	}
	next.in = readable(next.flow.Act(next.act).Fields, next.raw)
	return j.imagineMove(next, f)
}
