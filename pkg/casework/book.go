package casework

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

// A day of sittings is planned at once, or comes out of a paper diary: many
// rows, each of them the act that arranges one sitting, with its own guard and
// its own transaction. What one row is refused for stops no other (users.md
// F14).

// MostBookings are arranged in one go.
const MostBookings = 100

// Booking is one row as it is written there. Number is the case's, whole or its
// last digits; Matter is known instead when it was picked from a list.
type Booking struct {
	Matter   casemodel.ID
	Number   string
	From     casemodel.Instant
	Minutes  int
	Room     string // by name
	Place    string // when it is in no room
	Mediator string // by name; none is who is in charge
}

// Booked is what became of a row.
type Booked struct {
	Matter  casemodel.ID // the one that is meant, "" when it was not found
	Title   string       // as the actor may read it
	Number  string       // of its case
	Refused error        // why it is not arranged; nil when it is, or would be
	Other   int          // the earlier row of the same batch that is in its way, from 1
	Beside  []Beside     // organisations that have a sitting at that time elsewhere: no hindrance
}

// Bookable is a matter for which the actor may arrange a sitting now.
type Bookable struct {
	casemodel.Matter

	CaseNumber string
	Next       casemodel.Instant // when it sits next, zero when nothing is arranged
}

// Bookable lists the matters for which an actor may arrange a sitting now, the
// oldest first.
func (d *Desk) Bookable(ctx context.Context, who casemodel.Actor) ([]Bookable, error) {
	var all []Bookable
	f := casemodel.Filter{
		View: casemodel.ViewAll, Kinds: []casemodel.Kind{casemodel.KindProceeding}, Classes: []casemodel.Class{casemodel.Live},
		Can: "schedule", Sort: "opened", Limit: 200,
	}
	for len(all) < 2000 {
		page, err := d.List(ctx, who, f)
		if err != nil {
			return nil, err
		}
		for i := range page.Items {
			m := &page.Items[i]
			if flow := d.Flows.Flow(m.Workflow, m.WorkflowVersion); flow != nil && flow.RecordOpen(m.State, "schedule") {
				all = append(all, Bookable{Matter: *m})
			}
		}
		if f.After = page.Next; f.After == "" {
			break
		}
	}
	roots, ids := make([]casemodel.ID, len(all)), make([]casemodel.ID, len(all))
	for i := range all {
		roots[i], ids[i] = all[i].RootID, all[i].ID
	}
	err := d.DB.Read(ctx, func(tx *store.Tx) error {
		numbers, err := tx.Numbers(roots...)
		if err != nil {
			return err
		}
		next, err := tx.NextSittings(ids...)
		for i := range all {
			all[i].CaseNumber, all[i].Next = numbers[all[i].RootID], next[all[i].ID]
		}
		return err
	})
	return all, err
}

// Book arranges the rows one after the other. With a key a row that was arranged
// before under it is told again and not arranged twice. The error is of the
// machine and not of a row: what came before it stands.
func (d *Desk) Book(ctx context.Context, who casemodel.Actor, rows []Booking, key string, hash []byte) ([]Booked, error) {
	return d.bookings(ctx, who, rows, func(i int, b *Booked, fields map[string]any) error {
		in := Input{Fields: fields, Hash: hash}
		if key != "" {
			in.Key = key + "." + strconv.Itoa(i)
		}
		var err error
		if in.Version, err = d.versionOf(ctx, b.Matter); err != nil {
			return err
		}
		_, err = d.Do(ctx, who, b.Matter, "schedule", in)
		return err
	})
}

// TryBook says what Book would do with each row, and writes nothing. Rows that
// take the same thing at the same time are told of each other.
func (d *Desk) TryBook(ctx context.Context, who casemodel.Actor, rows []Booking) ([]Booked, error) {
	before := make([]rehearsal, len(rows))
	return d.bookings(ctx, who, rows, func(i int, b *Booked, fields map[string]any) error {
		one, err := d.rehearseBooking(ctx, who, b.Matter, rows[i].From, fields)
		if err != nil {
			return err
		}
		for k := range before[:i] {
			if err := one.against(&before[k], k+1); err != nil {
				b.Other = k + 1
				return err
			}
			one.beside = append(one.beside, one.shared(&before[k], k+1)...)
		}
		before[i], b.Beside = one, one.beside
		return nil
	})
}

// bookings finds what each row means and does it.
func (d *Desk) bookings(ctx context.Context, who casemodel.Actor, rows []Booking, do func(i int, b *Booked, fields map[string]any) error) ([]Booked, error) {
	if len(rows) > MostBookings {
		return nil, &casemodel.Error{Kind: casemodel.Invalid, Key: "book.too_many", Args: map[string]any{"max": MostBookings, "have": len(rows)}}
	}
	all, err := d.Bookable(ctx, who)
	if err != nil {
		return nil, err
	}
	out := make([]Booked, len(rows))
	for i := range rows {
		fields, err := d.meant(ctx, who, all, &rows[i], &out[i])
		if err == nil {
			err = do(i, &out[i], fields)
		}
		var refused *casemodel.Error
		if err != nil && !errors.As(err, &refused) {
			return out, err
		}
		out[i].Refused = err
	}
	return out, nil
}

