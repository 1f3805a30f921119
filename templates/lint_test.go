package templates_test

import (
	"bytes"
	"compress/gzip"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/templates"
)

// forbidden in a page: the policy of the site would refuse it, or it would
// tell somebody else who reads what.
var forbidden = []struct {
	what string
	re   *regexp.Regexp
}{
	{"an inline style", regexp.MustCompile(`(?i)\sstyle\s*=`)},
	{"a style element", regexp.MustCompile(`(?i)<style`)},
	{"an inline handler", regexp.MustCompile(`(?i)\son[a-z]+\s*=`)},
	{"a script without a source", regexp.MustCompile(`(?i)<script(?:[^>]*)>`)},
	{"an address elsewhere", regexp.MustCompile(`(?i)(?:https?:)?//[a-z0-9]`)},
	{"a javascript address", regexp.MustCompile(`(?i)javascript:`)},
}

// half is a half-width mark beside a Han character.
var half = regexp.MustCompile(`\p{Han}[,:;?!()]|[,:;?!()]\p{Han}`)

// fancy is what browsers of 2018 to 2021 do not know.
var fancy = []*regexp.Regexp{
	regexp.MustCompile(`:has\(`), regexp.MustCompile(`color-mix`), regexp.MustCompile(`@layer`), regexp.MustCompile(`@container`),
	regexp.MustCompile(`oklch|oklab|lab\(`), regexp.MustCompile(`\d[dsl]v[hw]\b`), regexp.MustCompile(`subgrid|text-wrap|anchor-name|@scope|@property|@starting-style`), regexp.MustCompile(`[{;]\s*&`), regexp.MustCompile(`https?://`), regexp.MustCompile(`@import`),
}

// modern is what scripts may not use: browsers of 2021 do not have it.
var modern = regexp.MustCompile(`structuredClone|\.toSorted\(|\.findLast|groupBy\(|showPopover|\.hasOwn\(|AbortSignal\.(?:timeout|any)|\.requestSubmit\?|\beval\(|new Function`)

var comments = regexp.MustCompile(`(?s)\{\{/\*.*?\*/\}\}`)

func TestPagesHoldNothingThePolicyForbids(t *testing.T) {
	for name, text := range read(t, "layout/*.html", "partials/*.html", "pages/*.html") {
		text = comments.ReplaceAllString(text, "")
		for _, f := range forbidden {
			for _, found := range f.re.FindAllString(text, -1) {
				if strings.Contains(found, " src=") {
					continue
				}
				t.Errorf("%s holds %s: %s", name, f.what, found)
			}
		}
	}
}

func TestChineseIsWrittenWithFullWidthMarks(t *testing.T) {
	for name, text := range read(t, "layout/*.html", "partials/*.html", "pages/*.html") {
		for _, found := range half.FindAllString(text, -1) {
			t.Errorf("%s: %q", name, found)
		}
	}
	for _, key := range templates.Keys() {
		for _, found := range half.FindAllString(templates.Text(key, nil), -1) {
			t.Errorf("%s: %q", key, found)
		}
	}
}

// nested finds a rule inside a rule, with or without the mark for it: only
// what stands in an at-rule may be deeper.
func nested(css string) string {
	var rules []string
	start := 0
	for i, r := range css {
		switch r {
		case '{':
			head := strings.TrimSpace(css[start:i])
			if n := len(rules); n > 0 && !strings.HasPrefix(rules[n-1], "@") {
				return rules[n-1] + " { " + head
			}
			rules = append(rules, head)
		case '}':
			rules = rules[:max(0, len(rules)-1)]
		}
		if strings.ContainsRune("{};", r) {
			start = i + 1
		}
	}
	return ""
}

var asides = regexp.MustCompile(`(?s)/\*.*?\*/`)

func TestTheStyleSheetIsPlainAndSmall(t *testing.T) {
	css := read(t, "static/app.css")["static/app.css"]
	for _, re := range fancy {
		if found := re.FindString(css); found != "" {
			t.Errorf("app.css uses %s", found)
		}
	}
	if found := nested(asides.ReplaceAllString(css, "")); found != "" {
		t.Errorf("app.css nests rules: %s", found)
	}
	if n := zipped(t, css); n > 10<<10 {
		t.Errorf("app.css is %d bytes zipped, more than 10 KiB", n)
	}
	if n := zipped(t, read(t, "static/app.js")["static/app.js"]); n > 6<<10 {
		t.Errorf("app.js is %d bytes zipped, more than 6 KiB", n)
	}
}

