package store

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/search"
)

const (
	defaultLimit = 50
	largestLimit = 200
	countedUpTo  = 1000 // beyond it a total says "more"
	mostWords    = 16   // of a question are looked for
	mostGrams    = 400  // which is a question of 400 characters
)

// ViewOffered drives a list by what was offered to the actor's body and not
// yet accepted.
const ViewOffered casemodel.View = "offered"

// readRegistration is the read act that opens names of parties and titles.
const readRegistration = "read.registration"

// listing is a question to the work list on its way to SQL.
type listing struct {
	tx    *Tx
	who   casemodel.Actor
	read  map[string]casemodel.Scope
	with  clause
	where clause // all of it: what is asked for, and what the actor may see

	near          clause // what all that the actor may see is at least, empty when that is nothing quick
	asked, within clause // the two apart
	fenced        bool   // the second is tested on what the first leaves, and on nothing else
	along         bool   // the view has an index in the order of due dates
}

// List answers a work list: the matters of one driving view, which is one
// index, filtered by what the actor may see. A question about what only
// readers of more may know (words, a party, a number, order by title) matches
// only where the scope of that read act holds: read gives them by act, as
// read.registration, and each searchable text stands under a class of that
// name. grams are the question's words as pkg/search cuts them. What else is to
// be asked about the page's matters is asked with the total, at once.
func (tx *Tx) List(scope casemodel.Scope, read map[string]casemodel.Scope, f casemodel.Filter, grams []string, besides ...func([]casemodel.Matter) error) (casemodel.Page, error) {
	sort, err := sortOf(f)
	if err != nil {
		return casemodel.Page{}, err
	}
	l, err := tx.listing(scope, read, f, grams)
	if err != nil {
		return casemodel.Page{}, err
	}
	limit := f.Limit
	if limit <= 0 {
		limit = defaultLimit
	}
	limit = min(limit, largestLimit)
	items, err := l.items(sort, limit+1)
	if err != nil {
		return casemodel.Page{}, err
	}
	page := sort.page(items, limit, f.After != "")
	asked := []func() error{func() error { return l.total(&page, f.After == "" && f.Before == "") }}
	for _, ask := range besides {
		asked = append(asked, func() error { return ask(page.Items) })
	}
	err = tx.AtOnce(asked...)
	return page, err
}

// Count says how many matters List would show in all; 1,001 is more than 1,000.
func (tx *Tx) Count(scope casemodel.Scope, read map[string]casemodel.Scope, f casemodel.Filter, grams []string) (int, error) {
	l, err := tx.listing(scope, read, f, grams)
	if err != nil {
		return 0, err
	}
	return l.count()
}

// Visible tells which of the matters the scope holds.
func (tx *Tx) Visible(scope casemodel.Scope, ids ...casemodel.ID) (map[casemodel.ID]bool, error) {
	within, err := tx.scoped(scope)
	if err != nil {
		return nil, err
	}
	return tx.such("ask what is visible", scopeKeyOf(scope), ids, within)
}

