package store

import (
	"strconv"
	"time"

	"github.com/jiefen/jiefen/casemodel"
)

// stuckAfter is how long a duty may be overdue before it counts as stuck.
const stuckAfter = 10 * 24 * time.Hour

// waits writes the parts of a filter that say what a matter waits for.
func (l *listing) waits(f casemodel.Filter) (clause, error) {
	var c clause
	for _, scope := range f.Within {
		within, err := l.tx.scoped(scope)
		if err != nil {
			return clause{}, err
		}
		c = c.and(within)
	}
	if f.ContactBy != "" {
		c = c.and(l.contactDue(f.ContactBy, "e.act <> 'urge'"))
	}
	if f.AnswerBy != "" {
		c = c.and(l.contactDue(f.AnswerBy, "e.act = 'urge'"))
	}
	if f.Unrecorded {
		c = c.and(l.unrecorded())
	}
	if f.Unarranged {
		c = c.and(clause{"NOT EXISTS (SELECT 1 FROM matter_field f WHERE f.matter_id = m.id AND f.field = 'sitting_at' AND f.value > ?)", []any{l.tx.Now().String()}})
	}
	if f.Stuck {
		c = c.and(l.stuck())
	}
	if f.Signed != "" {
		c = c.and(signed(f.Signed == "all"))
	}
	if f.Did != "" {
		c = c.and(did(f.Did, casemodel.Instant{}).in("EXISTS (", ")"))
	}
	if f.Silent != "" {
		c = c.and(did(f.Silent, f.SilentSince).in("NOT EXISTS (", ")"))
	}
	return c, nil
}

// did is that an act is in the matter's journal, since a moment when there is
// one.
func did(act string, since casemodel.Instant) clause {
	c := clause{"SELECT 1 FROM journal_entry e WHERE e.matter_id = m.id AND e.act = ?", []any{act}}
	if since.IsZero() {
		return c
	}
	return c.and(clause{"e.at >= ?", []any{since}})
}

// signed asks what the guards all_signed and a_mediator_signed ask.
func signed(all bool) clause {
	missing := clause{sql: `EXISTS (SELECT 1 FROM party p WHERE p.root_id = m.root_id AND p.ended_on IS NULL AND p.role IN ('applicant', 'petitioner', 'respondent')
   AND NOT EXISTS (SELECT 1 FROM matter_field f WHERE f.matter_id = m.id AND f.field = 'signed.' || CAST(p.id AS TEXT)))
  OR NOT EXISTS (SELECT 1 FROM matter_field f WHERE f.matter_id = m.id AND f.field LIKE 'signed_by.%')`}
	if all {
		return missing.in("NOT (", ")")
	}
	return missing.in("(", ")")
}

// contactDue is a contact that was promised, or an answer that an urging asked
// for, by a day that has come, and nobody has spoken with anybody since nor was
// anything paid. It belongs to the handler and to who wrote it.
func (l *listing) contactDue(by casemodel.Day, written string) clause {
	user := orNobody(l.who.UserID)
	return clause{
		`EXISTS (SELECT 1 FROM matter_field f JOIN journal_entry e ON e.matter_id = f.matter_id AND e.seq = f.seq
 WHERE f.matter_id = m.id AND f.field = 'next_on' AND f.value <= ? AND (m.handler_id = ? OR e.actor_id = ?) AND ` + written + `
   AND NOT EXISTS (SELECT 1 FROM journal_entry n WHERE n.matter_id = f.matter_id AND n.seq > f.seq AND n.act IN ('contact', 'perform_partly')))`,
		[]any{string(by), user, user},
	}
}

// unrecorded is a sitting without its record: the first one, opened and not
// written down, or one that was arranged and whose hour has passed.
func (l *listing) unrecorded() clause {
	return clause{
		`(NOT EXISTS (SELECT 1 FROM journal_entry e WHERE e.matter_id = m.id AND e.act = 'log_session')
  OR EXISTS (SELECT 1 FROM matter_field f WHERE f.matter_id = m.id AND f.field = 'sitting_at' AND f.value <= ?
     AND NOT EXISTS (SELECT 1 FROM journal_entry e WHERE e.matter_id = m.id AND e.act = 'log_session' AND e.seq > f.seq)))`,
		[]any{l.tx.Now().String()},
	}
}

