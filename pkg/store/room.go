package store

import "github.com/jiefen/jiefen/casemodel"

// Rooms lists rooms of some organisations, or of all when none is named, by
// name.
func (tx *Tx) Rooms(bodies ...casemodel.ID) ([]casemodel.Room, error) {
	q := tx.db.Order("closed, name, id").Limit(bounded(0))
	if len(bodies) > 0 {
		q = q.Where("body_id IN ?", bodies)
	}
	return find[casemodel.Room](tx, "rooms", q)
}

// Room loads one.
func (tx *Tx) Room(id casemodel.ID) (*casemodel.Room, error) {
	return take[casemodel.Room](tx, "room", tx.db.Where("id = ?", id))
}

// InsertRoom writes a room; a name its organisation has already is Duplicate
// room_name.
func (tx *Tx) InsertRoom(r *casemodel.Room) error { return tx.insert("room", r) }

// UpdateRoom rewrites a room; duplicates as InsertRoom.
func (tx *Tx) UpdateRoom(r *casemodel.Room) error { return tx.rewriteByID("room", r, r.ID) }

// ClaimRoom raises a room's version if it is still the one somebody saw.
func (tx *Tx) ClaimRoom(id casemodel.ID, version int) (bool, error) {
	n, err := tx.exec("claim room", "UPDATE room SET version = version + 1 WHERE id = ? AND version = ?", id, version)
	return n == 1, err
}

// RoomNames says what some rooms are called.
func (tx *Tx) RoomNames(ids ...casemodel.ID) (map[casemodel.ID]string, error) {
	return tx.named("room", "name", ids)
}
