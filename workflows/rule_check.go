package workflows

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
)

// ruleChecker looks at the rules one by one; rule_family.go at them together.
type ruleChecker struct {
	src    *source
	file   *ruleFile
	rules  *Rules
	rule   *Rule // the one being looked at
	faults []error
}

// The closed lists of what a rule may say about itself.
var (
	ruleKinds   = []string{RuleStatutory, RuleWork, RuleDefault, RuleInfo}
	ruleTags    = []string{"V", "V2", "M", "P", "S"}
	ruleOwners  = []string{"body", "handler", "party", "court", "other"}
	ruleTargets = []string{"", "self", "root", "parent", "children"}
	ruleClasses = []casemodel.DeadlineClass{
		casemodel.Duty, casemodel.Right, casemodel.Cliff, casemodel.Information, casemodel.Soft,
	}

	ruleID           = regexp.MustCompile(`^[A-Z]{2,3}(-[A-Za-z0-9]+)+$`)
	ruleJurisdiction = regexp.MustCompile(`^CN(-\d{6})?$`)
	ruleTrigger      = regexp.MustCompile(`^[a-z_]+\.[a-z_]+$`)
)

func (c *ruleChecker) run() {
	for _, r := range c.rules.all {
		c.rule = r
		c.name()
		c.standing()
		c.period()
		c.anchor("anchor", r.Anchor)
		c.condition("when", r.When)
		c.condition("only", r.Only)
		c.changes()
		c.warnings()
		c.expiry()
	}
	c.together()
}

// fault is one refusal, at the line of the key.
func (c *ruleChecker) fault(key, format string, args ...any) {
	path := c.rule.path
	if key != "" {
		path += "." + key
	}
	c.faults = append(c.faults, c.src.fault(path, "rule "+c.rule.ID+": "+fmt.Sprintf(format, args...)))
}

func (c *ruleChecker) word(key, got string, list []string) {
	if !slices.Contains(list, got) {
		c.fault(key, "there is no %s %q", key, got)
	}
}

func (c *ruleChecker) name() {
	r := c.rule
	if !ruleID.MatchString(r.ID) {
		c.fault("id", "an id is written like ZZ-03b")
	}
	if c.rules.byID[r.ID] != r {
		c.fault("id", "the id stands twice")
	}
	if r.Title == "" {
		c.fault("", "a rule has a title")
	}
	if !ruleTrigger.MatchString(r.Trigger) {
		c.fault("trigger", "a trigger is workflow.act, not %q", r.Trigger)
	}
	if r.Ready != (r.Why == "") {
		c.fault("why", "a rule that is not ready says why, and no other does")
	}
	if r.Own && (r.Kind != RuleDefault || r.Tag != "P") {
		c.fault("kind", "our own rules are product defaults, tag P")
	}
}

// standing checks what the rule claims to be: kind, class, owner, source, place
// and time.
func (c *ruleChecker) standing() {
	r := c.rule
	c.word("kind", r.Kind, ruleKinds)
	c.word("tag", r.Tag, ruleTags)
	c.word("owner", r.Owner, ruleOwners)
	if !slices.Contains(ruleClasses, r.Class) {
		c.fault("class", "there is no class %q", r.Class)
	}
	if r.Class == casemodel.Duty && (r.Kind == RuleInfo || r.Owner != "body" && r.Owner != "handler") {
		c.fault("class", "a duty is of our body or its handler: the clock of %s (%s) is not", r.Owner, r.Kind)
	}
	if r.Class == casemodel.Cliff && r.SameAs == "" && (r.Owner != "party" || !r.Irreversible) {
		c.fault("class", "a cliff is a party's and irreversible")
	}
	if r.Source.Law == "" {
		c.fault("source", "a rule has a source")
	}
	// An article nobody has read has no number; a figure from memory is no law.
	if r.Kind == RuleStatutory && (!strings.ContainsAny(r.Source.Article, "0123456789") || r.Tag != "V" && r.Tag != "V2") {
		c.fault("kind", "a statutory term names law and article, and somebody has read them (V, V2)")
	}
	if !ruleJurisdiction.MatchString(r.Jurisdiction) {
		c.fault("jurisdiction", "a jurisdiction is CN or CN-330200, not %q", r.Jurisdiction)
	}
	if r.Slot != "" {
		c.word("slot", r.Slot, c.file.Slots)
	}
	c.day("valid_from", r.ValidFrom)
	c.day("valid_to", r.ValidTo)
	if r.ValidTo != "" && r.ValidTo < r.ValidFrom {
		c.fault("valid_to", "it ends before it begins")
	}
}

func (c *ruleChecker) day(key string, day casemodel.Day) {
	if day != "" && !day.Valid() {
		c.fault(key, "%q is no date", day)
	}
}

// period checks the arithmetic.
func (c *ruleChecker) period() {
	r := c.rule
	if r.Count.N == 0 {
		c.fault("count", "n is missing")
		return
	}
	if err := r.Count.Check(); err != nil {
		c.fault("count", "%v", err)
	}
	if r.Count.Start == calendar.BeforeEvent && r.Anchor.Field == "" {
		c.fault("count", "counted backwards it needs the date of what it is before")
	}
	if r.Every == "" {
		if r.FixedDay != 0 || r.Until != "" {
			c.fault("every", "only a recurring rule has a fixed day or an end")
		}
		return
	}
	if err := calendar.CheckEvery(r.Every, r.FixedDay); err != nil {
		c.fault("every", "%v", err)
	}
}
