package calendar

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// Mark is one exceptional day of a notice: a day off, or a weekend day that is
// worked. Name is the festival it belongs to, as the notice calls it.
type Mark struct {
	On    Day
	Works bool
	Name  string
}

// notice is the State Council's holiday notice for one year: one file.
type notice struct {
	file     string
	year     int
	yearLine int
	source   string
	entries  []entry
}

type entry struct {
	Mark
	line int
}

// fewestHolidays is the number of public holidays before 2025. A year published
// empty in advance would otherwise count as known, and every date in it as sure.
const fewestHolidays = 11

// readNotice reads one file and refuses whatever would silently miscount.
func readNotice(file string, data []byte) (notice, error) {
	n := notice{file: file}
	tree, err := parser.ParseBytes(data, 0)
	if err != nil {
		return n, n.syntax(err)
	}
	if len(tree.Docs) != 1 {
		return n, n.fault(1, FaultSyntax, "want one document")
	}
	top, ok := tree.Docs[0].Body.(ast.MapNode)
	if !ok {
		return n, n.fault(1, FaultSyntax, "want a mapping")
	}
	for it := top.MapRange(); it.Next(); {
		if err := n.take(it.KeyValue()); err != nil {
			return n, err
		}
	}
	return n, n.check()
}

// take stores one top-level key.
func (n *notice) take(kv *ast.MappingValueNode) error {
	switch key, line := scalar(kv.Key), lineOf(kv.Key); key {
	case "year":
		year, err := strconv.Atoi(scalar(kv.Value))
		if err != nil || year < 1950 || year > 2199 {
			return n.fault(line, FaultBadYear, scalar(kv.Value))
		}
		n.year, n.yearLine = year, line
		return nil
	case "source":
		n.source = scalar(kv.Value)
		return nil
	case "holidays", "workdays":
		return n.days(kv.Value, line, key == "workdays")
	default:
		return n.fault(line, FaultUnknownKey, key)
	}
}

// days reads a mapping from date to name.
func (n *notice) days(value ast.Node, line int, works bool) error {
	if value.Type() == ast.NullType {
		return nil
	}
	list, ok := value.(ast.MapNode)
	if !ok {
		return n.fault(line, FaultSyntax, "want a mapping of dates to names")
	}
	for it := list.MapRange(); it.Next(); {
		line, text := lineOf(it.Key()), scalar(it.Key())
		day, err := ParseDay(text)
		if err != nil {
			return n.fault(line, FaultBadDate, text)
		}
		name := strings.TrimSpace(scalar(it.Value()))
		if name == "" {
			return n.fault(line, FaultNoName, text)
		}
		n.entries = append(n.entries, entry{Mark{day, works, name}, line})
	}
	return nil
}

// check asks what can be asked of one notice alone.
func (n *notice) check() error {
	if n.year == 0 {
		return n.fault(1, FaultBadYear, "no year")
	}
	seen, off := map[Day]bool{}, 0
	for _, e := range n.entries {
		switch works, listed := seen[e.On]; {
		case listed && works != e.Works:
			return n.fault(e.line, FaultBothKinds, e.On.String())
		case !n.covers(e.On):
			return n.fault(e.line, FaultOtherYear, e.On.String())
		case e.Works && !weekend(e.On):
			return n.fault(e.line, FaultWeekdayWork, e.On.String())
		}
		if seen[e.On] = e.Works; !e.Works {
			off++
		}
	}
	if off < fewestHolidays {
		return n.fault(n.yearLine, FaultTooFew, strconv.Itoa(off))
	}
	return nil
}

// covers says whether the notice may speak about the day. New Year's Day reaches
// back: the notices for 2019 and 2023 rule on December of the year before.
func (n *notice) covers(d Day) bool {
	return d.Year() == n.year || d >= Date(n.year-1, time.December, 1) && d.Year() < n.year
}

func (n *notice) fault(line int, fault Fault, what string) error {
	return &FileError{File: n.file, Line: line, Fault: fault, What: what}
}

// syntax keeps the parser's line and sentence and drops its coloured excerpt.
func (n *notice) syntax(err error) error {
	var bad *yaml.SyntaxError
	if errors.As(err, &bad) && bad.GetToken() != nil {
		return n.fault(bad.GetToken().Position.Line, FaultSyntax, bad.GetMessage())
	}
	return n.fault(1, FaultSyntax, fmt.Sprint(err))
}

// scalar is the text of a plain or quoted value, "" for everything else.
func scalar(node ast.Node) string {
	switch node := node.(type) {
	case *ast.StringNode:
		return node.Value
	case *ast.IntegerNode:
		return node.GetToken().Value
	default:
		return ""
	}
}

func lineOf(node ast.Node) int {
	if t := node.GetToken(); t != nil && t.Position != nil {
		return t.Position.Line
	}
	return 1
}
