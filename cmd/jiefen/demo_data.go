package main

import (
	"embed"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
)

//go:embed demo
var demoFiles embed.FS

// readRows hands on the rows of an embedded table by column name.
func readRows(file string, row func(cell func(column string) string) error) error {
	f, err := demoFiles.Open("demo/" + file)
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	defer f.Close() //nolint:errcheck // only read from
	r := csv.NewReader(f)
	r.ReuseRecord = true
	columns := map[string]int{}
	for n := 1; ; n++ {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("demo %s: %w", file, err)
		}
		if n == 1 {
			for i, name := range cells {
				columns[name] = i
			}
			continue
		}
		if err := row(func(column string) string { return cells[columns[column]] }); err != nil {
			return fmt.Errorf("demo %s line %d: %w", file, n, err)
		}
	}
}

// levels are the depths of the tree by the name of the level, because codes do
// not nest everywhere (decision 21, domain 4.3).
var levels = map[string]int{"province": 0, "city": 1, "county": 2, "town": 3, "village": 4, "grid": 5}

// demoAreas reads the places: a parent stands before what lies in it.
func demoAreas() ([]casemodel.Area, error) {
	all := make([]casemodel.Area, 0, 8014)
	at := make(map[string]int, cap(all))
	err := readRows("areas.csv", func(cell func(string) string) error {
		level, known := levels[cell("level")]
		if !known {
			return fmt.Errorf("there is no level %q", cell("level"))
		}
		a := casemodel.Area{}
		if parent := cell("parent"); parent != "" {
			i, known := at[parent]
			if !known {
				return fmt.Errorf("%s stands before %s, in which it lies", cell("code"), parent)
			}
			a = all[i]
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

// demoBody is an organisation as the table has it; its parent is a code.
type demoBody struct {
	casemodel.Body
	parent string
}

func demoBodies(areas []casemodel.Area) ([]demoBody, error) {
	level := make(map[string]int, len(areas))
	for i := range areas {
		level[areas[i].ID] = areas[i].Level
	}
	var all []demoBody
	err := readRows("bodies.csv", func(cell func(string) string) error {
		b := demoBody{parent: cell("parent"), Body: casemodel.Body{
			Code: cell("code"), Kind: cell("kind"), Title: cell("title"), NumberName: cell("number_name"), AreaID: cell("area"),
			Categories: casemodel.ParseSet(cell("categories")), Phone: cell("phone"), Address: cell("address"), Active: 1, Version: 1,
		}}
		depth, known := level[b.AreaID]
		if !known {
			return fmt.Errorf("there is no area %q", b.AreaID)
		}
		if b.Level = depth; b.Kind == "grid" {
			b.Level = levels["grid"]
		}
		all = append(all, b)
		return nil
	})
	return all, err
}

// demoAccount is one membership; the first row of a name makes the account.
type demoAccount struct {
	username, name, phone, body string
	roles                       []string
}

func demoAccounts() ([]demoAccount, error) {
	var all []demoAccount
	err := readRows("accounts.csv", func(cell func(string) string) error {
		all = append(all, demoAccount{cell("username"), cell("name"), cell("phone"), cell("body"), strings.Fields(cell("roles"))})
		return nil
	})
	return all, err
}
