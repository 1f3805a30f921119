package store

import "github.com/jiefen/jiefen/casemodel"

// OfficeEntry is one change of what is no matter: who changed what of which
// account, organisation, place, calendar or setting. Changes is JSON and holds
// no secret.
type OfficeEntry struct {
	ID           casemodel.ID `gorm:"primaryKey"`
	At           casemodel.Instant
	ActorID      casemodel.ID
	ActorName    string
	MembershipID casemodel.ID
	Act          string
	Kind         string
	About        string // id or code of what was changed
	Title        string // what people call it
	Changes      string
}

// TableName is the SQL name.
func (OfficeEntry) TableName() string { return "office_log" }

// OfficeFilter chooses entries; an empty field does not choose.
type OfficeFilter struct {
	Kind   string
	Act    string
	About  string
	Q      string // part of the actor's name or of what was changed
	From   casemodel.Instant
	Until  casemodel.Instant // not included
	Before casemodel.ID      // older than this entry: the next page
	Limit  int
}

// InsertOffice writes an entry.
func (tx *Tx) InsertOffice(e *OfficeEntry) error { return tx.insert("office log", e) }

// Office lists entries, the latest first.
func (tx *Tx) Office(f OfficeFilter) ([]OfficeEntry, error) {
	q := tx.db.Order("id DESC").Limit(bounded(f.Limit))
	for column, value := range map[string]string{"kind": f.Kind, "act": f.Act, "about": f.About} {
		if value != "" {
			q = q.Where(column+" = ?", value)
		}
	}
	if f.Q != "" {
		q = q.Where("("+tx.contains("title")+" OR "+tx.contains("actor_name")+")", f.Q, f.Q)
	}
	if !f.From.IsZero() {
		q = q.Where("at >= ?", f.From)
	}
	if !f.Until.IsZero() {
		q = q.Where("at < ?", f.Until)
	}
	if f.Before != "" {
		q = q.Where("id < ?", f.Before)
	}
	return find[OfficeEntry](tx, "office log", q)
}
