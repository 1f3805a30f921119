package casework

import (
	"errors"
	"io"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

// AreaLevels are the depths of the tree by the name of the level, because codes
// do not nest everywhere (decision 21, domain 4.3).
var AreaLevels = map[string]int{"province": 0, "city": 1, "county": 2, "town": 3, "village": 4, "grid": 5}

var areaColumns = []string{"code", "name", "level", "parent"}

// areaRow is a place as a table has it.
type areaRow struct {
	casemodel.Area

	line int
}

// ReadAreas reads places: code, name, level, parent. A parent stands before
// what lies in it, or is known already.
func ReadAreas(r io.Reader, known func(code string) (*casemodel.Area, error)) ([]casemodel.Area, error) {
	rows, faults, err := readAreas(r, known)
	if err != nil {
		return nil, err
	}
	if len(faults) > 0 {
		return nil, &faults[0]
	}
	all := make([]casemodel.Area, len(rows))
	for i := range rows {
		all[i] = rows[i].Area
	}
	return all, nil
}

// readAreas reads all that can be read and tells of every fault; what lies in a
// faulty place is not faulty by that.
func readAreas(r io.Reader, known func(string) (*casemodel.Area, error)) (rows []areaRow, faults []TableError, err error) {
	at, broken := map[string]int{}, map[string]bool{}
	find := func(code string) (*casemodel.Area, error) {
		if i, here := at[code]; here {
			return &rows[i].Area, nil
		}
		if known == nil {
			return nil, nil //nolint:nilnil // there is none
		}
		return known(code)
	}
	err = ReadTable(r, areaColumns, func(line int, cell func(string) string) error {
		code := cell("code")
		if broken[cell("parent")] {
			broken[code] = true
			return nil
		}
		a, fault, err := placeOf(code, cell("name"), cell("level"), cell("parent"), find)
		if err != nil {
			return err
		}
		if _, twice := at[code]; fault == nil && twice {
			fault = &TableError{Column: "code", Fault: AreaTwice, What: code}
		}
		if fault != nil {
			fault.Line, broken[code] = line, true
			faults = append(faults, *fault)
			return nil //nolint:nilerr // a fault of a row is told with all others
		}
		at[code], rows = len(rows), append(rows, areaRow{a, line})
		return nil
	})
	return rows, faults, err
}

// placeOf puts a place under its parent, or says what is wrong with it.
func placeOf(code, name, level, parent string, find func(string) (*casemodel.Area, error)) (a casemodel.Area, fault *TableError, err error) {
	depth, is := AreaLevels[level]
	switch {
	case !is:
		return a, &TableError{Column: "level", Fault: AreaNoLevel, What: level}, nil
	case code == "":
		return a, &TableError{Column: "code", Fault: AreaNameless}, nil
	case name == "":
		return a, &TableError{Column: "name", Fault: AreaNameless}, nil
	}
	if parent != "" {
		above, err := find(parent)
		switch {
		case err != nil:
			return a, nil, err
		case above == nil:
			return a, &TableError{Column: "parent", Fault: AreaNoParent, What: code, Other: parent}, nil
		case above.Level >= depth:
			return a, &TableError{Column: "level", Fault: AreaWrongParent, What: level, Other: above.LevelKey}, nil
		}
		a = *above
	}
	a.ID, a.Name, a.LevelKey, a.Level, a.ParentID, a.Closed = code, name, level, depth, parent, 0
	if depth < 5 {
		*[]*string{&a.A1, &a.A2, &a.A3, &a.A4, &a.A5}[depth] = a.ID
	}
	return a, nil, nil
}

// AreaPlan is what a table of places would do.
type AreaPlan struct {
	Added   []casemodel.Area
	Renamed []RenamedArea
	Same    int
	Faults  []TableError
}

// RenamedArea is a known place with another name.
type RenamedArea struct {
	ID       string
	Old, New string
}

// PlanAreas compares a table of places with those that are known. A place that
// lies elsewhere than before is a fault: matters carry the way to their place.
func PlanAreas(tx *store.Tx, r io.Reader) (*AreaPlan, error) {
	known := func(code string) (*casemodel.Area, error) {
		a, err := tx.Area(code)
		if casemodel.Is(err, casemodel.NotFound) {
			return nil, nil //nolint:nilnil // there is none
		}
		return a, err
	}
	rows, faults, err := readAreas(r, known)
	plan := &AreaPlan{Faults: faults}
	if bad, is := errors.AsType[*TableError](err); is {
		plan.Faults = append(plan.Faults, *bad)
		return plan, nil
	}
	if err != nil {
		return nil, err
	}
	for i := range rows {
		a := &rows[i].Area
		old, err := known(a.ID)
		switch {
		case err != nil:
			return nil, err
		case old == nil:
			plan.Added = append(plan.Added, *a)
		case old.ParentID != a.ParentID || old.Level != a.Level:
			plan.Faults = append(plan.Faults, TableError{Line: rows[i].line, Column: "parent", Fault: AreaElsewhere, What: a.ParentID, Other: old.ParentID})
		case old.Name != a.Name:
			plan.Renamed = append(plan.Renamed, RenamedArea{a.ID, old.Name, a.Name})
		default:
			plan.Same++
		}
	}
	return plan, nil
}

// Apply does what the plan says and records who did.
func (p *AreaPlan) Apply(tx *store.Tx, who casemodel.Actor, file string) error {
	for _, a := range p.Renamed {
		if err := tx.RenameArea(a.ID, a.New); err != nil {
			return err
		}
	}
	if err := tx.InsertAreas(p.Added); err != nil {
		return err
	}
	return record(tx, who, Deed{"areas_imported", "area", file, file, []Change{
		{Field: "added", After: itoa(len(p.Added))}, {Field: "changed", After: itoa(len(p.Renamed))},
	}})
}
