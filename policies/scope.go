package policies

import (
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
)

// Scope says which matters an actor may read in one way, by walking the lines:
// any allow term matches and no deny term does. A line whose relation lists do
// not know is left out of the allow terms; a denying one cannot be, the loader
// refuses it for reads. Asked about an act that is no read, the scope may show
// more than may be done: the step asks again.
//
// The terms belong to the snapshot and are the same slices for everybody in
// the same roles and kind of body: nobody changes them.
func (s *Snapshot) Scope(actor casemodel.Actor, act string) casemodel.Scope {
	p := s.byAct[act]
	if p == nil {
		return casemodel.Scope{Actor: actor}
	}
	key := seat{act, actor.BodyKind, strings.Join(actor.Roles, "|")}
	known, ok := s.scopes.Load(key)
	if !ok {
		known, _ = s.scopes.LoadOrStore(key, s.scope(actor, p))
	}
	scope := known.(casemodel.Scope) //nolint:errcheck,forcetypeassert // the map holds nothing else
	scope.Actor = actor
	return scope
}

// seat is all of an actor that a scope's terms go by.
type seat struct{ act, body, roles string }

func (s *Snapshot) scope(actor casemodel.Actor, p *part) (scope casemodel.Scope) {
	for _, r := range p.rows {
		term, ok := s.term(r, actor)
		switch {
		case !ok:
		case r.Denies():
			scope.Deny = add(scope.Deny, term)
		default:
			scope.Allow = add(scope.Allow, term)
		}
	}
	return scope
}

// term writes a line for lists; false when it is not about the actor, not
// about matters that exist, or beyond what lists know.
func (s *Snapshot) term(r *Row, actor casemodel.Actor) (casemodel.ScopeTerm, bool) {
	rel := relationOf(r.Rel)
	mine := in(r.Role, actor.Roles) && (r.Body == "*" || r.Body == actor.BodyKind)
	if !mine || rel.SQL == "" || r.State == newborn || r.State == nowhere || isOffice(r.Flow) {
		return casemodel.ScopeTerm{}, false
	}
	term := casemodel.ScopeTerm{Workflows: s.book.workflows(r.Flow), Rel: rel.SQL}
	switch {
	case isClass(r.State):
		term.Classes = []casemodel.Class{casemodel.Class(r.State)}
	case r.State != "*":
		term.States = []string{r.State}
	}
	return term, true
}

// workflows names the definitions under a word, nil for every one.
func (b *book) workflows(word string) []string {
	if word == "*" || word == "matter" {
		return nil
	}
	var ids []string
	for _, f := range b.under[word] {
		if !slices.Contains(ids, f.ID) {
			ids = append(ids, f.ID)
		}
	}
	return ids
}

func add(terms []casemodel.ScopeTerm, term casemodel.ScopeTerm) []casemodel.ScopeTerm {
	known := slices.ContainsFunc(terms, func(t casemodel.ScopeTerm) bool {
		return t.Rel == term.Rel && slices.Equal(t.Workflows, term.Workflows) &&
			slices.Equal(t.States, term.States) && slices.Equal(t.Classes, term.Classes)
	})
	if known {
		return terms
	}
	return append(terms, term)
}
