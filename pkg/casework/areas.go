package casework

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

func itoa(n int) string { return strconv.Itoa(n) }

// Places is one level of the tree of places, for who keeps it.
type Places struct {
	Path   []casemodel.Area // from the top down to the place whose parts these are
	List   []casemodel.Area
	More   bool // there are others than these
	Counts []PlaceCount
}

// PlaceCount is how many places there are of one level.
type PlaceCount struct {
	LevelKey  string
	Level     int
	N, Closed int
}

// Places lists what lies in a place, or the places whose name or code fits the
// words; closed ones too.
func (d *Desk) Places(ctx context.Context, who casemodel.Actor, parent, words string, limit int) (*Places, error) {
	if err := d.Office(who, "areas", "list"); err != nil {
		return nil, err
	}
	all := &Places{}
	err := d.DB.Read(ctx, func(tx *store.Tx) (err error) {
		if all.Path, err = pathTo(tx, parent); err != nil {
			return err
		}
		if all.List, err = tx.EveryArea(parent, words, limit+1); err != nil {
			return err
		}
		counts, err := tx.AreaCounts()
		for _, c := range counts {
			all.Counts = append(all.Counts, PlaceCount(c))
		}
		return err
	})
	if len(all.List) > limit {
		all.List, all.More = all.List[:limit], true
	}
	return all, err
}

// pathTo leads from the top to a place, itself included.
func pathTo(tx *store.Tx, id string) ([]casemodel.Area, error) {
	var path []casemodel.Area
	for n := 0; id != "" && n < len(AreaLevels); n++ {
		a, err := tx.Area(id)
		if err != nil {
			return nil, err
		}
		path, id = append([]casemodel.Area{*a}, path...), a.ParentID
	}
	return path, nil
}

const longestAreaName = 60

var areaCode = regexp.MustCompile(`^[0-9]{2,18}$`)

// AddPlace adds a place below another, which is named by its code.
func (d *Desk) AddPlace(ctx context.Context, who casemodel.Actor, code, name, level, parent string) error {
	if err := d.Office(who, "areas", "edit"); err != nil {
		return err
	}
	faults := placeName(name)
	if !areaCode.MatchString(code) {
		faults = append(faults, casemodel.FieldError{Field: "code", Key: "areas.code"})
	}
	if _, known := AreaLevels[level]; !known {
		faults = append(faults, casemodel.FieldError{Field: "level", Key: "field.missing"})
	}
	if len(faults) > 0 {
		return faultsOr(nil, faults)
	}
	err := d.DB.Do(ctx, func(tx *store.Tx) error {
		a, fault, err := placeOf(code, name, level, parent, func(code string) (*casemodel.Area, error) {
			above, err := tx.Area(code)
			if casemodel.Is(err, casemodel.NotFound) {
				return nil, nil //nolint:nilnil // there is none
			}
			return above, err
		})
		if err != nil {
			return err
		}
		if fault != nil {
			return casemodel.Bad(fault.Column, "areas.fault."+fault.Fault)
		}
		if err := tx.InsertAreas([]casemodel.Area{a}); err != nil {
			return err
		}
		return record(tx, who, Deed{"area_added", "area", code, name, []Change{{"title", "", name}, {"level", "", level}, {"parent", "", parent}}})
	})
	if store.DuplicateOf(err) != "" {
		return casemodel.Bad("code", "areas.fault.twice")
	}
	return err
}

func placeName(name string) []casemodel.FieldError {
	switch n := utf8.RuneCountInString(name); {
	case name == "":
		return []casemodel.FieldError{{Field: "name", Key: "field.missing"}}
	case n > longestAreaName:
		return []casemodel.FieldError{{Field: "name", Key: "field.too_long", Args: map[string]any{"max": longestAreaName, "have": n}}}
	}
	return nil
}

