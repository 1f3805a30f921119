package store

import (
	"encoding/json"
	"fmt"

	"github.com/jiefen/jiefen/casemodel"
)

// What a list shows beside the headers is asked for all its rows at once: each
// of these is one statement, however many rows there are.

// Duty is a running duty of a body, or the soft term it works by: a rule and
// when it ends.
type Duty struct {
	MatterID casemodel.ID
	RuleID   string
	Class    casemodel.DeadlineClass
	DueAt    casemodel.Instant
	DueOn    casemodel.Day
}

// Duties lists the running duties and soft terms of some families, paused ones
// left out, and the duties that were missed.
func (tx *Tx) Duties(roots ...casemodel.ID) (duties []Duty, err error) {
	if len(roots) == 0 {
		return nil, nil
	}
	q := tx.among("root_id", roots).in("SELECT matter_id, rule_id, class, due_at, due_on FROM deadline WHERE ", " AND (class IN ('duty', 'soft') AND state = 'running' OR class = 'duty' AND state = 'missed')")
	var d Duty
	err = tx.each("read duties", q, func(scan func(...any) error) error {
		err := scan(&d.MatterID, &d.RuleID, &d.Class, &d.DueAt, &d.DueOn)
		duties = append(duties, d)
		return err
	})
	return duties, err
}

// FieldsNamed loads the current values of some fields of some matters; who has
// none is not there.
func (tx *Tx) FieldsNamed(fields []string, matters ...casemodel.ID) (map[casemodel.ID]map[string]string, error) {
	values := make(map[casemodel.ID]map[string]string, len(matters))
	if len(matters) == 0 || len(fields) == 0 {
		return values, nil
	}
	q := tx.among("matter_id", matters).and(oneOf("field", fields)).in("SELECT matter_id, field, value FROM matter_field WHERE ", "")
	return values, tx.fields(values, q.sql, q.args...)
}

// PartyNames loads the parties of some families in the order they were
// entered, without anything that is sealed: who they are and how many, whether
// one may call, and whether they left. Who stands on a roster is behind the
// name of another and is none of them.
func (tx *Tx) PartyNames(roots ...casemodel.ID) (map[casemodel.ID][]casemodel.Party, error) {
	parties, all := make(map[casemodel.ID][]casemodel.Party, len(roots)), make([]casemodel.Party, 0, 2*len(roots))
	if len(roots) == 0 {
		return parties, nil
	}
	q := tx.among("root_id", roots).in("SELECT root_id, id, role, kind, name, doc, ended_on FROM party WHERE role <> '"+casemodel.RoleMember+"' AND ", " ORDER BY root_id, seq, id")
	var p casemodel.Party
	var text string
	err := tx.each("read names of parties", q, func(scan func(...any) error) error {
		if err := scan(&p.RootID, &p.ID, &p.Role, &p.Kind, &p.Name, &text, &p.EndedOn); err != nil {
			return err
		}
		doc := partyDoc{Count: 1}
		if text != onePerson {
			doc.Count = 0
			if err := json.Unmarshal([]byte(text), &doc); err != nil {
				return fmt.Errorf("read party %s: %w", p.ID, err)
			}
		}
		p.Count, p.SafeContact, p.Needs = doc.Count, doc.SafeContact, doc.Needs
		all = append(all, p)
		return nil
	})
	for begin := 0; begin < len(all); {
		end := begin + 1
		for end < len(all) && all[end].RootID == all[begin].RootID {
			end++
		}
		parties[all[begin].RootID] = all[begin:end:end]
		begin = end
	}
	return parties, err
}

// OpenOf lists the open matters of these kinds in some families, as far as the
// scope holds them, in the order of their making.
func (tx *Tx) OpenOf(scope casemodel.Scope, kinds []casemodel.Kind, roots ...casemodel.ID) ([]casemodel.Matter, error) {
	if len(roots) == 0 {
		return nil, nil
	}
	within, err := tx.scoped(scope)
	if err != nil {
		return nil, err
	}
	q := tx.among("m.root_id", roots).and(oneOf("m.kind", kinds)).and(within).
		in("SELECT "+matters().list("m")+" FROM matter m WHERE m.class <> 'done' AND ", " ORDER BY m.id")
	return matters().scan(tx, q.sql, q.args...)
}

// Headers loads the headers of some matters, as far as the scope holds them.
func (tx *Tx) Headers(scope casemodel.Scope, ids ...casemodel.ID) ([]casemodel.Matter, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	within, err := tx.scoped(scope)
	if err != nil {
		return nil, err
	}
	q := tx.among("m.id", ids).and(within).in("SELECT "+matters().list("m")+" FROM matter m WHERE ", "")
	return matters().scan(tx, q.sql, q.args...)
}

