package store

import (
	"fmt"

	"github.com/jiefen/jiefen/casemodel"
)

// Setting reads one value an administrator set, "" when nobody did.
func (tx *Tx) Setting(name string) (string, error) {
	var values []string
	err := tx.db.Raw("SELECT value FROM setting WHERE name = ?", name).Scan(&values).Error
	if err != nil || len(values) == 0 {
		return "", tx.wrap("read setting "+name, err)
	}
	return values[0], nil
}

// PutSetting writes one value and who changed it.
func (tx *Tx) PutSetting(name, value string, by casemodel.ID) error {
	_, err := tx.exec("put setting "+name, `
INSERT INTO setting (name, value, changed_at, changed_by) VALUES (?, ?, ?, ?)
ON CONFLICT (name) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at, changed_by = excluded.changed_by`,
		name, value, tx.Now(), by)
	return err
}

// SettingRow is one value with who set it and when.
type SettingRow struct {
	Name      string
	Value     string
	ChangedAt casemodel.Instant
	ByName    string
}

// Settings reads those of some values that somebody set.
func (tx *Tx) Settings(names ...string) ([]SettingRow, error) {
	var rows []SettingRow
	err := tx.db.Raw(`SELECT s.name, s.value, s.changed_at, coalesce(u.name, '') AS by_name
FROM setting s LEFT JOIN user_account u ON u.id = s.changed_by WHERE s.name IN ? ORDER BY s.name`, names).Scan(&rows).Error
	return rows, tx.wrap("read settings", err)
}

// ChangeSetting writes one value where the old one is still what was seen, ""
// for none, and reports whether it was.
func (tx *Tx) ChangeSetting(name, seen, value string, by casemodel.ID) (bool, error) {
	const put = "value = ?, changed_at = ?, changed_by = ?"
	if seen != "" {
		n, err := tx.exec("change setting "+name, "UPDATE setting SET "+put+" WHERE name = ? AND value = ?", value, tx.Now(), by, name, seen)
		return n > 0, err
	}
	n, err := tx.exec("change setting "+name, "INSERT INTO setting (name, value, changed_at, changed_by) VALUES (?, ?, ?, ?) "+
		"ON CONFLICT (name) DO UPDATE SET "+put+" WHERE setting.value = ''", name, value, tx.Now(), by, value, tx.Now(), by)
	return n > 0, err
}

// SeenWorkflow remembers the content of a definition under its number. Changed
// content under a known number would give running matters other rules.
func (tx *Tx) SeenWorkflow(id string, version int, sha string) error {
	_, err := tx.exec("remember workflow", `
INSERT INTO workflow_file (id, version, sha, seen_at) VALUES (?, ?, ?, ?) ON CONFLICT (id, version) DO NOTHING`, id, version, sha, tx.Now())
	if err != nil {
		return err
	}
	var known string
	if err := tx.db.Raw("SELECT sha FROM workflow_file WHERE id = ? AND version = ?", id, version).Row().Scan(&known); err != nil {
		return tx.wrap("read workflow", err)
	}
	if known != sha {
		return fmt.Errorf("workflow %s@%d has changed: this database knows it as %s, the file is %s; give the new content a new version",
			id, version, known, sha)
	}
	return nil
}

// UsedState is how many matters stand in one state of one definition.
type UsedState struct {
	Workflow string
	Version  int
	State    string
	N        int
	Unclosed int // of them live or closing
}

// UsedStates counts the matters of every state: each has to be known to the
// definitions that are loaded.
func (tx *Tx) UsedStates() ([]UsedState, error) {
	var used []UsedState
	err := tx.db.Raw(`SELECT workflow, workflow_version AS version, state, count(*) AS n,
  sum(CASE WHEN class = 'done' THEN 0 ELSE 1 END) AS unclosed FROM matter
GROUP BY workflow, workflow_version, state ORDER BY workflow, workflow_version, state`).Scan(&used).Error
	return used, tx.wrap("count used states", err)
}
