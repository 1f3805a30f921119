package store

import (
	"encoding/hex"
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
)

// occupancyRow is five minutes of one thing.
type occupancyRow struct {
	Resource  string
	Slot      int
	SittingID casemodel.ID
}

// TableName is the SQL name.
func (occupancyRow) TableName() string { return "occupancy" }

// Labels of the blind names of what is taken. They are part of the hashes:
// never change one.
const (
	blindPerson      = "person"
	blindInterpreter = "interpreter"
)

// PersonResources are the names under which a natural person's time is taken:
// by the identity number and by name and phone, as far as they are known, so
// that the same person is found in two cases by what both know. Who has neither
// has none.
func (tx *Tx) PersonResources(name, id, phone string) ([]string, error) {
	var all []string
	values := []string{"id:" + normalID(id), "phone:" + strings.Join(strings.Fields(name), "") + "\x00" + normalPhone(phone)}
	for i, known := range []bool{normalID(id) != "", name != "" && normalPhone(phone) != ""} {
		if !known {
			continue
		}
		hash, err := tx.d.opts.Keys.Blind(blindPerson, values[i])
		if err != nil {
			return nil, err
		}
		all = append(all, "person:"+hex.EncodeToString(hash))
	}
	return all, nil
}

// InterpreterResource is the name under which an interpreter's time is taken.
func (tx *Tx) InterpreterResource(name string) (string, error) {
	hash, err := tx.d.opts.Keys.Blind(blindInterpreter, strings.Join(strings.Fields(name), ""))
	return "interpreter:" + hex.EncodeToString(hash), err
}

// Taken is a stretch of time in which something is taken.
type Taken struct {
	Resource   string
	First, End int // slots; the end is not included
}

// perInsert rows go into one statement: SQLite takes 32766 values.
const perInsert = 2000

// Occupy takes some things for a span of time. What is taken already, by
// anybody else, comes back, and then nothing may be committed: the key of the
// table has refused those slots. Slots held too long are freed first.
func (tx *Tx) Occupy(sitting casemodel.ID, from, until casemodel.Instant, resources []string) ([]Taken, error) {
	if err := tx.DropExpired(); err != nil {
		return nil, err
	}
	first, end := casemodel.Slots(from, until)
	resources = slices.Sorted(slices.Values(resources))
	resources = slices.Compact(resources)
	var marks []string
	var args []any
	missed := false
	send := func() error {
		if len(marks) == 0 {
			return nil
		}
		n, err := tx.exec("occupy", "INSERT INTO occupancy (resource, slot, sitting_id) VALUES "+strings.Join(marks, ", ")+" ON CONFLICT DO NOTHING", args...)
		missed = missed || n != int64(len(marks))
		marks, args = marks[:0], args[:0]
		return err
	}
	for _, resource := range resources { // in one order, so that two that want the same wait for each other and never crosswise
		for slot := first; slot < end; slot++ {
			marks, args = append(marks, "(?, ?, ?)"), append(args, resource, slot, sitting)
			if len(marks) == perInsert {
				if err := send(); err != nil {
					return nil, err
				}
			}
		}
	}
	if err := send(); err != nil || !missed {
		return nil, err
	}
	return tx.Occupied(resources, first, end, sitting)
}

// Occupied lists the stretches in which some things are taken between two
// slots, by others than some sittings.
func (tx *Tx) Occupied(resources []string, first, end int, but ...casemodel.ID) ([]Taken, error) {
	if len(resources) == 0 {
		return nil, nil
	}
	rows, err := find[occupancyRow](tx, "occupancy", tx.db.Where("resource IN ? AND slot >= ? AND slot < ? AND sitting_id NOT IN ?", resources, first, end, orNone(but)).
		Where("NOT EXISTS (SELECT 1 FROM sitting s WHERE s.id = occupancy.sitting_id AND s.state = 'held' AND s.expires_at <= ?)", tx.Now()).
		Order("resource, slot"))
	return stretches(rows), err
}

// Takes lists what a sitting takes.
func (tx *Tx) Takes(sitting casemodel.ID) ([]Taken, error) {
	rows, err := find[occupancyRow](tx, "what a sitting takes", tx.db.Where("sitting_id = ?", sitting).Order("resource, slot"))
	return stretches(rows), err
}

// stretches puts five minutes that follow each other together.
func stretches(rows []occupancyRow) (all []Taken) {
	for _, r := range rows {
		if n := len(all); n > 0 && all[n-1].Resource == r.Resource && all[n-1].End == r.Slot {
			all[n-1].End++
			continue
		}
		all = append(all, Taken{r.Resource, r.Slot, r.Slot + 1})
	}
	return all
}

// Vacate frees what a sitting takes from a moment on; the zero moment is all
// of it.
func (tx *Tx) Vacate(sitting casemodel.ID, from casemodel.Instant) error {
	first := 0
	if !from.IsZero() {
		_, first = casemodel.Slots(from, from)
	}
	_, err := tx.exec("vacate", "DELETE FROM occupancy WHERE sitting_id = ? AND slot >= ?", sitting, first)
	return err
}

// DropExpired frees the slots that were held for a telephone call and not
// taken within their time.
func (tx *Tx) DropExpired() error {
	const late = "state = 'held' AND expires_at <= ?"
	if _, err := tx.exec("free held slots", "DELETE FROM occupancy WHERE sitting_id IN (SELECT id FROM sitting WHERE "+late+")", tx.Now()); err != nil {
		return err
	}
	_, err := tx.exec("drop held slots", "DELETE FROM sitting WHERE "+late, tx.Now())
	return err
}

// mostUntaken sittings are taken up at a time.
const mostUntaken = 500

// Untaken lists the sittings ahead that take no time of anything, of some or of
// all.
func (tx *Tx) Untaken(of ...casemodel.ID) ([]casemodel.Sitting, error) {
	q := tx.db.Table("sitting s").Where("s.state = 'planned' AND s.until_at > ?", tx.Now()).
		Where("NOT EXISTS (SELECT 1 FROM occupancy o WHERE o.sitting_id = s.id)").Order("s.from_at, s.id").Limit(mostUntaken)
	if len(of) > 0 {
		q = q.Where("s.id IN ?", of)
	}
	return find[casemodel.Sitting](tx, "sittings that take nothing", q)
}
