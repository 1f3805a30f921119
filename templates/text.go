package templates

import (
	_ "embed" // the sentences and looks
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"
)

//go:embed text/zh-CN.yaml
var chinese []byte

// sentences are read at the first use; a broken file is a fault of the build
// and stops the program.
var sentences = sync.OnceValue(func() map[string]string {
	var tree map[string]any
	if err := yaml.UnmarshalWithOptions(chinese, &tree, yaml.Strict()); err != nil {
		panic(fmt.Sprintf("text/zh-CN.yaml: %v", err))
	}
	flat := map[string]string{}
	flatten("", tree, flat)
	return flat
})

func flatten(prefix string, tree map[string]any, flat map[string]string) {
	for key, value := range tree {
		if below, is := value.(map[string]any); is {
			flatten(prefix+key+".", below, flat)
			continue
		}
		flat[prefix+key] = fmt.Sprint(value)
	}
}

// Text is the sentence of a key with its {arguments} filled in. An argument
// that is a word of a closed list is shown by its own key word.NAME.VALUE,
// when there is one: risk "orange" reads as the colour's Chinese name. An
// unknown key is shown as it is; a test finds every key that is used.
func Text(key string, args map[string]any) string {
	text, ok := sentences()[key]
	if !ok {
		return key
	}
	if len(args) == 0 || !strings.Contains(text, "{") {
		return text
	}
	pairs := make([]string, 0, 2*len(args))
	for name, value := range args {
		pairs = append(pairs, "{"+name+"}", word(name, fmt.Sprint(value)))
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

func word(name, value string) string {
	if w, ok := sentences()["word."+name+"."+value]; ok {
		return w
	}
	return value
}

// Has reports whether there is a sentence for a key.
func Has(key string) bool {
	_, ok := sentences()[key]
	return ok
}

// Keys lists every key, sorted.
func Keys() []string {
	keys := make([]string, 0, len(sentences()))
	for key := range sentences() {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