// EditPlace renames a place, closes it or opens it again. was is the name that
// was seen: Conflict when it is another by now. One in which open places lie is
// not closed.
func (d *Desk) EditPlace(ctx context.Context, who casemodel.Actor, id, was, name string, closed bool) error {
	if err := d.Office(who, "areas", "edit"); err != nil {
		return err
	}
	if faults := placeName(name); len(faults) > 0 {
		return faultsOr(nil, faults)
	}
	return d.DB.Do(ctx, func(tx *store.Tx) error {
		now, err := tx.Area(id)
		if err != nil {
			return err
		}
		if now.Name != was {
			return &casemodel.Error{Kind: casemodel.Conflict, Key: "areas.changed", Args: map[string]any{"name": now.Name}}
		}
		var changes []Change
		if name != now.Name {
			changes = append(changes, Change{"title", now.Name, name})
			if err := tx.RenameArea(id, name); err != nil {
				return err
			}
		}
		if closed != (now.Closed == 1) {
			changes = append(changes, Change{"active", strconv.FormatBool(closed), strconv.FormatBool(!closed)})
			if err := closePlace(tx, id, closed); err != nil {
				return err
			}
		}
		if len(changes) == 0 {
			return nil
		}
		return record(tx, who, Deed{"area_changed", "area", id, name, changes})
	})
}

func closePlace(tx *store.Tx, id string, closed bool) error {
	if !closed {
		return tx.CloseArea(id, 0)
	}
	open, err := tx.Areas(id, "", 1)
	if err != nil {
		return err
	}
	if len(open) > 0 {
		return casemodel.Bad("closed", "areas.open_below")
	}
	return tx.CloseArea(id, 1)
}

// AreaPreview is what a held table of places would do, and the word a
// confirmation has to bring back.
type AreaPreview struct {
	AreaPlan

	Name string
	Mark string
}

// HoldAreas keeps a table of places for its preview.
func (d *Desk) HoldAreas(ctx context.Context, who casemodel.Actor, name, text string) (casemodel.ID, error) {
	if err := d.Office(who, "areas", "edit"); err != nil {
		return "", err
	}
	return d.hold(ctx, who, "areas", name, text)
}

// PreviewAreas says what a held table would do. It writes nothing.
func (d *Desk) PreviewAreas(ctx context.Context, who casemodel.Actor, upload casemodel.ID) (p *AreaPreview, err error) {
	if err := d.Office(who, "areas", "edit"); err != nil {
		return nil, err
	}
	err = d.DB.Read(ctx, func(tx *store.Tx) error {
		p, err = previewAreas(tx, who, upload)
		return err
	})
	return p, err
}

func previewAreas(tx *store.Tx, who casemodel.Actor, upload casemodel.ID) (*AreaPreview, error) {
	held, err := tx.Upload(upload, who.UserID, "areas")
	if err != nil {
		return nil, err
	}
	plan, err := PlanAreas(tx, strings.NewReader(held.Text))
	if err != nil {
		return nil, err
	}
	text := fmt.Appendf(nil, "%s %d %d\n", upload, plan.Same, len(plan.Faults))
	for _, a := range plan.Added {
		text = fmt.Appendf(text, "+%s %q %s\n", a.ID, a.Name, a.ParentID)
	}
	for _, a := range plan.Renamed {
		text = fmt.Appendf(text, "=%s %q %q\n", a.ID, a.Old, a.New)
	}
	sum := sha256.Sum256(text)
	return &AreaPreview{AreaPlan: *plan, Name: held.Name, Mark: hex.EncodeToString(sum[:])}, nil
}

// ConfirmAreas does what a held table says, all of it, if its preview is still
// true and has no fault.
func (d *Desk) ConfirmAreas(ctx context.Context, who casemodel.Actor, upload casemodel.ID, seen string) error {
	if err := d.Office(who, "areas", "edit"); err != nil {
		return err
	}
	err := d.DB.Do(ctx, func(tx *store.Tx) error {
		p, err := previewAreas(tx, who, upload)
		if err != nil {
			return err
		}
		if p.Mark != seen || len(p.Faults) > 0 {
			return ErrStalePreview
		}
		if err := tx.DeleteUpload(upload); err != nil {
			return err
		}
		return p.Apply(tx, who, p.Name)
	})
	if store.DuplicateOf(err) != "" { // somebody added one of them at the same moment
		return ErrStalePreview
	}
	return err
}
