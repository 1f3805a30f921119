// Package templates holds what people read: the pages and their parts, the
// style sheet, the icons and every sentence. It parses all of it once, at
// start. No rule lives here and nothing is looked up: a page shows the named
// struct it is given, and a sentence is found by its key.
package templates

import (
	"embed"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"path"
	"strings"
	"sync"
)

//go:embed layout/*.html partials/*.html pages/*.html
var files embed.FS

// Set is every page, parsed. It never changes after Open.
type Set struct{ pages map[string]*template.Template }

// opened are the sets of this process, by the language their sentences are in.
var opened struct {
	sync.Mutex

	sets map[string]*Set
}

// Open parses layout, partials and pages in the language that is spoken, once:
// who asks again has the same set. A page that names a missing part or function
// stops the program, not a reader.
func Open() (*Set, error) {
	opened.Lock()
	defer opened.Unlock()
	if set := opened.sets[Language()]; set != nil {
		return set, nil
	}
	set, err := parsed()
	if err != nil {
		return nil, err
	}
	if opened.sets == nil {
		opened.sets = map[string]*Set{}
	}
	opened.sets[Language()] = set
	return set, nil
}

func parsed() (*Set, error) {
	base, err := template.New("").Funcs(functions).ParseFS(files, "layout/*.html", "partials/*.html")
	if err != nil {
		return nil, fmt.Errorf("parse layout: %w", err)
	}
	names, err := fs.Glob(files, "pages/*.html")
	if err != nil {
		return nil, fmt.Errorf("list pages: %w", err)
	}
	set := &Set{pages: map[string]*template.Template{}}
	for _, file := range names {
		page, err := base.Clone() // pages define the same blocks and must not share them
		if err != nil {
			return nil, fmt.Errorf("copy layout: %w", err)
		}
		if page, err = page.ParseFS(files, file); err != nil {
			return nil, fmt.Errorf("parse %s: %w", file, err)
		}
		fold(page)
		set.pages[strings.TrimSuffix(path.Base(file), ".html")] = page
	}
	return set, nil
}

// Render writes one page. The caller gives a buffer, so that a fault in the
// middle never reaches a reader as half a page.
func (s *Set) Render(w io.Writer, page string, data any) error {
	t := s.pages[page]
	if t == nil {
		return fmt.Errorf("there is no page %q", page)
	}
	if err := t.ExecuteTemplate(w, "page", data); err != nil {
		return fmt.Errorf("render %s: %w", page, err)
	}
	return nil
}

// Part writes one named block of a page: what a browser that has the page
// already asks for anew. The page itself draws the same block.
func (s *Set) Part(w io.Writer, page, block string, data any) error {
	t := s.pages[page]
	if t == nil || t.Lookup(block) == nil {
		return fmt.Errorf("there is no part %q of page %q", block, page)
	}
	if err := t.ExecuteTemplate(w, block, data); err != nil {
		return fmt.Errorf("render %s of %s: %w", block, page, err)
	}
	return nil
}

// Pages lists the names of all pages, for the tests that visit each.
func (s *Set) Pages() []string {
	names := make([]string, 0, len(s.pages))
	for name := range s.pages {
		names = append(names, name)
	}
	return names
}

// functions is all a template may call: words, assets, icons, and what is drawn
// without the engine (cells.go, frame.go). Everything else is prepared by who
// renders the page.
var functions = template.FuncMap{
	"t": t, "asset": Asset, "icon": icon, "language": Language,
	"lines": lines, "ticked": ticked, "options": options,
	"menu": menu, "ways": ways, "tabs": tabs, "heads": heads, "pickers": pickers,
}

// t finds a sentence; what follows the key is name, value, name, value.
func t(key string, pairs ...any) (string, error) {
	if len(pairs)%2 != 0 {
		return "", fmt.Errorf("text %s: a name without its value", key)
	}
	return Say(key, pairs...), nil
}

// icons are those that were drawn once: a list draws the same few again and again.
var icons sync.Map

// icon draws a symbol of the sprite. It only ever decorates a word.
func icon(name string) template.HTML {
	if known, there := icons.Load(name); there {
		return known.(template.HTML) //nolint:errcheck,forcetypeassert // nothing else is kept
	}
	drawn := drawIcon(name)
	icons.Store(name, drawn)
	return drawn
}

func drawIcon(name string) template.HTML {
	return template.HTML(`<svg class="i" aria-hidden="true"><use href="` + Asset("icons.svg") + `#` + template.HTMLEscapeString(name) + `"></use></svg>`) //nolint:gosec // the name is escaped, the address our own
}
