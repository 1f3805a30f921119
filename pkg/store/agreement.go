package store

import "github.com/jiefen/jiefen/casemodel"

var (
	items    = lazily[casemodel.Item]()
	outcomes = lazily[casemodel.PartyOutcome]()
)

// Items loads the obligations of some families' agreements, superseded ones too.
func (tx *Tx) Items(roots ...casemodel.ID) ([]casemodel.Item, error) {
	q := tx.of(roots)
	return items().load(tx, q.sql+" ORDER BY matter_id, text_version, seq, id", q.args...)
}

// InsertItems writes obligations.
func (tx *Tx) InsertItems(items ...*casemodel.Item) error {
	if len(items) == 0 {
		return nil
	}
	return tx.insert("items", items)
}

// UpdateItem rewrites one obligation.
func (tx *Tx) UpdateItem(i *casemodel.Item) error { return tx.rewriteByID("item", i, i.ID) }

// Outcomes loads what came out for each party.
func (tx *Tx) Outcomes(root casemodel.ID) ([]casemodel.PartyOutcome, error) {
	return outcomes().load(tx, "root_id = ? ORDER BY id", root)
}

// AddOutcomes writes what came out for parties.
func (tx *Tx) AddOutcomes(outcomes ...casemodel.PartyOutcome) error {
	if len(outcomes) == 0 {
		return nil
	}
	for i := range outcomes {
		if outcomes[i].ID == "" {
			outcomes[i].ID = tx.NewID()
		}
	}
	return tx.insert("outcomes", &outcomes)
}
