package casework

import (
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/workflows"
)

// Example is a deadline rule counted from a day that somebody chose. No matter
// has anything to do with it.
type Example struct {
	Due      calendar.Due
	Span     calendar.Span
	Warnings []time.Time
	Expires  time.Time // when the program acts, or flags it
	book     *calendar.Book
}

// Example counts a rule as a clock of a matter is counted that starts on that
// day; at is the moment hours run from, zero for the beginning of the day.
func (d *Desk) Example(rule *workflows.Rule, on casemodel.Day, at time.Time) (Example, error) {
	book, anchor := d.Calendar(), calendar.Anchor{On: day(on), At: at}
	due, err := book.Due(rule.Arith(), anchor, nil, anchor.On)
	if err != nil {
		return Example{}, err
	}
	return Example{
		Due: due, Span: book.Span(rule.Arith(), anchor, due), Warnings: leadsOf(book, rule, anchor, due),
		Expires: book.FireAt(due, rule.Irreversible), book: book,
	}, nil
}

// Name is the festival that a day of the example belongs to, off or worked, ""
// for a plain weekend.
func (e *Example) Name(d calendar.Day) string { return e.book.Name(d) }
