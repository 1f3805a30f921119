package workflows

import (
	_ "embed"
	"fmt"
	"slices"

	"github.com/goccy/go-yaml"

	"github.com/jiefen/jiefen/casemodel"
)

//go:embed thresholds.yaml
var shippedThresholds []byte

// Threshold is a sum from which an agreement of a procedure needs something
// more, as its guard asks for it.
type Threshold struct {
	ID       string     `yaml:"id"`
	Workflow string     `yaml:"workflow"`
	Guard    string     `yaml:"guard"`
	Yuan     int64      `yaml:"yuan"`
	At       bool       `yaml:"at"`   // the sum itself needs it already, not only more
	Near     int64      `yaml:"near"` // per cent below it that are near
	Title    string     `yaml:"title"`
	Why      string     `yaml:"why"`
	Source   RuleSource `yaml:"source"`
}

// Sum is the threshold in fen.
func (t *Threshold) Sum() casemodel.Money { return casemodel.Money(t.Yuan * 100) }

// Nearly reports whether a sum just does not reach what the threshold asks
// something for.
func (t *Threshold) Nearly(sum casemodel.Money) bool {
	return (sum < t.Sum() || sum == t.Sum() && !t.At) && int64(sum) >= t.Yuan*(100-t.Near)
}

func loadThresholds() ([]Threshold, error) {
	var all []Threshold
	if err := yaml.UnmarshalWithOptions(shippedThresholds, &all, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("thresholds.yaml: %w", err)
	}
	for _, t := range all {
		if t.Yuan <= 0 || t.Near <= 0 || t.Near >= 100 || t.Title == "" || t.Why == "" || t.Source.Law == "" {
			return nil, fmt.Errorf("thresholds.yaml: %s says too little", t.ID)
		}
	}
	return all, nil
}

// Near lists the thresholds of a procedure that a sum just fails to pass.
func (l *Library) Near(flow *Flow, sum casemodel.Money) []Threshold {
	var near []Threshold
	for _, t := range l.Thresholds {
		if slices.Contains(flow.Lineage, t.Workflow) && t.Nearly(sum) {
			near = append(near, t)
		}
	}
	return near
}
