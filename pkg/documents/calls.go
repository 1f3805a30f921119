package documents

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"strings"
	"text/template"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/templates"
)

var errValue = errors.New("not a value this function takes")

// calls are the functions of the marks by the program's names; words.yaml gives
// them the clerk's. Each takes and gives values of a Record and nothing else.
var calls = map[string]function{
	"capitals":   {1, 1, capitals},
	"yuan":       {1, 1, yuan},
	"paragraphs": {1, 1, paragraphs},
	"count":      {1, 1, count},
	"eq":         {2, 2, func(a []any) (any, error) { return same(a[0], a[1]), nil }},
	"ne":         {2, 2, func(a []any) (any, error) { return !same(a[0], a[1]), nil }},
	"gt":         {2, 2, func(a []any) (any, error) { return compare(a, func(d float64) bool { return d > 0 }) }},
	"lt":         {2, 2, func(a []any) (any, error) { return compare(a, func(d float64) bool { return d < 0 }) }},
	"not":        {1, 1, func(a []any) (any, error) { return !truth(a[0]), nil }},
	"and":        {2, 9, func(a []any) (any, error) { return all(a, true), nil }},
	"or":         {2, 9, func(a []any) (any, error) { return !all(a, false), nil }},
}

// function is one of them; at least and at most so many arguments.
type function struct {
	least, most int
	do          func(args []any) (any, error)
}

func (f function) try(args []any) (any, error) {
	if len(args) < f.least || len(args) > f.most {
		return nil, errValue
	}
	return f.do(args)
}

func nameOf(word string) string { return templates.Words().Functions[word] }

// functions is what a mark may call, under the clerk's names.
var functions = func() template.FuncMap {
	named := template.FuncMap{}
	for word, name := range templates.Words().Functions {
		f, there := calls[name]
		if !there {
			panic("documents/words.yaml: there is no function " + name)
		}
		named[word] = func(args ...any) (any, error) { return f.try(args) }
	}
	return named
}()

// engine is what a compiled template calls: the clerk's functions, and what
// writes every value.
var engine = func() template.FuncMap {
	all := template.FuncMap{"put": put}
	maps.Copy(all, functions)
	return all
}()

func capitals(a []any) (any, error) {
	m, ok := a[0].(casemodel.Money)
	if gap, is := a[0].(Gap); is {
		return gap, nil
	}
	if !ok {
		return nil, errValue
	}
	return templates.Capitals(int64(m)), nil
}

// yuan writes an amount as 12,800.50.
func yuan(a []any) (any, error) {
	m, ok := a[0].(casemodel.Money)
	if gap, is := a[0].(Gap); is {
		return gap, nil
	}
	if !ok {
		return nil, errValue
	}
	grouped := m.Grouped()
	if !strings.Contains(grouped, ".") {
		grouped += ".00"
	}
	return grouped, nil
}

// paragraphs cuts a text at its lines, the empty ones left out.
func paragraphs(a []any) (any, error) {
	if _, is := a[0].(Gap); is {
		return ruled(), nil
	}
	text, ok := a[0].(string)
	if !ok {
		return nil, errValue
	}
	lines := []string{}
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return lines, nil
}

func count(a []any) (any, error) {
	switch list := a[0].(type) {
	case []Record:
		return len(list), nil
	case []string:
		return len(list), nil
	}
	return nil, errValue
}

func same(a, b any) bool {
	if x, ok := number(a); ok {
		y, ok := number(b)
		return ok && x == y
	}
	return fmt.Sprint(a) == fmt.Sprint(b)
}

func compare(a []any, is func(difference float64) bool) (any, error) {
	for _, v := range a {
		if _, is := v.(Gap); is {
			return false, nil // nothing is known of it yet
		}
	}
	x, ok := number(a[0])
	y, also := number(a[1])
	if !ok || !also {
		return nil, errValue
	}
	return is(x - y), nil
}

// number is a value as hundredths: what a clerk holds an amount against is
// typed in yuan. Whole below 2^53, so nothing is lost.
func number(v any) (float64, bool) {
	switch v := v.(type) {
	case casemodel.Money:
		return float64(v), true
	case int:
		return float64(v) * 100, true
	case int64:
		return float64(v) * 100, true
	case float64:
		return math.Round(v * 100), true
	}
	return 0, false
}

// truth is what "if" takes for yes: something is there.
func truth(v any) bool {
	yes, ok := template.IsTrue(v)
	return ok && yes
}

func all(a []any, want bool) bool {
	for _, v := range a {
		if truth(v) != want {
			return false
		}
	}
	return true
}
