package store

import (
	"slices"

	"gorm.io/gorm"

	"github.com/jiefen/jiefen/casemodel"
)

// PageAt is where a page of rows begins: after a row, before one, or at the very
// beginning. Rows that come or go meanwhile neither repeat nor hide others.
type PageAt struct{ After, Before casemodel.ID }

// from orders a query by a column without doubles and begins it there.
func (p PageAt) from(q *gorm.DB, table, column string) *gorm.DB {
	place := "(SELECT " + column + " FROM " + table + " WHERE id = ?)"
	switch {
	case p.Before != "":
		return q.Where(column+" < "+place, p.Before).Order(column + " DESC")
	case p.After != "":
		q = q.Where(column+" > "+place, p.After)
	}
	return q.Order(column)
}

// Neighbours are the rows from which the pages on either side go on, "" where
// there is none.
type Neighbours struct{ Prev, Next casemodel.ID }

// page cuts the row that only says that there are more, puts the rest into
// order and finds its neighbours.
func page[T any](p PageAt, rows []T, limit int, id func(*T) casemodel.ID) ([]T, Neighbours) {
	more := len(rows) > limit
	rows = rows[:min(len(rows), limit)]
	if p.Before != "" {
		slices.Reverse(rows)
	}
	var n Neighbours
	if len(rows) == 0 {
		return rows, n
	}
	if p.After != "" || p.Before != "" && more {
		n.Prev = id(&rows[0])
	}
	if p.Before != "" || more {
		n.Next = id(&rows[len(rows)-1])
	}
	return rows, n
}
