// Package casework holds what people do: one place where a matter changes
// (step), one file per act that has code of its own, and the questions that
// draw pages and answers from the same rules. It knows the workflows, the
// policy and the store; it knows no page, no door and no sentence.
package casework

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/policies"
	"github.com/jiefen/jiefen/workflows"
)

// Desk is where people work. It is safe for many at once.
type Desk struct {
	DB    *store.DB
	Flows *workflows.Library
	Gate  *policies.Gate
	Log   *slog.Logger
	Data  string // folder of the journal's anchors, for checks of the journal

	book     atomic.Pointer[edition]
	shipped  *calendar.Book // what came with the program
	checks   checks
	settings atomic.Pointer[map[string]string] // what an administrator set, as far as this server knows
	looks    looks                             // who opened what within the last minute
}

// Open puts a desk together.
func Open(db *store.DB, flows *workflows.Library, gate *policies.Gate, book *calendar.Book, log *slog.Logger) *Desk {
	d := &Desk{DB: db, Flows: flows, Gate: gate, Log: log, shipped: book}
	d.book.Store(&edition{book, 0})
	return d
}

// Calendar returns the working-day calendar in force.
func (d *Desk) Calendar() *calendar.Book { return d.book.Load().book }

// edition is a calendar and the number of the last uploaded year in it.
type edition struct {
	book *calendar.Book
	no   int
}

// setCalendar puts a later calendar in force for what is counted from now on.
// Two that load it at once may end in either order: the earlier one loses.
func (d *Desk) setCalendar(next *edition) {
	for now := d.book.Load(); next.no > now.no; now = d.book.Load() {
		if d.book.CompareAndSwap(now, next) {
			return
		}
	}
}

// Input is what comes with an act.
type Input struct {
	On      casemodel.Day  // legal date, local; today when empty
	Why     string         // reason for a legal date older than 3 working days
	Version *int           // of the matter the sender saw; nil only for appending records
	Fields  map[string]any // JSON values or the strings of a form
	Key     string         // idempotency key, "" for none
	Hash    []byte         // of the whole request, to tell a repeat from a reuse

	next string // of a ceremony: the act it goes before, which its follow-ons leave to who does it
}

// Fired is one event that happened, in order.
type Fired struct {
	MatterID casemodel.ID `json:"matter_id"`
	Event    string       `json:"event"`
	From     string       `json:"from"`
	To       string       `json:"to"`
}

// Created is one matter that came into being.
type Created struct {
	ID       casemodel.ID `json:"id"`
	Workflow string       `json:"workflow"`
	Number   string       `json:"number"`
}

// Code is what one party needs to look after the case: shown once, on paper.
type Code struct {
	Party casemodel.ID `json:"party"`
	Name  string       `json:"name"`
	Code  string       `json:"code"`
	PIN   string       `json:"pin,omitempty"`
}

// Outcome is what an act did.
type Outcome struct {
	MatterID casemodel.ID          `json:"matter_id"`
	Version  int                   `json:"version"`
	Fired    []Fired               `json:"fired"`
	Created  []Created             `json:"created"`
	Approval casemodel.ID          `json:"approval,omitempty"` // set: nothing moved, the request waits there
	Codes    []Code                `json:"codes,omitempty"`
	Issued   *casemodel.PaperIssue `json:"issued,omitempty"` // a paper that went out, with its number
	Replayed bool                  `json:"-"`
}

// today is the local date of a moment.
func today(now casemodel.Instant) casemodel.Day {
	return casemodel.Day(calendar.DayOf(now.Time()).String())
}

// day converts a legal date for counting; a malformed one has been refused at
// the door.
func day(d casemodel.Day) calendar.Day {
	got, err := calendar.ParseDay(string(d))
	if err != nil {
		return 0
	}
	return got
}

func legal(d calendar.Day) casemodel.Day { return casemodel.Day(d.String()) }

// Now returns the desk's moment, for doors that show ages and dates.
func (d *Desk) Now(ctx context.Context) (casemodel.Instant, error) {
	var now casemodel.Instant
	err := d.DB.Read(ctx, func(tx *store.Tx) error {
		now = tx.Now()
		return nil
	})
	return now, err
}

// Together lets the questions of one request see one moment of the database;
// release is called when they are asked, and before anybody is waited for.
func (d *Desk) Together(ctx context.Context) (shared context.Context, release func()) {
	return d.DB.Together(ctx)
}

// AtOnce asks what does not need one another's answers: in one moment, and in
// as few errands as the longest of them needs. None of them may write.
func (d *Desk) AtOnce(ctx context.Context, readings ...func(ctx context.Context) error) error {
	return d.DB.AtOnce(ctx, readings...)
}

// span adds "30d" or "3y" to a day, for guards.
func span(from casemodel.Day, length string) casemodel.Day {
	if len(length) < 2 {
		return from
	}
	n := 0
	for _, c := range length[:len(length)-1] {
		n = n*10 + int(c-'0')
	}
	d := day(from)
	switch length[len(length)-1] {
	case 'y':
		d, _ = d.AddMonths(12 * n)
	case 'm':
		d, _ = d.AddMonths(n)
	default:
		d = d.Add(n)
	}
	return legal(d)
}

// soon is how long rights through taking part last after the end (domain
// 4.3.7).
const soon = 30 * 24 * time.Hour
