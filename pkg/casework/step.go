package casework

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/policies"
	"github.com/jiefen/jiefen/workflows"
)

// Do carries out one event or record on one matter: the only way in which a
// matter changes (design.md 1). In one transaction it asks, in this order: may
// they know of it, is it that step's turn, may they, can it; then changes,
// records, creates and follows on; or nothing at all happened.
//
// Errors for the person: NotFound, WrongStep (who was there first), Conflict
// (stale version), Forbidden or Recused (who may), Invalid (at its field),
// Pending, NoVersion, KeyReused.
func (d *Desk) Do(ctx context.Context, who casemodel.Actor, id casemodel.ID, act string, in Input) (Outcome, error) {
	var out Outcome
	err := d.DB.Do(ctx, func(tx *store.Tx) error {
		out = Outcome{}
		return once(tx, who, in, &out, func() error { return d.led(tx, who, id, act, in, &out) })
	})
	return out, err
}

// once makes an act with a key happen once: the key goes in first, and a
// repeat gets the stored answer.
func once(tx *store.Tx, who casemodel.Actor, in Input, out *Outcome, do func() error) error {
	if in.Key == "" {
		return do()
	}
	actor := string(who.UserID)
	if actor == "" {
		actor = who.Name
	}
	replay, err := tx.Once(actor, in.Key, in.Hash)
	if err != nil {
		return err
	}
	if replay != nil {
		out.Replayed = true
		return json.Unmarshal(replay.Answer, out)
	}
	if err := do(); err != nil {
		return err
	}
	// The answer is sealed and swept after a week; with it a lost answer can be
	// asked for again, query codes and all.
	answer, err := json.Marshal(out)
	if err != nil {
		return err
	}
	return tx.SaveOnce(actor, in.Key, 200, out.MatterID, out.Version, answer)
}

// step is the transaction's body.
func (d *Desk) step(tx *store.Tx, who casemodel.Actor, id casemodel.ID, act string, in Input, out *Outcome) error {
	root, err := tx.RootOf(id)
	if err != nil {
		return err
	}
	second, err := d.touched(tx, id, act, in.Fields)
	if err != nil {
		return err
	}
	if err := tx.LockRoots(append(second, root)...); err != nil {
		return err
	}
	fam, err := openFamily(tx, root)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(checking, who.Has) { // whom the draw may have opened it to
		if err := fam.loadSamples(); err != nil {
			return err
		}
	}
	j := d.job(tx, fam, who, out)
	if len(second) > 0 {
		if j.master, err = openFamily(tx, second[0]); err != nil {
			return err
		}
	}
	m := fam.matter(id)
	out.MatterID = id
	c := &call{m: m, act: act, raw: in.Fields, on: in.On, who: who, next: in.next}
	if err := j.ask(c, in); err != nil {
		return err
	}
	if c.approval != nil {
		if err := j.request(c); err != nil {
			return err
		}
	} else if err := j.fire(c); err != nil {
		return err
	}
	if err := j.finish(); err != nil {
		return err
	}
	out.Version = m.Version
	return nil
}

// touched finds the second root an act names, so that all roots are locked
// before anything is read (engine rule T1). An approval names what its stored
// request names.
func (d *Desk) touched(tx *store.Tx, id casemodel.ID, act string, raw map[string]any) ([]casemodel.ID, error) {
	if act == "approve" {
		kept, err := tx.Fields(id)
		if err != nil {
			return nil, err
		}
		act = kept[id]["event"]
		raw = map[string]any{}
		if text := kept[id]["input"]; text != "" {
			if err := json.Unmarshal([]byte(text), &raw); err != nil {
				return nil, fmt.Errorf("read request: %w", err)
			}
		}
	}
	var roots []casemodel.ID
	for _, f := range d.Flows.All() {
		e := f.Event(act)
		if e == nil {
			continue
		}
		for _, field := range e.Touches {
			other := casemodel.ID(fmt.Sprint(raw[field]))
			if !other.Valid() {
				continue
			}
			root, err := tx.RootOf(other)
			if casemodel.Is(err, casemodel.NotFound) {
				continue // the field's own check says so, once the first questions are answered
			}
			if err != nil {
				return nil, err
			}
			if !slices.Contains(roots, root) {
				roots = append(roots, root)
			}
		}
	}
	return roots, nil
}

// job is one transaction's work on one family: which headers changed, which
// entries wait for the journal, which numbers are still to be taken.
type job struct {
	d         *Desk
	tx        *store.Tx
	fam       *family
	master    *family // of the second root, when the act names one
	who       casemodel.Actor
	out       *Outcome
	gate      *policies.Snapshot
	book      *calendar.Book
	today     casemodel.Day
	entries   []*entry
	reserved  map[casemodel.ID]int // journal entries reserved per matter
	was       map[casemodel.ID]int // seq of headers as they were read
	dirty     []*casemodel.Matter
	numbers   []numberWanted
	issued    []paperWanted
	clocks    map[casemodel.ID]bool // matters whose DueAt must be found anew
	touched   map[*casemodel.Deadline]bool
	fresh     map[*casemodel.Deadline]bool
	depth     int
	busy      map[casemodel.ID]int      // matters whose act is running
	news      []news                    // who is to be told of what
	stands    map[casemodel.ID][]string // how the actor stands to each matter, when the job only looks
	expiring  *casemodel.Deadline       // the clock whose end is being fired
	dry       bool                      // it only foresees: nothing is written
	heard     map[heardBy]map[casemodel.ID]bool
	links     []casemodel.Link // how the case is tied to others, once haveLinks says that they were read
	haveLinks bool
}

