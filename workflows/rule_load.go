package workflows

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/parser"
)

// ruleFile is deadlines.yaml as it is written.
type ruleFile struct {
	Values map[string][]string `yaml:"values"`
	Dates  []string            `yaml:"dates"`
	Slots  []string            `yaml:"slots"`
	Pauses []string            `yaml:"pauses"` // reasons for which some rule may stand still
	Needs  []string            `yaml:"needs"`  // whose yes an extension can take
	Rules  []*ruleEntry        `yaml:"rules"`
	Own    []*ruleEntry        `yaml:"own"`
}

type ruleEntry struct {
	Rule  `yaml:",inline"`
	Ready *bool `yaml:"ready"`
}

// LoadRules reads the deadline rules and refuses what could not be counted,
// chosen or believed; the error names file and line of every fault.
func LoadRules(data []byte, file string) (*Rules, error) {
	tree, err := parser.ParseBytes(data, 0)
	if err != nil {
		return nil, decodeFault(file, err)
	}
	read := &ruleFile{}
	if err := yaml.UnmarshalWithOptions(data, read, yaml.Strict()); err != nil {
		return nil, decodeFault(file, err)
	}
	r := &Rules{Values: read.Values, Dates: read.Dates, byID: map[string]*Rule{}}
	r.take("rules", read.Rules)
	r.take("own", read.Own)
	check := &ruleChecker{src: &source{file: file, tree: tree}, file: read, rules: r}
	check.run()
	if len(check.faults) > 0 {
		return nil, errors.Join(check.faults...)
	}
	return r, r.sign()
}

// take fills in what an entry leaves out. The first of two rules with one id
// stays; the check refuses the second.
func (r *Rules) take(section string, entries []*ruleEntry) {
	for i, e := range entries {
		rule := &e.Rule
		rule.path = fmt.Sprintf("$.%s[%d]", section, i)
		rule.Own = section == "own"
		rule.Ready = e.Ready == nil || *e.Ready
		if rule.Jurisdiction == "" {
			rule.Jurisdiction = "CN"
		}
		r.all = append(r.all, rule)
		if r.byID[rule.ID] == nil {
			r.byID[rule.ID] = rule
		}
	}
}

// sign computes the hash of every rule's content, whatever its layout.
func (r *Rules) sign() error {
	for _, rule := range r.all {
		b, err := json.Marshal(rule)
		if err != nil {
			return fmt.Errorf("hash rule %s: %w", rule.ID, err)
		}
		sum := sha256.Sum256(b)
		rule.SHA = hex.EncodeToString(sum[:])
	}
	return nil
}
