package store

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/jiefen/jiefen/casemodel"
)

// sittingRow is the table's form: who came is sealed like the record.
type sittingRow struct {
	casemodel.Sitting
	Sealed []byte
}

var sittingRows = lazily[sittingRow]()

func (tx *Tx) sittingRow(s *casemodel.Sitting) (*sittingRow, error) {
	row := &sittingRow{Sitting: *s}
	if s.Begun.IsZero() {
		return row, nil
	}
	b, err := json.Marshal(s.Begun)
	if err != nil {
		return nil, fmt.Errorf("sitting %s: %w", s.ID, err)
	}
	row.Sealed, err = tx.seal("sitting", "sealed", s.ID, string(b))
	return row, err
}

func (tx *Tx) sittingOf(r *sittingRow) (casemodel.Sitting, error) {
	s := r.Sitting
	if len(r.Sealed) == 0 {
		return s, nil
	}
	text, err := tx.unseal("sitting", "sealed", s.ID, r.Sealed)
	if err != nil {
		return s, err
	}
	if err := json.Unmarshal([]byte(text), &s.Begun); err != nil {
		return s, fmt.Errorf("sitting %s: %w", s.ID, err)
	}
	return s, nil
}

// Arranged loads the sittings of a family in order of time, held slots and
// those that were called off included.
func (tx *Tx) Arranged(root casemodel.ID) ([]casemodel.Sitting, error) {
	rows, err := sittingRows().load(tx, "root_id = ? ORDER BY from_at, id", root)
	if err != nil {
		return nil, err
	}
	all := make([]casemodel.Sitting, len(rows))
	for i := range rows {
		if all[i], err = tx.sittingOf(&rows[i]); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// Arrangement loads one sitting, without what is sealed of it.
func (tx *Tx) Arrangement(id casemodel.ID) (*casemodel.Sitting, error) {
	return take[casemodel.Sitting](tx, "sitting", tx.db.Where("id = ?", id))
}

// InsertSitting writes a sitting.
func (tx *Tx) InsertSitting(s *casemodel.Sitting) error {
	row, err := tx.sittingRow(s)
	if err != nil {
		return err
	}
	return tx.insert("sitting", row)
}

// UpdateSitting rewrites a sitting.
func (tx *Tx) UpdateSitting(s *casemodel.Sitting) error {
	row, err := tx.sittingRow(s)
	if err != nil {
		return err
	}
	return tx.rewriteByID("sitting", row, s.ID)
}

// DropSitting forgets a held slot or a leave, and frees what it takes. A
// sitting of a matter is called off instead.
func (tx *Tx) DropSitting(id casemodel.ID) error {
	if err := tx.Vacate(id, casemodel.Instant{}); err != nil {
		return err
	}
	return tx.change("sitting", "DELETE FROM sitting WHERE id = ? AND state IN ('held', 'leave')", id)
}

// shown are the states in which a sitting takes its time: a held slot as long
// as it is held.
const shown = "(s.state IN ('planned', 'started', 'finished') OR s.state = 'held' AND s.expires_at > ?)"

// Diary chooses sittings of a span of time: those in some rooms, of some
// organisations, or of one person, leave with them.
type Diary struct {
	From, Until casemodel.Instant
	Rooms       []casemodel.ID
	Bodies      []casemodel.ID
	User        casemodel.ID
}

// mostShown sittings are in one diary: a week of a city's rooms is far fewer.
const mostShown = 2000

// Diary lists them in order of time.
func (tx *Tx) Diary(d Diary) ([]casemodel.Sitting, error) {
	q := tx.db.Table("sitting s").Where("s.from_at < ? AND s.until_at > ?", d.Until, d.From).Order("s.from_at, s.id").Limit(mostShown)
	if d.User != "" {
		q = q.Where("("+shown+" OR s.state = 'leave')", tx.Now()).Where(tx.contains("s.mediators"), "|"+string(d.User)+"|")
		return find[casemodel.Sitting](tx, "own sittings", q)
	}
	q = q.Where(shown, tx.Now()).Where("(s.room_id IN ? OR s.other_room_id IN ? OR s.body_id IN ?)", orNone(d.Rooms), orNone(d.Rooms), orNone(d.Bodies))
	return find[casemodel.Sitting](tx, "sittings of a span", q)
}

// orNone keeps an empty list from being no condition at all.
func orNone(ids []casemodel.ID) []casemodel.ID {
	if len(ids) == 0 {
		return []casemodel.ID{"00000000-0000-0000-0000-000000000001"}
	}
	return ids
}

// SittingNotices loads how the parties of a family were told, in order.
func (tx *Tx) SittingNotices(root casemodel.ID) ([]casemodel.SittingNotice, error) {
	return find[casemodel.SittingNotice](tx, "notices of sittings", tx.db.Where("root_id = ?", root).Order("id"))
}

// NextSittings finds when each of some matters sits next: the first hour that is
// arranged and not over.
func (tx *Tx) NextSittings(matters ...casemodel.ID) (map[casemodel.ID]casemodel.Instant, error) {
	next := map[casemodel.ID]casemodel.Instant{}
	if len(matters) == 0 {
		return next, nil
	}
	q := tx.among("matter_id", matters)
	all, err := find[casemodel.Sitting](tx, "next sittings", tx.db.Where("state IN ('planned', 'started') AND until_at > ?", tx.Now()).Where(q.sql, q.args...).Order("from_at DESC, id"))
	for i := range all {
		next[all[i].MatterID] = all[i].From
	}
	return next, err
}

// NoticesOf loads how parties were told of some sittings, by sitting, in order.
func (tx *Tx) NoticesOf(sittings ...casemodel.ID) (map[casemodel.ID][]casemodel.SittingNotice, error) {
	of := make(map[casemodel.ID][]casemodel.SittingNotice, len(sittings))
	if len(sittings) == 0 {
		return of, nil
	}
	q := tx.among("sitting_id", sittings)
	all, err := find[casemodel.SittingNotice](tx, "notices of some sittings", tx.db.Where(q.sql, q.args...).Order("id"))
	for _, n := range all {
		of[n.SittingID] = append(of[n.SittingID], n)
	}
	return of, err
}

// InsertSittingNotice writes one.
func (tx *Tx) InsertSittingNotice(n *casemodel.SittingNotice) error {
	return tx.insert("notice of a sitting", n)
}

// FirmRow is an organisation that is expected at a sitting.
type FirmRow struct {
	Name        string
	From, Until casemodel.Instant
	RoomID      casemodel.ID
}

// FirmsAt lists where some organisations are expected within a span of time, in
// other families: by their credit code where both are known, else by the name.
// Families nobody is told of are left out, and talks with one side.
func (tx *Tx) FirmsAt(from, until casemodel.Instant, but casemodel.ID, firms []casemodel.Party) ([]FirmRow, error) {
	mine, err := tx.blindAll(firms)
	if err != nil || len(mine) == 0 {
		return nil, err
	}
	var names []string
	var ids []any
	for _, f := range mine {
		names = append(names, f.Name)
		if f.IDHash != nil {
			ids = append(ids, blob(f.IDHash))
		}
	}
	var rows []struct {
		FromAt, UntilAt casemodel.Instant
		RoomID, PartyID casemodel.ID
		Expected        casemodel.StringList
		Name            string
		IDHash          []byte
	}
	err = tx.db.Raw(`SELECT s.from_at, s.until_at, s.room_id, s.expected, p.id AS party_id, p.name, p.id_hash
  FROM sitting s JOIN party p ON p.root_id = s.root_id JOIN matter m ON m.id = s.root_id
 WHERE s.from_at < ? AND s.until_at > ? AND s.root_id <> ? AND s.mode NOT IN ('first', 'caucus') AND `+shown+`
   AND p.kind <> 'natural' AND p.ended_on IS NULL AND (p.name IN ? OR p.id_hash IN ?) AND NOT `+untold+`
 ORDER BY s.from_at, s.id`, until, from, but, tx.Now(), names, ids).Scan(&rows).Error
	var found []FirmRow
	for _, r := range rows {
		same := slices.ContainsFunc(mine, func(f partyRow) bool {
			if f.IDHash != nil && len(r.IDHash) > 0 {
				return bytes.Equal(f.IDHash, r.IDHash)
			}
			return f.Name == r.Name
		})
		if same && slices.Contains(r.Expected, string(r.PartyID)) {
			found = append(found, FirmRow{r.Name, r.FromAt, r.UntilAt, r.RoomID})
		}
	}
	return found, tx.wrap("organisations at an hour", err)
}
