package store

import (
	"strings"

	"github.com/jiefen/jiefen/casemodel"
)

// header writes the parts of a filter that ask the matter's own row.
func (l *listing) header(f casemodel.Filter) (clause, error) {
	var c clause
	c = c.and(some("m.kind", f.Kinds)).and(some("m.workflow", f.Workflows)).and(some("m.state", f.States))
	c = c.and(some("m.category", f.Categories)).and(some("m.channel", f.Channels)).and(classes(f.Classes))
	for _, ref := range []struct {
		column string
		id     casemodel.ID
	}{{"m.body_id", f.BodyID}, {"m.handler_id", f.HandlerID}, {"m.registered_by_id", f.RegisteredByID}, {"m.root_id", f.RootID}, {"m.parent_id", f.ParentID}} {
		if ref.id != "" {
			c = c.and(clause{ref.column + " = ?", []any{ref.id}})
		}
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
	return c.and(between("m.due_at", casemodel.Instant{}, f.DueBefore)).and(between("m.opened_at", f.OpenedFrom, f.OpenedTo)), nil
}

// some is oneOf for a filter, where an empty list asks for nothing special.
func some[T ~string](column string, values []T) clause {
	if len(values) == 0 {
		return clause{}
	}
	return oneOf(column, values)
}

// classes writes what is open as the literal the partial indexes are made for.
func classes(asked []casemodel.Class) clause {
	open := 0
	for _, class := range asked {
		switch class {
		case casemodel.Live, casemodel.Closing:
			open++
		case casemodel.Done:
			return some("m.class", asked)
		}
	}
	if open == 2 {
		return clause{sql: "m.class <> 'done'"}
	}
	return clauseIf(len(asked) > 0, "m.class <> 'done'").and(some("m.class", asked))
}

func clauseIf(wanted bool, sql string) clause {
	if !wanted {
		return clause{}
	}
	return clause{sql: sql}
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
	return clause{"m." + column + " = ?", []any{f.AreaID}}, nil
}

// party asks for a name, which only readers of the registration may.
func (l *listing) party(f casemodel.Filter) (clause, error) {
	name := strings.TrimSpace(f.Party)
	if name == "" {
		return clause{}, nil
	}
	return clause{"m.root_id IN (SELECT p.root_id FROM party p WHERE p.name = ?)", []any{name}}.and(l.may(readRegistration)), nil
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
	return clause{"m.root_id IN (SELECT p.root_id FROM party p WHERE " + where + ")", hashes}.and(l.may(readRegistration)), nil
}
