package main

import (
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
)

// readRows hands on the rows of a table with a line of column names. Every
// error names table and line.
func readRows(name string, r io.Reader, columns []string, row func(cell func(column string) string) error) error {
	err := casework.ReadTable(r, columns, func(line int, cell func(string) string) error {
		if err := row(cell); err != nil {
			return fmt.Errorf("line %d: %w", line, err)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("%s %w", name, err)
	}
	return nil
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
			b.Level = casework.AreaLevels["grid"]
		}
		all = append(all, b)
		return nil
	})
	return all, err
}
