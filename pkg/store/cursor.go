package store

import (
	"encoding/base64"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/jiefen/jiefen/casemodel"
)

// sorting is an order a list can stand in: the column, how its key is written
// into a cursor and read back, and whether it takes a reader of the
// registration to be given it.
type sorting struct {
	column string
	key    func(m *casemodel.Matter) string
	value  func(key string) (any, bool)
	read   bool
}

var sortings = map[string]sorting{
	"due":     {"m.due_at", func(m *casemodel.Matter) string { return micros(m.DueAt) }, instantOf, false},
	"changed": {"m.changed_at", func(m *casemodel.Matter) string { return micros(m.ChangedAt) }, instantOf, false},
	"opened":  {"m.opened_at", func(m *casemodel.Matter) string { return micros(m.OpenedAt) }, instantOf, false},
	"number":  {"m.number", func(m *casemodel.Matter) string { return m.Number }, textOf, false},
	"risk":    {"m.risk", func(m *casemodel.Matter) string { return strconv.Itoa(int(m.Risk)) }, numberOf, false},
	"title":   {"m.title", func(*casemodel.Matter) string { return "" }, textOf, true}, // names stand in titles: not into an address
}

func micros(i casemodel.Instant) string { return strconv.FormatInt(i.Time().UnixMicro(), 36) }

func instantOf(key string) (any, bool) {
	us, err := strconv.ParseInt(key, 36, 64)
	return casemodel.Micro(us), err == nil && us >= casemodel.Instant{}.Time().UnixMicro() && us <= casemodel.Never.Time().UnixMicro()
}

func numberOf(key string) (any, bool) {
	n, err := strconv.ParseInt(key, 10, 16) // what the columns of numbers hold
	return int(n), err == nil
}

// textOf refuses what no column of text can hold.
func textOf(key string) (any, bool) {
	return key, utf8.ValidString(key) && !strings.ContainsRune(key, 0)
}

// cursor is what the opaque text of a next page says.
type cursor struct {
	Sort string       `json:"s"`
	Desc bool         `json:"d,omitempty"`
	Key  string       `json:"k,omitempty"`
	ID   casemodel.ID `json:"i"`
}

// order is a sorting with its direction and the place to go on from.
type order struct {
	sorting
	name  string
	desc  bool
	back  bool // asked for the page ahead of a place: rows come the other way round
	by    string
	after clause
}

// sortOf reads the wanted order; a place that is not of the same order is
// refused, not guessed at.
func sortOf(f casemodel.Filter) (order, error) {
	o, at, field := order{name: f.Sort, desc: f.Desc}, f.After, "after"
	if f.After == "" && f.Before != "" {
		o.back, at, field = true, f.Before, "before"
	}
	if o.name == "" {
		o.name = "due"
	}
	var known bool
	if o.sorting, known = sortings[o.name]; !known {
		return o, casemodel.Bad("sort", "sort.unknown")
	}
	direction, than := "", ">"
	if o.desc != o.back {
		direction, than = " DESC", "<"
	}
	o.by = o.column + direction + ", m.id" + direction
	if at == "" {
		return o, nil
	}
	after, ok := readCursor(at)
	value, fine := o.value(after.Key)
	if !ok || !fine || after.Sort != o.name || after.Desc != o.desc || !after.ID.Valid() {
		return o, casemodel.Bad(field, "after.invalid")
	}
	o.after = clause{"(" + o.column + ", m.id) " + than + " (?, ?)", []any{value, after.ID}}
	if o.read {
		o.after = clause{"(" + o.column + ", m.id) " + than + " (SELECT t.title, t.id FROM matter t WHERE t.id = ?)", []any{after.ID}}
	}
	return o, nil
}

// page cuts what was read to one page, in its own order, with the places its
// neighbours begin at. inside: there are rows ahead of a forward page.
func (o order) page(items []casemodel.Matter, limit int, inside bool) casemodel.Page {
	more := len(items) > limit
	page := casemodel.Page{Items: items[:min(len(items), limit)]}
	if len(page.Items) == 0 {
		return page
	}
	if o.back {
		slices.Reverse(page.Items)
	}
	if more || o.back {
		page.Next = o.cursor(&page.Items[len(page.Items)-1])
	}
	if o.back && more || !o.back && inside {
		page.Prev = o.cursor(&page.Items[0])
	}
	return page
}

// cursor writes the place after a matter.
func (o order) cursor(m *casemodel.Matter) string {
	text, _ := json.Marshal(cursor{o.name, o.desc, o.key(m), m.ID}) // of strings and a bool: cannot fail
	return base64.RawURLEncoding.EncodeToString(text)
}

func readCursor(after string) (c cursor, ok bool) {
	text, err := base64.RawURLEncoding.DecodeString(after)
	return c, err == nil && json.Unmarshal(text, &c) == nil
}
