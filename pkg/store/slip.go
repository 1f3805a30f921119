package store

import "github.com/jiefen/jiefen/casemodel"

// slipSeries is the run of numbers of a pad.
const slipSeries = "slip"

// PrintSlips adds n blank sheets to the pad of a body, under its next numbers.
func (tx *Tx) PrintSlips(n int, by casemodel.Slip) ([]casemodel.Slip, error) {
	sheets := make([]casemodel.Slip, n)
	for i := range sheets {
		no, err := tx.NextNumbers([]Series{{BodyID: by.BodyID, Word: slipSeries}})
		if err != nil {
			return nil, err
		}
		sheets[i] = by
		sheets[i].ID, sheets[i].No, sheets[i].PrintedAt = tx.NewID(), no[0], tx.Now()
		if err := tx.insert("slip", &sheets[i]); err != nil {
			return nil, err
		}
	}
	return sheets, nil
}

// Slips lists the pad of a body, the latest first, at most limit.
func (tx *Tx) Slips(body casemodel.ID, limit int) ([]casemodel.Slip, error) {
	return find[casemodel.Slip](tx, "slips", tx.db.Where("body_id = ?", body).Order("no DESC").Limit(limit))
}

// BlankSlips lists what nothing came of yet between two numbers, the earliest
// first, at most limit; with to 0 all of the pad.
func (tx *Tx) BlankSlips(body casemodel.ID, from, to, limit int) ([]casemodel.Slip, error) {
	asked := tx.db.Where("body_id = ? AND root_id = '"+noID+"' AND spoilt = ''", body)
	if to > 0 {
		asked = asked.Where("no BETWEEN ? AND ?", from, to)
	}
	return find[casemodel.Slip](tx, "blank slips", asked.Order("no").Limit(limit))
}

// Slip loads one sheet of a pad.
func (tx *Tx) Slip(body casemodel.ID, no int) (*casemodel.Slip, error) {
	return take[casemodel.Slip](tx, "slip", tx.db.Where("body_id = ? AND no = ?", body, no))
}

// EndSlip writes what became of a sheet that was blank; one that is not is not
// found, so that two who enter the same number at once make one case.
func (tx *Tx) EndSlip(s *casemodel.Slip) error {
	return tx.change("slip", "UPDATE slip SET root_id = ?, used_at = ?, used_by = ?, spoilt = ? WHERE id = ? AND root_id = '"+noID+"' AND spoilt = ''",
		s.RootID, s.UsedAt, s.UsedBy, s.Spoilt, s.ID)
}
