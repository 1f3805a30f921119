package store

import "github.com/jiefen/jiefen/casemodel"

// guarded is the predicate "in m's family there was, or may have been, violence
// at home": somebody was asked, at the counter or by the mediator, and did not
// say no, or it was ticked when a family quarrel was registered. Who looks for a
// person must not come upon such a case (users.md F7); it stays in the lists of
// those whose work it is.
const guarded = `EXISTS (SELECT 1 FROM matter f JOIN matter_field v ON v.matter_id = f.id WHERE f.root_id = m.root_id
  AND (v.field = 'violence' AND v.value <> 'none'
    OR v.field IN ('violence_ever', 'violence_lately', 'violence_fear') AND v.value <> 'no'
    OR v.field = 'risk_boxes' AND v.value LIKE '%2%' AND (f.category LIKE '01%' OR f.category LIKE '26%'))` + asked

// untold is the predicate "no other body hears of m": it is sealed, of a family,
// or may hold violence at home.
const untold = "(m.sealed = 1 OR m.category LIKE '01%' OR m.category LIKE '26%' OR " + guarded + ")"

// confided are the families whose mediator the actor is: those hear what
// nobody else does.
const confided = "m.root_id IN (SELECT p.root_id FROM matter_participant p WHERE " + lasting +
	"AND p.user_id = :u AND p.role IN ('handler', 'co_mediator'))"

// unguarded keeps a search for people away from what it must not find.
func (l *listing) unguarded() clause {
	return bind("(NOT "+guarded+" OR "+confided+")", func(name string) clause {
		if name == "now" {
			return clause{"?", []any{l.tx.Now()}}
		}
		return own(l.who, name)
	})
}

// Untold keeps, of cases, those no other body hears of.
func (tx *Tx) Untold(ids ...casemodel.ID) (map[casemodel.ID]bool, error) {
	hidden := map[casemodel.ID]bool{}
	if len(ids) == 0 {
		return hidden, nil
	}
	rows, err := tx.query("cases nobody is told of", "SELECT m.id FROM matter m WHERE m.id IN "+marks(len(ids))+" AND "+untold, anys(ids)...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // its error is rows.Err's
	for rows.Next() {
		var id casemodel.ID
		if err := rows.Scan(&id); err != nil {
			return nil, tx.wrap("cases nobody is told of", err)
		}
		hidden[id] = true
	}
	return hidden, tx.wrap("cases nobody is told of", rows.Err())
}
