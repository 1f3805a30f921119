package workflows

import (
	"fmt"
	"slices"

	"github.com/goccy/go-yaml"
)

// UnmarshalYAML reads a guard as a bare name or as a one-key map name: arg.
func (n *Need) UnmarshalYAML(b []byte) error {
	name, arg, err := nameAndArg(b)
	n.Name, n.Arg = name, arg
	return err
}

// MarshalJSON writes the guard with its parameter, for the definition's hash.
func (n Need) MarshalJSON() ([]byte, error) {
	return fmt.Appendf(nil, "{%q:%q}", n.Name, fmt.Sprint(n.Arg)), nil
}

// UnmarshalYAML reads a clock as a bare rule id or as {rule, target}.
func (s *Stop) UnmarshalYAML(b []byte) error {
	var rule string
	if yaml.Unmarshal(b, &rule) == nil {
		s.Rule = rule
		return nil
	}
	type plain Stop
	return yaml.UnmarshalWithOptions(b, (*plain)(s), yaml.Strict())
}

// Asks reports whether a guard stands before the act; a birth is none.
func (a *Act) Asks(guard string) bool {
	return a != nil && slices.ContainsFunc(a.Needs, func(n Need) bool { return n.Name == guard })
}

func nameAndArg(b []byte) (name string, arg any, err error) {
	if yaml.Unmarshal(b, &name) == nil {
		return name, nil, nil
	}
	var one map[string]any
	if err := yaml.Unmarshal(b, &one); err != nil {
		return "", nil, err
	}
	if len(one) != 1 {
		return "", nil, fmt.Errorf("a guard is a name or one name with its parameter, not %d", len(one))
	}
	for name, arg = range one {
	}
	return name, arg, nil
}
