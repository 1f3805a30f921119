package store

import "github.com/jiefen/jiefen/casemodel"

// PaperTemplate is one version of a site's own template of a paper. What it
// says never changes; State is held, force or withdrawn.
type PaperTemplate struct {
	ID      casemodel.ID `gorm:"primaryKey"`
	Paper   string       // id of the paper: D15_agreement
	No      int          // counts the paper's versions from 1
	Name    string       // of the file as it was uploaded
	Content []byte       // the Word file; none in a list
	SHA256  string       `gorm:"column:sha256"` // of it, hexadecimal
	State   string
	ByID    casemodel.ID
	ByName  string
	At      casemodel.Instant
}

// States of a template.
const (
	TemplateHeld      = "held" // uploaded, to be looked at
	TemplateForce     = "force"
	TemplateWithdrawn = "withdrawn"
)

// TableName is the SQL name.
func (PaperTemplate) TableName() string { return "paper_template" }

// PaperTemplates lists the versions of a paper, of all papers for "", the
// latest first, without their content.
func (tx *Tx) PaperTemplates(paper string) ([]PaperTemplate, error) {
	q := tx.db.Omit("content").Order("paper, no DESC")
	if paper != "" {
		q = q.Where("paper = ?", paper)
	}
	return find[PaperTemplate](tx, "paper templates", q)
}

// PaperTemplate loads one version with its content.
func (tx *Tx) PaperTemplate(id casemodel.ID) (*PaperTemplate, error) {
	return take[PaperTemplate](tx, "paper_template", tx.db.Where("id = ?", id))
}

// PaperInForce loads the version of a paper that is in force, with its content;
// nil while the program's own is.
func (tx *Tx) PaperInForce(paper string) (*PaperTemplate, error) {
	rows, err := find[PaperTemplate](tx, "paper template", tx.db.Where("paper = ? AND state = ?", paper, TemplateForce))
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

// InsertPaperTemplate writes a version; a number that is taken is Duplicate:
// somebody else has uploaded one meanwhile.
func (tx *Tx) InsertPaperTemplate(t *PaperTemplate) error { return tx.insert("paper template", t) }

// SetPaperTemplate changes whether a version is in force, if it still stands
// as it was seen. A second one in force is Duplicate.
func (tx *Tx) SetPaperTemplate(id casemodel.ID, from, to string) error {
	return tx.change("paper_template", "UPDATE paper_template SET state = ? WHERE id = ? AND state = ?", to, id, from)
}
