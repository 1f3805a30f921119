package calendar

import "fmt"

// Fault names what is wrong with a holiday file; pages have a sentence for each.
type Fault string

// The faults a holiday file is refused for.
const (
	FaultSyntax      Fault = "syntax"           // no YAML, or another shape
	FaultUnknownKey  Fault = "unknown_key"      // not year, source, holidays, workdays
	FaultBadYear     Fault = "bad_year"         // missing, or not 1950 to 2199
	FaultYearTwice   Fault = "year_twice"       // another file has this year
	FaultBadDate     Fault = "bad_date"         // no such day
	FaultOtherYear   Fault = "other_year"       // neither this year nor the December before
	FaultNoName      Fault = "no_name"          // which festival is it
	FaultDateTwice   Fault = "date_twice"       // another file has this date
	FaultBothKinds   Fault = "both_kinds"       // day off and working day at once
	FaultWeekdayWork Fault = "workday_midweek"  // Monday to Friday work anyhow: a typing error
	FaultTooFew      Fault = "too_few_holidays" // a year published before its notice
)

// FileError refuses a holiday file. Line counts from 1; File is empty when the
// data came without a name.
type FileError struct {
	File  string
	Line  int
	Fault Fault
	What  string
}

func (e *FileError) Error() string {
	file := e.File
	if file == "" {
		file = "holidays"
	}
	return fmt.Sprintf("%s:%d: %s: %s", file, e.Line, e.Fault, e.What)
}
