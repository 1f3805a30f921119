package templates

import (
	_ "embed" // the model clauses
	"fmt"
	"sync"

	"github.com/goccy/go-yaml"
)

//go:embed clauses.yaml
var clausesFile []byte

// Clause is a model clause the program comes with.
type Clause struct {
	Code  string   `yaml:"code"`
	Sort  string   `yaml:"sort"` // of Sorts
	Title string   `yaml:"title"`
	For   []string `yaml:"for"`  // categories it is offered in, with all below them; none for every one
	Kind  string   `yaml:"kind"` // what duty it becomes, "" for text beneath the clauses
	Text  string   `yaml:"text"`
}

// ClauseLibrary is the shipped clauses with the words that stand for places.
type ClauseLibrary struct {
	Places  map[string]string `yaml:"places"` // what is known: the word that stands for it
	Sorts   []string          `yaml:"sorts"`
	Clauses []Clause          `yaml:"clauses"`
}

// Clauses are the ones the program comes with.
var Clauses = sync.OnceValue(func() ClauseLibrary {
	var l ClauseLibrary
	if err := yaml.UnmarshalWithOptions(clausesFile, &l, yaml.Strict()); err != nil {
		panic(fmt.Sprintf("clauses.yaml: %v", err))
	}
	return l
})
