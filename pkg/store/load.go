package store

import "github.com/jiefen/jiefen/casemodel"

// working are the kinds of matter that keep a body or a person busy.
var working = []string{string(casemodel.KindProceeding), string(casemodel.KindTask), string(casemodel.KindPetition)}

// LoadOfBodies counts the live matters that bodies work on; a body without any
// is not among the answers.
func (tx *Tx) LoadOfBodies(ids ...casemodel.ID) (map[casemodel.ID]int, error) {
	return tx.loadOf("body_id", ids)
}

// LoadOfHandlers counts the live matters that people work on.
func (tx *Tx) LoadOfHandlers(ids ...casemodel.ID) (map[casemodel.ID]int, error) {
	return tx.loadOf("handler_id", ids)
}

// loadOf counts along the index of the column; its condition is the index's own.
func (tx *Tx) loadOf(column string, ids []casemodel.ID) (map[casemodel.ID]int, error) {
	counts := map[casemodel.ID]int{}
	if len(ids) == 0 {
		return counts, nil
	}
	var rows []struct {
		ID casemodel.ID
		N  int
	}
	err := tx.db.Raw("SELECT "+column+" AS id, COUNT(*) AS n FROM matter WHERE class <> 'done' AND live = 1 AND kind IN ? AND "+column+" IN ? GROUP BY "+column,
		working, ids).Scan(&rows).Error
	for _, r := range rows {
		counts[r.ID] = r.N
	}
	return counts, tx.wrap("count work", err)
}