func TestOurScriptsKeepToWhatOldBrowsersHave(t *testing.T) {
	for name, js := range read(t, "static/*.js") {
		if found := modern.FindString(js); found != "" {
			t.Errorf("%s uses %s", name, found)
		}
	}
}

func TestEveryIconThatIsNamedIsDrawn(t *testing.T) {
	sprite := read(t, "static/icons.svg")["static/icons.svg"]
	named := regexp.MustCompile(`\bicon "([a-z]+)"`)
	for name, text := range read(t, "layout/*.html", "partials/*.html", "pages/*.html") {
		for _, m := range named.FindAllStringSubmatch(text, -1) {
			if !strings.Contains(sprite, `id="`+m[1]+`"`) {
				t.Errorf("%s: no icon %s", name, m[1])
			}
		}
	}
	looks := regexp.MustCompile(`icon: ([a-z]+)`)
	for _, m := range looks.FindAllStringSubmatch(read(t, "looks.yaml")["looks.yaml"], -1) {
		if !strings.Contains(sprite, `id="`+m[1]+`"`) {
			t.Errorf("looks.yaml: no icon %s", m[1])
		}
	}
}

// Every rule is broken once.
func TestTheLintFindsWhatItForbids(t *testing.T) {
	for _, bad := range []string{
		`<p style="color:red">`, `<style>`, `<a onclick="x()">`, `<script>x()</script>`, `<img src="https://elsewhere.example/a.png">`,
		`<link href="//cdn.example/a.css">`, `<a href="javascript:x()">`,
	} {
		found := false
		for _, f := range forbidden {
			found = found || f.re.MatchString(bad)
		}
		if !found {
			t.Errorf("the lint lets %s through", bad)
		}
	}
	for _, bad := range []string{"案件(一)", "您好,", "状态:"} {
		if !half.MatchString(bad) {
			t.Errorf("the lint lets %s through", bad)
		}
	}
	for _, bad := range []string{`.a{color:red;.b{color:blue}}`, `@media print{.a{&:hover{color:red}}}`} {
		if nested(bad) == "" {
			t.Errorf("the lint lets %s through", bad)
		}
	}
	for _, bad := range []string{"height:100dvh", "color:oklch(1 0 0)", "@layer a", "a:has(b)"} {
		if !slices.ContainsFunc(fancy, func(re *regexp.Regexp) bool { return re.MatchString(bad) }) {
			t.Errorf("the lint lets %s through", bad)
		}
	}
	if !modern.MatchString("x = structuredClone(y)") {
		t.Error("the lint lets a script of tomorrow through")
	}
	if half.MatchString("案件（一），2026-03-02 09:30") {
		t.Error("the lint refuses a good sentence")
	}
}

func read(t *testing.T, patterns ...string) map[string]string {
	t.Helper()
	files := map[string]string{}
	for _, pattern := range patterns {
		names, err := fs.Glob(os.DirFS("."), pattern)
		if err != nil || len(names) == 0 {
			t.Fatalf("no file %s: %v", pattern, err)
		}
		for _, name := range names {
			content, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			files[name] = string(content)
		}
	}
	return files
}

func zipped(t *testing.T, text string) int {
	t.Helper()
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Len()
}

var lone = regexp.MustCompile(`^\.[a-z][a-z0-9-]*$`)

// twice lists the classes that have more than one rule of their own outside
// @media: two pages that took one name spoil each other.
func twice(css string) []string {
	var again []string
	seen := map[string]bool{}
	depth, start := 0, 0
	css = asides.ReplaceAllString(css, "")
	for i, r := range css {
		switch r {
		case '{':
			if depth == 0 {
				name := strings.TrimSpace(css[start:i])
				if lone.MatchString(name) && seen[name] {
					again = append(again, name)
				}
				seen[name] = true
			}
			depth++
		case '}':
			depth--
			start = i + 1
		}
	}
	return again
}

func TestAClassIsStyledInOnePlace(t *testing.T) {
	if again := twice(read(t, "static/app.css")["static/app.css"]); len(again) > 0 {
		t.Errorf("app.css styles by themselves more than once: %s", strings.Join(again, " "))
	}
	if got := twice(".a{x:y}.b{x:y}@media print{.b{x:z}}.a{x:z}.b,.c{x:z}"); !slices.Equal(got, []string{".a"}) {
		t.Errorf("the lint finds %q", got)
	}
}
