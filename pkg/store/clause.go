package store

import "github.com/jiefen/jiefen/casemodel"

// Clause is one version of a site's own model clause. What it says never
// changes; State is force or withdrawn.
type Clause struct {
	ID         casemodel.ID `gorm:"primaryKey"`
	Code       string       // of the program's clause it replaces, else its first version's id
	No         int          // counts the clause's versions from 1
	Sort       string
	Title      string
	Categories string // codes with spaces between them, "" for every category
	Kind       string // of casemodel.ItemKinds, "" for text beneath the clauses
	Words      string // "": the program's own is not offered
	State      string
	ByID       casemodel.ID
	ByName     string
	At         casemodel.Instant
}

// TableName is the SQL name.
func (Clause) TableName() string { return "clause" }

// Clauses lists the versions of a clause, of all clauses for "", the latest
// first.
func (tx *Tx) Clauses(code string) ([]Clause, error) {
	q := tx.db.Order("code, no DESC")
	if code != "" {
		q = q.Where("code = ?", code)
	}
	return find[Clause](tx, "clauses", q)
}

// ClausesInForce lists the site's versions that are in force.
func (tx *Tx) ClausesInForce() ([]Clause, error) {
	return find[Clause](tx, "clauses", tx.db.Where("state = ?", TemplateForce).Order("code"))
}

// InsertClause writes a version; a number that is taken, or a second one in
// force, is Duplicate: somebody else has written one meanwhile.
func (tx *Tx) InsertClause(c *Clause) error { return tx.insert("clause", c) }

// WithdrawClause takes a version out of force, if it still is.
func (tx *Tx) WithdrawClause(id casemodel.ID) error {
	return tx.change("clause", "UPDATE clause SET state = ? WHERE id = ? AND state = ?", TemplateWithdrawn, id, TemplateForce)
}
