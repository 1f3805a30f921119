package casework

import (
	"cmp"
	"fmt"
	"maps"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/workflows"
)

// deepest is how far follow-ons may lead from one to the next; the loader
// refuses cycles, so this is only a fuse. How many there are side by side is
// the agreement's business: an agreement may have hundreds of obligations.
const deepest = 24

// fire carries out a call whose turn and right are settled: input, guards,
// the act's own lines, header, clocks, papers, journal, then what follows.
func (j *job) fire(c *call) error {
	if j.depth++; j.depth > deepest {
		return fmt.Errorf("%s on %s: follow-ons do not end", c.act, c.m.ID)
	}
	j.busy[c.m.ID]++
	defer func() {
		j.depth--
		j.busy[c.m.ID]--
	}()
	c.flow = j.flow(c.m)
	act := c.flow.Act(c.act)
	c.before = *c.m
	move, err := j.can(c)
	if err != nil {
		return err
	}
	j.change(c.m)
	c.seq = j.reserve(c.m)
	if code := codeOf(c); code != nil {
		if err := code(j, c); err != nil {
			return err
		}
	}
	if err := j.terms(c, act); err != nil {
		return err
	}
	if err := j.sets(c, act.Sets); err != nil {
		return err
	}
	j.move(c, move)
	if err := j.callOff(c); err != nil {
		return err
	}
	if err := j.keep(c, act); err != nil {
		return err
	}
	if err := j.asFrozen(c); err != nil {
		return err
	}
	if err := j.keepText(c, act); err != nil {
		return err
	}
	if err := j.participants(c); err != nil {
		return err
	}
	if err := j.handOver(c); err != nil {
		return err
	}
	if err := j.relate(c, act.Links); err != nil {
		return err
	}
	if err := j.note(c); err != nil {
		return err
	}
	if err := j.inform(c); err != nil {
		return err
	}
	if c.flow.Event(c.act) != nil {
		j.out.Fired = append(j.out.Fired, Fired{MatterID: c.m.ID, Event: c.act, From: move.From, To: move.To})
		j.wantNumber(c)
	}
	if err := j.tick(c, act); err != nil {
		return err
	}
	return j.follow(c, act)
}

// can is question 4: the input fits the declared fields, what it names
// exists, and the guards have nothing against it.
func (j *job) can(c *call) (workflows.Move, error) {
	act := c.flow.Act(c.act)
	in, err := workflows.Read(act.Fields, c.raw)
	if err != nil {
		return workflows.Move{}, err
	}
	c.in = in
	facts, err := j.facts(c)
	if err != nil {
		return workflows.Move{}, err
	}
	if err := j.refers(c, act, facts); err != nil {
		return workflows.Move{}, err
	}
	if c.flow.Event(c.act) != nil {
		return c.flow.Fire(j.tx.Context(), c.act, facts, in)
	}
	if err := workflows.Ask(act.Needs, facts, in); err != nil {
		return workflows.Move{}, err
	}
	m := c.m
	return workflows.Move{From: m.State, To: m.State, ReturnState: m.ReturnState, Class: m.Class}, nil
}

// move puts the matter where the workflow leads.
func (j *job) move(c *call, move workflows.Move) {
	m := c.m
	event := c.flow.Event(c.act)
	if event == nil {
		if r := c.flow.Record(c.act); !r.Append {
			m.Version++
		}
		return
	}
	m.Version++
	m.ReturnState = move.ReturnState
	m.StateOn = m.StateOn.Later(c.on)
	if move.To != move.From {
		m.State, m.StateSince = move.To, j.tx.Now()
	}
	m.Class = move.Class
	m.Live = 0
	if m.Class == casemodel.Live {
		m.Live = 1
	}
	switch {
	case m.Class == casemodel.Live:
		m.ClosedAt, m.ArchivedAt = casemodel.Instant{}, casemodel.Instant{}
	case m.ClosedAt.IsZero():
		m.ClosedAt = j.tx.Now()
	}
	if m.State == "archived" {
		m.ArchivedAt = j.tx.Now()
	}
}

// sets carries out the header changes the definition names.
func (j *job) sets(c *call, sets map[string]string) error {
	for column, word := range sets {
		value, given := c.word(word)
		if !given {
			continue
		}
		if err := setColumn(c.m, column, value); err != nil {
			return fmt.Errorf("%s of %s: %w", c.act, c.flow.ID, err)
		}
	}
	if c.m.IsRoot() && c.m.CentreID != c.before.CentreID && c.before.CentreID != "" {
		if err := j.moveFamily(c.m.CentreID); err != nil {
			return err
		}
	}
	if _, set := sets["category"]; !set || c.m.Category == c.before.Category {
		return nil
	}
	c.m.PublicTitle = publicTitle(j.d.Flows, c.m)
	if err := j.handDown(c); err != nil {
		return err
	}
	return j.index(c.m)
}

