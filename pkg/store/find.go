package store

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/search"
)

// Find is what the one search box asks. A question is looked for in every way
// it may be read; the zero value of the rest does not choose.
type Find struct {
	Question search.Question
	Person   casemodel.ID // a party: the families in which the same person stands, whatever the question
	Kinds    []casemodel.Kind
	Classes  []casemodel.Class
	From, To casemodel.Instant // opened
	After    casemodel.ID      // matters older than this one
	Limit    int
}

// numberEnd is how many characters at the end of a number lead to it by index:
// six digits and the character after them, U+53F7.
const numberEnd = "%06d\u53f7"

// Find lists matters, the newest first. What is looked for in the registration
// answers only who may read that, an agreement's words only who may read
// those, a number whoever may know of the matter.
func (tx *Tx) Find(see casemodel.Scope, read map[string]casemodel.Scope, f Find) ([]Spot, error) {
	l, err := tx.finding(see, read, f)
	if err != nil {
		return nil, err
	}
	var all []Spot
	for _, q := range l.readings(f) {
		found, err := tx.spots(q)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	slices.SortFunc(all, func(a, b Spot) int { return strings.Compare(string(b.ID), string(a.ID)) })
	all = slices.Compact(all)
	return all[:min(len(all), f.Limit)], nil
}

// Spot is a matter that was found, before more is asked about it.
type Spot struct {
	ID, RootID casemodel.ID
	Kind       casemodel.Kind
}

func (tx *Tx) spots(q clause) ([]Spot, error) {
	var all []Spot
	var one Spot
	err := tx.each("search", q, func(scan func(...any) error) error {
		err := scan(&one.ID, &one.RootID, &one.Kind)
		all = append(all, one)
		return err
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

// Matters loads headers by id, in the order asked; what is not there is left out.
func (tx *Tx) Matters(ids ...casemodel.ID) ([]casemodel.Matter, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	q := tx.among("id", ids)
	rows, err := matters().load(tx, q.sql, q.args...)
	slices.SortFunc(rows, func(a, b casemodel.Matter) int { return slices.Index(ids, a.ID) - slices.Index(ids, b.ID) })
	return rows, err
}

// finding puts together what every reading of a question is filtered by.
func (tx *Tx) finding(see casemodel.Scope, read map[string]casemodel.Scope, f Find) (*listing, error) {
	l := &listing{tx: tx, who: see.Actor, read: read}
	if tx.postgres() {
		l.near = near(see)
	}
	within, err := tx.scoped(see)
	if err != nil {
		return nil, err
	}
	l.where = some("m.kind", f.Kinds).and(some("m.class", f.Classes)).and(between("m.opened_at", f.From, f.To))
	if f.After != "" {
		l.where = l.where.and(clause{"m.id < ?", []any{f.After}})
	}
	l.where = l.where.and(within)
	return l, nil
}

// readings are the queries for one question, each led by an index.
func (l *listing) readings(f Find) []clause {
	q, limit := f.Question, fmt.Sprintf(" LIMIT %d", f.Limit)
	plain := func(led clause) clause {
		return led.and(l.where).in("SELECT m.id, m.root_id, m.kind FROM matter m WHERE ", " ORDER BY m.id DESC"+limit)
	}
	if f.Person != "" {
		return []clause{plain(samePerson(f.Person).and(l.may(readRegistration)).and(l.unguarded()))}
	}
	var all []clause
	if q.Number != nil {
		all = append(all, plain(l.numbered(q.Number)))
	}
	switch {
	case len(q.Texts) > 0:
		if one := l.texts(q); one.sql != "" {
			// Words that stand in two texts of a matter give it twice.
			all = append(all, one.in("", fmt.Sprintf(" LIMIT %d", 2*f.Limit)))
		}
	case len(q.Figures) > 0:
		led := clause{}
		for _, figure := range q.Figures {
			led = led.and(l.figure(figure))
		}
		all = append(all, plain(led.and(l.may(readRegistration)).and(l.unguarded())))
	}
	return all
}

// numbered finds a document number by its end, and then by what else is known.
func (l *listing) numbered(n *search.Number) clause {
	end, holds := "right(m.number, 7)", "strpos"
	if !l.tx.postgres() {
		end, holds = "substr(m.number, -7)", "instr"
	}
	c := clause{"m.number <> '' AND " + end + " = ?", []any{fmt.Sprintf(numberEnd, n.N%1_000_000)}}
	if n.N >= 1_000_000 {
		c = c.and(clause{holds + "(m.number, ?) > 0", []any{fmt.Sprintf(numberEnd, n.N)}})
	}
	if n.Year > 0 {
		c = c.and(clause{holds + "(m.number, ?) = 2", []any{strconv.Itoa(n.Year)}}) // behind the bracket
	}
	if n.Name != "" {
		c = c.and(clause{holds + "(lower(m.number), ?) > 0", []any{n.Name}})
	}
	return c
}

// figure finds the families in which somebody has a number or one with that end.
func (l *listing) figure(text string) clause {
	where, hashes, err := l.tx.d.numberIs(text)
	if err != nil || where == "" {
		return clause{nothing, nil}
	}
	return clause{"m.root_id IN (SELECT p.root_id FROM party p WHERE " + where + ")", hashes}
}

// texts finds the words where they may be read. Figures beside them may stand
// in the text, be somebody's number or end a document's.
func (l *listing) texts(q search.Question) clause {
	acts := slices.Sorted(maps.Keys(l.read))
	var readable clause
	classes := make([]string, len(acts))
	for i, act := range acts {
		classes[i] = strings.TrimPrefix(act, "read.")
		readable = readable.or(clause{"h.class = ?", []any{classes[i]}}.and(l.may(act)).in("(", ")"))
	}
	holds := map[bool]string{true: "strpos", false: "instr"}[l.tx.postgres()]
	where, table := l.tx.texts(q, holds)
	if where.sql == "" || len(acts) == 0 {
		return clause{}
	}
	columns := clause{sql: "g.matter_id, g.class"}
	var beside clause
	for i, figure := range q.Figures {
		columns = columns.with("", clause{fmt.Sprintf(", %s(g.body, ?) > 0 AS f%d", holds, i), []any{strings.ToLower(figure)}})
		one := clause{sql: fmt.Sprintf("h.f%d", i)}
		one = one.or(l.figure(figure).and(l.may(readRegistration)).in("(", ")"))
		if n := search.Read(figure).Number; n != nil {
			one = one.or(l.numbered(n).in("(", ")"))
		}
		beside = beside.and(one.in("(", ")"))
	}
	hits := columns.in("WITH hits AS MATERIALIZED (SELECT ", " FROM "+table+" g WHERE ")
	hits = hits.with("", oneOf("g.class", classes).and(where).in("", ") "))
	// Found first, then the newest asked first: as soon as there are enough that
	// may be read, the rest is not looked at.
	led := clause{sql: "SELECT * FROM hits"}
	if l.near.sql != "" {
		// A name of thousands: who sees a few of them is not asked about all.
		led = l.near.in("SELECT h.* FROM hits h WHERE EXISTS (SELECT 1 FROM matter m WHERE m.id = h.matter_id AND ", asked)
	}
	led = led.in("SELECT h.matter_id, m.root_id, m.kind FROM (", " ORDER BY matter_id DESC) h JOIN matter m ON m.id = h.matter_id WHERE ")
	may := readable.in("(", ")").and(beside).and(l.unguarded()).and(l.where)
	return hits.with("", led).with("", may).in("", " ORDER BY h.matter_id DESC")
}

// texts is the predicate over search text g that one of the readings holds.
func (tx *Tx) texts(q search.Question, holds string) (where clause, table string) {
	table = map[bool]string{true: "matter_grams", false: "search_row"}[tx.postgres()]
	for _, t := range q.Texts {
		grams := plain(t.Grams)
		grams = grams[:min(len(grams), mostGrams)]
		if len(grams) == 0 {
			continue
		}
		one := clause{"g.grams @> ?::text[]", []any{textArray(grams)}}
		if !tx.postgres() {
			one = clause{"g.n IN (SELECT rowid FROM search_index WHERE search_index MATCH ?)", []any{`"` + strings.Join(grams, `" "`) + `"`}}
		}
		for _, w := range t.Words {
			if len(grams) > 1 || grams[0] != w { // a single piece is the word itself
				one = one.and(clause{holds + "(g.body, ?) > 0", []any{w}})
			}
		}
		where = where.or(one.in("(", ")"))
	}
	return where.in("(", ")").unless(where.sql == ""), table
}

// unless leaves nothing of a clause.
func (c clause) unless(empty bool) clause {
	if empty {
		return clause{}
	}
	return c
}

// samePerson finds the families in which a party stands again: the same
// identity number, or the same name with the same phone.
func samePerson(party casemodel.ID) clause {
	const again = "SELECT o.root_id FROM party p JOIN party o ON "
	return clause{
		"m.root_id IN (SELECT p.root_id FROM party p WHERE p.id = ? UNION " + again + "o.id_hash = p.id_hash WHERE p.id = ? UNION " +
			again + "o.phone_hash = p.phone_hash AND o.name = p.name WHERE p.id = ?)",
		[]any{party, party, party},
	}
}
