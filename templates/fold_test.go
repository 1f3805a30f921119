package templates

import (
	"html/template"
	"io/fs"
	"regexp"
	"strings"
	"testing"
)

// What is folded is written as the escapers of the template engine write it in
// every place where pages have such a call: in text, in quotes, in a title, in
// an address, in a field that is typed into.
func TestWhatIsFoldedReadsAsItDid(t *testing.T) {
	const page = `<title>{{t "form.from_other_page"}}</title><p class="a" title="{{t "fold.evil"}}">{{t "fold.evil"}} {{icon "x"}}{{if .}}{{t "list.print_page"}}{{else}}{{icon "plus"}}{{end}}</p>
{{range .}}<a href="{{asset "app.css"}}" aria-label="{{t "fold.evil"}}">{{t "list.views"}}{{.}}</a>{{else}}{{t "list.views"}}{{end}}
{{with .}}<textarea>{{t "fold.evil"}}</textarea>{{end}}<script src="{{asset "list.js"}}" defer></script>{{define "below"}}<b>{{t "fold.evil"}}</b>{{end}}{{template "below"}}`
	const evil = `fold.evil" <b>'&amp;+` // an unknown key is shown as it is
	text := strings.ReplaceAll(page, "fold.evil", strings.ReplaceAll(evil, `"`, `\"`))
	draw := func(change func(*template.Template), data any) string {
		made := template.Must(template.New("page").Funcs(functions).Parse(text))
		change(made)
		var b strings.Builder
		if err := made.Execute(&b, data); err != nil {
			t.Fatal(err)
		}
		return strings.ReplaceAll(b.String(), "&#43;", "+")
	}
	for _, data := range []any{nil, []string{"a", "<b>"}} {
		was, is := draw(func(*template.Template) {}, data), draw(fold, data)
		if was != is || !strings.Contains(is, "&lt;b&gt;") {
			t.Errorf("folded:\n%s\nby the engine:\n%s", is, was)
		}
	}
	whole := template.Must(template.New("page").Funcs(functions).Parse(text))
	fold(whole)
	if left := whole.Tree.Root.String(); strings.Contains(left, "{{t ") || strings.Contains(left, "{{icon") || strings.Contains(left, "{{asset") {
		t.Errorf("not folded: %s", left)
	}
}

// Where the engine would escape in another way a page has no such call: outside
// quotes, or within a script or a style of the page's own.
func TestNothingIsFoldedWhereItWouldBeEscapedOtherwise(t *testing.T) {
	odd := regexp.MustCompile(`=\{\{(t|icon|asset) "|<(script|style)[^>]*>[^<]|(href|src|action|formaction)="\{\{t "|\son[a-z]+="|\sstyle="`)
	for _, pattern := range []string{"layout/*.html", "partials/*.html", "pages/*.html"} {
		names, err := fs.Glob(files, pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			text, err := files.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if found := odd.FindString(string(text)); found != "" {
				t.Errorf("%s: %q", name, found)
			}
		}
	}
}
