package casework

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/workflows"
)

// Row is what a list shows of one matter beside its header, as far as the
// actor may read it: no more than the matter's own page would show.
type Row struct {
	Registration bool              // may be read: the parties and the card are there
	Head         string            // number of the family's head
	Parties      []casemodel.Party // names and how many, nothing that was sealed
	Card         casemodel.Card
	Fields       map[string]string  // of those asked for, by the class of each; nil for none
	Duty         *workflows.Rule    // the clock that the due date is of
	Target       casemodel.Day      // last day of the term the body works by where no duty runs, "" for none
	Open         []casemodel.Matter // open attempts, confirmations and requests of the family
	Contact      casemodel.Day      // when somebody of the case was last spoken to
	Owed         *casemodel.Item    // what an obligation is about
	OwedTo       string             // to whom of a roster, for who may read both the agreement and who is in dispute
	Covers       int                // matters this one covers
	Summary      string             // of the family's head, where its registration may be read
	People       int                // involved, as the head says, where it may be read
}

// waiting are the kinds of matter in a family that a case waits for.
var waiting = []casemodel.Kind{casemodel.KindProceeding, casemodel.KindConfirmation, casemodel.KindApproval}

// Rows reads what a list shows of matters the actor may see. How many
// questions the database is asked does not depend on how many rows there are.
func (d *Desk) Rows(ctx context.Context, who casemodel.Actor, items []casemodel.Matter, fields ...string) (map[casemodel.ID]*Row, error) {
	var rows map[casemodel.ID]*Row
	err := d.DB.Read(ctx, func(tx *store.Tx) error {
		var err error
		rows, err = d.rows(tx, who, items, fields)
		return err
	})
	return rows, err
}

func (d *Desk) rows(tx *store.Tx, who casemodel.Actor, items []casemodel.Matter, fields []string) (map[casemodel.ID]*Row, error) {
	r := &reading{d: d, tx: tx, who: who, items: items, rows: make(map[casemodel.ID]*Row, len(items))}
	return r.rows, r.all(fields)
}

// reading is one list on its way.
type reading struct {
	d     *Desk
	tx    *store.Tx
	who   casemodel.Actor
	items []casemodel.Matter
	rows  map[casemodel.ID]*Row
	roots []casemodel.ID
	ids   []casemodel.ID
	whole []casemodel.ID        // rows and the heads of their families
	known map[casemodel.ID]bool // of these, whose registration may be read
}

func (r *reading) all(fields []string) error {
	rows := make([]Row, len(r.items))
	r.ids, r.roots = make([]casemodel.ID, 0, len(r.items)), make([]casemodel.ID, 0, len(r.items))
	for i := range r.items {
		m := &r.items[i]
		r.rows[m.ID] = &rows[i]
		r.ids = append(r.ids, m.ID)
		if !slices.Contains(r.roots, m.RootID) {
			r.roots = append(r.roots, m.RootID)
		}
	}
	r.whole = slices.Clone(r.ids)
	for _, root := range r.roots {
		if !slices.Contains(r.ids, root) {
			r.whole = append(r.whole, root)
		}
	}
	var values map[casemodel.ID]map[string]string
	err := r.tx.AtOnce(r.heads, r.registration, r.duties, r.open, r.contacts, r.owed, r.covers, func() (err error) {
		values, err = r.tx.FieldsNamed(append(slices.Clone(fields), "summary", "people_involved"), r.whole...)
		return err
	})
	if err != nil {
		return err
	}
	for i := range rows {
		if !rows[i].Registration {
			rows[i].OwedTo = ""
		}
	}
	return r.fields(fields, values)
}

// scope is what the actor may read in one way.
func (r *reading) scope(act string) casemodel.Scope { return r.d.Gate.Now().Scope(r.who, act) }

// of are the ids of the rows of one kind.
func (r *reading) of(kind casemodel.Kind) (ids, roots []casemodel.ID) {
	for i := range r.items {
		if r.items[i].Kind == kind {
			ids, roots = append(ids, r.items[i].ID), append(roots, r.items[i].RootID)
		}
	}
	return ids, roots
}

func (r *reading) heads() error {
	numbers, err := r.tx.Numbers(r.roots...)
	for i := range r.items {
		r.rows[r.items[i].ID].Head = numbers[r.items[i].RootID]
	}
	return err
}

// registration reads who is in dispute, and the card, where the registration of
// the row itself may be read. All are asked for together with whose may be read,
// for an errand costs more than they do; the others' go no further than here.
func (r *reading) registration() error {
	var cards map[casemodel.ID]casemodel.Card
	var parties map[casemodel.ID][]casemodel.Party
	err := r.tx.AtOnce(
		func() (err error) {
			r.known, err = r.tx.Visible(r.scope("read.registration"), r.whole...)
			return err
		},
		func() (err error) { cards, err = r.tx.Cards(r.roots...); return err },
		func() (err error) { parties, err = r.tx.PartyNames(r.roots...); return err })
	if err != nil {
		return err
	}
	for i := range r.items {
		m, row := &r.items[i], r.rows[r.items[i].ID]
		if row.Registration = r.known[m.ID]; row.Registration && (m.Kind != casemodel.KindSupervision || r.known[m.RootID]) {
			row.Card, row.Parties = cards[m.RootID], parties[m.RootID]
		}
	}
	return nil
}

