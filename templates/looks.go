package templates

import (
	_ "embed" // colours and icons of the stages
	"fmt"
	"slices"
	"sync"

	"github.com/goccy/go-yaml"
)

//go:embed looks.yaml
var looksFile []byte

// Look is how a stage is drawn: a tint of the style sheet and an icon, beside
// the word and never instead of it.
type Look struct {
	Tint string `yaml:"tint"`
	Icon string `yaml:"icon"`
}

type looks struct {
	States  map[string]Look   `yaml:"states"`
	Phases  map[string]Look   `yaml:"phases"`
	Grave   []string          `yaml:"grave"`
	Leading map[string]string `yaml:"leading"`
	Side    []string          `yaml:"side"`
	Usual   []string          `yaml:"usual"`
	Front   []string          `yaml:"front"`
}

var look = sync.OnceValue(func() looks {
	var l looks
	if err := yaml.UnmarshalWithOptions(looksFile, &l, yaml.Strict()); err != nil {
		panic(fmt.Sprintf("looks.yaml: %v", err))
	}
	return l
})

// LookOf finds the look of a stage by its state, else by its phase.
func LookOf(state, phase string) Look {
	if l, ok := look().States[state]; ok {
		return l
	}
	if l, ok := look().Phases[phase]; ok {
		return l
	}
	return Look{Tint: "grey", Icon: "dot"}
}

// Grave reports whether an act ends or throws away something: it is drawn in
// red, last.
func Grave(act string) bool { return slices.Contains(look().Grave, act) }

// Side reports whether an act stands beside the usual course: it is offered,
// but it is never the one that stands out.
func Side(act string) bool { return slices.Contains(look().Side, act) }

// Leading names the act that is most often next in a state, "" when the first
// one is.
func Leading(state string) string { return look().Leading[state] }

// Usual is the place of a record that is written down many times a day and
// stands open on a matter's page; -1: it is folded away with the others.
func Usual(record string) int { return slices.Index(look().Usual, record) }

// Front reports whether a value is what a matter is about and stands on top of
// its page.
func Front(field string) bool { return slices.Contains(look().Front, field) }
