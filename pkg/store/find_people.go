package store

import (
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/search"
)

// Met is a party of a family as a search shows it: what it is told apart by,
// and by which number it was found. The keys are hashes: they say who is the
// same, never who.
type Met struct {
	ID, RootID            casemodel.ID
	Role, Kind, Name      string
	IDKey, PhoneKey       string
	ByID, ByPhone         bool // the whole number
	ByIDTail, ByPhoneTail bool // its last four
	Present               bool
}

// Meet lists the parties of families, with how the figures of a question fit.
// Whether the actor may read the registrations, the caller has asked.
func (tx *Tx) Meet(q search.Question, roots ...casemodel.ID) ([]Met, error) {
	if len(roots) == 0 {
		return nil, nil
	}
	asked, err := tx.d.hashed(q.Figures)
	if err != nil {
		return nil, err
	}
	var list []Met
	of := tx.among("root_id", roots).in("SELECT id, root_id, role, kind, name, id_hash, id_tail_hash, phone_hash, phone_tail_hash, ended_on FROM party WHERE ", " ORDER BY root_id DESC, seq")
	err = tx.each("meet parties", of, func(scan func(...any) error) error {
		var m Met
		var id, idTail, phone, phoneTail []byte
		var ended casemodel.Day
		if err := scan(&m.ID, &m.RootID, &m.Role, &m.Kind, &m.Name, &id, &idTail, &phone, &phoneTail, &ended); err != nil {
			return err
		}
		m.IDKey, m.PhoneKey, m.Present = string(id), string(phone), ended == ""
		m.ByID, m.ByPhone = slices.Contains(asked[blindID], m.IDKey), slices.Contains(asked[blindPhone], m.PhoneKey)
		m.ByIDTail, m.ByPhoneTail = slices.Contains(asked[blindIDTail], string(idTail)), slices.Contains(asked[blindPhoneTail], string(phoneTail))
		list = append(list, m)
		return nil
	})
	return list, err
}

// hashed gives figures their hashes under every label they may stand under.
func (d *DB) hashed(figures []string) (map[string][]string, error) {
	all := map[string][]string{}
	for _, figure := range figures {
		labels := map[string]string{blindID: normalID(figure), blindPhone: normalPhone(figure)}
		if len(figure) == tailLength {
			labels = map[string]string{blindIDTail: figure, blindPhoneTail: figure}
		}
		for label, value := range labels {
			hash, err := d.opts.Keys.Blind(label, value)
			if err != nil {
				return nil, err
			}
			if len(hash) > 0 {
				all[label] = append(all[label], string(hash))
			}
		}
	}
	return all, nil
}

// PartiesByID loads parties in any order. Their numbers are clear.
func (tx *Tx) PartiesByID(ids ...casemodel.ID) ([]casemodel.Party, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	q := tx.among("id", ids)
	return tx.loadParties(q.sql, q.args...)
}

// whispered is what may be told of a matter m to who may be told of it (hint)
// but not see it, if to anybody: a case that is sealed, that is of a family or
// may hold violence is never told of.
const whispered = "m.kind = 'case' AND NOT " + untold

// Whispered tells of which of the cases the actor may be told that they are
// there: those in the scope (hint) from which he has not stepped back.
func (tx *Tx) Whispered(hint casemodel.Scope, ids ...casemodel.ID) (map[casemodel.ID]bool, error) {
	told, err := tx.scoped(hint)
	if err != nil {
		return nil, err
	}
	recused, _ := relation("recused", hint.Actor, tx.Now())
	return tx.such("ask what may be told", whisperedTo{scopeKeyOf(hint)}, ids, clause{sql: whispered}.and(told).and(recused.in("NOT (", ")")))
}

// whisperedTo is the question of Whispered.
type whisperedTo struct{ hint scopeKey }

// mostElsewhere cases of a person are counted.
const mostElsewhere = 100

// Elsewhere counts for each party how many open cases of the same person there
// are which the actor may be told of (hint, see Whispered) but not see.
func (tx *Tx) Elsewhere(hint, see casemodel.Scope, parties ...casemodel.ID) (map[casemodel.ID]int, error) {
	counts := map[casemodel.ID]int{}
	if len(parties) == 0 {
		return counts, nil
	}
	told, err := tx.scoped(hint)
	if err != nil {
		return nil, err
	}
	seen, err := tx.scoped(see)
	if err != nil {
		return nil, err
	}
	recused, _ := relation("recused", hint.Actor, tx.Now())
	const again = "SELECT p.id AS party, o.root_id FROM party p JOIN party o ON "
	same := clause{again + "o.id_hash = p.id_hash WHERE p.id IN " + marks(len(parties)), anys(parties)}
	same = same.with(" UNION ", clause{again + "o.phone_hash = p.phone_hash AND o.name = p.name WHERE p.id IN " + marks(len(parties)), anys(parties)})
	q := same.in("SELECT s.party, count(*) FROM (SELECT * FROM (", ") AS again LIMIT 10000) AS s JOIN matter m ON m.id = s.root_id WHERE "+
		whispered+" AND m.class <> 'done' AND ")
	q = q.with("", told).and(seen.in("NOT (", ")")).and(recused.in("NOT (", ")")).with("", clause{sql: " GROUP BY s.party"})
	rows, err := tx.query("count elsewhere", q.sql, q.args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // its error is rows.Err's
	for rows.Next() {
		var id casemodel.ID
		var n int
		if err := rows.Scan(&id, &n); err != nil {
			return nil, tx.wrap("count elsewhere", err)
		}
		counts[id] = min(n, mostElsewhere)
	}
	return counts, tx.wrap("count elsewhere", rows.Err())
}

// Texts loads of many matters what a search says it was found in: the summary
// and the place.
func (tx *Tx) Texts(matters ...casemodel.ID) (map[casemodel.ID]map[string]string, error) {
	values := make(map[casemodel.ID]map[string]string, len(matters))
	for _, id := range matters {
		values[id] = map[string]string{}
	}
	if len(matters) == 0 {
		return values, nil
	}
	q := tx.among("matter_id", matters).in("SELECT matter_id, field, value FROM matter_field WHERE field IN ('summary', 'occurred_place') AND ", "")
	return values, tx.fields(values, q.sql, q.args...)
}