// duties names the clock behind each due date.
func (r *reading) duties() error {
	duties, err := r.tx.Duties(r.roots...)
	for i := range r.items {
		m := &r.items[i]
		for _, duty := range duties {
			if duty.MatterID != m.ID {
				continue
			}
			rule, _ := r.d.Flows.Rules.Get(duty.RuleID)
			switch row := r.rows[m.ID]; {
			case duty.Class == casemodel.Soft:
				row.Target = target(row.Target, rule, duty.DueOn)
			case duty.DueAt == m.DueAt:
				row.Duty = rule
			}
		}
	}
	return err
}

// target is the earlier last day of a term that a procedure works by; what only
// reminds of something is no term.
func target(before casemodel.Day, rule *workflows.Rule, on casemodel.Day) casemodel.Day {
	if rule == nil || rule.Slot != "term" || on == "" || before != "" && before < on {
		return before
	}
	return on
}

// Target is the last day of the term a body works by, "" for none: what people
// look at where no duty runs. It is no time limit of law.
func (v *View) Target() (on casemodel.Day) {
	for _, c := range v.Deadlines {
		if c.Deadline.Class == casemodel.Soft && c.Deadline.State == casemodel.ClockRunning {
			on = target(on, c.Rule, c.Deadline.DueOn)
		}
	}
	return on
}

// open reads what else of the family is under way.
func (r *reading) open() error {
	open, err := r.tx.OpenOf(r.scope("see"), waiting, r.roots...)
	for i := range r.items {
		m := &r.items[i]
		for k := range open {
			below := m.IsRoot() && open[k].RootID == m.ID || open[k].ParentID == m.ID
			if below && open[k].ID != m.ID {
				open[k].Title = open[k].PublicTitle // whether more may be read was not asked
				r.rows[m.ID].Open = append(r.rows[m.ID].Open, open[k])
			}
		}
	}
	return err
}

func (r *reading) contacts() error {
	days, err := r.tx.LastActOf(r.scope("see"), "contact", r.roots...)
	for i := range r.items {
		r.rows[r.items[i].ID].Contact = days[r.items[i].RootID]
	}
	return err
}

// owed reads what obligations are about: a text of the agreement.
func (r *reading) owed() error {
	ids, roots := r.of(casemodel.KindObligation)
	var visible map[casemodel.ID]bool
	var owed map[casemodel.ID]casemodel.Item
	var names map[casemodel.ID]string
	err := r.tx.AtOnce(
		func() (err error) { visible, err = r.tx.Visible(r.scope("read.agreement"), ids...); return err },
		func() (err error) { owed, err = r.tx.Owed(roots, ids); return err },
		func() (err error) { names, err = r.tx.OwedTo(roots); return err })
	if err != nil {
		return err
	}
	for id, item := range owed {
		if visible[id] {
			r.rows[id].Owed, r.rows[id].OwedTo = &item, names[id]
		}
	}
	return nil
}

// covers counts the petitions a backlog entry covers that the actor may know of.
func (r *reading) covers() error {
	ids, _ := r.of(casemodel.KindBacklog)
	counts, err := r.tx.Linked(r.scope("see"), "covers", ids...)
	for id, n := range counts {
		r.rows[id].Covers = n
	}
	return err
}

// fields hands out the named values, each by the class it has in its matter, and
// what the case is about from its head.
func (r *reading) fields(names []string, values map[casemodel.ID]map[string]string) (err error) {
	may := map[string]map[casemodel.ID]bool{"read.registration": r.known}
	for i := range r.items {
		m := &r.items[i]
		if row, head := r.rows[m.ID], values[m.RootID]; r.known[m.RootID] {
			row.Summary = head["summary"]
			row.People, _ = strconv.Atoi(head["people_involved"]) // none stated is none
		}
		for field, value := range values[m.ID] {
			if !slices.Contains(names, field) {
				continue
			}
			act, hidden := r.readerOf(m, field)
			if hidden {
				continue
			}
			if act != "" && may[act] == nil {
				if may[act], err = r.tx.Visible(r.scope(act), r.ids...); err != nil {
					return err
				}
			}
			if act != "" && !may[act][m.ID] {
				continue
			}
			row := r.rows[m.ID]
			if row.Fields == nil {
				row.Fields = map[string]string{}
			}
			row.Fields[field] = value
		}
	}
	return nil
}

// readerOf is the read act a value asks for, "" for a paper that anybody who
// knows of the matter may know of; hidden values are the engine's own.
func (r *reading) readerOf(m *casemodel.Matter, field string) (act string, hidden bool) {
	flow := r.d.Flows.Flow(m.Workflow, m.WorkflowVersion)
	if flow == nil {
		return "", true
	}
	if paper, is := strings.CutPrefix(field, "doc."); is {
		if flow.PaperRead(paper) == "sealed" {
			return "read.sealed", false
		}
		return "", false
	}
	if inner(field) || m.Kind == casemodel.KindApproval && field == "input" {
		return "", true
	}
	return readAct(r.d.classOf(m, field)), false
}

// Chosen returns the headers of some matters in the order they were named, of
// those the actor may know of.
func (d *Desk) Chosen(ctx context.Context, who casemodel.Actor, ids ...casemodel.ID) ([]casemodel.Matter, error) {
	var chosen []casemodel.Matter
	err := d.DB.Read(ctx, func(tx *store.Tx) error {
		gate := d.Gate.Now()
		found, err := tx.Headers(gate.Scope(who, "see"), ids...)
		if err != nil {
			return err
		}
		slices.SortFunc(found, func(a, b casemodel.Matter) int { return slices.Index(ids, a.ID) - slices.Index(ids, b.ID) })
		chosen = found
		return d.hideTitles(tx, gate.Scope(who, "read.registration"), chosen)
	})
	return chosen, err
}