// meant finds the matter, the room and the mediator of a row. Invalid, at the
// row's own words number, at, room, mediator, with everything that is wrong.
func (d *Desk) meant(ctx context.Context, who casemodel.Actor, all []Bookable, row *Booking, b *Booked) (map[string]any, error) {
	var faults []casemodel.FieldError
	bad := func(field, key string) { faults = append(faults, casemodel.FieldError{Field: field, Key: key}) }
	found := slices.DeleteFunc(slices.Clone(all), func(m Bookable) bool {
		return row.Matter != "" && m.ID != row.Matter || row.Matter == "" && !numbered(&m, row.Number)
	})
	switch {
	case len(found) == 1:
		b.Matter, b.Title, b.Number = found[0].ID, found[0].Title, found[0].CaseNumber
	case row.Matter == "" && row.Number == "":
		bad("number", "field.missing")
	case len(found) > 1:
		bad("number", "book.several")
	default:
		bad("number", "book.no_such")
	}
	if row.From.IsZero() {
		bad("sitting_at", "book.no_hour")
	}
	if row.Minutes <= 0 {
		bad("minutes", "book.no_length")
	}
	fields := map[string]any{"sitting_at": row.From.String(), "minutes": strconv.Itoa(row.Minutes)}
	if row.Place != "" {
		fields["place"] = row.Place
	}
	if b.Matter != "" && row.Room != "" {
		rooms, err := d.RoomsFor(ctx, who, b.Matter)
		if err != nil {
			return nil, err
		}
		at := slices.IndexFunc(rooms, func(r casemodel.Room) bool { return plainName(r.Name) == plainName(row.Room) })
		if at < 0 {
			bad("room", "book.no_such_room")
		} else {
			fields["room"] = string(rooms[at].ID)
		}
	}
	if b.Matter != "" && row.Mediator != "" {
		users, err := d.Users(ctx, found[0].BodyID, "", row.Mediator, 0)
		if err != nil {
			return nil, err
		}
		users = slices.DeleteFunc(users, func(u casemodel.User) bool { return plainName(u.Name) != plainName(row.Mediator) })
		if len(users) != 1 {
			bad("mediators", "book.no_such_mediator")
		} else {
			fields["mediators"] = []any{string(users[0].ID)}
		}
	}
	if len(faults) > 0 {
		return nil, &casemodel.Error{Kind: casemodel.Invalid, Key: "input.invalid", Field: faults[0].Field, Fields: faults}
	}
	return fields, nil
}

func plainName(s string) string { return strings.Join(strings.Fields(s), "") }

// numbered reports whether a paper's word for a case is this one: its whole
// number, or the last digits of it, with the year or without.
func numbered(m *Bookable, typed string) bool {
	want, runs := onlyNumber(typed)
	if want == "" {
		return false
	}
	for _, number := range []string{m.Number, m.CaseNumber} {
		whole, digits := onlyNumber(number)
		if number == "" || len(digits) == 0 {
			continue
		}
		if whole == want {
			return true
		}
		short := strings.IndexFunc(want, unicode.IsLetter) < 0 && len(runs) > 0 && len(runs) <= 2
		if short && sameSerial(runs[len(runs)-1], digits[len(digits)-1]) && (len(runs) == 1 || runs[0] == digits[0]) {
			return true
		}
	}
	return false
}

// sameSerial: 12 is 000012.
func sameSerial(a, b string) bool {
	a, b = strings.TrimLeft(a, "0"), strings.TrimLeft(b, "0")
	return a == b && a != ""
}

// onlyNumber is a number without brackets, blanks and strokes, and the runs of
// digits in it.
func onlyNumber(s string) (whole string, runs []string) {
	var b strings.Builder
	run := ""
	for _, r := range s + " " {
		switch {
		case r >= '0' && r <= '9':
			run += string(r)
		case r >= '\uff10' && r <= '\uff19':
			r = r - '\uff10' + '0'
			run += string(r)
		case run != "":
			runs = append(runs, run)
			run = ""
		}
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(unicode.ToUpper(r))
		}
	}
	return b.String(), runs
}

func (d *Desk) versionOf(ctx context.Context, id casemodel.ID) (*int, error) {
	var version int
	err := d.DB.Read(ctx, func(tx *store.Tx) error {
		m, err := tx.Matter(id)
		if err == nil {
			version = m.Version
		}
		return err
	})
	return &version, err
}
