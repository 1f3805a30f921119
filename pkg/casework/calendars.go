package casework

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/store"
)

// LoadCalendar puts the calendar in force that the database says: the years
// that came with the program, and on them those that somebody uploaded, in the
// order they were confirmed. A server asks at its start and then often; when
// nothing was confirmed since, it is one short question.
func (d *Desk) LoadCalendar(ctx context.Context) error {
	var years []store.CalendarYear
	err := d.DB.Read(ctx, func(tx *store.Tx) error {
		no, err := tx.CalendarNo()
		if err != nil || no == d.book.Load().no {
			return err
		}
		years, err = tx.CalendarYears()
		return err
	})
	if err != nil || len(years) == 0 {
		return err
	}
	book, err := bookOf(d.shipped, years)
	if err != nil {
		return err
	}
	d.setCalendar(&edition{book, years[len(years)-1].No})
	return nil
}

// bookOf lays uploaded years on a book, one after the other as each was checked
// when it was confirmed.
func bookOf(book *calendar.Book, years []store.CalendarYear) (*calendar.Book, error) {
	for _, y := range years {
		next, err := book.With([]byte(y.Text))
		if err != nil {
			return nil, fmt.Errorf("calendar year %d of %s: %w", y.Year, y.LoadedAt, err)
		}
		book = next
	}
	return book, nil
}

// NoticeMonth is when the State Council's notice for the next year may be
// expected: from its first day on a missing year is told about.
const NoticeMonth = time.November

// MissingYear is the year whose notice is not loaded although it should be, 0
// when none is.
func (d *Desk) MissingYear(now time.Time) int {
	now = now.In(calendar.Zone)
	book, year := d.Calendar(), now.Year()
	switch {
	case !book.Known(year):
		return year
	case now.Month() >= NoticeMonth && !book.Known(year+1):
		return year + 1
	}
	return 0
}

// CalendarLoad is one confirmed upload.
type CalendarLoad struct {
	Year  int
	At    casemodel.Instant
	By    string
	Moved int  // matters whose dates it moved so far
	Done  bool // every clock has been counted anew
}

// CalendarLoads lists what was uploaded, the latest first.
func (d *Desk) CalendarLoads(ctx context.Context, who casemodel.Actor) ([]CalendarLoad, error) {
	if err := d.Office(who, "calendars", "list"); err != nil {
		return nil, err
	}
	var loads []CalendarLoad
	err := d.DB.Read(ctx, func(tx *store.Tx) error {
		years, err := tx.CalendarYears()
		for i := len(years) - 1; i >= 0; i-- {
			y := &years[i]
			loads = append(loads, CalendarLoad{y.Year, y.LoadedAt, y.LoadedName, y.Moved, !y.WalkedAt.IsZero()})
		}
		return err
	})
	return loads, err
}

// HoldCalendar checks an uploaded year and keeps it for its preview. A fault in
// it is a *calendar.FileError; nothing is kept then.
func (d *Desk) HoldCalendar(ctx context.Context, who casemodel.Actor, name, text string) (casemodel.ID, error) {
	if err := d.Office(who, "calendars", "edit"); err != nil {
		return "", err
	}
	if err := d.LoadCalendar(ctx); err != nil {
		return "", err
	}
	if _, err := d.Calendar().With([]byte(text)); err != nil {
		return "", err
	}
	return d.hold(ctx, who, "calendar", name, text)
}

// hold keeps a table until its preview is confirmed.
func (d *Desk) hold(ctx context.Context, who casemodel.Actor, kind, name, text string) (casemodel.ID, error) {
	var id casemodel.ID
	err := d.DB.Do(ctx, func(tx *store.Tx) error {
		id = tx.NewID()
		return tx.InsertUpload(&store.OfficeUpload{ID: id, Kind: kind, Name: name, Text: text, OwnerID: who.UserID, At: tx.Now()})
	})
	return id, err
}

// ErrStalePreview says that something changed between a preview and its
// confirmation: what people read there is no longer what would happen.
var ErrStalePreview = errors.New("the preview is stale")

// ConfirmCalendar puts a held year in force if its preview is still true, and
// says so in the log of the administration. The clocks follow in Recount.
func (d *Desk) ConfirmCalendar(ctx context.Context, who casemodel.Actor, upload casemodel.ID, seen string) error {
	p, err := d.PreviewCalendar(ctx, who, upload)
	if err != nil {
		return err
	}
	if p.Mark != seen {
		return ErrStalePreview
	}
	err = d.DB.Do(ctx, func(tx *store.Tx) error {
		no, err := tx.CalendarNo()
		if err != nil {
			return err
		}
		if no != p.no {
			return ErrStalePreview
		}
		if err := tx.DeleteUpload(upload); err != nil {
			return err
		}
		err = tx.InsertCalendarYear(&store.CalendarYear{
			ID: tx.NewID(), No: no + 1, Year: p.Year, Text: p.text, SHA: p.book.YearSHA(p.Year), LoadedAt: tx.Now(),
			LoadedBy: who.UserID, LoadedName: who.Name,
		})
		if err != nil {
			return err
		}
		year := strconv.Itoa(p.Year)
		return record(tx, who, Deed{"calendar_loaded", "calendar", year, year, []Change{{Field: "moved", After: strconv.Itoa(len(p.Moved))}}})
	})
	if store.DuplicateOf(err) != "" {
		return ErrStalePreview
	}
	if err != nil {
		return err
	}
	return d.LoadCalendar(ctx)
}
