package store

import (
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/jiefen/jiefen/casemodel"
)

// part is the predicate "a participant row of m's family, whose own window is
// open, says …".
const part = "EXISTS (SELECT 1 FROM matter_participant p WHERE p.root_id = m.root_id AND " + lasting + "AND "

// asked ends every question about a matter's family. PostgreSQL would rather
// gather the answers of all families there are and look them up: with an
// offset, though it be none, it asks for those in hand, by index.
const asked = " LIMIT 1 OFFSET 0)"

// lasting is a row's own window: from since, while its end lies ahead.
const lasting = "p.since <= :now AND p.until > :now "

// ofRoot is the predicate "the root of m's family …".
const ofRoot = "EXISTS (SELECT 1 FROM matter r WHERE r.id = m.root_id AND "

// window is what rights through taking part end with: thirty days after the
// case was closed (domain 4.3.7).
const window = ofRoot + "(r.class <> 'done' OR r.closed_at > :closed)" + asked

// watched is the same for those in charge: theirs do not end while something that
// was agreed is still owed, who watches over it must see it (R11).
const watched = ofRoot + "(r.class <> 'done' OR r.closed_at > :closed OR EXISTS (SELECT 1 FROM matter o WHERE o.root_id = r.id AND o.kind = 'obligation' AND o.live = 1))" + asked

const afterClosing = 30 * 24 * time.Hour

// charge is the row of who is or was in charge of some matter of the family.
const charge = "(p.user_id = :u OR p.body_id = :b) AND p.role IN ('handler', 'body')"

// relations says in SQL, over a matter m, what the policies' predicates of the
// same names say in Go (engine-spec section 4). Every one is two-valued: no
// column of m is NULL, and an absent word or reference equals nothing an actor
// can be. Parameters: :u user, :b body, :g grid, :lvl level of the actor's
// area, :subs bodies below, :now, :closed the moment thirty days before; :area is
// spelled out by areaIs.
var relations = map[string]string{
	"any":            "1 = 1",
	"handler":        "m.handler_id = :u",
	"co_handler":     "(" + part + "p.matter_id IN (m.id, m.root_id) AND p.user_id = :u AND p.role = 'co_mediator'" + asked + " AND " + window + ")",
	"body":           "m.body_id = :b",
	"offered":        "m.offered_body_id = :b",
	"centre":         "m.centre_id = :b",
	"co_body":        "(" + part + "p.body_id = :b AND p.role = 'co_body'" + asked + " AND " + window + ")",
	"team":           "(" + part + charge + asked + " AND " + watched + ")",
	"former":         "EXISTS (SELECT 1 FROM matter_participant p WHERE p.root_id = m.root_id AND p.since <= :now AND " + charge + " AND (p.until <= :now OR NOT " + watched + ")" + asked,
	"registered":     "(m.registered_by_id = :u OR m.registered_body_id = :b)",
	"area":           ":area",
	"area_below":     "(:area AND m.level = :lvl + 1)",
	"area_red":       "(:area AND m.risk >= 3)",
	"grid_own":       "m.grid_id = :g",
	"upper":          "(m.body_id IN (:subs) AND m.class <> 'done')",
	"reviewer":       "m.review_body_id = :b",
	"linked":         "(" + part + "p.body_id = :b AND p.role = 'task'" + asked + " AND " + window + ")",
	"sender":         "(m.registered_body_id = :b AND m.kind IN ('task', 'handover', 'supervision'))",
	"owner":          "m.owner_id = :u",
	"taskforce":      "(m.root_id IN (SELECT p.root_id FROM matter_participant p WHERE " + lasting + "AND p.user_id = :u AND p.role = 'tf') AND " + window + ")",
	"court_case":     part + "p.body_id = :b AND p.role = 'court'" + asked,
	"sampled":        "EXISTS (SELECT 1 FROM quality_sample q WHERE q.matter_id = m.id AND q.user_id = :u AND q.open = 1" + asked,
	"named":          named,
	"sealed_unnamed": "(m.sealed = 1 AND NOT " + named + ")",
	"recused":        "m.root_id IN (SELECT x.root_id FROM recusal x WHERE x.user_id = :u AND x.state = 'recused')",
	"root_body":      ofRoot + "r.body_id = :b" + asked,
	"root_handler":   ofRoot + "r.handler_id = :u" + asked,
}

// named stands in nearly every scope, as recused does: asked as a set, which is
// small for one person and read once, not once for each matter.
const named = "m.root_id IN (SELECT p.root_id FROM matter_participant p WHERE " + lasting + "AND p.user_id = :u AND p.role = 'named')"

// Relations lists the names that have an SQL predicate, sorted; a test holds
// them against the policies' Go predicates.
func Relations() []string { return slices.Sorted(maps.Keys(relations)) }

// nothing is true of no row.
const nothing = "1 = 0"

// nobody is an id that no row carries: it stands for what an actor lacks, so
// that nobody's handler does not equal the handler of a matter without one.
const nobody = casemodel.ID("ffffffff-ffff-ffff-ffff-ffffffffffff")

// relation writes the predicate of that name for one actor. An unknown name
// is a fault of the policy that its loader should have found.
func relation(name string, who casemodel.Actor, now casemodel.Instant) (clause, bool) {
	text, known := relations[name]
	if !known {
		return clause{}, false
	}
	return bind(text, func(name string) clause {
		switch name {
		case "lvl":
			return clause{strconv.Itoa(who.AreaLevel), nil}
		case "area":
			return areaIs(who)
		case "subs":
			return subordinates(who)
		case "now":
			return clause{"?", []any{now}}
		case "closed":
			return clause{"?", []any{now.Add(-afterClosing)}}
		}
		return own(who, name)
	}), true
}

// own is what a name means that stands for something of the actor's.
func own(who casemodel.Actor, name string) clause {
	id := map[string]casemodel.ID{"u": who.UserID, "b": who.BodyID, "g": who.GridID}[name]
	return clause{"?", []any{orNobody(id)}}
}

func orNobody(id casemodel.ID) casemodel.ID {
	if id == "" {
		return nobody
	}
	return id
}

// areaIs compares the matter's ancestor at the depth of the actor's area. A
// grid has no column of its own: it is reached by grid_own.
func areaIs(who casemodel.Actor) clause {
	column, ok := areaColumn(who.AreaLevel)
	if !ok || who.AreaID == "" {
		return clause{nothing, nil}
	}
	return clause{"m." + column + " = ?", []any{who.AreaID}}
}

// areaColumn is where the ancestor of a level stands: a1 province … a5 village.
func areaColumn(level int) (string, bool) {
	if level < 0 || level > 4 {
		return "", false
	}
	return "a" + strconv.Itoa(level+1), true
}

func subordinates(who casemodel.Actor) clause {
	ids := clause{}
	for i, id := range who.Subordinates {
		if i > 0 {
			ids.sql += ", "
		}
		ids.sql += "?"
		ids.args = append(ids.args, id)
	}
	if len(who.Subordinates) == 0 {
		return clause{"?", []any{nobody}}
	}
	return ids
}
