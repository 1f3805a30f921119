package store

import "github.com/jiefen/jiefen/casemodel"

// rosterRow is the table's form: what is noted of a person is sealed.
type rosterRow struct {
	casemodel.Member
	Sealed []byte
}

// Roster loads the rosters of some cases, each in the order of its numbers,
// without the parties: these are among the case's own.
func (tx *Tx) Roster(roots ...casemodel.ID) ([]casemodel.Member, error) {
	q := tx.of(roots)
	rows, err := find[rosterRow](tx, "roster", tx.db.Where(q.sql, q.args...).Order("side_id, no"))
	if err != nil {
		return nil, err
	}
	members := make([]casemodel.Member, len(rows))
	for i, r := range rows {
		members[i] = r.Member
		if members[i].Note, err = tx.unseal("roster", "sealed", r.ID, r.Sealed); err != nil {
			return nil, err
		}
	}
	return members, nil
}

// InsertMembers writes people of a roster whose parties are written.
func (tx *Tx) InsertMembers(members ...*casemodel.Member) error {
	if len(members) == 0 {
		return nil
	}
	rows := make([]*rosterRow, len(members))
	for i, m := range members {
		sealed, err := tx.seal("roster", "sealed", m.ID, m.Note)
		if err != nil {
			return err
		}
		rows[i] = &rosterRow{*m, sealed}
	}
	return tx.insert("roster", rows)
}

// UpdateMember rewrites one person's line, one version on.
func (tx *Tx) UpdateMember(m *casemodel.Member) error {
	sealed, err := tx.seal("roster", "sealed", m.ID, m.Note)
	if err != nil {
		return err
	}
	m.Version++
	return tx.rewriteByID("roster", &rosterRow{*m, sealed}, m.ID)
}