// moveFamily gives every matter of the family the new centre and its level:
// what the old centre may no longer see of the case it may not read through a
// part of it either (decision 6).
func (j *job) moveFamily(centre casemodel.ID) error {
	body, err := j.tx.Body(centre)
	if err != nil {
		return fmt.Errorf("centre of the family: %w", err)
	}
	for _, m := range j.fam.matters {
		j.change(m)
		m.CentreID, m.Level = centre, body.Level
	}
	return nil
}

// word reads $actor, $first_actor, $actor.body, $offered, $none, $input.x or a plain word;
// an input that was not given changes nothing.
func (c *call) word(word string) (string, bool) {
	switch word {
	case "$actor":
		return string(c.who.UserID), c.who.UserID != ""
	case "$first_actor":
		return string(c.who.UserID), c.who.UserID != "" && c.before.HandlerID == ""
	case "$actor.body":
		return string(c.who.BodyID), c.who.BodyID != ""
	case "$offered":
		return string(c.before.OfferedBodyID), c.before.OfferedBodyID != ""
	case "$none":
		return "", true
	}
	if field, is := strings.CutPrefix(word, "$input."); is {
		return c.in.Text(field), c.in.Has(field)
	}
	return word, true
}

func setColumn(m *casemodel.Matter, column, value string) error {
	id := casemodel.ID(value)
	switch column {
	case "handler":
		m.HandlerID = id
	case "body":
		m.BodyID = id
	case "offered":
		m.OfferedBodyID = id
	case "owner":
		m.OwnerID = id
	case "review":
		m.ReviewBodyID = id
	case "centre":
		m.CentreID = id
	case "grid":
		m.GridID = id
	case "result":
		m.Result = value
	case "urgency":
		m.Urgency = value
	case "category":
		m.Category = value
	case "channel":
		m.Channel = value
	case "title":
		m.Title = value
	case "risk":
		r, err := casemodel.ParseRisk(value)
		if err != nil {
			return err
		}
		m.Risk = r
	case "level":
		if _, err := fmt.Sscan(value, &m.Level); err != nil {
			return err
		}
	default:
		return fmt.Errorf("no column %q to set", column)
	}
	return nil
}

// keep writes the declared fields as current values, and ties files to the
// matter.
func (j *job) keep(c *call, act *workflows.Act) error {
	values := map[string]string{}
	for _, f := range act.Fields {
		v, given := c.in[f.ID]
		if !given {
			continue
		}
		if !f.Unkept {
			values[f.ID] = workflows.Write(v)
		}
	}
	if err := j.useFiles(c, act.Fields); err != nil {
		return err
	}
	for _, name := range act.Documents {
		values["doc."+name] = string(c.on)
	}
	maps.Copy(values, c.extra)
	return j.keepValues(c.m, values, c.seq)
}

// keepValues writes current values and keeps the loaded ones true.
func (j *job) keepValues(m *casemodel.Matter, values map[string]string, seq int) error {
	if len(values) == 0 {
		return nil
	}
	for k, v := range values {
		j.fam.keep(m.ID, k, v)
	}
	return j.tx.SetFields(m.ID, values, seq)
}

// useFiles ties what was uploaded for an act, or for a birth, to its matter.
func (j *job) useFiles(c *call, fields []workflows.Field) error {
	if c.act == "attach" && c.in.Has("session") {
		return nil // its files lie with that record already
	}
	for _, f := range fields {
		read := f.Read // for what is fresh; a file the matter has already keeps its class
		document := ""
		if c.act == "attach" {
			document = c.in.Text("document")
			read = j.paperRead(document, cmp.Or(c.in.Text("read"), read))
		}
		if class := c.in.Text("read"); class != "" && ofEvidence(c.act) {
			read = class
		}
		if c.act == "notify_sitting" && j.fam.sitting(c.in.ID("sitting")).Alone() { // the proof names who is talked to alone
			read = "sessions"
		}
		if read == "" {
			read = "registration"
		}
		// Another form of the same person, or the nightly sweep, may have been first.
		err := j.tx.UseFiles(c.m.ID, c.m.RootID, read, document, filesIn(c.in, f)...)
		if err != nil {
			return missing(err, f.ID, "field.no_such_file")
		}
	}
	return nil
}

// filesIn are the files a field names.
func filesIn(in casemodel.Fields, f workflows.Field) []casemodel.ID {
	switch {
	case f.Type == "files":
		return in.IDs(f.ID)
	case f.Type == "file" && in.Has(f.ID):
		return []casemodel.ID{in.ID(f.ID)}
	}
	return nil
}
