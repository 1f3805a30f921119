package store

import (
	"github.com/jiefen/jiefen/casemodel"
)

// mutable are the header columns a step may change. What a matter is, where it
// hangs and which workflow it follows stays for ever.
var mutable = []string{
	"state", "state_since", "state_on", "return_state", "class", "live", "version", "seq", "last_hash",
	"number", "title", "public_title",
	"centre_id", "body_id", "offered_body_id", "review_body_id", "handler_id", "owner_id", "registered_by_id", "registered_body_id",
	"area_id", "a1", "a2", "a3", "a4", "a5", "grid_id", "level",
	"category", "channel", "risk", "urgency", "sealed", "primary", "round", "result",
	"opened_at", "changed_at", "due_at", "closed_at", "archived_at", "import_id",
}

// Matter loads one header.
func (tx *Tx) Matter(id casemodel.ID) (*casemodel.Matter, error) {
	return take[casemodel.Matter](tx, "matter", tx.db.Where("id = ?", id))
}

// Family loads the headers of all matters under a root, in order of id, which
// is the order of their making.
func (tx *Tx) Family(root casemodel.ID) ([]*casemodel.Matter, error) {
	return find[*casemodel.Matter](tx, "family", tx.db.Where("root_id = ?", root).Order("id"))
}

// InsertMatter writes a new header.
func (tx *Tx) InsertMatter(m *casemodel.Matter) error { return tx.insert("matter", m) }

// UpdateMatter writes the whole changed header over the one with wasSeq
// journal entries. The root's lock makes a miss impossible; if it happens
// anyway, nothing of the step may stand.
func (tx *Tx) UpdateMatter(m *casemodel.Matter, wasSeq int) error {
	res := tx.db.Table("matter").Where("id = ? AND seq = ?", m.ID, wasSeq).Select(mutable).Updates(m)
	if res.Error != nil {
		return tx.wrap("update matter", res.Error)
	}
	if res.RowsAffected != 1 {
		return &casemodel.Error{Kind: casemodel.Conflict, Key: "matter.conflict"}
	}
	return nil
}

// Card loads the line a case shows in lists; a case without one has an empty card.
func (tx *Tx) Card(root casemodel.ID) (*casemodel.Card, error) {
	cards, err := find[casemodel.Card](tx, "card", tx.db.Where("root_id = ?", root).Limit(1))
	if err != nil {
		return nil, err
	}
	if len(cards) == 0 {
		return &casemodel.Card{RootID: root}, nil
	}
	return &cards[0], nil
}

// Cards loads the cards of many cases for a list.
func (tx *Tx) Cards(roots ...casemodel.ID) (map[casemodel.ID]casemodel.Card, error) {
	byRoot := make(map[casemodel.ID]casemodel.Card, len(roots))
	if len(roots) == 0 {
		return byRoot, nil
	}
	cards, err := find[casemodel.Card](tx, "cards", tx.db.Where("root_id IN ?", roots))
	for _, c := range cards {
		byRoot[c.RootID] = c
	}
	return byRoot, err
}

// PutCard writes the card, whether it existed or not.
func (tx *Tx) PutCard(c *casemodel.Card) error {
	_, err := tx.exec("put card", `
INSERT INTO matter_card (root_id, parties_text, next_sitting_at, amount, satisfaction) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (root_id) DO UPDATE SET parties_text = excluded.parties_text, next_sitting_at = excluded.next_sitting_at,
  amount = excluded.amount, satisfaction = excluded.satisfaction`,
		c.RootID, c.PartiesText, c.NextSittingAt, c.Amount, c.Satisfaction)
	return err
}
