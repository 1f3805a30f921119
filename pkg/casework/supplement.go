package casework

import (
	"slices"

	"github.com/jiefen/jiefen/casemodel"
)

// supplementRecord puts a signed record right beside it. One that nobody has
// signed is revised itself.
func supplementRecord(j *job, c *call) error {
	s, locked, err := j.recordNamed(c)
	if err != nil {
		return err
	}
	if !locked {
		return casemodel.Bad("record", "record.open")
	}
	all, err := j.tx.Supplements(c.m.ID)
	if err != nil {
		return err
	}
	one := &casemodel.Supplement{
		ID: j.tx.NewID(), RootID: c.m.RootID, MatterID: c.m.ID, SessionID: s.ID, No: 1, On: c.on, Text: c.in.Text("text"), AuthorID: c.who.UserID, Seq: c.seq,
	}
	for i := range all {
		if all[i].SessionID == s.ID {
			one.No = max(one.No, all[i].No+1)
		}
	}
	pages := c.in.IDs("files")
	if one.Text == "" && len(pages) == 0 {
		return casemodel.Bad("text", "record.nothing_more")
	}
	unsay(c)
	c.tell("supplement", one.No)
	c.tell("pages", len(pages))
	if err := j.tx.InsertSupplement(one); err != nil {
		return err
	}
	if err := j.tx.UsePages(s, recordPaper(c.flow, s), pages...); err != nil {
		return missing(err, "files", "field.no_such_file")
	}
	return j.tx.PagesOf(one.ID, pages...)
}

// replacePage puts a better photograph in the place of a page of a record that
// cannot be read. The old one stays with it, its hash and why
// it was replaced too.
func replacePage(j *job, c *call) error {
	s, _, err := j.recordNamed(c)
	if err != nil {
		return err
	}
	files, err := j.tx.Files(c.m.ID)
	if err != nil {
		return err
	}
	no := int(c.in.Int("page"))
	i := slices.IndexFunc(files, func(f casemodel.File) bool {
		return f.SessionID == s.ID && f.Page == no && f.ReplacedByID == "" && f.Detached == 0
	})
	if i < 0 {
		return &casemodel.Error{Kind: casemodel.Invalid, Key: "record.no_page", Field: "page", Args: map[string]any{"no": no}}
	}
	better, why := c.in.ID("file"), c.in.Text("reason")
	unsay(c)
	if err := j.tx.ReplacePage(&files[i], better); err != nil {
		return missing(err, "file", "field.no_such_file")
	}
	return j.tx.InsertRevision(&casemodel.Revision{
		ID: j.tx.NewID(), RootID: c.m.RootID, MatterID: c.m.ID, SessionID: s.ID, FileID: files[i].ID, On: c.on, AuthorID: c.who.UserID, Seq: c.seq,
		Was: casemodel.Former{Reason: why},
	})
}

// supplements are those of a matter, each with the pages that came with it: a
// better photograph of one of them changes nothing of what was signed.
func (j *job) supplements(m *casemodel.Matter) ([]casemodel.Supplement, error) {
	list, err := j.tx.Supplements(m.ID)
	if err != nil || len(list) == 0 {
		return list, err
	}
	files, err := j.tx.Files(m.ID)
	for i := range files {
		for k := range list {
			if f := &files[i]; f.SupplementID == list[k].ID {
				list[k].Pages = append(list[k].Pages, f.SHA256)
			}
		}
	}
	return list, err
}
