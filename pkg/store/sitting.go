package store

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
)

// sessionRow is the table's form: the text is sealed.
type sessionRow struct {
	casemodel.Session
	Sealed []byte
}

func (tx *Tx) seal(table, column string, row casemodel.ID, text string) ([]byte, error) {
	return tx.d.opts.Keys.Seal(table+"."+column+"."+string(row), []byte(text))
}

func (tx *Tx) unseal(table, column string, row casemodel.ID, sealed []byte) (string, error) {
	text, err := tx.d.opts.Keys.Open(table+"."+column+"."+string(row), sealed)
	return string(text), err
}

// Sessions loads the sittings of a matter with their minutes. Who may read
// which is the caller's question.
func (tx *Tx) Sessions(matter casemodel.ID) ([]casemodel.Session, error) {
	rows, err := find[sessionRow](tx, "sessions", tx.db.Where("matter_id = ?", matter).Order("no, id"))
	if err != nil {
		return nil, err
	}
	list, err := unsealed(tx, "session", rows, func(r *sessionRow) (casemodel.Session, casemodel.ID, []byte) { return r.Session, r.ID, r.Sealed }, readMinutes)
	of := map[int]int{} // how many of each series
	for i := range list {
		of[list[i].Series()]++
		list[i].Nth = of[list[i].Series()]
	}
	return list, err
}

// unsealed opens what is sealed of each of some rows of a table and reads it
// into what the row is.
func unsealed[R, T any](tx *Tx, table string, rows []R, of func(*R) (T, casemodel.ID, []byte), read func(*T, string) error) ([]T, error) {
	list := make([]T, len(rows))
	for i := range rows {
		one, id, sealed := of(&rows[i])
		text, err := tx.unseal(table, "sealed", id, sealed)
		if err != nil {
			return nil, err
		}
		if err := read(&one, text); err != nil {
			return nil, err
		}
		list[i] = one
	}
	return list, nil
}

// inParts begins what is sealed of a sitting whose record has parts; typed text
// has no such character.
const inParts = "\x01"

// wholeRecord is what is sealed of such a sitting.
type wholeRecord struct {
	Text    string            `json:"text,omitempty"`
	Minutes casemodel.Minutes `json:"minutes"`
}

func writeMinutes(s *casemodel.Session) (string, error) {
	if s.Minutes.IsZero() {
		return s.Text, nil
	}
	b, err := json.Marshal(wholeRecord{s.Text, s.Minutes})
	if err != nil {
		return "", fmt.Errorf("session %s: %w", s.ID, err)
	}
	return inParts + string(b), nil
}

func readMinutes(s *casemodel.Session, said string) error {
	rest, parts := strings.CutPrefix(said, inParts)
	if !parts {
		s.Text = said
		return nil
	}
	var whole wholeRecord
	if err := json.Unmarshal([]byte(rest), &whole); err != nil {
		return fmt.Errorf("session %s: %w", s.ID, err)
	}
	s.Text, s.Minutes = whole.Text, whole.Minutes
	return nil
}

// InsertSession writes a sitting.
func (tx *Tx) InsertSession(s *casemodel.Session) error {
	said, err := writeMinutes(s)
	if err != nil {
		return err
	}
	sealed, err := tx.seal("session", "sealed", s.ID, said)
	if err != nil {
		return err
	}
	return tx.insert("session", &sessionRow{*s, sealed})
}

// HeardSessions are the sittings of a matter whose record a user may read: all
// but those where one side talked alone, and of these what was let out or he
// was told. An inquiry for the mediators' own use is for those inside.
func (tx *Tx) HeardSessions(matter, user casemodel.ID, inside bool) (map[casemodel.ID]bool, error) {
	own := "" // no session is of this mode
	if inside {
		own = casemodel.ModeInside
	}
	var ids []casemodel.ID
	err := tx.db.Raw("SELECT id FROM session AS s WHERE matter_id = ? AND (mode NOT IN ('caucus', ?) OR released = 1 OR mode = ? OR "+
		"EXISTS (SELECT 1 FROM confidant WHERE thing_id = s.id AND user_id = ? AND user_id <> '"+noID+"'))", matter, casemodel.ModeInside, own, user).Scan(&ids).Error
	heard := map[casemodel.ID]bool{}
	for _, id := range ids {
		heard[id] = true
	}
	return heard, tx.wrap("sittings heard", err)
}

// InsideSessions are the inquiries of a matter that are for the mediators' own use.
func (tx *Tx) InsideSessions(matter casemodel.ID) (map[casemodel.ID]bool, error) {
	var ids []casemodel.ID
	err := tx.db.Raw("SELECT id FROM session WHERE matter_id = ? AND mode = ?", matter, casemodel.ModeInside).Scan(&ids).Error
	own := map[casemodel.ID]bool{}
	for _, id := range ids {
		own[id] = true
	}
	return own, tx.wrap("inquiries for inside", err)
}

// ReleaseSession lets out the minutes of a caucus.
func (tx *Tx) ReleaseSession(id casemodel.ID) error {
	return tx.change("session", "UPDATE session SET released = 1 WHERE id = ?", id)
}
