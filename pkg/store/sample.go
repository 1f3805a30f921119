package store

import "github.com/jiefen/jiefen/casemodel"

// SampleDraw is one drawing of the random check: which week of which centre,
// with what seed, how many among how many.
type SampleDraw struct {
	ID       casemodel.ID `gorm:"primaryKey"`
	CentreID casemodel.ID
	Week     casemodel.Day // its Monday
	Seed     string
	Among    int
	Drawn    int
	At       casemodel.Instant
}

// TableName is the SQL name.
func (SampleDraw) TableName() string { return "sample_draw" }

// onTheSpot is written with the literal of the index that holds these few rows
// alone.
const onTheSpot = `EXISTS (SELECT 1 FROM matter_field f WHERE f.matter_id = m.id AND f.field = 'on_the_spot')`

// SpotCases are the cases taken down on the spot between two moments, by id.
func (tx *Tx) SpotCases(from, before casemodel.Instant) ([]casemodel.Matter, error) {
	return find[casemodel.Matter](tx, "cases on the spot", tx.db.
		Where("id IN (SELECT matter_id FROM matter_field WHERE field = 'on_the_spot') AND opened_at >= ? AND opened_at < ?", from, before).Order("id"))
}

// SampleDraws are the drawings of a week.
func (tx *Tx) SampleDraws(week casemodel.Day) ([]SampleDraw, error) {
	return find[SampleDraw](tx, "draws", tx.db.Where("week = ?", week).Order("centre_id"))
}

// InsertSampleDraw writes one down, unless the week was drawn already.
func (tx *Tx) InsertSampleDraw(d SampleDraw) (first bool, err error) {
	n, err := tx.exec("insert draw", `
INSERT INTO sample_draw (id, centre_id, week, seed, among, drawn, at) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (centre_id, week) DO NOTHING`, tx.NewID(), d.CentreID, d.Week, d.Seed, d.Among, d.Drawn, tx.Now())
	return n == 1, err
}