// such tells of which of the matters something is true. The question is what
// tells it from others in the transaction.
func (tx *Tx) such(doing string, question any, ids []casemodel.ID, is clause) (map[casemodel.ID]bool, error) {
	found, known := make(map[casemodel.ID]bool, len(ids)), tx.seenBy(question)
	var strange []casemodel.ID
	for _, id := range ids {
		if _, asked := known[id]; !asked {
			strange = append(strange, id)
		}
	}
	if len(strange) > 0 {
		q := tx.among("m.id", strange).and(is).in("SELECT m.id FROM matter m WHERE ", "")
		var id casemodel.ID
		err := tx.each(doing, q, func(scan func(...any) error) error {
			err := scan(&id)
			found[id] = true
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	for _, id := range strange {
		known[id] = found[id]
	}
	for _, id := range ids {
		if known[id] {
			found[id] = true
		}
	}
	return found, nil
}

// seenBy is what was found true of a question before. A transaction that only
// reads sees one moment: the answer stays.
func (tx *Tx) seenBy(question any) map[casemodel.ID]bool {
	if !tx.still {
		return map[casemodel.ID]bool{}
	}
	if tx.known[question] == nil {
		if tx.known == nil {
			tx.known = map[any]map[casemodel.ID]bool{}
		}
		tx.known[question] = map[casemodel.ID]bool{}
	}
	return tx.known[question]
}

func (tx *Tx) listing(scope casemodel.Scope, read map[string]casemodel.Scope, f casemodel.Filter, grams []string) (*listing, error) {
	l := &listing{tx: tx, who: scope.Actor, read: read}
	within, err := tx.scoped(scope)
	if err != nil {
		return nil, err
	}
	for _, part := range []func(casemodel.Filter) (clause, error){l.view, l.header, l.place, l.party, l.number, l.waits} {
		c, err := part(f)
		if err != nil {
			return nil, err
		}
		l.where = l.where.and(c)
	}
	l.words(f, grams)
	if sortings[f.Sort].read {
		within = within.and(l.may(readRegistration))
	}
	l.asked, l.within, l.where = l.where, within, l.where.and(within)
	l.fenced = tx.postgres() && f.View == casemodel.ViewPart
	l.along = along(f)
	return l, nil
}

// view is the clause whose index drives the list.
func (l *listing) view(f casemodel.Filter) (clause, error) {
	user, body := orNobody(l.who.UserID), orNobody(l.who.BodyID)
	switch f.View {
	case casemodel.ViewMine:
		return clause{"m.handler_id = ?", []any{user}}, nil
	case casemodel.ViewBody:
		return clause{"m.body_id = ?", []any{body}}, nil
	case ViewOffered:
		return clause{"m.class <> 'done' AND m.offered_body_id = ?", []any{body}}, nil
	case casemodel.ViewCentre:
		return clause{"m.centre_id = ?", []any{body}}, nil
	case casemodel.ViewArea:
		return split(f, areaIs(l.who)), nil
	case casemodel.ViewApprove:
		return clause{"m.kind = 'approval' AND m.class <> 'done' AND m.body_id = ?", []any{body}}, nil
	case casemodel.ViewOwner:
		return clause{"m.class <> 'done' AND m.owner_id = ?", []any{user}}, nil
	case casemodel.ViewPart:
		return clause{
			`m.root_id IN (SELECT p.root_id FROM matter_participant p WHERE p.user_id = ? AND p.since <= ? AND p.until > ?
UNION SELECT p.root_id FROM matter_participant p WHERE p.body_id = ? AND p.since <= ? AND p.until > ?)`,
			[]any{user, l.tx.Now(), l.tx.Now(), body, l.tx.Now(), l.tx.Now()},
		}, nil
	case casemodel.ViewAll, "":
		return clause{}, nil
	}
	return clause{}, fmt.Errorf("no view %q", f.View)
}

// may is the scope of a further read act as a filter; an act that was not
// given allows nothing.
func (l *listing) may(act string) clause {
	scope, given := l.read[act]
	if !given {
		return clause{nothing, nil}
	}
	c, err := l.tx.scoped(scope)
	if err != nil {
		return clause{nothing, nil} // the scope of the list names the same relations and has reported it
	}
	return c
}

// words limits the list to the matters in whose readable texts they stand.
func (l *listing) words(f casemodel.Filter, grams []string) {
	if strings.TrimSpace(f.Query) == "" {
		return
	}
	grams = plain(grams)
	grams = grams[:min(len(grams), mostGrams)]
	words := strings.Fields(search.Fold(f.Query))
	words = words[:min(len(words), mostWords)]
	acts := slices.Sorted(maps.Keys(l.read))
	if len(grams) == 0 || len(acts) == 0 {
		l.where = l.where.and(clause{nothing, nil})
		return
	}
	classes := make([]string, len(acts))
	var readable clause
	for i, act := range acts {
		classes[i] = strings.TrimPrefix(act, "read.")
		one := l.may(act)
		if len(acts) > 1 {
			one = one.and(clause{"EXISTS (SELECT 1 FROM hits h WHERE h.matter_id = m.id AND h.class = ?)", []any{classes[i]}})
		}
		readable = readable.or(one.in("(", ")"))
	}
	// Found first, then filtered: a planner that walked the list's order and
	// asked each row for the words would read everything for a rare name.
	l.with = l.tx.hits(classes, grams, words).in("WITH hits AS MATERIALIZED (", ") ")
	l.where = l.where.and(clause{"m.id IN (SELECT matter_id FROM hits)", nil}).and(readable.in("(", ")")).and(l.unguarded())
}

func (l *listing) items(sort order, n int) ([]casemodel.Matter, error) {
	q := l.question(sort, n)
	return matters().scan(l.tx, q.sql, q.args...)
}

func (l *listing) question(sort order, n int) clause {
	return l.with.with("", l.ask(matters().list("m"), sort.after, " ORDER BY "+sort.by).in("", fmt.Sprintf(" ORDER BY %s LIMIT %d", sort.by, n)))
}

// ask puts the question together. Behind a fence PostgreSQL finds what somebody
// takes part in first, in the order of the list, and asks for the permissions
// until the page is full; without one it has asked them of everything open.
func (l *listing) ask(columns string, after clause, order string) clause {
	if !l.fenced {
		return l.where.and(after).in("SELECT "+columns+" FROM matter m WHERE ", "")
	}
	return l.asked.and(after).in("SELECT "+columns+" FROM (SELECT * FROM matter m WHERE ", order+" OFFSET 0) m WHERE ").with("", l.within)
}

// total counts as far as a person cares. A first page that is not full has
// counted already.
func (l *listing) total(page *casemodel.Page, first bool) error {
	if first && page.Next == "" {
		page.Total = len(page.Items)
		return nil
	}
	n, err := l.count()
	page.Total, page.More = min(n, countedUpTo), n > countedUpTo
	return err
}

// count is asked along the view's index: a thousand rows seem so near that
// PostgreSQL would rather read the table until it has met them.
func (l *listing) count() (n int, err error) {
	err = l.tx.each("count matters", l.counting(), func(scan func(...any) error) error { return scan(&n) })
	return n, err
}

func (l *listing) counting() clause {
	order := ""
	if l.along {
		order = " ORDER BY m.due_at, m.id"
	}
	return l.with.with("", l.ask("1", clause{}, "").in("SELECT count(*) FROM (", fmt.Sprintf("%s LIMIT %d) AS counted", order, countedUpTo+1)))
}