// entry is a journal line that waits for the end of the work.
type entry struct {
	c       *call
	m       *casemodel.Matter
	line    casemodel.Entry
	payload []byte
}

func (d *Desk) job(tx *store.Tx, fam *family, who casemodel.Actor, out *Outcome) *job {
	return &job{
		d: d, tx: tx, fam: fam, who: who, out: out, gate: d.Gate.Now(), book: d.Calendar(), today: today(tx.Now()),
		reserved: map[casemodel.ID]int{}, busy: map[casemodel.ID]int{}, was: map[casemodel.ID]int{}, clocks: map[casemodel.ID]bool{},
		touched: map[*casemodel.Deadline]bool{}, fresh: map[*casemodel.Deadline]bool{},
	}
}

// call is one act on one matter on its way through the job.
type call struct {
	m        *casemodel.Matter
	flow     *workflows.Flow
	act      string
	raw      map[string]any
	in       casemodel.Fields
	on       casemodel.Day
	why      string
	who      casemodel.Actor
	behalf   casemodel.ID // user a follow-on or an approved request acts for
	cause    string       // matter:seq that fired it
	row      string       // policy row that allowed it
	follow   bool         // fired by another act
	next     string       // of a ceremony: the act it goes before
	approval *workflows.Approval
	seq      int               // its journal entry
	before   casemodel.Matter  // header before the change
	extra    map[string]string // more current values to keep, by act code
	journal  map[string]any    // more payload, by act code
	binding  *binding          // whom a text binds that is put in force
	falling  *falling          // what loses its force, or has it again
	bound    []casemodel.ID    // cases whose agreement binds the same parties, on submit
}

// finish writes what the work left: clocks, numbers, journal, headers; the
// numbers last, sorted, so that two jobs never wait for each other crosswise.
func (j *job) finish() error {
	if err := j.saveClocks(); err != nil {
		return err
	}
	if err := j.takeNumbers(); err != nil {
		return err
	}
	for _, e := range j.entries {
		e.line.WorkflowSHA = j.flow(e.m).SHA
		if err := j.tx.AppendJournal(e.m, &e.line, e.payload); err != nil {
			return err
		}
	}
	for _, m := range j.dirty {
		m.ChangedAt = j.tx.Now()
		if err := j.tx.UpdateMatter(m, j.was[m.ID]); err != nil {
			return err
		}
	}
	return j.sendNews()
}

// change marks a header for saving.
func (j *job) change(m *casemodel.Matter) {
	if _, known := j.was[m.ID]; !known {
		j.was[m.ID] = m.Seq
		j.dirty = append(j.dirty, m)
	}
}

// reserve gives the next journal number of a matter.
func (j *job) reserve(m *casemodel.Matter) int {
	j.change(m)
	j.reserved[m.ID]++
	return j.was[m.ID] + j.reserved[m.ID]
}

func (j *job) flow(m *casemodel.Matter) *workflows.Flow {
	return j.d.Flows.Flow(m.Workflow, m.WorkflowVersion)
}

// note writes the journal line of a call; the state before is in c.before.
func (j *job) note(c *call) error {
	payload, err := j.payload(c)
	if err != nil {
		return err
	}
	j.entries = append(j.entries, &entry{c: c, m: c.m, payload: payload, line: casemodel.Entry{
		MatterID: c.m.ID, RootID: c.m.RootID, At: j.tx.Now(), On: c.on, ActorID: c.who.UserID, ActorName: c.who.Name,
		BodyID: c.who.BodyID, MembershipID: c.who.MembershipID, OnBehalfOf: c.behalf, Cause: c.cause, Act: c.act,
		FromState: c.before.State, ToState: c.m.State, Version: c.m.Version, PolicyRow: c.row,
	}})
	return nil
}

// payload is what was typed, as JSON; nil when nothing was.
func (j *job) payload(c *call) ([]byte, error) {
	body := map[string]any{}
	if len(c.in) > 0 {
		fields := map[string]string{}
		for id, v := range c.in {
			fields[id] = workflows.Write(v)
		}
		body["fields"] = fields
	}
	if c.why != "" {
		body["why"] = c.why
	}
	maps.Copy(body, c.journal)
	if len(body) == 0 {
		return nil, nil
	}
	return json.Marshal(body)
}

// mark is matter:seq, the form a cause is written in.
func mark(m *casemodel.Matter, seq int) string { return fmt.Sprintf("%s:%d", m.ID, seq) }

func inputWord(word string, in casemodel.Fields) (any, bool) {
	name, is := strings.CutPrefix(word, "$input.")
	if !is {
		return word, true
	}
	v, ok := in[name]
	return v, ok
}
