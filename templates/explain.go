package templates

import (
	"strconv"
	"strings"
	"time"
)

// Term is one step of how a due date came about: calendar.Term in plain data,
// because this package knows words only. Days are 2006-01-02, a moment is
// 2006-01-02T15:04 in local time; "" is none.
type Term struct {
	Kind, On, To, At, Unit, Reason string
	N, Days                        int
}

// Explain says in one sentence how a due date was counted. The caller turns
// calendar terms into Terms field by field; pages and API read the same words.
func Explain(terms []Term) string {
	parts := make([]string, 0, len(terms))
	year, from := "", "" // from is the day counted from
	for _, term := range terms {
		key := "due." + term.Kind
		args := map[string]any{
			"on": Day(term.On, year), "to": Day(term.To, year), "at": moment(term.At, year), "days": term.Days, "n": term.N,
			"length": length(term.N, term.Unit), "reason": reason(term.Reason),
		}
		switch {
		case sameDay(term, from):
			key = "due.same_day"
		case term.At != "" && Has(key+"_at"):
			key += "_at"
		case term.Reason == "" && Has(key+"_plain"):
			key += "_plain"
		}
		if year == "" && len(term.On) > 4 {
			year = term.On[:4]
		}
		if term.Kind == "start" || term.Kind == "restart" {
			from = term.On
		}
		parts = append(parts, Text(key, args))
	}
	return strings.Join(parts, Text("due.then", nil))
}

// sameDay reports whether a period is the very day it is counted from: one day
// of a rule whose first day counts.
func sameDay(term Term, from string) bool {
	return term.Kind == "plus" && term.N == 1 && term.At == "" && term.On == from
}

// Cite names law and article: the title, and 33 or 8, 9 and 34 in the form of
// the law; an article that is none is left out.
func Cite(law, article string) string {
	if law == "" {
		return ""
	}
	law = fullWidth.Replace(law)
	numbers := strings.FieldsFunc(article, func(r rune) bool { return r < '0' || r > '9' })
	switch {
	case article == "" || article == "-":
		return Text("due.law", map[string]any{"law": law})
	case len(numbers) > 0 && strings.Trim(article, "0123456789, ") == "":
		return Text("due.article", map[string]any{"law": law, "article": strings.Join(numbers, Text("list.comma", nil))})
	}
	return Text("due.source", map[string]any{"law": law, "article": fullWidth.Replace(article)})
}

var fullWidth = strings.NewReplacer("(", "\uff08", ")", "\uff09", ",", "\uff0c", ":", "\uff1a", ";", "\uff1b")

// FullWidth puts the marks of a quoted title or sentence into the form Chinese
// text has.
func FullWidth(s string) string { return fullWidth.Replace(s) }

// Day writes a date as people say it, with the year only when it is not the
// one given.
func Day(day, year string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return ""
	}
	args := map[string]any{"y": t.Year(), "m": int(t.Month()), "d": t.Day()}
	if strconv.Itoa(t.Year()) == year {
		return Text("date.month_day", args)
	}
	return Text("date.full", args)
}

func moment(at, year string) string {
	day, clock, found := strings.Cut(at, "T")
	if !found {
		return ""
	}
	return Day(day, year) + " " + clock
}

// length is 30 days, 3 working days, 1 month.
func length(n int, unit string) string {
	if unit == "" {
		return ""
	}
	return Text("unit."+unit, map[string]any{"n": n})
}

// reason is the word for why a clock stood still; one that has none is told
// without it.
func reason(code string) string {
	if code == "" {
		return ""
	}
	if Has("reason." + code) {
		return Text("reason."+code, nil)
	}
	return code
}
