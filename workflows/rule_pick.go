package workflows

import (
	"strings"

	"github.com/jiefen/jiefen/casemodel"
)

// Pick answers which one rule `starts: [ref]` means for a matter: the letter of
// the family by the matter's fields, then the most local rule in its place where
// the area lies in its jurisdiction; rules that are not law on the anchor date
// do not count. It answers false where there is no clock: nowhere valid, not for
// this area, or not under these facts (only).
func (r *Rules) Pick(ref, area string, on casemodel.Day, value func(field string) string) (*Rule, bool) {
	facts := r.facts(value)
	got := ruleLetter(r.base(ref), area, on, facts)
	for local := got; local != nil; {
		got = local
		local = ruleLetter(r.locals(got.ID), area, on, facts)
	}
	if got == nil || !got.Only.holds(facts) {
		return nil, false
	}
	return got, true
}

// facts puts the first value of its list for a field that is not set.
func (r *Rules) facts(value func(field string) string) func(string) string {
	return func(field string) string {
		if value != nil {
			if v := value(field); v != "" {
				return v
			}
		}
		if list := r.Values[field]; len(list) > 0 {
			return list[0]
		}
		return ""
	}
}

// ruleLetter chooses among alternatives: those that cover the place most closely,
// of them the one whose condition holds, else the default. The loader has seen
// to it that there is one default and that no two conditions hold together.
func ruleLetter(alternatives []*Rule, area string, on casemodel.Day, facts func(string) string) *Rule {
	var best *Rule
	for _, rule := range alternatives {
		if !rule.covers(area) || !rule.in(on) || rule.When != nil && !rule.When.holds(facts) {
			continue
		}
		if best == nil || rule.closer(best) {
			best = rule
		}
	}
	return best
}

// closer reports that the rule goes before another that also applies.
func (r *Rule) closer(than *Rule) bool {
	if a, b := len(r.place()), len(than.place()); a != b {
		return a > b
	}
	return r.When != nil && than.When == nil
}

// place is the beginning of the codes of all areas the rule is for: province,
// prefecture or county.
func (r *Rule) place() string {
	code := strings.TrimPrefix(strings.TrimPrefix(r.Jurisdiction, "CN"), "-")
	for strings.HasSuffix(code, "00") {
		code = code[:len(code)-2]
	}
	return code
}

func (r *Rule) covers(area string) bool { return strings.HasPrefix(area, r.place()) }
