package main

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/jiefen/jiefen/casemodel"
)

// readRows hands on the rows of a table with a line of column names. A table
// saved by an office program may begin with a byte order mark. Every error
// names table and line.
func readRows(name string, r io.Reader, columns []string, row func(cell func(column string) string) error) error {
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
				return fmt.Errorf("%s is empty", name)
			}
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if n > 1 {
			if err := row(func(column string) string { return cells[at[column]] }); err != nil {
				return fmt.Errorf("%s line %d: %w", name, n, err)
			}
			continue
		}
		for i, column := range cells {
			at[column] = i
		}
		for _, column := range columns {
			if _, known := at[column]; !known {
				return fmt.Errorf("%s has no column %q", name, column)
			}
		}
	}
}

// levels are the depths of the tree by the name of the level, because codes do
// not nest everywhere (decision 21, domain 4.3).
var levels = map[string]int{"province": 0, "city": 1, "county": 2, "town": 3, "village": 4, "grid": 5}

// readAreas reads places: code, name, level, parent. A parent stands before
// what lies in it, or is known already.
func readAreas(name string, r io.Reader, known func(code string) *casemodel.Area) ([]casemodel.Area, error) {
	all := make([]casemodel.Area, 0, 8014)
	at := make(map[string]int, cap(all))
	find := func(code string) *casemodel.Area {
		if i, here := at[code]; here {
			return &all[i]
		}
		if known != nil {
			return known(code)
		}
		return nil
	}
	err := readRows(name, r, []string{"code", "name", "level", "parent"}, func(cell func(string) string) error {
		level, is := levels[cell("level")]
		if !is {
			return fmt.Errorf("there is no level %q", cell("level"))
		}
		if cell("code") == "" || cell("name") == "" {
			return errors.New("a place has a code and a name")
		}
		if _, twice := at[cell("code")]; twice {
			return fmt.Errorf("%s stands twice", cell("code"))
		}
		a := casemodel.Area{}
		if code := cell("parent"); code != "" {
			parent := find(code)
			if parent == nil {
				return fmt.Errorf("%s stands before %s, in which it lies", cell("code"), code)
			}
			if parent.Level >= level {
				return fmt.Errorf("a %s does not lie in a %s", cell("level"), parent.LevelKey)
			}
			a = *parent
		}
		a.ID, a.Name, a.LevelKey, a.Level, a.ParentID = cell("code"), cell("name"), cell("level"), level, cell("parent")
		if level < 5 {
			*[]*string{&a.A1, &a.A2, &a.A3, &a.A4, &a.A5}[level] = a.ID
		}
		at[a.ID], all = len(all), append(all, a)
		return nil
	})
	return all, err
}

// bodyRow is an organisation as a table has it; its parent is a code.
type bodyRow struct {
	casemodel.Body
	parent string
	line   int
}

// readBodies reads organisations: code, kind, title, number_name (the words
// its document numbers start with), area, parent, categories, phone, address.
func readBodies(name string, r io.Reader, area func(code string) *casemodel.Area) ([]bodyRow, error) {
	var all []bodyRow
	columns := []string{"code", "kind", "title", "number_name", "area", "parent", "categories", "phone", "address"}
	line := 1
	err := readRows(name, r, columns, func(cell func(string) string) error {
		line++
		b := bodyRow{parent: cell("parent"), line: line, Body: casemodel.Body{
			Code: cell("code"), Kind: cell("kind"), Title: cell("title"), NumberName: cell("number_name"), AreaID: cell("area"),
			Categories: casemodel.ParseSet(cell("categories")), Phone: cell("phone"), Address: cell("address"), Active: 1, Version: 1,
		}}
		place := area(b.AreaID)
		switch {
		case b.Code == "" || b.Title == "":
			return errors.New("a body has a code and a title")
		case b.Kind == "none" || !slices.Contains(casemodel.BodyKinds, b.Kind):
			return fmt.Errorf("there is no kind of body %q", b.Kind)
		case place == nil:
			return fmt.Errorf("there is no area %q", b.AreaID)
		}
		if b.Level = place.Level; b.Kind == "grid" {
			b.Level = levels["grid"]
		}
		all = append(all, b)
		return nil
	})
	return all, err
}
