package casework

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/workflows"
)

var bodyCode = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z_-]{0,39}$`)

// BodiesQuery chooses organisations of a list; empty fields do not choose.
type BodiesQuery struct {
	Words    string // part of the title or the code
	Kind     string
	Active   bool
	Inactive bool
	PageAt   PageAt
	Whole    int // if there are no more than so many, they are one page
	Limit    int // else so many are
}

// BodiesPage is one page of organisations and how many there are in all.
type BodiesPage struct {
	Neighbours

	List  []casemodel.Body
	Above map[casemodel.ID]string // titles of those above them
	Total int
}

// AllBodies lists organisations, inactive ones too, for who may see the list.
func (d *Desk) AllBodies(ctx context.Context, who casemodel.Actor, q BodiesQuery) (page BodiesPage, err error) {
	if err := d.Office(who, "bodies", "list"); err != nil {
		return page, err
	}
	err = d.DB.Read(ctx, func(tx *store.Tx) error {
		f := store.BodyFilter{Q: q.Words, Kind: q.Kind, Active: q.Active, Inactive: q.Inactive, Limit: q.Limit}
		if page.Total, err = tx.CountBodies(f); err != nil {
			return err
		}
		if page.Total <= q.Whole {
			f.Limit, q.PageAt = q.Whole, PageAt{}
		}
		if page.List, page.Neighbours, err = tx.PageOfBodies(f, q.PageAt); err != nil {
			return err
		}
		page.Above, err = above(tx, page.List)
		return err
	})
	return page, err
}

// above reads the titles of the bodies that stand above some.
func above(tx *store.Tx, list []casemodel.Body) (map[casemodel.ID]string, error) {
	titles := map[casemodel.ID]string{"": ""}
	for i := range list {
		titles[list[i].ID] = list[i].Title
	}
	for i := range list {
		id := list[i].ParentID
		if _, known := titles[id]; known {
			continue
		}
		b, err := tx.Body(id)
		if err != nil {
			return nil, err
		}
		titles[id] = b.Title
	}
	return titles, nil
}

// AddBody makes an organisation. parent is the code of the one above it, ""
// for none.
func (d *Desk) AddBody(ctx context.Context, who casemodel.Actor, b casemodel.Body, parent string) (casemodel.ID, error) {
	if err := d.Office(who, "bodies", "edit"); err != nil {
		return "", err
	}
	err := d.DB.Do(ctx, func(tx *store.Tx) error {
		faults := d.bodyFaults(&b)
		if !bodyCode.MatchString(b.Code) {
			faults = append(faults, casemodel.FieldError{Field: "code", Key: "admin.code"})
		}
		if !slices.Contains(casemodel.BodyKinds, b.Kind) || b.Kind == "none" {
			faults = append(faults, casemodel.FieldError{Field: "kind", Key: "field.missing"})
		}
		place, err := tx.Area(b.AreaID)
		if casemodel.Is(err, casemodel.NotFound) {
			faults, err = append(faults, casemodel.FieldError{Field: "area", Key: "field.missing"}), nil
		}
		if err != nil {
			return err
		}
		b.ID, b.Version, b.ParentID = tx.NewID(), 1, ""
		fault, err := d.putUnder(tx, &b, parent)
		if faults = append(faults, fault...); err != nil || len(faults) > 0 {
			return faultsOr(err, faults)
		}
		b.Level = max(place.Level, 1)
		if b.Kind == "grid" {
			b.Level = 5
		}
		if err := tx.InsertBody(&b); err != nil {
			return err
		}
		return record(tx, who, Deed{"body_added", "body", string(b.ID), b.Title, changes(bodyDifferences(&casemodel.Body{}, &b, "", parent))})
	})
	return b.ID, takenBody(err)
}

// EditBody rewrites what may change of an organisation; kind, place and code
// stay. Conflict, with both sides of every field, when it is no longer the
// version that was seen.
func (d *Desk) EditBody(ctx context.Context, who casemodel.Actor, next casemodel.Body, parent string) error {
	if err := d.Office(who, "bodies", "edit"); err != nil {
		return err
	}
	err := d.DB.Do(ctx, func(tx *store.Tx) error {
		claimed, err := tx.ClaimBody(next.ID, next.Version)
		if err != nil {
			return err
		}
		now, err := tx.Body(next.ID)
		if err != nil {
			return err
		}
		if !claimed {
			return d.bodyClash(tx, now, &next, parent)
		}
		b := *now
		b.Title, b.NumberName, b.Phone, b.Address, b.Categories, b.Active = next.Title, next.NumberName, next.Phone, next.Address, next.Categories, next.Active
		faults := d.bodyFaults(&b)
		if b.Active != 1 && b.ID == who.BodyID {
			faults = append(faults, casemodel.FieldError{Field: "active", Key: "admin.own_body"})
		}
		fault, err := d.putUnder(tx, &b, parent)
		if faults = append(faults, fault...); err != nil || len(faults) > 0 {
			return faultsOr(err, faults)
		}
		above, err := bodyCodeOf(tx, now.ParentID)
		if err != nil {
			return err
		}
		if err := tx.UpdateBody(&b); err != nil {
			return err
		}
		return record(tx, who, Deed{"body_changed", "body", string(b.ID), b.Title, changes(bodyDifferences(now, &b, above, parent))})
	})
	return takenBody(err)
}

func (d *Desk) bodyFaults(b *casemodel.Body) []casemodel.FieldError {
	var faults []casemodel.FieldError
	if b.Title == "" {
		faults = append(faults, casemodel.FieldError{Field: "title", Key: "field.missing"})
	}
	for _, f := range []struct {
		name, text string
		most       int
	}{{"title", b.Title, 100}, {"number_name", b.NumberName, 20}, {"phone", b.Phone, 40}, {"address", b.Address, 200}} {
		if n := utf8.RuneCountInString(f.text); n > f.most {
			faults = append(faults, casemodel.FieldError{Field: f.name, Key: "field.too_long", Args: map[string]any{"max": f.most, "have": n}})
		}
	}
	for _, c := range b.Categories {
		if !slices.ContainsFunc(d.Flows.Lists["categories"], func(o workflows.Option) bool { return o.Value == c }) {
			faults = append(faults, casemodel.FieldError{Field: "categories", Key: "field.choice"})
		}
	}
	return faults
}

// putUnder finds the body above; one below itself would be a ring.
func (d *Desk) putUnder(tx *store.Tx, b *casemodel.Body, code string) ([]casemodel.FieldError, error) {
	b.ParentID = ""
	if code == "" {
		return nil, nil
	}
	parent, err := tx.BodyByCode(code)
	if casemodel.Is(err, casemodel.NotFound) {
		return []casemodel.FieldError{{Field: "parent", Key: "field.no_such_body"}}, nil
	}
	if err != nil {
		return nil, err
	}
	for at, n := parent, 0; ; n++ {
		if at.ID == b.ID || n > 16 {
			return []casemodel.FieldError{{Field: "parent", Key: "admin.ring"}}, nil
		}
		if at.ParentID == "" {
			break
		}
		if at, err = tx.Body(at.ParentID); err != nil {
			return nil, err
		}
	}
	b.ParentID = parent.ID
	return nil, nil
}

// bodyClash lays what stands there now beside what was to be written.
func (d *Desk) bodyClash(tx *store.Tx, now, next *casemodel.Body, parent string) error {
	above, err := bodyCodeOf(tx, now.ParentID)
	if err != nil {
		return err
	}
	return &casemodel.Error{Kind: casemodel.Conflict, Key: "admin.changed", Differences: bodyDifferences(now, next, above, parent)}
}

// bodyCodeOf is the code of an organisation, "" for none.
func bodyCodeOf(tx *store.Tx, id casemodel.ID) (string, error) {
	if id == "" {
		return "", nil
	}
	b, err := tx.Body(id)
	if err != nil {
		return "", err
	}
	return b.Code, nil
}

// bodyDifferences are the fields in which two versions of an organisation
// differ; each stands under the code of its own parent.
func bodyDifferences(now, next *casemodel.Body, above, parent string) []casemodel.Difference {
	var differ []casemodel.Difference
	for _, f := range [][3]string{
		{"title", now.Title, next.Title},
		{"number_name", now.NumberName, next.NumberName},
		{"parent", above, parent},
		{"phone", now.Phone, next.Phone},
		{"address", now.Address, next.Address},
		{"categories", strings.Join(now.Categories, ","), strings.Join(next.Categories, ",")},
		{"active", strconv.FormatBool(now.Active == 1), strconv.FormatBool(next.Active == 1)},
	} {
		if f[1] != f[2] {
			differ = append(differ, casemodel.Difference{Field: f[0], Theirs: f[1], Mine: f[2]})
		}
	}
	return differ
}

// changes are differences as the log of the administration keeps them.
func changes(differ []casemodel.Difference) []Change {
	list := make([]Change, len(differ))
	for i, d := range differ {
		list[i] = Change{d.Field, d.Theirs, d.Mine}
	}
	return list
}

func faultsOr(err error, faults []casemodel.FieldError) error {
	if err != nil {
		return err
	}
	return &casemodel.Error{Kind: casemodel.Invalid, Key: "input.invalid", Fields: faults}
}

// takenBody says at which field a word is another body's already.
func takenBody(err error) error {
	switch store.DuplicateOf(err) {
	case "body_code_key":
		return casemodel.Bad("code", "admin.code_taken")
	case "body_number_name":
		return casemodel.Bad("number_name", "admin.number_taken")
	}
	return err
}
