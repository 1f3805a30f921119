package templates

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"
)

//go:embed documents
var documents embed.FS

// DocumentWords is what the marks of a paper's template are written with.
type DocumentWords struct {
	Blocks    map[string]string `yaml:"blocks"`    // a word of the reader's language: range, if, else, else if, end
	Functions map[string]string `yaml:"functions"` // a word: the function's name in pkg/documents
	Day       string            `yaml:"day"`       // how a day is written, with {y} {m} {d}
	Yes       string            `yaml:"yes"`
	No        string            `yaml:"no"`
	Capitals  capitalWords      `yaml:"capitals"`
	Pages     string            `yaml:"pages"` // the foot of a print run, with {n} {m}
	Page      string            `yaml:"page"`  // the foot where a run has parts, with {n}
	Fonts     map[string]string `yaml:"fonts"` // of a composed paper's styles
}

// Words are the ones the program comes with.
var Words = sync.OnceValue(func() DocumentWords {
	var w DocumentWords
	readDocument("words.yaml", &w)
	return w
})

// Name is one thing a paper may say: the word of the marks, the program's key
// for it, and an example, or the names it has of its own.
type Name struct {
	Word string
	Is   string
	Like string // an example: text, a number, true or false, "day 2026-03-02", "yuan 12800"
	Many bool   // a list
	Has  []Name
}

// Names are all of them, in the order of the file.
var Names = sync.OnceValue(func() []Name {
	var file yaml.MapSlice
	readDocument("record.yaml", &file)
	return names(file)
})

func names(in yaml.MapSlice) []Name {
	list := make([]Name, 0, len(in))
	for _, item := range in {
		n := Name{Word: fmt.Sprint(item.Key)}
		for _, part := range item.Value.(yaml.MapSlice) { //nolint:errcheck,forcetypeassert // a broken file stops the program
			switch part.Key {
			case "is":
				n.Is = fmt.Sprint(part.Value)
			case "like":
				n.Like = fmt.Sprint(part.Value)
			case "many":
				n.Many = part.Value == true
			case "has":
				n.Has = names(part.Value.(yaml.MapSlice)) //nolint:errcheck,forcetypeassert // as above
			default:
				panic(fmt.Sprintf("documents/record.yaml: %v of %s", part.Key, n.Word))
			}
		}
		list = append(list, n)
	}
	return list
}

func readDocument(name string, into any) {
	text, err := documents.ReadFile("documents/" + name)
	if err == nil {
		err = yaml.UnmarshalWithOptions(text, into, yaml.Strict(), yaml.UseOrderedMap())
	}
	if err != nil {
		panic(fmt.Sprintf("documents/%s: %v", name, err))
	}
}

// Paper is a paper the program comes with, as text; see documents.Compose.
type Paper struct {
	ID, Title string
	Of        string // what it is made from: case, mediation, session, agreement …
	Document  string // which document of the catalogue it is, most often of its own name
	For       string // the procedures it is for, "" for every one of those it is made from; of mediation, the people's
	Source    string
}

// Serves reports whether a procedure has use for the paper; is answers whether
// it is one of a name, or stands on it.
func (p Paper) Serves(is func(procedure string) bool) bool {
	procedures := p.For
	if procedures == "" {
		if !slices.Contains([]string{"mediation", "inquiry", "session", "agreement", "volume"}, p.Of) {
			return true
		}
		procedures = "peoples_mediation"
	}
	return slices.ContainsFunc(strings.Fields(procedures), is)
}

// Papers are all of them, sorted by id.
var Papers = sync.OnceValue(func() []Paper {
	files, err := fs.Glob(documents, "documents/*.paper")
	if err != nil {
		panic(fmt.Sprintf("papers: %v", err))
	}
	list := make([]Paper, 0, len(files))
	for _, name := range files {
		text, err := documents.ReadFile(name)
		head, source, cut := strings.Cut(string(text), "\n---\n")
		p := Paper{ID: strings.TrimSuffix(path.Base(name), ".paper"), Source: source}
		for line := range strings.Lines(head) {
			switch key, value, _ := strings.Cut(strings.TrimSpace(line), ": "); key {
			case "title":
				p.Title = value
			case "of":
				p.Of = value
			case "document":
				p.Document = value
			case "for":
				p.For = value
			default:
				panic(name + ": " + key)
			}
		}
		if err != nil || !cut || p.Title == "" || p.Of == "" {
			panic(name + ": a paper begins with its title and of what it is, and a line ---")
		}
		if p.Document == "" {
			p.Document = p.ID
		}
		list = append(list, p)
	}
	return list
})
