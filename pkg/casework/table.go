package casework

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
)

// Faults of an uploaded table; the pages have a sentence for each.
const (
	TableEmpty      = "empty"
	TableNoColumn   = "no_column"
	TableUnreadable = "unreadable" // no comma-separated values
	AreaNoLevel     = "no_level"
	AreaNameless    = "nameless"
	AreaTwice       = "twice"
	AreaNoParent    = "no_parent"
	AreaWrongParent = "wrong_parent" // of a level that cannot hold it
	AreaElsewhere   = "elsewhere"    // a known place that lies somewhere else
)

// TableError is what is wrong with a table: where, and of what kind. Line
// counts from 1 and is 0 for the table as a whole.
type TableError struct {
	Line   int
	Column string
	Fault  string
	What   string // the value it is about
	Other  string // the value it does not go with
}

// Error is the fault for the console.
func (f *TableError) Error() string {
	text := ""
	if f.Line > 0 {
		text = fmt.Sprintf("line %d: ", f.Line)
	}
	switch f.Fault {
	case TableEmpty:
		return text + "is empty"
	case TableNoColumn:
		return text + fmt.Sprintf("has no column %q", f.Column)
	case AreaNoLevel:
		return text + fmt.Sprintf("there is no level %q", f.What)
	case AreaNameless:
		return text + "a place has a code and a name"
	case AreaTwice:
		return text + f.What + " stands twice"
	case AreaNoParent:
		return text + fmt.Sprintf("%s stands before %s, in which it lies", f.What, f.Other)
	case AreaWrongParent:
		return text + fmt.Sprintf("a %s does not lie in a %s", f.What, f.Other)
	case AreaElsewhere:
		return text + fmt.Sprintf("the place lies in %q, the table says %q", f.Other, f.What)
	}
	return text + f.What
}

// ReadTable hands on the rows of a table of comma-separated values under a
// line of column names, with the number of their line. A table saved by an
// office program may begin with a byte order mark. Faults of the table itself
// are *TableError; the error of a row ends the reading and comes back as it is.
func ReadTable(r io.Reader, columns []string, row func(line int, cell func(column string) string) error) error {
	in := bufio.NewReader(r)
	if mark, err := in.Peek(3); err == nil && string(mark) == "\ufeff" {
		_, _ = in.Discard(3) // they were just seen
	}
	table := csv.NewReader(in)
	table.ReuseRecord = true
	at := map[string]int{}
	for n := 1; ; n++ {
		cells, err := table.Read()
		if errors.Is(err, io.EOF) {
			if n == 1 {
				return &TableError{Fault: TableEmpty}
			}
			return nil
		}
		if bad, is := errors.AsType[*csv.ParseError](err); is {
			return &TableError{Line: bad.Line, Fault: TableUnreadable, What: bad.Err.Error()}
		}
		if err != nil {
			return err
		}
		if n > 1 {
			line, _ := table.FieldPos(0)
			if err := row(line, func(column string) string { return cells[at[column]] }); err != nil {
				return err
			}
			continue
		}
		for i, column := range cells {
			at[column] = i
		}
		for _, column := range columns {
			if _, known := at[column]; !known {
				return &TableError{Fault: TableNoColumn, Column: column}
			}
		}
	}
}
