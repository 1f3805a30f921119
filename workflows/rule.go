package workflows

import (
	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
)

// Kinds of rules: how binding the figure is. Only a statutory one may be called
// a statutory term.
const (
	RuleStatutory = "statutory"
	RuleWork      = "work_rule"
	RuleDefault   = "product_default"
	RuleInfo      = "info" // a clock of another body: shown, never breached by us
)

// Rule is one duration of deadlines.yaml. Clocks keep a snapshot of it by SHA,
// so that a corrected rule does not move what runs already.
type Rule struct {
	ID     string                  `yaml:"id"`
	Family string                  `yaml:"family"` // the name under which letters and local rules are started and stopped; the id when it stands alone
	Title  string                  `yaml:"title"`
	Kind   string                  `yaml:"kind"`
	Class  casemodel.DeadlineClass `yaml:"class"`
	Source RuleSource              `yaml:"source"`
	Tag    string                  `yaml:"tag"` // how well the figure is verified: V V2 M P S
	Note   string                  `yaml:"note"`

	SameAs       string        `yaml:"same_as"`      // no clock of its own: that one runs
	InsteadOf    string        `yaml:"instead_of"`   // the rule it replaces within its jurisdiction
	Jurisdiction string        `yaml:"jurisdiction"` // CN, or CN- and the area code it is for
	ValidFrom    casemodel.Day `yaml:"valid_from"`   // by the anchor date, both days included
	ValidTo      casemodel.Day `yaml:"valid_to"`
	When         RuleWhen      `yaml:"when"` // letter of a family, nil for the default one
	Only         RuleWhen      `yaml:"only"` // else no clock at all
	Slot         string        `yaml:"slot"` // of each slot at most one clock runs on a matter

	Owner       string         `yaml:"owner"`   // whose clock: body handler party court other
	Responsible string         `yaml:"who"`     // the same in the words of the source
	Trigger     string         `yaml:"trigger"` // workflow.act where the prose starts it; the definitions decide
	Count       calendar.Rule  `yaml:"count"`
	Anchor      RuleAnchor     `yaml:"anchor"`
	Pausable    []string       `yaml:"pausable"` // the only reasons for which it may stand still (CT-8)
	Extension   *RuleExtension `yaml:"extension"`
	ResetsOn    []string       `yaml:"resets_on"` // acts that restart it
	RekeyOn     []string       `yaml:"rekey_on"`  // acts after which the letter is chosen anew

	Every    string `yaml:"every"`         // day week xun month: it begins again when it is over
	FixedDay int    `yaml:"fixed_day"`     // day within the period; 0 counts on from the last raw end
	Until    string `yaml:"until_leaving"` // state that the matter must still be in

	Warn         []string    `yaml:"warn"`      // leads, see calendar.ParseLead
	Remind       *RuleExpiry `yaml:"remind"`    // fired at the first warning, where the state has it
	OnExpiry     *RuleExpiry `yaml:"on_expiry"` // nil when FlagOnly
	FlagOnly     bool        `yaml:"flag_only"`
	Irreversible bool        `yaml:"irreversible"` // expires at 09:00 of the first working day after (T2)
	NoticeDoc    string      `yaml:"notice"`       // paper that goes with it

	Ready bool   `yaml:"-"`          // yes unless the file says no: its machine is there, it may be started
	Why   string `yaml:"why"`        // if not, why
	Own   bool   `yaml:"-"`          // ours, not one of the source's 117
	SHA   string `yaml:"-" json:"-"` // of all the above

	path string // where it stands in the file
}

// RuleSource says where the figure is from; Text quotes the words that were read.
type RuleSource struct {
	Law     string `yaml:"law"`
	Article string `yaml:"article"`
	Text    string `yaml:"text"`
}

// RuleExtension bounds how a clock may be lengthened; 0 is no bound.
type RuleExtension struct {
	MaxN      int           `yaml:"max_n"` // of one extension
	Unit      calendar.Unit `yaml:"unit"`
	Times     int           `yaml:"times"`
	Total     int           `yaml:"total"` // of all together
	Needs     string        `yaml:"needs"` // whose consent or approval
	NoticeDoc string        `yaml:"notice"`
}

// RuleExpiry is what the actor clock fires: an event or a record.
type RuleExpiry struct {
	Event  string            `yaml:"event"`
	Record string            `yaml:"record"`
	With   map[string]string `yaml:"with"`   // its fields
	Target string            `yaml:"target"` // self root parent children, self when empty
}

// Arith is the arithmetic alone, as package calendar counts it.
func (r *Rule) Arith() calendar.Rule { return r.Count }

// Expires names what is fired when the clock runs out; both are empty when that
// is only flagged.
func (r *Rule) Expires() (event, record string) {
	if r.OnExpiry == nil {
		return "", ""
	}
	return r.OnExpiry.Event, r.OnExpiry.Record
}

// Statutory reports whether the term may be called a statutory one on pages and
// papers.
func (r *Rule) Statutory() bool { return r.Kind == RuleStatutory }
