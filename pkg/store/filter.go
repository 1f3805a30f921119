package store

import (
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
)

// header writes the parts of a filter that ask the matter's own row.
func (l *listing) header(f casemodel.Filter) (clause, error) {
	var c clause
	c = c.and(some("m.kind", f.Kinds)).and(some("m.workflow", f.Workflows)).and(l.states(f))
	c = c.and(some("m.category", f.Categories)).and(some("m.channel", f.Channels)).and(classes(f))
	for _, ref := range []struct {
		column string
		id     casemodel.ID
	}{{"m.body_id", f.BodyID}, {"m.handler_id", f.HandlerID}, {"m.root_id", f.RootID}, {"m.parent_id", f.ParentID}} {
		if ref.id != "" {
			c = c.and(clause{ref.column + " = ?", []any{ref.id}})
		}
	}
	if f.RegisteredByID != "" {
		c = c.and(split(f, clause{"m.registered_by_id = ?", []any{f.RegisteredByID}}))
	}
	if f.Number != "" {
		c = c.and(clause{"m.number = ? AND m.number <> ''", []any{f.Number}})
	}
	if len(f.Risks) > 0 {
		risks := make([]any, len(f.Risks))
		for i, r := range f.Risks {
			risks[i] = int(r)
		}
		c = c.and(clause{"m.risk IN " + marks(len(risks)), risks})
	}
	if f.Overdue {
		c = c.and(clause{"m.class <> 'done' AND m.due_at < ?", []any{l.tx.Now()}})
	}
	if f.UnpaidOn != "" {
		c = c.and(clause{unpaid, []any{string(f.UnpaidOn)}}).and(l.may(readRegistration))
	}
	if f.ComingTo != "" {
		c = c.and(clause{coming, []any{string(f.ComingFrom), string(f.ComingTo)}}).and(l.may(readRegistration))
	}
	if f.Unheld {
		c = c.and(clause{unheld, []any{casemodel.ID(""), l.tx.Now(), casemodel.Never, l.tx.Now()}})
	}
	if f.Crowd {
		c = c.and(clause{crowd, nil}).and(l.may(readRegistration))
	}
	if f.OnTheSpot {
		c = c.and(clause{onTheSpot, nil})
	}
	if f.ListedBy != "" {
		c = c.and(clause{"EXISTS (SELECT 1 FROM matter_field f WHERE f.matter_id = m.id AND f.field = 'listed_on' AND f.value <= ?)", []any{string(f.ListedBy)}})
		c = c.and(l.may(readRegistration))
	}
	return c.and(between("m.due_at", f.DueFrom, f.DueBefore)).and(between("m.opened_at", f.OpenedFrom, f.OpenedTo)), nil
}

// unpaid is an obligation that lives and whose agreed day has passed, whatever
// was paid of it.
const unpaid = `m.kind = 'obligation' AND m.class = 'live' AND EXISTS (SELECT 1 FROM matter_field f WHERE f.matter_id = m.id AND f.field = 'due_on' AND f.value <> '' AND f.value < ?)`

// coming is one that lives and whose agreed day lies between two days.
const coming = `m.kind = 'obligation' AND m.class = 'live' AND EXISTS (SELECT 1 FROM matter_field f WHERE f.matter_id = m.id AND f.field = 'due_on' AND f.value >= ? AND f.value <= ?)`

const unheld = `m.class = 'live' AND m.handler_id = ? AND (m.due_at < ? OR m.due_at = ? AND EXISTS (SELECT 1 FROM matter r WHERE r.id = m.root_id AND r.due_at < ?))`

// crowd is written with the literals of the index that holds these few rows
// alone. The values are counts the desk has checked: what is not one of the
// small ones is larger.
const crowd = `EXISTS (SELECT 1 FROM matter_field f WHERE f.matter_id = m.root_id AND f.field = 'people_involved' AND f.value NOT IN ('0', '1', '2', '3', '4'))`

// some is oneOf for a filter, where an empty list asks for nothing special.
func some[T ~string](column string, values []T) clause {
	if len(values) == 0 {
		return clause{}
	}
	return oneOf(column, values)
}

