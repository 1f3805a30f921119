package workflows

import (
	"github.com/goccy/go-yaml"
)

// Ordered is a YAML mapping that keeps the file's order, which is the order
// in which states are drawn and listed.
type Ordered[T any] struct {
	Keys []string
	At   map[string]*T
}

// UnmarshalYAML reads the mapping in order.
func (o *Ordered[T]) UnmarshalYAML(b []byte) error {
	var items yaml.MapSlice
	if err := yaml.Unmarshal(b, &items); err != nil {
		return err
	}
	byKey := map[string]*T{}
	if err := yaml.UnmarshalWithOptions(b, &byKey, yaml.Strict()); err != nil {
		return err
	}
	o.At = byKey
	o.Keys = make([]string, 0, len(items))
	for _, item := range items {
		key, _ := item.Key.(string)
		o.Keys = append(o.Keys, key)
	}
	return nil
}

// Get returns the value under the key, nil when there is none.
func (o Ordered[T]) Get(key string) *T { return o.At[key] }
