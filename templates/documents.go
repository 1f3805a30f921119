package templates

import (
	_ "embed" // the words of the marks
	"fmt"
	"sync"

	"github.com/goccy/go-yaml"
)

//go:embed documents/words.yaml
var documentWords []byte

// DocumentWords is what the marks of a paper's template are written with.
type DocumentWords struct {
	Blocks    map[string]string `yaml:"blocks"`    // a word of the reader's language: range, if, else, else if, end
	Functions map[string]string `yaml:"functions"` // a word: the function's name in pkg/documents
	Day       string            `yaml:"day"`       // how a day is written, with {y} {m} {d}
	Yes       string            `yaml:"yes"`
	No        string            `yaml:"no"`
	Capitals  capitalWords      `yaml:"capitals"`
}

// Words are the ones the program comes with.
var Words = sync.OnceValue(func() DocumentWords {
	var w DocumentWords
	if err := yaml.UnmarshalWithOptions(documentWords, &w, yaml.Strict()); err != nil {
		panic(fmt.Sprintf("documents/words.yaml: %v", err))
	}
	return w
})
