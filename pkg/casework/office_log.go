package casework

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

// Deed is one change of what is no matter, for the log of the administration.
// It never holds a password, a code or a number that is sealed elsewhere.
type Deed struct {
	Act     string // user_added, body_changed …
	Kind    string // user body area calendar setting letter
	About   string // id or code of what was changed
	Title   string // what people call it; of a user it is looked up
	Changes []Change
}

// Change is one field of a deed. Both sides are empty where only the fact of
// the change may be told.
type Change struct {
	Field  string `json:"field"`
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
}

// Console is who changes something at the console of the server.
var Console = casemodel.Actor{Name: "console"}

// Recorded is a guard that asks another one, nil for none, and then writes the
// deed: in the transaction of the change itself, so that neither stands
// without the other.
func (d *Desk) Recorded(who casemodel.Actor, deed Deed, guard func(*store.Tx) error) func(*store.Tx) error {
	return func(tx *store.Tx) error {
		if guard != nil {
			if err := guard(tx); err != nil {
				return err
			}
		}
		return record(tx, who, deed)
	}
}

// record writes a deed.
func record(tx *store.Tx, who casemodel.Actor, deed Deed) error {
	if deed.Kind == "user" && deed.Title == "" {
		u, err := tx.User(casemodel.ID(deed.About))
		if err != nil {
			return err
		}
		deed.Title = u.Name + " " + u.Username
	}
	changes, err := json.Marshal(deed.Changes)
	if err != nil {
		return err
	}
	return tx.InsertOffice(&store.OfficeEntry{
		ID: tx.NewID(), At: tx.Now(), ActorID: who.UserID, ActorName: who.Name, MembershipID: who.MembershipID,
		Act: deed.Act, Kind: deed.Kind, About: deed.About, Title: deed.Title, Changes: string(changes),
	})
}

// OfficeQuery chooses deeds; empty fields do not choose.
type OfficeQuery struct {
	Kind, Words string
	About       string
	From, Until casemodel.Day // both included
	Before      casemodel.ID  // older than this one: the next page
	Limit       int
}

// OfficeLine is one deed as it was recorded.
type OfficeLine struct {
	Deed

	ID  casemodel.ID
	At  casemodel.Instant
	Who string
}

// OfficeLog lists deeds, the latest first, for who may read them; more reports
// whether older ones follow.
func (d *Desk) OfficeLog(ctx context.Context, who casemodel.Actor, q OfficeQuery) (lines []OfficeLine, more bool, err error) {
	if err := d.Office(who, "log", "list"); err != nil {
		return nil, false, err
	}
	f := store.OfficeFilter{Kind: q.Kind, Q: q.Words, About: q.About, Before: q.Before, Limit: q.Limit + 1}
	if q.From != "" {
		f.From = casemodel.At(day(q.From).Start())
	}
	if q.Until != "" {
		f.Until = casemodel.At((day(q.Until) + 1).Start())
	}
	var rows []store.OfficeEntry
	err = d.DB.Read(ctx, func(tx *store.Tx) error {
		rows, err = tx.Office(f)
		return err
	})
	if err != nil {
		return nil, false, err
	}
	more = len(rows) > q.Limit
	for _, row := range rows[:min(len(rows), q.Limit)] {
		line := OfficeLine{ID: row.ID, At: row.At, Who: row.ActorName, Deed: Deed{Act: row.Act, Kind: row.Kind, About: row.About, Title: row.Title}}
		if err := json.Unmarshal([]byte(row.Changes), &line.Changes); err != nil {
			return nil, false, fmt.Errorf("read deed %s: %w", row.ID, err)
		}
		lines = append(lines, line)
	}
	return lines, more, nil
}
