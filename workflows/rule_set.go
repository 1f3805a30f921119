package workflows

import (
	"slices"

	"github.com/jiefen/jiefen/casemodel"
)

// Rules holds all deadline rules. It never changes after LoadRules.
type Rules struct {
	Values map[string][]string // fields that rules ask: their values, the first counts when none is set
	Dates  []string            // date fields that anchors name

	all  []*Rule
	byID map[string]*Rule
}

// Get returns the rule of that very id, clock or alias.
func (r *Rules) Get(id string) (*Rule, bool) {
	rule, ok := r.byID[id]
	return rule, ok
}

// All returns every rule in file order, aliases and our own ones included.
func (r *Rules) All() []*Rule { return slices.Clone(r.all) }

// NotReady returns those that may not be started yet; each says why.
func (r *Rules) NotReady() []*Rule {
	return slices.DeleteFunc(r.All(), func(rule *Rule) bool { return rule.Ready })
}

// Family returns every rule that a reference may mean, in file order: the
// letters of a family or the one rule of that id, and the local rules that take
// their place somewhere. It is empty for an alias, which has no clock to start.
func (r *Rules) Family(ref string) []*Rule {
	var members []*Rule
	for _, rule := range r.all {
		if r.means(rule, ref) {
			members = append(members, rule)
		}
	}
	return members
}

func (r *Rules) means(rule *Rule, ref string) bool {
	if rule.SameAs != "" {
		return false
	}
	if rule.Family == ref || rule.ID == ref {
		return true
	}
	replaced := r.byID[rule.InsteadOf]
	return replaced != nil && r.means(replaced, ref)
}

// base returns what a reference means before local rules are asked.
func (r *Rules) base(ref string) []*Rule {
	var letters []*Rule
	for _, rule := range r.all {
		if rule.Family == ref && rule.InsteadOf == "" && rule.SameAs == "" {
			letters = append(letters, rule)
		}
	}
	if rule := r.byID[ref]; len(letters) == 0 && rule != nil && rule.SameAs == "" {
		return []*Rule{rule}
	}
	return letters
}

// locals returns the rules that replace this one somewhere.
func (r *Rules) locals(id string) []*Rule {
	var locals []*Rule
	for _, rule := range r.all {
		if rule.InsteadOf == id {
			locals = append(locals, rule)
		}
	}
	return locals
}

// in reports whether the rule is law on that day; without a day it must be law
// still.
func (r *Rule) in(on casemodel.Day) bool {
	if on == "" {
		return r.ValidTo == ""
	}
	return r.ValidFrom <= on && (r.ValidTo == "" || on <= r.ValidTo)
}
