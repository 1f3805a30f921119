package templates

import (
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/goccy/go-yaml"
)

//go:embed text/*.yaml
var texts embed.FS

// Home is the language every sentence exists in.
const Home = "zh-CN"

// spoken is the language the program speaks, Home until Speak says another.
var spoken atomic.Pointer[string]

// Speak chooses the language of the whole program, by the name of its file in
// text/: a centre speaks one language. A sentence that is not translated yet is
// said in Home. What the workflow files name stays as they name it.
func Speak(language string) error {
	if _, there := languages()[language]; !there {
		return fmt.Errorf("there is no text/%s.yaml; there are %s", language, strings.Join(Languages(), ", "))
	}
	spoken.Store(&language)
	return nil
}

// Language is the one that is spoken.
func Language() string {
	if l := spoken.Load(); l != nil {
		return *l
	}
	return Home
}

// Languages lists those there are, sorted.
func Languages() []string { return slices.Sorted(maps.Keys(languages())) }

func sentences() map[string]string { return languages()[Language()] }

// languages are read at the first use; a broken file is a fault of the build
// and stops the program.
var languages = sync.OnceValue(func() map[string]map[string]string {
	files, err := fs.Glob(texts, "text/*.yaml")
	if err != nil {
		panic(fmt.Sprintf("sentences: %v", err))
	}
	all := map[string]map[string]string{}
	for _, file := range files {
		all[strings.TrimSuffix(path.Base(file), ".yaml")] = readSentences(file)
	}
	for language, own := range all {
		whole := maps.Clone(all[Home])
		maps.Copy(whole, own)
		all[language] = whole
	}
	return all
})

func readSentences(file string) map[string]string {
	content, err := texts.ReadFile(file)
	if err != nil {
		panic(fmt.Sprintf("%s: %v", file, err))
	}
	var tree map[string]any
	if err := yaml.UnmarshalWithOptions(content, &tree, yaml.Strict()); err != nil {
		panic(fmt.Sprintf("%s: %v", file, err))
	}
	flat := map[string]string{}
	flatten("", tree, flat)
	return flat
}

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
	return filled(key, func(name string) (any, bool) {
		value, given := args[name]
		return value, given
	})
}

// Say is Text with its arguments as name, value, name, value.
func Say(key string, pairs ...any) string {
	return filled(key, func(name string) (any, bool) {
		for i := 0; i+1 < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1], true
			}
		}
		return nil, false
	})
}

func filled(key string, argument func(name string) (any, bool)) string {
	text, ok := sentences()[key]
	if !ok {
		return key
	}
	if !strings.Contains(text, "{") {
		return text
	}
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(text, "{")
		out.WriteString(before)
		if !found {
			return out.String()
		}
		name, after, closed := strings.Cut(rest, "}")
		value, given := argument(name)
		if !closed || !given { // no argument of the caller's: it stands as it is written
			out.WriteString("{")
			text = rest
			continue
		}
		out.WriteString(word(name, plain(value)))
		text = after
	}
}

// plain writes the usual arguments without asking what they are.
func plain(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case int:
		return strconv.Itoa(v)
	}
	return fmt.Sprint(value)
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
