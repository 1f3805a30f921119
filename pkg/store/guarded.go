package store

// guarded is the predicate "in m's family there was, or may have been, violence
// at home": somebody was asked and did not say no, or it was ticked when a
// family quarrel was registered. Who looks for a person must not come upon
// such a case (users.md F7); it stays in the lists of those whose work it is.
const guarded = `EXISTS (SELECT 1 FROM matter f JOIN matter_field v ON v.matter_id = f.id WHERE f.root_id = m.root_id
  AND (v.field = 'violence' AND v.value <> 'none'
    OR v.field = 'risk_boxes' AND v.value LIKE '%2%' AND (f.category LIKE '01%' OR f.category LIKE '26%'))` + asked

// confided are the families whose mediator the actor is: those hear what
// nobody else does.
const confided = "m.root_id IN (SELECT p.root_id FROM matter_participant p WHERE " + lasting +
	"AND p.user_id = :u AND p.role IN ('handler', 'co_mediator'))"

// unguarded keeps a search for people away from what it must not find.
func (l *listing) unguarded() clause {
	return bind("(NOT "+guarded+" OR "+confided+")", map[string]clause{
		"u": {"?", []any{orNobody(l.who.UserID)}}, "now": {"?", []any{l.tx.Now()}},
	})
}
