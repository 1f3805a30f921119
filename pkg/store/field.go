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
	var rows []struct {
		MatterID     casemodel.ID
		Field, Value string
	}
	if err := tx.db.Raw("SELECT matter_id, field, value FROM matter_field WHERE matter_id IN ?", matters).Scan(&rows).Error; err != nil {
		return nil, tx.wrap("read fields", err)
	}
	for _, r := range rows {
		values[r.MatterID][r.Field] = r.Value
	}
	return values, nil
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
		if _, err := tx.exec("remove fields", "DELETE FROM matter_field WHERE matter_id = ? AND field IN ?", matter, gone); err != nil {
			return err
		}
	}
	if len(rows) == 0 {
		return nil
	}
	_, err := tx.exec("set fields", "INSERT INTO matter_field (matter_id, field, value, seq) VALUES "+strings.Join(rows, ", ")+
		" ON CONFLICT (matter_id, field) DO UPDATE SET value = excluded.value, seq = excluded.seq", args...)
	return err
}

// DeleteFields removes every field whose name starts with prefix.
func (tx *Tx) DeleteFields(matter casemodel.ID, prefix string) error {
	_, err := tx.exec("remove fields", "DELETE FROM matter_field WHERE matter_id = ? AND substr(field, 1, length(?)) = ?", matter, prefix, prefix)
	return err
}
