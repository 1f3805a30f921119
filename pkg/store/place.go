package store

import (
	"strings"

	"gorm.io/gorm"

	"github.com/jiefen/jiefen/casemodel"
)

// contains is the predicate "column holds this text", letter case counted the
// same on both databases; LIKE would not be.
func (tx *Tx) contains(column string) string {
	if tx.postgres() {
		return "strpos(lower(" + column + "), lower(?)) > 0"
	}
	return "instr(lower(" + column + "), lower(?)) > 0"
}

// Area loads one place by its code.
func (tx *Tx) Area(id string) (*casemodel.Area, error) {
	return areas().one(tx, "area", "id = ?", id)
}

// Areas lists the open places directly under one, or, with a text to look for
// and no parent, all open places that carry it in their name.
func (tx *Tx) Areas(parent, q string, limit int) ([]casemodel.Area, error) {
	return tx.areas(tx.db.Where("closed = 0"), parent, q, limit)
}

// EveryArea is Areas with the places that were closed; the text may be the
// beginning of a code too.
func (tx *Tx) EveryArea(parent, q string, limit int) ([]casemodel.Area, error) {
	if parent == "" && q != "" {
		where := tx.db.Where("("+tx.contains("name")+" OR substr(id, 1, ?) = ?)", q, len(q), q)
		return find[casemodel.Area](tx, "areas", where.Order("id").Limit(bounded(limit)))
	}
	return tx.areas(tx.db, parent, q, limit)
}

func (tx *Tx) areas(query *gorm.DB, parent, q string, limit int) ([]casemodel.Area, error) {
	query = query.Order("id").Limit(bounded(limit))
	if parent != "" || q == "" {
		query = query.Where("parent_id = ?", parent)
	}
	if q != "" {
		query = query.Where(tx.contains("name"), q)
	}
	return find[casemodel.Area](tx, "areas", query)
}

// InsertAreas writes many places.
func (tx *Tx) InsertAreas(areas []casemodel.Area) error {
	if len(areas) == 0 {
		return nil
	}
	return tx.wrap("insert areas", tx.db.CreateInBatches(areas, 500).Error)
}

// RenameArea gives a place its new name.
func (tx *Tx) RenameArea(id, name string) error {
	return tx.change("area", "UPDATE area SET name = ? WHERE id = ?", name, id)
}

// CloseArea closes a place, or opens it again.
func (tx *Tx) CloseArea(id string, closed int) error {
	return tx.change("area", "UPDATE area SET closed = ? WHERE id = ?", closed, id)
}

// AreaCount is how many places there are of one level.
type AreaCount struct {
	LevelKey string
	Level    int
	N        int
	Closed   int // of them
}

// AreaCounts counts the places by level, the highest first.
func (tx *Tx) AreaCounts() ([]AreaCount, error) {
	var counts []AreaCount
	err := tx.db.Raw("SELECT level_key, level, count(*) AS n, sum(closed) AS closed FROM area GROUP BY level_key, level ORDER BY level").Scan(&counts).Error
	return counts, tx.wrap("count areas", err)
}

// bounded keeps a limit between 1 and 1000; none asked means the most.
func bounded(limit int) int {
	if limit <= 0 || limit > 1000 {
		return 1000
	}
	return limit
}

// BodyFilter chooses organisations; an empty field does not choose.
type BodyFilter struct {
	Kind     string
	Area     string // of the body itself
	Kinds    []string
	In       []string // its area is one of these
	NotIn    []string // its area is none of these
	Parent   casemodel.ID
	Q        string // part of the title or the code
	Category string // bodies for it, or for everything
	Active   bool   // only those that take matters
	Inactive bool   // only those that do not
	Limit    int
}

// Body loads one organisation.
func (tx *Tx) Body(id casemodel.ID) (*casemodel.Body, error) {
	return bodies().one(tx, "body", "id = ?", id)
}

// BodyByCode loads one organisation by the code the administrator gave it.
func (tx *Tx) BodyByCode(code string) (*casemodel.Body, error) {
	return take[casemodel.Body](tx, "body", tx.db.Where("code = ?", code))
}

// Bodies lists organisations by code.
func (tx *Tx) Bodies(f BodyFilter) ([]casemodel.Body, error) {
	return find[casemodel.Body](tx, "bodies", tx.bodiesWhere(f).Order("code").Limit(bounded(f.Limit)))
}

// PageOfBodies is one page of them, with those on either side.
func (tx *Tx) PageOfBodies(f BodyFilter, at PageAt) ([]casemodel.Body, Neighbours, error) {
	limit := bounded(f.Limit)
	bodies, err := find[casemodel.Body](tx, "page of bodies", at.from(tx.bodiesWhere(f), "body", "code").Limit(limit+1))
	bodies, n := page(at, bodies, limit, func(b *casemodel.Body) casemodel.ID { return b.ID })
	return bodies, n, err
}

// CountBodies counts them.
func (tx *Tx) CountBodies(f BodyFilter) (int, error) {
	var n int64
	err := tx.bodiesWhere(f).Model(&casemodel.Body{}).Count(&n).Error
	return int(n), tx.wrap("count bodies", err)
}

func (tx *Tx) bodiesWhere(f BodyFilter) *gorm.DB {
	q := tx.db
	for column, value := range map[string]string{"kind": f.Kind, "area_id": f.Area} {
		if value != "" {
			q = q.Where(column+" = ?", value)
		}
	}
	if f.Parent != "" {
		q = q.Where("parent_id = ?", f.Parent)
	}
	for where, list := range map[string][]string{"kind IN ?": f.Kinds, "area_id IN ?": f.In, "area_id NOT IN ?": f.NotIn} {
		if len(list) > 0 {
			q = q.Where(where, list)
		}
	}
	if f.Active {
		q = q.Where("active = 1")
	}
	if f.Inactive {
		q = q.Where("active <> 1")
	}
	if f.Q != "" {
		q = q.Where("("+tx.contains("title")+" OR "+tx.contains("code")+")", f.Q, f.Q)
	}
	if f.Category != "" {
		where, args := tx.handles(f.Category)
		q = q.Where(where, args...)
	}
	return q
}

// handles is the predicate for bodies that deal with a category: with it, with
// one it belongs to (07 holds 0701), or with everything.
func (tx *Tx) handles(category string) (string, []any) {
	parts, args := []string{"categories = '|'"}, []any{}
	for n := 2; n <= len(category); n++ {
		parts = append(parts, tx.contains("categories"))
		args = append(args, "|"+category[:n]+"|")
	}
	return "(" + strings.Join(parts, " OR ") + ")", args
}

// InsertBody writes an organisation; a code in use is Duplicate body_code_key,
// a name for numbers in use body_number_name.
func (tx *Tx) InsertBody(b *casemodel.Body) error { return tx.insert("body", b) }

// UpdateBody rewrites an organisation; duplicates as InsertBody.
func (tx *Tx) UpdateBody(b *casemodel.Body) error { return tx.rewriteByID("body", b, b.ID) }

// ClaimBody raises an organisation's version if it is still the one somebody
// saw, and keeps others from changing the row until the transaction ends.
func (tx *Tx) ClaimBody(id casemodel.ID, version int) (bool, error) {
	n, err := tx.exec("claim body", "UPDATE body SET version = version + 1 WHERE id = ? AND version = ?", id, version)
	return n == 1, err
}
