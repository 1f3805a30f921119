package store

import "github.com/jiefen/jiefen/casemodel"

// Rated counts the visits a filter finds, those that were asked how satisfied
// people are, those that gave an answer and those that were pleased. A visit
// whose registration the reader may not read counts as not asked.
func (tx *Tx) Rated(scope casemodel.Scope, read map[string]casemodel.Scope, f casemodel.Filter, grams []string) (casemodel.Rated, error) {
	var r casemodel.Rated
	l, err := tx.listing(scope, read, f, grams)
	if err != nil {
		return r, err
	}
	rated := l.may(readRegistration).in("CASE WHEN ", " THEN (SELECT f.value FROM matter_field f WHERE f.matter_id = m.id AND f.field = 'satisfaction') END AS rated")
	q := l.ask("m.id", clause{}, "")
	q = clause{rated.sql, rated.args}.in("SELECT ", " FROM matter m WHERE m.id IN (").with("", q).in(
		"SELECT count(*), count(rated), count(CASE WHEN rated IN ('1', '2', '3', '4', '5') THEN 1 END), count(CASE WHEN rated IN ('4', '5') THEN 1 END) FROM (", ")) AS visits")
	err = tx.each("count answers", l.with.with("", q), func(scan func(...any) error) error {
		return scan(&r.Visited, &r.Asked, &r.Answered, &r.Pleased)
	})
	return r, err
}
