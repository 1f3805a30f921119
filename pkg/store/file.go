package store

import (
	"slices"

	"github.com/jiefen/jiefen/casemodel"
)

var files = lazily[casemodel.File]()

// Files loads the documents of a matter, detached ones too; the pages of the
// records of its sittings are the last, in their order.
func (tx *Tx) Files(matter casemodel.ID) ([]casemodel.File, error) {
	return files().load(tx, "matter_id = ? ORDER BY session_id, page, id", matter)
}

// Papers lists which documents lie with which of some matters.
func (tx *Tx) Papers(matters ...casemodel.ID) (map[casemodel.ID][]string, error) {
	files, err := find[casemodel.File](tx, "papers", tx.db.Where("matter_id IN ? AND document <> '' AND detached = 0", matters).Order("id"))
	papers := map[casemodel.ID][]string{}
	for _, f := range files {
		papers[f.MatterID] = append(papers[f.MatterID], f.Document)
	}
	return papers, err
}

// File loads one document's row.
func (tx *Tx) File(id casemodel.ID) (*casemodel.File, error) {
	return take[casemodel.File](tx, "file", tx.db.Where("id = ?", id))
}

// InsertFile writes an uploaded document, at first used by nothing.
func (tx *Tx) InsertFile(f *casemodel.File) error { return tx.insert("file", f) }

// UseFiles ties uploads that belong to nothing yet to a matter, to be read by
// the class, as the document named. A file that is this matter's already keeps
// its class and whether it was taken down; an id that is unknown or another
// matter's is not found.
func (tx *Tx) UseFiles(matter, root casemodel.ID, read, document string, ids ...casemodel.ID) error {
	ids = slices.Clone(ids)
	slices.Sort(ids)
	if ids = slices.Compact(ids); len(ids) == 0 {
		return nil
	}
	n, err := tx.exec("use files", "UPDATE file SET matter_id = ?, root_id = ?, read = ?, document = ? WHERE id IN ? AND matter_id = '"+noID+"'",
		matter, root, read, document, ids)
	if err != nil || int(n) == len(ids) {
		return err
	}
	var theirs int
	err = tx.db.Raw("SELECT count(*) FROM file WHERE id IN ? AND matter_id = ?", ids, matter).Scan(&theirs).Error
	if err == nil && theirs != len(ids) {
		return missing("file")
	}
	return tx.wrap("use files", err)
}

// UsePages ties fresh uploads to a sitting as the pages of its record, in the
// order given, after those it has. One that is anybody's already is not found.
func (tx *Tx) UsePages(s *casemodel.Session, document string, ids ...casemodel.ID) error {
	if len(ids) == 0 {
		return nil
	}
	var last int
	if err := tx.db.Raw("SELECT COALESCE(max(page), 0) FROM file WHERE matter_id = ? AND session_id = ?", s.MatterID, s.ID).Row().Scan(&last); err != nil {
		return tx.wrap("pages of a record", err)
	}
	for i, id := range ids {
		err := tx.change("file", "UPDATE file SET matter_id = ?, root_id = ?, read = 'sessions', document = ?, session_id = ?, page = ? WHERE id = ? AND matter_id = '"+noID+"'",
			s.MatterID, s.RootID, document, s.ID, last+i+1, id)
		if err != nil {
			return err
		}
	}
	return nil
}

// PagesOf writes down with which supplement pages of a record came.
func (tx *Tx) PagesOf(supplement casemodel.ID, ids ...casemodel.ID) error {
	if len(ids) == 0 {
		return nil
	}
	_, err := tx.exec("pages of a supplement", "UPDATE file SET supplement_id = ? WHERE id IN ?", supplement, ids)
	return err
}

// ReplacePage puts a fresh upload in the place of a page of a record; the old one
// stays and says what took its place. Of an upload that is anybody's already, and
// of a page that was replaced before, it is NotFound.
func (tx *Tx) ReplacePage(old *casemodel.File, better casemodel.ID) error {
	err := tx.change("file", "UPDATE file SET matter_id = ?, root_id = ?, read = 'sessions', document = ?, session_id = ?, page = ? WHERE id = ? AND matter_id = '"+noID+"'",
		old.MatterID, old.RootID, old.Document, old.SessionID, old.Page, better)
	if err != nil {
		return err
	}
	return tx.change("file", "UPDATE file SET replaced_by_id = ? WHERE id = ? AND replaced_by_id = '"+noID+"'", better, old.ID)
}

// PassFiles gives another matter of the family those of the files that one has.
func (tx *Tx) PassFiles(from, to casemodel.ID, ids ...casemodel.ID) error {
	if len(ids) == 0 {
		return nil
	}
	_, err := tx.exec("pass files on", "UPDATE file SET matter_id = ? WHERE matter_id = ? AND id IN ?", to, from, ids)
	return err
}

// DetachFile takes a document out of its matter's file; the row stays, because
// the journal speaks of it.
func (tx *Tx) DetachFile(id casemodel.ID) error {
	return tx.change("file", "UPDATE file SET detached = 1 WHERE id = ?", id)
}

// UnusedFiles lists uploads made before the moment that no act ever used.
func (tx *Tx) UnusedFiles(before casemodel.Instant) ([]casemodel.File, error) {
	return find[casemodel.File](tx, "unused files",
		tx.db.Where("matter_id = '"+noID+"' AND created_at < ?", before).Order("created_at, id"))
}

// noID is an absent reference as a literal, for partial indexes.
const noID = "00000000-0000-0000-0000-000000000000"

// DeleteFile removes the row of an upload that no act used.
func (tx *Tx) DeleteFile(id casemodel.ID) error {
	return tx.change("file", "DELETE FROM file WHERE id = ? AND matter_id = '"+noID+"'", id)
}

// UnscannedFiles lists files that nobody could look at for viruses yet, the
// oldest first, at most limit.
func (tx *Tx) UnscannedFiles(limit int) ([]casemodel.File, error) {
	return find[casemodel.File](tx, "unscanned files", tx.db.Where("scan = 'waits'").Order("created_at, id").Limit(limit))
}

// ScannedFile writes down what was found in one of them.
func (tx *Tx) ScannedFile(id casemodel.ID, found string) error {
	return tx.change("file", "UPDATE file SET scan = ? WHERE id = ?", found, id)
}

// KeptContents lists hashes of contents that a matter's files need, each once,
// in order, from the one after on, at most limit.
func (tx *Tx) KeptContents(after string, limit int) ([]string, error) {
	var list []string
	err := tx.db.Raw("SELECT DISTINCT sha256 FROM file WHERE matter_id <> '"+noID+"' AND sha256 > ? ORDER BY sha256 LIMIT ?", after, limit).Scan(&list).Error
	return list, tx.wrap("contents", err)
}

// FileContentUsed reports whether any row still needs the content with this
// hash; uploads of the same bytes share one.
func (tx *Tx) FileContentUsed(sha string) (bool, error) {
	var n int
	err := tx.db.Raw("SELECT count(*) FROM (SELECT 1 FROM file WHERE sha256 = ? LIMIT 1) AS f", sha).Row().Scan(&n)
	return n > 0, tx.wrap("look for a file's content", err)
}
