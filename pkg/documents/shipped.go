package documents

import (
	"fmt"
	"sync"

	"github.com/jiefen/jiefen/templates"
)

// shipped are the papers the program comes with, each made at its first use.
var shipped sync.Map // id → func() (*Template, error)

// Shipped is a paper the program comes with, ready to fill. An unknown id or a
// broken paper is an error of the program: every paper is filled by a test.
func Shipped(id string) (*Template, error) {
	compiled, _ := shipped.LoadOrStore(id, sync.OnceValues(func() (*Template, error) {
		for _, paper := range templates.Papers() {
			if paper.ID == id {
				raw, err := Compose(paper.Source)
				if err != nil {
					return nil, fmt.Errorf("compose %s: %w", id, err)
				}
				return Compile(raw, Sample())
			}
		}
		return nil, fmt.Errorf("there is no paper %q", id)
	}))
	return compiled.(func() (*Template, error))() //nolint:errcheck,forcetypeassert // nothing else is in it
}
