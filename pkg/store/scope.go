package store

import (
	"fmt"
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
)

// clause is a piece of SQL and the arguments of its question marks, in order.
type clause struct {
	sql  string
	args []any
}

func (c clause) with(op string, next clause) clause {
	if c.sql == "" || next.sql == "" {
		return clause{c.sql + next.sql, append(slices.Clip(c.args), next.args...)}
	}
	return clause{c.sql + op + next.sql, append(slices.Clip(c.args), next.args...)}
}

func (c clause) and(next clause) clause { return c.with(" AND ", next) }
func (c clause) or(next clause) clause  { return c.with(" OR ", next) }

func (c clause) in(open, shut string) clause { return clause{open + c.sql + shut, c.args} }

// bind replaces :name by its value, as often as it stands there.
func bind(text string, value func(name string) clause) clause {
	var out clause
	for {
		at := strings.IndexByte(text, ':')
		if at < 0 {
			out.sql += text
			return out
		}
		end := at + 1
		for end < len(text) && text[end] >= 'a' && text[end] <= 'z' {
			end++
		}
		v := value(text[at+1 : end])
		out.sql += text[:at] + v.sql
		out.args = append(out.args, v.args...)
		text = text[end:]
	}
}

// scopeKey tells scopes apart within a transaction: by the terms the policy
// keeps, not by what they say, and by all of the actor that relations speak of.
type scopeKey struct {
	allow, deny      *casemodel.ScopeTerm
	allows, denies   int
	user, body, grid casemodel.ID
	area             string
	level            int
	below            *casemodel.ID
}

func scopeKeyOf(s casemodel.Scope) scopeKey {
	who := &s.Actor
	return scopeKey{
		first(s.Allow), first(s.Deny), len(s.Allow), len(s.Deny),
		who.UserID, who.BodyID, who.GridID, who.AreaID, who.AreaLevel, first(who.Subordinates),
	}
}

func first[T any](list []T) *T {
	if len(list) == 0 {
		return nil
	}
	return &list[0]
}

// scoped writes what an actor may read as a filter on m, once for a
// transaction: a page asks by the same scope half a dozen times.
func (tx *Tx) scoped(s casemodel.Scope) (clause, error) {
	key := scopeKeyOf(s)
	if c, written := tx.scopes[key]; written {
		return c, nil
	}
	c, err := scoped(s, tx.Now())
	if err == nil {
		if tx.scopes == nil {
			tx.scopes = map[scopeKey]clause{}
		}
		tx.scopes[key] = c
	}
	return c, err
}

// scoped writes any allow term and no deny term. Without an allow term it is
// nothing.
func scoped(s casemodel.Scope, now casemodel.Instant) (clause, error) {
	allow, err := anyOf(s.Actor, s.Allow, now)
	if err != nil || allow.sql == "" {
		return clause{nothing, nil}, err
	}
	deny, err := anyOf(s.Actor, s.Deny, now)
	if err != nil || deny.sql == "" {
		return allow.in("(", ")"), err
	}
	return allow.in("(", ")").and(deny.in("NOT (", ")")), nil
}

// anyOf joins terms with OR, the terms of one relation together: a hundred
// policy rows ask some ten different relations, and each of those may cost a
// look into another table.
func anyOf(who casemodel.Actor, terms []casemodel.ScopeTerm, now casemodel.Instant) (clause, error) {
	limits := map[string][]clause{}
	var order []string
	for _, t := range terms {
		if _, seen := limits[t.Rel]; !seen {
			order = append(order, t.Rel)
		}
		limits[t.Rel] = append(limits[t.Rel], limit(t))
	}
	var all clause
	for _, rel := range order {
		c, known := relation(rel, who, now)
		if !known {
			return clause{}, fmt.Errorf("no relation %q", rel)
		}
		all = all.or(someOf(limits[rel]).and(c).in("(", ")"))
	}
	return all, nil
}

// limit is where a term holds, empty when everywhere.
func limit(t casemodel.ScopeTerm) clause {
	c := oneOf("m.workflow", t.Workflows)
	c = c.and(oneOf("m.state", t.States))
	return c.and(oneOf("m.class", t.Classes))
}

// someOf is empty when one of the limits is.
func someOf(limits []clause) clause {
	var some clause
	seen := map[string]bool{}
	for _, l := range limits {
		if l.sql == "" {
			return clause{}
		}
		key := fmt.Sprint(l.sql, l.args)
		if !seen[key] {
			seen[key] = true
			some = some.or(l.in("(", ")"))
		}
	}
	return some.in("(", ")")
}

// oneOf is the predicate "the column holds one of these". No list limits
// nothing, an empty list allows nothing.
func oneOf[T ~string](column string, values []T) clause {
	if values == nil {
		return clause{}
	}
	if len(values) == 0 {
		return clause{nothing, nil}
	}
	c := clause{sql: column + " IN (" + strings.Repeat("?, ", len(values)-1) + "?)"}
	for _, v := range values {
		c.args = append(c.args, string(v))
	}
	return c
}
