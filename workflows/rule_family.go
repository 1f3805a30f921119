package workflows

import "slices"

// together checks what only shows between rules: aliases, local rules, families.
func (c *ruleChecker) together() {
	for _, r := range c.rules.all {
		c.rule = r
		if r.SameAs != "" {
			c.other("same_as", r.SameAs)
		}
		c.local()
	}
	// Local rules belong to the family of what they replace.
	for _, r := range c.rules.all {
		c.rule = r
		r.Family = c.family(r)
	}
	for _, r := range c.rules.all {
		c.rule = r
		c.letters()
	}
}

// local checks that a local rule is more local than the one it replaces, which
// also keeps two from replacing each other.
func (c *ruleChecker) local() {
	r := c.rule
	if r.InsteadOf == "" {
		return
	}
	replaced := c.other("instead_of", r.InsteadOf)
	if replaced == nil {
		return
	}
	if len(r.place()) <= len(replaced.place()) || !replaced.covers(r.place()) {
		c.fault("instead_of", "it is for %s, which lies not within %s", r.Jurisdiction, replaced.Jurisdiction)
	}
	if r.Family != "" {
		c.fault("family", "a local rule is of the family it has a place in")
	}
}

func (c *ruleChecker) family(r *Rule) string {
	for range c.rules.all {
		replaced := c.rules.byID[r.InsteadOf]
		if replaced == nil {
			break
		}
		r = replaced
	}
	if r.Family == "" {
		return r.ID
	}
	return r.Family
}

// letters checks one rule against its alternatives: all that a matter could
// have to choose from at once.
func (c *ruleChecker) letters() {
	r := c.rule
	if r.SameAs != "" {
		return
	}
	if named := c.rules.byID[r.Family]; named != nil && named.Family != r.Family {
		c.fault("family", "%s is a rule of another family", r.Family)
	}
	fallback, earlier := false, true
	for _, other := range c.rules.Family(r.Family) {
		if other == r {
			earlier = false
		}
		if earlier && (other.Slot != r.Slot || !slices.Equal(other.RekeyOn, r.RekeyOn)) {
			c.fault("family", "%s has another slot or other rekey_on", other.ID)
		}
		if other.InsteadOf != r.InsteadOf || other.Jurisdiction != r.Jurisdiction {
			continue
		}
		if other.When == nil && ruleSpans(other, r) {
			fallback = true
		}
		if earlier && rulesMeet(other, r) && rulesCollide(other.When, r.When) {
			c.fault("when", "it and %s can apply at once", other.ID)
		}
	}
	if !fallback {
		c.fault("when", "its family has no default for all its time")
	}
	if len(r.RekeyOn) > 0 && len(c.rules.Family(r.Family)) == 1 {
		c.fault("rekey_on", "there is no other letter to choose")
	}
}

// rulesCollide reports that two letters of one place and time are no alternatives.
func rulesCollide(a, b RuleWhen) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	return !a.excludes(b)
}

// rulesMeet reports that some day both are law, ruleSpans that the first always is when
// the second is.
func rulesMeet(a, b *Rule) bool {
	return (a.ValidTo == "" || b.ValidFrom <= a.ValidTo) && (b.ValidTo == "" || a.ValidFrom <= b.ValidTo)
}

func ruleSpans(a, b *Rule) bool {
	return a.ValidFrom <= b.ValidFrom && (a.ValidTo == "" || b.ValidTo != "" && b.ValidTo <= a.ValidTo)
}
