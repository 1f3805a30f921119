package casework

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/store"
)

// CalendarPreview is what a held year would do.
type CalendarPreview struct {
	Upload  casemodel.ID
	Name    string // of the file
	Year    int
	Known   bool // there is a notice for the year already
	Source  string
	Days    []calendar.Mark // of the new notice's year, as they would be
	Differ  []calendar.Mark // days that would change between work and rest
	Moved   []MovedClock
	Settled int    // clocks that keep their date and lose its mark of provisional
	Mark    string // what a confirmation has to bring back

	no   int // of the calendar it was made on
	text string
	book *calendar.Book
}

// MovedClock is one clock whose date would move.
type MovedClock struct {
	ID       casemodel.ID
	MatterID casemodel.ID
	Number   string
	RuleID   string
	Old, New casemodel.Day
}

// clocksPerPage are read at once when all clocks are walked.
const clocksPerPage = 2000

// PreviewCalendar computes what a held year would move. It writes nothing.
func (d *Desk) PreviewCalendar(ctx context.Context, who casemodel.Actor, upload casemodel.ID) (*CalendarPreview, error) {
	if err := d.Office(who, "calendars", "edit"); err != nil {
		return nil, err
	}
	if err := d.LoadCalendar(ctx); err != nil {
		return nil, err
	}
	p := &CalendarPreview{Upload: upload}
	now := d.Calendar()
	err := d.DB.Read(ctx, func(tx *store.Tx) error {
		held, err := tx.Upload(upload, who.UserID, "calendar")
		if err != nil {
			return err
		}
		p.Name, p.text = held.Name, held.Text
		if p.no, err = tx.CalendarNo(); err != nil {
			return err
		}
		if p.book, err = now.With([]byte(held.Text)); err != nil {
			return err
		}
		if p.Year, err = calendar.YearOf([]byte(held.Text)); err != nil {
			return err
		}
		if err := p.moves(tx, d); err != nil {
			return err
		}
		return p.number(tx)
	})
	if err != nil {
		return nil, err
	}
	p.describe(now)
	return p, nil
}

// moves walks every clock under the new book.
func (p *CalendarPreview) moves(tx *store.Tx, d *Desk) error {
	return walkClocks(tx, func(clock *casemodel.Deadline, segments []casemodel.Segment) error {
		shift, err := d.shift(clock, segments, p.book, today(tx.Now()))
		if err != nil || shift == nil {
			return err
		}
		if !shift.moves {
			p.Settled += shift.settles
			return nil
		}
		p.Moved = append(p.Moved, MovedClock{clock.ID, clock.MatterID, "", clock.RuleID, clock.DueOn, legal(shift.due.On)})
		return nil
	})
}

// walkClocks hands on every clock that is not over, with its segments.
func walkClocks(tx *store.Tx, do func(*casemodel.Deadline, []casemodel.Segment) error) error {
	for after := casemodel.ID(""); ; {
		page, err := tx.LiveDeadlines(after, clocksPerPage)
		if err != nil || len(page) == 0 {
			return err
		}
		ids := make([]casemodel.ID, len(page))
		for i := range page {
			ids[i] = page[i].ID
		}
		segments, err := tx.Segments(ids...)
		if err != nil {
			return err
		}
		for i := range page {
			if err := do(&page[i], segments[page[i].ID]); err != nil {
				return err
			}
		}
		after = ids[len(ids)-1]
	}
}

// shift is what another calendar does to a clock.
type shift struct {
	due     calendar.Due
	moves   bool // the date is another
	settles int  // 1 when the date was provisional and no longer is
}

// shift counts a clock under a book, nil when nothing of it would change. A
// clock that stands still or waits has no date yet: it is counted when it goes
// on. The digest of the years a date touched tells most of them apart without
// a second look.
func (d *Desk) shift(clock *casemodel.Deadline, list []casemodel.Segment, book *calendar.Book, today casemodel.Day) (*shift, error) {
	rule, known := d.Flows.Rules.Get(clock.RuleID)
	if !known || clock.State != casemodel.ClockRunning || clock.AnchorOn == "" || clock.CalendarSHA == "" {
		return nil, nil //nolint:nilnil // nothing moves
	}
	anchor := calendar.Anchor{On: day(clock.AnchorOn), At: clock.AnchorAt.Time()}
	due, err := book.Due(rule.Arith(), anchor, segments(list), day(today))
	if err != nil {
		return nil, fmt.Errorf("count %s from %s: %w", clock.RuleID, clock.AnchorOn, err)
	}
	if due.CalendarSHA == clock.CalendarSHA {
		return nil, nil //nolint:nilnil // nothing moves
	}
	s := &shift{due: due, moves: legal(due.On) != clock.DueOn || legal(due.Target) != clock.TargetOn}
	if clock.Provisional == 1 && !due.Provisional {
		s.settles = 1
	}
	explain, err := json.Marshal(due.Terms)
	if err != nil {
		return nil, err
	}
	if !s.moves && (clock.Provisional == 1) == due.Provisional && string(explain) == clock.Explain {
		return nil, nil //nolint:nilnil // nothing moves
	}
	return s, nil
}

// number looks up what the matters are called.
func (p *CalendarPreview) number(tx *store.Tx) error {
	names := map[casemodel.ID]string{}
	for i := range p.Moved {
		id := p.Moved[i].MatterID
		if _, known := names[id]; !known {
			m, err := tx.Matter(id)
			if err != nil {
				return err
			}
			names[id] = m.Number
		}
		p.Moved[i].Number = names[id]
	}
	return nil
}

// describe says what is in the new year, and seals what the preview showed.
func (p *CalendarPreview) describe(now *calendar.Book) {
	p.Known, p.Source, p.Days = now.Known(p.Year), p.book.Source(p.Year), p.book.Marks(p.Year)
	for _, year := range []int{p.Year - 1, p.Year} {
		for on := calendar.Date(year, 1, 1); on.Year() == year; on++ {
			if works := p.book.Works(on); works != now.Works(on) {
				p.Differ = append(p.Differ, calendar.Mark{On: on, Works: works, Name: p.book.Holiday(on)})
			}
		}
	}
	text := fmt.Appendf(nil, "%s %d %s %d\n", p.Upload, p.no, p.book.SHA(), p.Settled)
	for _, m := range p.Moved {
		text = fmt.Appendf(text, "%s %s %s\n", m.ID, m.Old, m.New)
	}
	sum := sha256.Sum256(text)
	p.Mark = hex.EncodeToString(sum[:])
	slices.SortStableFunc(p.Moved, func(a, b MovedClock) int {
		return cmp.Or(cmp.Compare(a.RuleID, b.RuleID), cmp.Compare(a.New, b.New), cmp.Compare(a.Number, b.Number))
	})
}

// Book is the calendar as it would be.
func (p *CalendarPreview) Book() *calendar.Book { return p.book }
