package main

import (
	"embed"
	"fmt"
	"strconv"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
)

//go:embed demo
var demoFiles embed.FS

// demoRows hands on the rows of an embedded table.
func demoRows(file string, row func(cell func(column string) string) error, columns ...string) error {
	f, err := demoFiles.Open("demo/" + file)
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	defer f.Close() //nolint:errcheck // only read from
	return readRows(file, f, columns, row)
}

func demoAreas() ([]casemodel.Area, error) {
	f, err := demoFiles.Open("demo/areas.csv")
	if err != nil {
		return nil, fmt.Errorf("demo: %w", err)
	}
	defer f.Close() //nolint:errcheck // only read from
	return casework.ReadAreas(f, nil)
}

func demoBodies(areas []casemodel.Area) ([]bodyRow, error) {
	f, err := demoFiles.Open("demo/bodies.csv")
	if err != nil {
		return nil, fmt.Errorf("demo: %w", err)
	}
	defer f.Close() //nolint:errcheck // only read from
	at := make(map[string]*casemodel.Area, len(areas))
	for i := range areas {
		at[areas[i].ID] = &areas[i]
	}
	return readBodies("bodies.csv", f, func(code string) *casemodel.Area { return at[code] })
}

// demoRoom is one room; body is a code.
type demoRoom struct {
	casemodel.Room

	body string
}

func demoRooms() ([]demoRoom, error) {
	var all []demoRoom
	err := demoRows("rooms.csv", func(cell func(string) string) error {
		seats, err := strconv.Atoi(cell("seats"))
		if err != nil {
			return fmt.Errorf("seats of %s: %w", cell("name"), err)
		}
		all = append(all, demoRoom{casemodel.Room{Name: cell("name"), Seats: seats, Hours: cell("hours"), Remark: cell("remark"), Version: 1}, cell("body")})
		return nil
	}, "body", "name", "seats", "hours", "remark")
	return all, err
}

// demoAccount is one membership; the first row of a name makes the account.
type demoAccount struct {
	username, name, phone, body string
	roles                       []string
}

func demoAccounts() ([]demoAccount, error) {
	var all []demoAccount
	err := demoRows("accounts.csv", func(cell func(string) string) error {
		all = append(all, demoAccount{cell("username"), cell("name"), cell("phone"), cell("body"), strings.Fields(cell("roles"))})
		return nil
	}, "username", "name", "phone", "body", "roles")
	return all, err
}
