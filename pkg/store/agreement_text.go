package store

import "github.com/jiefen/jiefen/casemodel"

// textRow is the table's form: what the text says is sealed.
type textRow struct {
	casemodel.AgreementText
	Sealed []byte
}

// AgreementTexts loads the texts of a matter's agreement, the first one first.
func (tx *Tx) AgreementTexts(matter casemodel.ID) ([]casemodel.AgreementText, error) {
	rows, err := find[textRow](tx, "agreement texts", tx.db.Where("matter_id = ?", matter).Order("no"))
	if err != nil {
		return nil, err
	}
	texts := make([]casemodel.AgreementText, len(rows))
	for i, r := range rows {
		texts[i] = r.AgreementText
		if texts[i].Text, err = tx.unseal("agreement_text", "sealed", r.ID, r.Sealed); err != nil {
			return nil, err
		}
	}
	return texts, nil
}

// LastText is the number and the hash of the latest text of a matter's
// agreement, 0 and "" for none.
func (tx *Tx) LastText(matter casemodel.ID) (no int, sha string, err error) {
	rows, err := find[textRow](tx, "agreement text", tx.db.Omit("sealed").Where("matter_id = ?", matter).Order("no DESC").Limit(1))
	if err != nil || len(rows) == 0 {
		return 0, "", err
	}
	return rows[0].No, rows[0].SHA256, nil
}

// InsertText writes a text. It never changes.
func (tx *Tx) InsertText(t *casemodel.AgreementText) error {
	sealed, err := tx.seal("agreement_text", "sealed", t.ID, t.Text)
	if err != nil {
		return err
	}
	return tx.insert("agreement_text", &textRow{*t, sealed})
}

// ForceText says from which day on a text binds.
func (tx *Tx) ForceText(matter casemodel.ID, no int, on casemodel.Day) error {
	return tx.change("agreement_text", "UPDATE agreement_text SET force_on = ? WHERE matter_id = ? AND no = ?", on, matter, no)
}
