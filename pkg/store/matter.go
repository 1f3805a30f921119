package store

import (
	"bytes"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
)

var (
	matters = lazily[casemodel.Matter]()
	cards   = lazily[casemodel.Card]()
)

// fixed are the header columns no step changes: what a matter is, where it
// hangs and which workflow it follows stays for ever.
var fixed = []string{"id", "root_id", "parent_id", "kind", "workflow", "workflow_version"}

// Matter loads one header.
func (tx *Tx) Matter(id casemodel.ID) (*casemodel.Matter, error) {
	found, err := tx.loadMatters("id = ?", id)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, missing("matter")
	}
	return &found[0], nil
}

// Family loads the headers of all matters under some roots, in order of id, which
// is the order of their making.
func (tx *Tx) Family(roots ...casemodel.ID) ([]*casemodel.Matter, error) {
	q := tx.of(roots)
	rows, err := tx.loadMatters(q.sql+" ORDER BY id", q.args...)
	family := make([]*casemodel.Matter, len(rows))
	for i := range rows {
		family[i] = &rows[i]
	}
	return family, err
}

// InsertMatter writes a new header.
func (tx *Tx) InsertMatter(m *casemodel.Matter) error {
	values, err := matters().values(m)
	if err == nil {
		tx.remember(m.ID, values)
		err = matters().insert(tx, m)
	}
	return err
}

// UpdateMatter writes what changed of the header over the one with wasSeq
// journal entries. The root's lock makes a miss impossible; if it happens
// anyway, nothing of the step may stand.
func (tx *Tx) UpdateMatter(m *casemodel.Matter, wasSeq int) error {
	t := matters()
	values, err := t.values(m)
	if err != nil {
		return err
	}
	// Only what changed: SQLite rewrites every index that a named column is
	// in, whether its value is new or not.
	was := tx.loaded[m.ID]
	var set []string
	var args []any
	for i, column := range t.columns {
		if !isIn(column, fixed) && (was == nil || column == "seq" || !equal(was[i], values[i])) {
			set, args = append(set, `"`+column+`" = ?`), append(args, values[i])
		}
	}
	tx.remember(m.ID, values)
	conflict := &casemodel.Error{Kind: casemodel.Conflict, Key: "matter.conflict"}
	return tx.later("update matter", conflict, "UPDATE matter SET "+strings.Join(set, ", ")+" WHERE id = ? AND seq = ?", append(args, m.ID, wasSeq)...)
}

// loadMatters reads headers and remembers how they stood.
func (tx *Tx) loadMatters(where string, args ...any) ([]casemodel.Matter, error) {
	rows, err := matters().load(tx, where, args...)
	for i := range rows {
		values, err := matters().values(&rows[i])
		if err != nil {
			return nil, err
		}
		tx.remember(rows[i].ID, values)
	}
	return rows, err
}

func (tx *Tx) remember(id casemodel.ID, values []any) {
	if tx.loaded == nil {
		tx.loaded = map[casemodel.ID][]any{}
	}
	tx.loaded[id] = values
}

func equal(a, b any) bool {
	if x, ok := a.([]byte); ok {
		y, ok := b.([]byte)
		return ok && bytes.Equal(x, y)
	}
	return a == b
}

// Card loads the line a case shows in lists; a case without one has an empty card.
func (tx *Tx) Card(root casemodel.ID) (*casemodel.Card, error) {
	cards, err := cards().load(tx, "root_id = ?", root)
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
	q := tx.among("root_id", roots)
	cards, err := cards().load(tx, q.sql, q.args...)
	for _, c := range cards {
		byRoot[c.RootID] = c
	}
	return byRoot, err
}

// PutCard writes the card, whether it existed or not.
func (tx *Tx) PutCard(c *casemodel.Card) error {
	return tx.later("put card", nil, `
INSERT INTO matter_card (root_id, parties_text, next_sitting_at, amount, satisfaction) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (root_id) DO UPDATE SET parties_text = excluded.parties_text, next_sitting_at = excluded.next_sitting_at,
  amount = excluded.amount, satisfaction = excluded.satisfaction`,
		c.RootID, c.PartiesText, c.NextSittingAt, int64(c.Amount), c.Satisfaction)
}
