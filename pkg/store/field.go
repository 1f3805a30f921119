package store

import (
	"maps"
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
)

// Fields loads the current values of the declared fields of some matters, as
// canonical text.
func (tx *Tx) Fields(matters ...casemodel.ID) (map[casemodel.ID]map[string]string, error) {
	values := make(map[casemodel.ID]map[string]string, len(matters))
	for _, id := range matters {
		values[id] = map[string]string{}
	}
	if len(matters) == 0 {
		return values, nil
	}
	q := tx.among("matter_id", matters).in("SELECT matter_id, field, value FROM matter_field WHERE ", "")
	return values, tx.fields(values, q.sql, q.args...)
}

// FieldsAfter loads the current values of one matter that were written by
// entries newer than a version of it.
func (tx *Tx) FieldsAfter(matter casemodel.ID, version int) (map[string]string, error) {
	values := map[casemodel.ID]map[string]string{matter: {}}
	err := tx.fields(values, `SELECT f.matter_id, f.field, f.value FROM matter_field f
  JOIN journal_entry e ON e.matter_id = f.matter_id AND e.seq = f.seq WHERE f.matter_id = ? AND e.version > ?`, matter, version)
	return values[matter], err
}

// fields reads rows of matter, field and value into the maps that are there.
func (tx *Tx) fields(values map[casemodel.ID]map[string]string, text string, args ...any) error {
	var id casemodel.ID
	var field, value string
	return tx.each("read fields", clause{text, args}, func(scan func(...any) error) error {
		if err := scan(&id, &field, &value); err != nil {
			return err
		}
		if values[id] == nil {
			values[id] = map[string]string{}
		}
		values[id][field] = value
		return nil
	})
}

// SetFields writes values under the journal entry seq; "" removes a field.
func (tx *Tx) SetFields(matter casemodel.ID, values map[string]string, seq int) error {
	var rows []string
	var args []any
	var gone []string
	for _, field := range slices.Sorted(maps.Keys(values)) {
		if values[field] == "" {
			gone = append(gone, field)
			continue
		}
		rows = append(rows, "(?, ?, ?, ?)")
		args = append(args, matter, field, values[field], seq)
	}
	if len(gone) > 0 {
		err := tx.later("remove fields", nil, "DELETE FROM matter_field WHERE matter_id = ? AND field IN "+marks(len(gone)), append([]any{matter}, anys(gone)...)...)
		if err != nil {
			return err
		}
	}
	if len(rows) == 0 {
		return nil
	}
	return tx.later("set fields", nil, "INSERT INTO matter_field (matter_id, field, value, seq) VALUES "+strings.Join(rows, ", ")+
		" ON CONFLICT (matter_id, field) DO UPDATE SET value = excluded.value, seq = excluded.seq", args...)
}

// DeleteFields removes every field whose name starts with prefix.
func (tx *Tx) DeleteFields(matter casemodel.ID, prefix string) error {
	return tx.later("remove fields", nil, "DELETE FROM matter_field WHERE matter_id = ? AND substr(field, 1, length(?)) = ?", matter, prefix, prefix)
}