// states keeps SQLite, which has no figures about the rows, from reading all
// that stand in a state where something else leads to far fewer: with the plus
// the column leads to no index.
func (l *listing) states(f casemodel.Filter) clause {
	if l.tx.postgres() || wide(f) && f.AreaID == "" && f.RegisteredByID == "" {
		return some("m.state", f.States)
	}
	return some("+m.state", f.States)
}

// wide reports whether a filter names no work list, body, person, family or
// word that leads to few matters.
func wide(f casemodel.Filter) bool {
	named := f.BodyID + f.HandlerID + f.RootID + f.ParentID
	return (f.View == casemodel.ViewAll || f.View == "") && named == "" && f.Number+f.Query+f.Party+f.Tail == ""
}

// along reports whether the matters of a filter lie one after the other in an
// index of what is open, and nothing leads to them on a shorter way.
func along(f casemodel.Filter) bool {
	views := []casemodel.View{casemodel.ViewMine, casemodel.ViewBody, ViewOffered, casemodel.ViewCentre, casemodel.ViewArea, casemodel.ViewApprove, casemodel.ViewOwner}
	named := f.BodyID + f.HandlerID + f.RootID + f.ParentID + f.RegisteredByID
	return slices.Contains(views, f.View) && classes(f).sql == "m.class <> 'done'" && named == "" && f.Number+f.Query+f.Party+f.Tail+f.AreaID == ""
}

// classes writes what is open, and what is done, as the literals the partial
// indexes are made for.
func classes(f casemodel.Filter) clause {
	asked := casemodel.StringList{}
	for _, class := range []casemodel.Class{casemodel.Live, casemodel.Closing, casemodel.Done} {
		if slices.Contains(f.Classes, class) {
			asked = append(asked, string(class))
		}
	}
	switch strings.Join(asked, " ") {
	case "":
		return clause{}
	case "live closing":
		return clause{sql: "m.class <> 'done'"}
	case "done":
		return clause{sql: "m.class = 'done'"}
	case "live", "closing":
		return clause{sql: "m.class <> 'done'"}.and(some("m.class", f.Classes))
	}
	return some("m.class", f.Classes)
}

// split writes a predicate whose indexes hold either what is open or what is
// done. A list that asks for neither is read by both.
func split(f casemodel.Filter, c clause) clause {
	if len(f.Classes) > 0 {
		return c
	}
	return c.and(clause{sql: "m.class <> 'done'"}).or(c.and(clause{sql: "m.class = 'done'"})).in("(", ")")
}

// between is from ≤ column < to, either end open when absent.
func between(column string, from, to casemodel.Instant) clause {
	var c clause
	if !from.IsZero() {
		c = c.and(clause{column + " >= ?", []any{from}})
	}
	if !to.IsZero() {
		c = c.and(clause{column + " < ?", []any{to}})
	}
	return c
}

// place finds the column that holds ancestors of the asked area's level.
func (l *listing) place(f casemodel.Filter) (clause, error) {
	if f.AreaID == "" {
		return clause{}, nil
	}
	area, err := l.tx.Area(f.AreaID)
	if casemodel.Is(err, casemodel.NotFound) {
		return clause{nothing, nil}, nil
	}
	if err != nil {
		return clause{}, err
	}
	column, ok := areaColumn(area.Level)
	if !ok {
		column = "area_id"
	}
	return split(f, clause{"m." + column + " = ?", []any{f.AreaID}}), nil
}

// party asks for a name, which only readers of the registration may.
func (l *listing) party(f casemodel.Filter) (clause, error) {
	name := strings.TrimSpace(f.Party)
	if name == "" {
		return clause{}, nil
	}
	return clause{"m.root_id IN (SELECT p.root_id FROM party p WHERE p.name = ?)", []any{name}}.and(l.may(readRegistration)).and(l.unguarded()), nil
}

// number asks for a phone or identity number or the end of one.
func (l *listing) number(f casemodel.Filter) (clause, error) {
	if strings.TrimSpace(f.Tail) == "" {
		return clause{}, nil
	}
	where, hashes, err := l.tx.d.numberIs(f.Tail)
	if err != nil {
		return clause{}, err
	}
	if where == "" {
		return clause{nothing, nil}, nil
	}
	return clause{"m.root_id IN (SELECT p.root_id FROM party p WHERE " + where + ")", hashes}.and(l.may(readRegistration)).and(l.unguarded()), nil
}
