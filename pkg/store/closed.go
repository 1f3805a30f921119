package store

import "github.com/jiefen/jiefen/casemodel"

// ClosedFilter chooses cases by when they were closed; empty fields do not
// choose.
type ClosedFilter struct {
	From, Until casemodel.Instant // until not included
	BodyID      casemodel.ID
	Category    string
	After       casemodel.ID // later than this one in the order of ids: the next page
	Limit       int
}

// ClosedCases lists cases that were closed in a period, as far as the scope
// holds them, by id.
func (tx *Tx) ClosedCases(scope casemodel.Scope, f ClosedFilter) ([]casemodel.Matter, error) {
	within, err := scoped(scope, tx.Now())
	if err != nil {
		return nil, err
	}
	q := clause{"m.kind = ? AND m.closed_at >= ? AND m.closed_at < ? AND m.class <> 'live'", []any{casemodel.KindCase, f.From, f.Until}}
	if f.BodyID != "" {
		q = q.and(clause{"m.body_id = ?", []any{f.BodyID}})
	}
	if f.Category != "" {
		q = q.and(clause{"(m.category = ? OR m.category LIKE ?)", []any{f.Category, f.Category + "%"}})
	}
	if f.After != "" {
		q = q.and(clause{"m.id > ?", []any{f.After}})
	}
	q = q.and(within).in("SELECT "+matters().list("m")+" FROM matter m WHERE ", " ORDER BY m.id LIMIT ?")
	return matters().scan(tx, q.sql, append(q.args, f.Limit)...)
}