// Numbers says which number each of some matters carries.
func (tx *Tx) Numbers(ids ...casemodel.ID) (map[casemodel.ID]string, error) {
	return tx.named("matter", "number", ids)
}

// LastActOf says on which legal day an act was last done in each of some
// families, in matters the scope holds.
func (tx *Tx) LastActOf(scope casemodel.Scope, act string, roots ...casemodel.ID) (map[casemodel.ID]casemodel.Day, error) {
	days := make(map[casemodel.ID]casemodel.Day, len(roots))
	if len(roots) == 0 {
		return days, nil
	}
	within, err := tx.scoped(scope)
	if err != nil {
		return nil, err
	}
	q := tx.among("e.root_id", roots).and(clause{"e.act = ?", []any{act}}).and(within).
		in("SELECT e.root_id, max(e.on_day) FROM journal_entry e JOIN matter m ON m.id = e.matter_id WHERE ", " GROUP BY e.root_id")
	return days, tx.each("read last acts", q, func(scan func(...any) error) error {
		var root casemodel.ID
		var on casemodel.Day
		err := scan(&root, &on)
		days[root] = on
		return err
	})
}

// Linked counts the live relations of a kind that go out from each of some
// matters to one the scope holds.
func (tx *Tx) Linked(scope casemodel.Scope, kind string, from ...casemodel.ID) (map[casemodel.ID]int, error) {
	counts := make(map[casemodel.ID]int, len(from))
	if len(from) == 0 {
		return counts, nil
	}
	within, err := tx.scoped(scope)
	if err != nil {
		return nil, err
	}
	q := tx.among("l.from_id", from).and(clause{"l.kind = ? AND l.until = ?", []any{kind, casemodel.Never}}).and(within).
		in("SELECT l.from_id, count(*) FROM matter_link l JOIN matter m ON m.id = l.to_id WHERE ", " GROUP BY l.from_id")
	return counts, tx.each("count relations", q, func(scan func(...any) error) error {
		var id casemodel.ID
		var n int
		err := scan(&id, &n)
		counts[id] = n
		return err
	})
}

// Owed lists the obligations of agreements that these matters watch over.
func (tx *Tx) Owed(roots, matters []casemodel.ID) (map[casemodel.ID]casemodel.Item, error) {
	owed := make(map[casemodel.ID]casemodel.Item, len(matters))
	if len(matters) == 0 {
		return owed, nil
	}
	of := tx.among("root_id", roots).and(tx.among("obligation_id", matters))
	found, err := items().load(tx, of.sql, of.args...)
	for _, it := range found {
		owed[it.ObligationID] = it
	}
	return owed, err
}

// OwedTo names the people of rosters whom obligations of some families are owed
// to, by obligation: they stand behind the name of another, so that PartyNames
// has none of them.
func (tx *Tx) OwedTo(roots []casemodel.ID) (map[casemodel.ID]string, error) {
	names := map[casemodel.ID]string{}
	if len(roots) == 0 {
		return names, nil
	}
	q := tx.among("i.root_id", roots).in("SELECT i.obligation_id, p.name FROM agreement_item i JOIN party p ON p.root_id = i.root_id AND p.id = i.creditor_id WHERE p.role = '"+casemodel.RoleMember+"' AND ", "")
	var id casemodel.ID
	var name string
	return names, tx.each("read who is owed", q, func(scan func(...any) error) error {
		if err := scan(&id, &name); err != nil {
			return err
		}
		names[id] = name
		return nil
	})
}

// UserNames says what some people are called; who is unknown is not there.
func (tx *Tx) UserNames(ids ...casemodel.ID) (map[casemodel.ID]string, error) {
	return tx.named("user_account", "name", ids)
}

// BodyTitles says what some organisations are called.
func (tx *Tx) BodyTitles(ids ...casemodel.ID) (map[casemodel.ID]string, error) {
	return tx.named("body", "title", ids)
}

func (tx *Tx) named(table, column string, ids []casemodel.ID) (map[casemodel.ID]string, error) {
	names := make(map[casemodel.ID]string, len(ids))
	if len(ids) == 0 {
		return names, nil
	}
	q := tx.among("id", ids).in("SELECT id, "+column+" FROM "+table+" WHERE ", "")
	var id casemodel.ID
	var name string
	return names, tx.each("read names", q, func(scan func(...any) error) error {
		err := scan(&id, &name)
		names[id] = name
		return err
	})
}
