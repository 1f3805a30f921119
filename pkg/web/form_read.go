package web

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/workflows"
)

// reading is what a posted form says about declared fields, in the shape the
// desk takes: strings, lists and rows.
type reading struct {
	v      *visit
	values url.Values
	raw    map[string]any
	faults []casemodel.FieldError
	rows   map[string][]string // field → what each of its posted rows is called on the page
}

// readFields collects the declared fields. Only what the desk could not name
// the place of is checked here: amounts within rows, numbers of matters, files.
func (v *visit) readFields(declared []workflows.Field) (*reading, error) {
	r := &reading{v: v, values: v.form, raw: map[string]any{}, rows: map[string][]string{}}
	for i := range declared {
		if err := r.field(&declared[i]); err != nil {
			return r, err
		}
	}
	return r, nil
}

func (r *reading) field(d *workflows.Field) error {
	name := nameOf(d.ID)
	switch d.Type {
	case "choices", "users", "parties":
		r.list(d.ID, r.values[name])
	case "area":
		return r.area(d.ID, name)
	case "money":
		r.text(d.ID, amount(r.values.Get(name)))
	case "int":
		r.text(d.ID, halfWidth(r.values.Get(name)))
	case "matter":
		return r.matter(d.ID, name)
	case "file", "files":
		return r.files(d, name)
	case "consents":
		r.consents(d.ID, name)
	case "attendance":
		r.attendance(d.ID, name)
	case "members":
		r.members(d.ID, name)
	case "items":
		r.items(d.ID, name)
	default:
		r.text(d.ID, r.values.Get(name))
	}
	return nil
}

func (r *reading) text(id, value string) {
	if strings.TrimSpace(value) != "" {
		r.raw[id] = value
	}
}

func (r *reading) area(id, name string) error {
	place, stale, err := (&form{v: r.v, values: r.values}).typedPlace(name)
	if stale {
		r.fault(id, "field.area_stale")
	}
	r.text(id, place)
	return err
}

func (r *reading) list(id string, values []string) {
	var all []any
	for _, one := range values {
		if one != "" {
			all = append(all, one)
		}
	}
	if len(all) > 0 {
		r.raw[id] = all
	}
}

func (r *reading) fault(path, key string) {
	r.faults = append(r.faults, casemodel.FieldError{Field: path, Key: key})
}

// matter takes what was picked below the box, else finds the number typed.
func (r *reading) matter(id, name string) error {
	typed := strings.TrimSpace(r.values.Get(name))
	switch picked := r.values.Get(name + ".pick"); {
	case typed == "":
	case casemodel.ID(picked).Valid():
		r.raw[id] = picked
	case casemodel.ID(typed).Valid():
		r.raw[id] = typed
	default:
		found, err := r.v.find(typed)
		if err != nil {
			return err
		}
		if len(found) != 1 || found[0].Number != typed {
			r.fault(id, map[bool]string{true: "field.pick_matter", false: "field.no_such_matter"}[len(found) > 0])
			return nil
		}
		r.raw[id] = string(found[0].ID)
	}
	return nil
}

func (r *reading) consents(id, name string) {
	var all []any
	for _, p := range r.partiesOf(name) {
		consent, way := r.values.Get(name+"."+p+".consent"), r.values.Get(name+"."+p+".way")
		if consent == "" && way == "" {
			continue
		}
		all = append(all, map[string]any{"party": p, "consent": consent, "way": way})
		r.rows[id] = append(r.rows[id], p)
	}
	if len(all) > 0 {
		r.raw[id] = all
	}
}

// partiesOf finds the parties whose rows were posted, in a steady order.
func (r *reading) partiesOf(name string) []string {
	var ids []string
	seen := map[string]bool{}
	for _, key := range sortedKeys(r.values) {
		rest, is := strings.CutPrefix(key, name+".")
		party, _, _ := strings.Cut(rest, ".")
		if is && !seen[party] && casemodel.ID(party).Valid() {
			seen[party], ids = true, append(ids, party)
		}
	}
	return ids
}

// items collects the rows into which something was typed.
func (r *reading) items(id, name string) {
	var all []any
	for i := range rowCount(r.values, name) {
		row := map[string]any{}
		prefix := name + "." + strconv.Itoa(i) + "."
		for _, c := range cells {
			if value := strings.TrimSpace(r.values.Get(prefix + c.id)); value != "" {
				row[c.id] = value
			}
		}
		if untouched(row) {
			continue
		}
		if r.values.Get(prefix+"keep") != "" {
			delete(row, "offer") // a clause of its own from now on
		}
		if typed, given := row["amount"].(string); given {
			row["amount"] = amount(typed)
			if _, err := casemodel.ParseMoney(amount(typed)); err != nil {
				r.fault(id+"."+strconv.Itoa(i)+".amount", "field.money")
				delete(row, "amount")
			}
		}
		all = append(all, row)
		r.rows[id] = append(r.rows[id], strconv.Itoa(i))
	}
	if len(all) > 0 {
		r.raw[id] = all
	}
}

// untouched reports whether a row holds no more than the page puts there by
// itself: who owes whom, that something is to be paid, and the offer it was
// made of. An apology needs no further word.
func untouched(row map[string]any) bool {
	for cell, value := range row {
		if cell != "debtor" && cell != "creditor" && cell != "offer" && (cell != "kind" || value != "pay") {
			return false
		}
	}
	return true
}

// place turns a row's position in what was sent into its place on the page:
// empty rows were left out.
func (r *reading) place(path string) string {
	id, rest, found := strings.Cut(path, ".")
	at, cell, _ := strings.Cut(rest, ".")
	i, err := strconv.Atoi(at)
	if !found || err != nil || i >= len(r.rows[id]) {
		return path
	}
	return strings.TrimSuffix(id+"."+r.rows[id][i]+"."+cell, ".")
}

// located gives an error back with every fault at its place on the page, and
// those found here in front.
func (r *reading) located(err error) error {
	var refused *casemodel.Error
	if !asRefusal(err, &refused) {
		return err
	}
	moved := *refused
	moved.Fields = append([]casemodel.FieldError{}, r.faults...)
	for _, f := range refused.All() {
		f.Field = r.place(f.Field)
		moved.Fields = append(moved.Fields, f)
	}
	return &moved
}

// wrong is what was found here alone, nil when nothing was.
func (r *reading) wrong() error {
	if len(r.faults) == 0 {
		return nil
	}
	return &casemodel.Error{Kind: casemodel.Invalid, Key: "input.invalid", Field: r.faults[0].Field, Fields: r.faults}
}

// amount reads what people type for yuan: 12,800 or full-width 12800.5, as the desk
// wants it, digits with none or two decimals.
func amount(typed string) string {
	s := strings.NewReplacer(",", "", "，", "", " ", "").Replace(halfWidth(typed))
	if whole, cents, dotted := strings.Cut(s, "."); dotted && len(cents) == 1 {
		return whole + "." + cents + "0"
	}
	return s
}

// halfWidth turns the digits an input method leaves full width into plain ones.
func halfWidth(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r >= '\uff10' && r <= '\uff19' {
			return r - '\uff10' + '0'
		}
		if r == '\uff0e' {
			return '.'
		}
		return r
	}, s))
}