// stuck is what nobody will move by himself: its handler no longer works in
// the body in charge, nobody works in the body that has it or was asked, or
// its duty has been overdue for long.
func (l *listing) stuck() clause {
	now := l.tx.Now()
	const works = "b.active = 1 AND b.since <= ? AND b.until > ?"
	gone := clause{"m.handler_id <> ? AND NOT EXISTS (SELECT 1 FROM membership b WHERE b.user_id = m.handler_id AND b.body_id = m.body_id AND " + works + ")", []any{casemodel.ID(""), now, now}}
	empty := clause{"NOT EXISTS (SELECT 1 FROM membership b WHERE b.body_id = CASE WHEN m.offered_body_id <> ? THEN m.offered_body_id ELSE m.body_id END AND " + works + ")", []any{casemodel.ID(""), now, now}}
	late := clause{"m.due_at < ?", []any{now.Add(-stuckAfter)}}
	return gone.in("(", ")").or(empty).or(late).in("(", ")")
}

// Sittings lists the sittings arranged between two moments of matters that a
// filter finds, in order of time, at most limit.
func (tx *Tx) Sittings(scope casemodel.Scope, f casemodel.Filter, from, to casemodel.Instant, limit int) ([]casemodel.Sitting, error) {
	l, err := tx.listing(scope, nil, f, nil)
	if err != nil {
		return nil, err
	}
	q := l.where.in("SELECT "+sittings().list("s")+` FROM sitting s JOIN matter m ON m.id = s.matter_id
 WHERE s.state IN ('planned', 'started') AND s.from_at >= ? AND s.from_at < ? AND `, " ORDER BY s.from_at, s.id LIMIT "+strconv.Itoa(limit))
	return sittings().scan(tx, q.sql, append([]any{from, to}, q.args...)...)
}

var sittings = lazily[casemodel.Sitting]()

// Return is a case of somebody whose case was closed not long ago.
type Return struct {
	MatterID casemodel.ID // the new one
	BeforeID casemodel.ID
	ClosedAt casemodel.Instant
}

const (
	backWithin = 180 * 24 * time.Hour
	newWithin  = 30 * 24 * time.Hour
)

// Returns lists the live cases of the last 30 days, of those a filter finds,
// that a natural person of a case closed within 180 days before has brought:
// the same identity number, or the same name and phone (users.md F26). The
// newest comes first, at most 50.
func (tx *Tx) Returns(scope casemodel.Scope, f casemodel.Filter) ([]Return, error) {
	l, err := tx.lately(scope, f)
	if err != nil {
		return nil, err
	}
	q := l.returns()
	rows, err := tx.query("read returns", q.sql, q.args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // its error is rows.Err's
	var list []Return
	for rows.Next() {
		var r Return
		var opened casemodel.Instant
		if err := rows.Scan(&r.MatterID, &r.BeforeID, &r.ClosedAt, &opened); err != nil {
			return nil, tx.wrap("read returns", err)
		}
		if opened.Before(r.ClosedAt.Add(backWithin)) {
			list = append(list, r)
		}
	}
	return list, tx.wrap("read returns", rows.Err())
}

// lately is what a filter finds of the live cases of the last 30 days.
func (tx *Tx) lately(scope casemodel.Scope, f casemodel.Filter) (*listing, error) {
	f.Kinds, f.Classes, f.OpenedFrom = []casemodel.Kind{casemodel.KindCase}, []casemodel.Class{casemodel.Live}, tx.Now().Add(-newWithin)
	return tx.listing(scope, nil, f, nil)
}

// returns finds the few who came lately once, and then by their numbers who of
// them has come before. They are in that family themselves: a party of it is
// left out before its case is looked at.
func (l *listing) returns() clause {
	since := l.tx.Now().Add(-newWithin - backWithin)
	before := func(same string) clause {
		return clause{"SELECT n.id, o.id, o.closed_at, n.opened_at FROM lately n JOIN party q ON " + same + ` AND q.root_id <> n.id AND q.kind = 'natural'
  JOIN matter o ON o.id = q.root_id WHERE o.kind = 'case' AND o.state IN ('closed', 'archived') AND o.closed_at < n.opened_at AND o.closed_at > ?`, []any{since}}
	}
	lately := l.where.in(`WITH lately AS MATERIALIZED (SELECT m.id, m.opened_at, p.id_hash, p.phone_hash, p.name
  FROM matter m JOIN party p ON p.root_id = m.id WHERE p.kind = 'natural' AND `, ") ")
	twice := before("q.id_hash = n.id_hash").with(" UNION ", before("q.phone_hash = n.phone_hash AND q.name = n.name"))
	return lately.with("", twice).in("", " ORDER BY 4 DESC, 1, 2 LIMIT 50")
}
